"""From a question to a reply: triage, retrieval, bands, skills. Everything but the back end's word is there at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from kiosk.answers import about_last, compose, facts, itself, products, retrieve, stages, trained, two_questions
from kiosk.answers.about_last import About
from kiosk.answers.bands import CHOICES, Bands, Content, leaving
from kiosk.answers.draft import Draft, Question
from kiosk.answers.elsewhere import is_strange
from kiosk.answers.features import legible
from kiosk.answers.hours import Hours
from kiosk.answers.language import answer_langs, language
from kiosk.answers.matching import READINGS, Matcher
from kiosk.answers.retrieve import Match
from kiosk.answers.skills.beside import only_slots
from kiosk.answers.skills.skill import Shop
from kiosk.answers.skills.still_open import still_open
from kiosk.answers.stages import Stages
from kiosk.answers.triage.judge import Finding, Judge, Known
from kiosk.answers.triage.topics import URGENT
from kiosk.answers.wording.model import Rephraser
from kiosk.answers.written import Written
from kiosk.clock import SystemClock
from kiosk.errors import InputError
from kiosk.events import Card, Memo, Reply, Triage
from kiosk.knowledge import files
from kiosk.memo import CHOICE, OPEN, OTHERS
from kiosk.settings import LANGS, Answers
from kiosk.store.client import BackEnd
from kiosk.utterance import normal

ALMOST_EXACT = 0.87
"""As alike are a phrasing and itself with a letter or a small word misheard."""


class Answerer:
    """Answers questions about one store. `clock` gives the time of day, in any zone.

    `back_end` may be exchanged, or taken away, between questions. A `rephraser` may put an answer in other words.
    `at_once` begins with the first stage where the second would have to be trained (`kiosk.answers.later`).
    """

    def __init__(
        self,
        folder: Path,
        settings: Answers,
        client: BackEnd | None = None,
        clock: Callable[[], datetime] | None = None,
        rephraser: Rephraser | None = None,
        *,
        at_once: bool = False,
    ) -> None:
        self.knowledge = files.load(folder)
        self.store = facts.load(folder)
        self.catalogue = products.load(folder, self.store.places)
        self.catalogue.set_ordinary((lang, text) for lang, _, text in self.knowledge.phrasings)
        self.back_end = client
        self._rephraser = rephraser
        self._clock = clock or SystemClock().now
        chosen = stages.make(settings)
        self.retriever = retrieve.open_retriever(self.knowledge, chosen, settings, at_once=at_once)
        self.matcher = Matcher(self.knowledge, self.catalogue, self.retriever, self._langs)
        content = Content(self.knowledge, self.store, self.catalogue, self.retriever, self.matcher, self._langs)
        self._bands = Bands(content, self._shop, self._now)
        self._chosen, self._folder = chosen, folder
        self._judge = self._judging(Stages(chosen.first) if self.retriever.waiting_for is not None else chosen)
        self._written = Written([(lang, text) for lang, _, text in self.knowledge.phrasings] + self._judge.sentences)
        self._calendar: Hours | None = None

    def second_came(self) -> None:
        """Let triage, too, go by the second encoder, now that its examples were learnt (`kiosk.answers.later`)."""
        self._judge = self._judging(self._chosen)

    def _judging(self, by: Stages) -> Judge:
        trained.ready_triage(by)
        return Judge(by.for_triage, self._folder)

    def _langs(self, lang: str) -> tuple[str, ...]:
        facts = self.store.facts
        return answer_langs(lang, facts.visitors, (*facts.languages, *self.knowledge.entries))

    def match(self, readings: Sequence[str], lang: str, context: Sequence[str] = ()) -> Match:
        """What comes nearest to an utterance; see `kiosk.answers.matching`."""
        return self.matcher.match(readings, lang, context)

    def ask(
        self,
        text: str,
        lang: str,
        alternatives: Sequence[str] = (),
        context: Sequence[str] = (),
        *,
        memo: Memo = (),
        look_up: bool = True,
        heard: bool = False,
    ) -> Draft:
        """The reply to a question in a language of the product; one that was `heard` may be misheard.

        `memo` is what the last reply left; without `look_up` the back end is not asked.

        Raises:
            InputError: `answers.empty` or `answers.language`.
        """
        if lang not in LANGS:
            raise InputError("answers.language", f"{lang!r} is no language of Balie.", f"Use {', '.join(LANGS)}.")
        question = Question(text, lang, alternatives, context, memo, look_up, heard)
        draft = self._draft(question)
        if self._rephraser is not None and look_up:
            draft = self._rephraser.worded(draft)
        draft = draft.changed(lambda reply: still_open(reply, memo)) if memo else draft
        return draft.changed(_with_choices) if draft.reply.choices else draft

    def _draft(self, question: Question) -> Draft:
        match = self.matcher.match(question.readings, question.lang, question.context, heard=question.heard)
        about = about_last.understood(question)
        if about is not None and (draft := self._offered(about, question, match)):
            return draft
        found = self._found(question, match) if about is None else None
        need = Draft(_need(found, question), match) if found is not None and found.needs else None
        if need is not None and not _may_fill_in(found, question):
            return need
        if draft := self._bands.going_on(question, match) or need:
            return draft
        if not self.matcher.is_known(match) and (kind := itself.asked(question.readings[:READINGS], question.lang)):
            here = itself.Here(self.store.facts, self._now(), self._spoken())
            return Draft(itself.reply(kind, question.lang, here), match)
        if self._strange(question, match):
            return Draft(compose.strange(self.store.facts.visitors, self._spoken()), match)
        if about is not None and (draft := self._about(about, question, match)):
            return draft
        return self._answered(question, match, found)

    def _found(self, question: Question, match: Match) -> Finding | None:
        """What the question is besides a question."""
        readings = self.matcher.free(question.readings[:READINGS])
        same = bool(match.ranked) and normal(match.reading) == normal(match.best.phrasing)
        exact = same or (match.band == "answer" and match.best.similarity >= ALMOST_EXACT)
        found = self._judge.judge(readings, question.lang, Known(exact, match.band == "answer"))
        greeted = found is not None and found.intent == "question" and not found.unsure
        return None if greeted and language(question.lang).only_courtesy(question.text) else found

    def _strange(self, question: Question, match: Match) -> bool:
        """Whether it was written in a language that the kiosk does not speak, and is none of the store's own texts."""
        known = self.matcher.is_known(match)
        return not question.heard and not known and is_strange(question.text, self._written)

    def _spoken(self) -> tuple[str, ...]:
        """The languages in which the store answers, that of visitors first."""
        langs = dict.fromkeys((self.store.facts.visitors, *self.store.facts.languages, *self.knowledge.entries))
        return tuple(lang for lang in langs if self.knowledge.entries.get(lang))

    def _offered(self, about: About, question: Question, match: Match) -> Draft | None:
        """The reply to a yes or no about help."""
        lang = question.lang
        match about.what:
            case "help":
                return Draft(compose.intent("urgent", lang, self._judge.triage("urgent")), match)
            case "no-help":
                asked = replace(question, text=about.value, alternatives=(), memo=())
                return self._answered(asked, self.matcher.match([about.value], lang, question.context), None)
            case "person":
                return Draft(compose.intent("human", lang, self._judge.triage("human")), match)
            case "declined":
                return Draft(compose.go_on(lang, "declined"), match)
            case _:
                return None

    def _about(self, about: About, question: Question, match: Match) -> Draft | None:
        """The reply to who chose, or wants another one than was answered."""
        if about.what == "choice":
            asked = replace(question, text=about.value, alternatives=(), memo=())
            return self._answered(asked, self.matcher.match([about.value], question.lang), None)
        first, _, others = about.value.partition(" ")
        draft = self._bands.named(first, question, match) if first else None
        if draft is None:
            return Draft(compose.go_on(question.lang, "otherwise"), match)
        draft = draft.changed(lambda reply: replace(reply, triage=Triage(feeling="sorry")))
        return draft.changed(lambda reply: leaving(reply, OTHERS, others)) if others else draft

    def _answered(self, question: Question, match: Match, found: Finding | None) -> Draft:
        """What the store answers, with what follows from what the question is besides."""
        lang = question.lang
        if found is not None and self._judge.unanswered(found.triage.topic):
            return Draft(replace(compose.unknown(match.best.score, lang), triage=found.triage), match)
        if found is None and language(lang).only_courtesy(question.text):
            return Draft(compose.go_on(lang), match)
        two = None if self.matcher.is_known(match) else self._two(question)
        draft = two or self._bands.draft(question, match)
        grief = found is not None and found.triage.topic == "frail"
        if found is not None and grief and (found.ruled or draft.reply.band == "ask"):  # no guesses at grief
            return Draft(replace(compose.unknown(match.best.score, lang), triage=found.triage), match)
        return draft if found is None else draft.changed(lambda reply: replace(reply, triage=found.triage))

    def _two(self, question: Question) -> Draft | None:
        """Both answers where the question is two, and the store is sure of each."""
        for first, second in two_questions.halves(question.text, question.lang):
            parts = [replace(question, text=text, alternatives=(), look_up=False) for text in (first, second)]
            drafts = [self._bands.draft(part, self.matcher.match([part.text], part.lang)) for part in parts]
            if two_questions.are_two(drafts[0].reply, drafts[1].reply):
                asked = [replace(part, look_up=question.look_up) for part in parts]
                one, other = (self._bands.draft(part, draft.match) for part, draft in zip(asked, drafts, strict=True))
                return two_questions.joined(one, other, question.lang)
        return None

    def _shop(self, look_up: bool) -> Shop:
        """What skills look things up in, as of now; with `look_up` the back end, too."""
        now = self._now()
        back_end = self.back_end if look_up else None
        return Shop(self.store, self.catalogue, self._hours_on(now.date()), now, back_end)

    def _now(self) -> datetime:
        return self._clock().astimezone(self.store.facts.zone)

    def is_open(self) -> bool | None:
        """Whether the store is open now; None if it has told no hours."""
        now = self._now()
        return self._hours_on(now.date()).open_until(now) is not None if self.store.facts.hours else None

    def _hours_on(self, today: date) -> Hours:
        """The calendar as of today; made once a day, for that takes a while."""
        if self._calendar is None or self._calendar.today != today:
            self._calendar = Hours(self.store.facts, today)
        return self._calendar

    def warm(self) -> None:
        """Do once what is slow the first time, so that no shopper waits for it."""
        self._hours_on(self._now().date()).week()
        for lang in self.knowledge.entries:
            for entry in self.knowledge.ids:
                if self.knowledge.action(entry) and entry in self.knowledge.entries[lang]:
                    self.ask(self.knowledge.entries[lang][entry].phrasings[0], lang, look_up=False)

    def cards(self, text: str, lang: str) -> tuple[tuple[Card, ...], bool]:
        """Cards for a question that is still being spoken, and whether it already is a whole known one."""
        match = self.matcher.match([text], lang)
        mention = self.catalogue.find(text, lang)
        limits = self.retriever.limits
        likely = [item for item in self._bands.valid(match, lang, mention) if limits.band(item[0].score) != "none"]
        whole = len(normal(text).split()) >= len(normal(match.best.phrasing).split()) - 1
        cards = tuple(self._bands.card(entry, mention, lang) for _, _, entry in likely[:CHOICES])
        return cards, match.band == "answer" and whole and bool(cards)

    def written_in(self, text: str, usual: str) -> str:
        """The language in which a text is clearly written, else the usual one."""
        return self._written.clearly_in(text, usual)

    def language_of(self, text: str, usual: str) -> str:
        """The language a text reads like, by its nearest title or phrasing; the usual one where it says little."""
        if is_strange(text, self._written):
            return usual
        if titled := self.matcher.titled.get(normal(text), []):
            return usual if usual in titled else titled[0]
        best = self.retriever.match([text])[0].best if normal(text) and legible(text) else None
        return best.phrasing_lang if best and best.score >= self.retriever.limits.lo else usual


def _with_choices(reply: Reply) -> Reply:
    """A reply that leaves what its choices ask, so that one can be chosen in words, too."""
    return replace(reply, memo=(*reply.memo, *((CHOICE, choice.query) for choice in reply.choices if choice.query)))


def _may_fill_in(found: Finding | None, question: Question) -> bool:
    """Whether it may be what a skill waits for, and only examples take it for more: "five one"."""
    doubtful = found is not None and not found.unsure and not found.ruled and found.triage.topic not in URGENT
    return doubtful and (OPEN, "yes") in question.memo and only_slots(question.text, question.lang)


def _need(found: Finding, question: Question) -> Reply:
    """The reply to what goes before every answer; where it is not sure, it is asked."""
    if found.unsure:
        return compose.ask_help(question.text, question.lang, found.triage)
    return compose.intent(found.intent, found.lang, found.triage)
