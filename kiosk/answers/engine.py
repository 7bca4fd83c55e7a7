"""From a question to a reply: triage, retrieval, bands, skills. Everything but the back end's word is there at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from kiosk.answers import compose, encoder, facts, products, retrieve
from kiosk.answers.features import legible
from kiosk.answers.hours import Hours
from kiosk.answers.language import answer_langs, language
from kiosk.answers.matching import READINGS, Matcher, leans
from kiosk.answers.products import Mention
from kiosk.answers.retrieve import Match, Ranked
from kiosk.answers.skills import product
from kiosk.answers.skills.registry import SKILLS
from kiosk.answers.skills.skill import ENTRY, SKILL, Asked, Shop, Skill
from kiosk.answers.triage.rules import find as triage
from kiosk.clock import SystemClock
from kiosk.errors import InputError
from kiosk.events import Card, Choice, Memo, Reply
from kiosk.knowledge import files
from kiosk.knowledge.entry import Entry
from kiosk.settings import LANGS, Answers
from kiosk.store.client import BackEnd
from kiosk.store.lookup import Lookup
from kiosk.utterance import normal

CHOICES = 3
LIKELY, LOOKED_FOR = 0.2, 0.5
"""Least scores over that of the first: of a choice, and of a product that is looked for but not named."""


@dataclass(frozen=True)
class Draft:
    """A reply, whole but for what the back end still has to say to its `lookup`."""

    reply: Reply
    match: Match
    lookup: Lookup[Any] | None = None
    complete: Callable[[Any], Reply] | None = None

    def finished(self, told: Any) -> Reply:  # noqa: ANN401 - the result of its lookup
        """The reply with what the back end said."""
        return self.complete(told) if self.complete else self.reply


class Answerer:
    """Answers questions about one store. `clock` gives the time of day, in any zone.

    `back_end` may be exchanged, or taken away, between questions.
    """

    def __init__(
        self,
        folder: Path,
        settings: Answers,
        client: BackEnd | None = None,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self.knowledge = files.load(folder)
        self.store = facts.load(folder)
        self.catalogue = products.load(folder, self.store.places)
        self.catalogue.set_ordinary((lang, text) for lang, _, text in self.knowledge.phrasings)
        self.back_end = client
        self._clock = clock or SystemClock().now
        chosen = encoder.make(settings.encoder)
        model = retrieve.ready_model(self.knowledge, chosen)
        limits = retrieve.thresholds(model, settings.answer_precision, settings.reject_quantile)
        self.retriever = retrieve.Retriever(self.knowledge, chosen, model, limits)
        self.matcher = Matcher(self.knowledge, self.catalogue, self.retriever, self._langs)
        self._calendar: Hours | None = None

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
        readings = [text, *alternatives]
        match = self.matcher.match(readings, lang, context, heard=heard)
        found = triage(self.matcher.free(readings[:READINGS]), lang)
        if found is not None:
            return Draft(compose.intent_reply(found), match)
        if going_on := self._going_on(text, lang, dict(memo), context, look_up=look_up):
            return self._skilled(match, *going_on)
        if language(lang).only_courtesy(text):
            return Draft(compose.go_on(lang), match)
        told = [each for each in readings if normal(each)] if heard else []
        return self._by_band(match, lang, context, told, look_up=look_up)

    def _going_on(
        self, text: str, lang: str, memo: dict[str, str], context: Sequence[str], *, look_up: bool
    ) -> tuple[Skill, Asked] | None:
        """The skill that left a memo, with a question that belongs to it."""
        found = self.knowledge.entry(memo.get(ENTRY, ""), self._langs(lang))
        skill = SKILLS.get(memo.get(SKILL, ""))
        if skill is None or found is None or not found[1].valid(self._now().date()):
            return None
        spoken, entry = found
        mention = self._mention(text, lang, context)
        asked = Asked(self._shop(look_up=look_up), entry, 1.0, text, lang, spoken, mention, context, memo=memo)
        return (skill, asked) if skill.goes_on(asked) else None

    def _skilled(self, match: Match, skill: Skill, asked: Asked) -> Draft:
        turn = skill.run(asked)
        return Draft(turn.reply, match, turn.lookup, turn.complete)

    def _shop(self, *, look_up: bool = True) -> Shop:
        now = self._now()
        back_end = self.back_end if look_up else None
        return Shop(self.store, self.catalogue, self._hours_on(now.date()), now, back_end)

    def _valid(self, match: Match, lang: str, mention: Mention | None) -> list[tuple[Ranked, str, Entry]]:
        """The ranked entries that may be answered today, with language and content."""
        langs = self._langs(lang)
        today = self._now().date()
        found = ((ranked, self.knowledge.entry(ranked.entry, langs)) for ranked in match.ranked)
        valid = [(ranked, *each) for ranked, each in found if each is not None and each[1].valid(today)]
        if mention is not None:
            return valid
        sure = self.retriever.limits.hi  # "how tall is the tower" looks like a product, but names none
        return [item for item in valid if item[2].action != "product" or item[0].score >= sure]

    def _by_band(
        self, match: Match, lang: str, context: Sequence[str], heard: Sequence[str], *, look_up: bool
    ) -> Draft:
        """By how sure the match is. `heard` are the readings of what may be misheard."""
        mention = self._mention(match.reading, lang, context)
        valid = self._valid(match, lang, mention)
        band = "none" if not valid else match.band
        if valid and valid[0][0].entry != match.best.entry:
            band = self.retriever.limits.band(valid[0][0].score)
        if band == "none":
            return Draft(compose.unknown(match.best.score, lang), match)
        ranked, spoken, entry = valid[0]
        skill = SKILLS.get(entry.action)
        doubtful = bool(heard) and not self.matcher.one_product(heard, lang)
        shop = self._shop(look_up=look_up)
        asked = Asked(shop, entry, ranked.score, match.reading, lang, spoken, mention, context, doubtful)
        if band == "ask" and not (skill and self._all_one(valid) and skill.settles(asked)):
            which = self._which_product(match, mention, lang) or self._which(mention, self._likely(valid), spoken)
            return Draft(which, match)
        if skill is not None:
            return self._skilled(match, skill, asked)
        return Draft(compose.curated(self.store, entry, ranked.score, spoken), match)

    def _all_one(self, valid: Sequence[tuple[Ranked, str, Entry]]) -> bool:
        """Whether the two that are likely do the same."""
        likely = [entry for ranked, _, entry in valid[:2] if ranked.score >= self.retriever.limits.lo / 2]
        return len(likely) == 2 and likely[0].action == likely[1].action

    def _likely(self, valid: Sequence[tuple[Ranked, str, Entry]]) -> list[tuple[Ranked, str, Entry]]:
        """The first, and the others that may well have been meant."""
        least = max(self.retriever.limits.lo / 2, LIKELY * valid[0][0].score)
        return [valid[0], *(item for item in valid[1:CHOICES] if item[0].score >= least)]

    def _mention(self, text: str, lang: str, context: Sequence[str]) -> Mention | None:
        """The product that is spoken of; a short follow-up may speak of the one before."""
        texts = (text, *reversed(context)) if leans(text, lang) else (text,)
        return next(filter(None, (self.catalogue.find(each, lang) for each in texts)), None)

    def _which_product(self, match: Match, mention: Mention | None, lang: str) -> Reply | None:
        """Asks for the product where one seems to be looked for and none is named: "I am looking for, er"."""
        near = next((each for each in match.ranked if self.knowledge.action(each.entry) == "product"), None)
        if mention or near is None or near.score < LOOKED_FOR * match.best.score or lang not in self.catalogue.words:
            return None
        return compose.ask_product(near.entry, near.score, lang, "which_product", ())

    def _which(self, mention: Mention | None, valid: Sequence[tuple[Ranked, str, Entry]], lang: str) -> Reply:
        """Asks in the language of the titles: a question in one with choices in another helps nobody."""
        choices = [Choice(entry.id, entry.title, self._query(entry, mention, lang)) for _, _, entry in valid]
        return compose.ask_which(valid[0][2].id, valid[0][0].score, lang, choices)

    def _query(self, entry: Entry, mention: Mention | None, lang: str) -> str:
        """What pressing a choice asks: its title, or where the product is that was named."""
        sample = self.matcher.samples.get(lang)
        if entry.action == "product" and mention and sample:
            return sample[0].replace(sample[1], mention.words, 1)
        return entry.title

    def _card(self, entry: Entry, mention: Mention | None, lang: str) -> Card:
        if entry.action == "product" and mention:
            return product.product_card(self.store, mention.product, lang, None)
        return compose.entry_card(self.store, entry, lang)

    def _now(self) -> datetime:
        return self._clock().astimezone(self.store.facts.zone)

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
        likely = [
            item for item in self._valid(match, lang, mention) if self.retriever.limits.band(item[0].score) != "none"
        ]
        whole = len(normal(text).split()) >= len(normal(match.best.phrasing).split()) - 1
        cards = tuple(self._card(entry, mention, lang) for _, _, entry in likely[:CHOICES])
        return cards, match.band == "answer" and whole and bool(cards)

    def language_of(self, text: str, usual: str) -> str:
        """The language a text reads like, by its nearest title or phrasing; the usual one where it says little."""
        titled = [
            lang
            for lang, entries in self.knowledge.entries.items()
            if any(normal(text) == normal(entry.title) for entry in entries.values())
        ]
        if titled:
            return usual if usual in titled else titled[0]
        best = self.retriever.match([text])[0].best if normal(text) and legible(text) else None
        return best.phrasing_lang if best and best.score >= self.retriever.limits.lo else usual
