"""By how sure the match is: an answer, a question back, or the plain word that the store does not know."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kiosk.answers import compose, no_such_day
from kiosk.answers.draft import Draft, Question
from kiosk.answers.facts import Store
from kiosk.answers.language import language
from kiosk.answers.matching import Matcher, leans
from kiosk.answers.products import Catalogue, Mention
from kiosk.answers.retrieve import Match, Ranked, Retriever
from kiosk.answers.skills import product
from kiosk.answers.skills.registry import SKILLS
from kiosk.answers.skills.skill import Asked, Shop, Skill
from kiosk.events import Card, Choice, Reply
from kiosk.knowledge.collection import Knowledge
from kiosk.knowledge.entry import Entry
from kiosk.memo import ENTRY, OTHERS, SKILL
from kiosk.utterance import normal

CHOICES = 3
LIKELY, LOOKED_FOR = 0.2, 0.5
"""Least scores over that of the first: of a choice, and of a product that is looked for but not named."""
Valid = Sequence[tuple[Ranked, str, Entry]]


@dataclass(frozen=True)
class Content:
    """What a store knows, and what finds it; `langs` gives the languages to answer a speaker of one in, best first."""

    knowledge: Knowledge
    store: Store
    catalogue: Catalogue
    retriever: Retriever
    matcher: Matcher
    langs: Callable[[str], tuple[str, ...]]


class Bands:
    """Drafts of replies. `shop` makes what skills look things up in, with a back end or without, as of now."""

    def __init__(self, content: Content, shop: Callable[[bool], Shop], now: Callable[[], datetime]) -> None:
        self._content, self._shop, self._now = content, shop, now
        self._limits = content.retriever.limits

    def going_on(self, question: Question, match: Match) -> Draft | None:
        """The draft of the skill that left a memo, where the question belongs to it."""
        memo = dict(question.memo)
        skill, found = SKILLS.get(memo.get(SKILL, "")), self._entry(memo.get(ENTRY, ""), question.lang)
        if skill is None or found is None:
            return None
        asked = replace(self._asked(question, question.text, *found, 1.0), memo=memo)
        return _skilled(match, skill, asked) if skill.goes_on(asked) else None

    def named(self, entry: str, question: Question, match: Match) -> Draft | None:
        """The draft of one entry, because the shopper said that it is the one; None if it is not valid now."""
        found = self._entry(entry, question.lang)
        if found is None:
            return None
        score = next((each.score for each in match.ranked if each.entry == entry), self._limits.hi)
        text = (question.context or (question.text,))[-1]
        return self._answer(question, match, text, *found, score)

    def draft(self, question: Question, match: Match) -> Draft:
        """By how sure the match is."""
        lang = question.lang
        mention = self.mention(match.reading, lang, question.context)
        valid = self.valid(match, lang, mention)
        if mention is None and (absent := self._not_sold(question, match, valid)):
            return absent
        band = "none" if not valid else match.band
        if valid and valid[0][0].entry != match.best.entry:
            band = self._limits.band(valid[0][0].score, valid[0][0].strange)
        if band != "answer" and (gone := no_such_day.reply(match.reading, lang, self._now().date())):
            return Draft(gone, match)
        if band == "none":
            return Draft(compose.unknown(match.best.score, lang), match)
        ranked, spoken, entry = valid[0]
        skill = SKILLS.get(entry.action)
        asked = self._asked(question, match.reading, spoken, entry, ranked.score)
        settled = skill is not None and self._all_one(valid) and skill.settles(asked)
        if band == "ask" and not settled and not self._names_one(asked):
            which = self._which_product(match, mention, lang) or self._which(mention, self._likely(valid), spoken)
            return Draft(which, match)
        draft = self._answer(question, match, match.reading, spoken, entry, ranked.score)
        others = " ".join(entry.id for _, _, entry in valid[1:CHOICES])
        return draft.changed(lambda reply: leaving(reply, OTHERS, others)) if others else draft

    def _answer(self, question: Question, match: Match, text: str, spoken: str, entry: Entry, score: float) -> Draft:
        if skill := SKILLS.get(entry.action):
            return _skilled(match, skill, self._asked(question, text, spoken, entry, score))
        return Draft(compose.curated(self._content.store, entry, score, spoken), match, curated=True)

    def _asked(self, question: Question, text: str, spoken: str, entry: Entry, score: float) -> Asked:
        """The question as a skill gets it; of one that was heard, all readings must name the same product."""
        lang, context = question.lang, question.context
        told = [each for each in question.readings if normal(each)] if question.heard else []
        doubtful = bool(told) and not self._content.matcher.one_product(told, lang)
        mention = self.mention(text, lang, context)
        shop, left = self._shop(question.look_up), dict(question.memo)
        return Asked(shop, entry, score, text, lang, spoken, mention, context, doubtful, left=left)

    def _entry(self, name: str, lang: str) -> tuple[str, Entry] | None:
        """An entry that may be answered today, and its language."""
        found = self._content.knowledge.entry(name, self._content.langs(lang))
        return found if found is not None and found[1].valid(self._now().date()) else None

    def valid(self, match: Match, lang: str, mention: Mention | None) -> list[tuple[Ranked, str, Entry]]:
        """The ranked entries that may be answered today, with language and content."""
        found = ((ranked, self._entry(ranked.entry, lang)) for ranked in match.ranked)
        valid = [(ranked, *each) for ranked, each in found if each is not None]
        if mention is not None:
            return valid
        sure = self._limits.hi  # "how tall is the tower" looks like a product, but names none
        return [item for item in valid if item[2].action != "product" or item[0].score >= sure]

    def _not_sold(self, question: Question, match: Match, valid: Valid) -> Draft | None:
        """That the list of products has no such thing, to "do you sell bicycles": racks for bicycles are no answer.

        None where the likeliest entry is about something that is sold, or the list has no words of the language.
        """
        asks = language(question.lang).has("sells", normal(match.reading))
        if not asks or not self._content.catalogue.words.get(question.lang):
            return None
        sold = bool(valid) and self._of_trade(valid[0][2].id)
        return None if sold else Draft(compose.not_sold(match.best.score, question.lang), match)

    def _of_trade(self, entry: str) -> bool:
        """Whether an entry but that of products is asked, in any language, with a word for selling or buying."""
        if self._content.knowledge.action(entry) == "product":
            return False
        own = ((lang, of_lang[entry]) for lang, of_lang in self._content.knowledge.entries.items() if entry in of_lang)
        return any(language(lang).has("sold", normal(text)) for lang, one in own for text in one.phrasings)

    def _names_one(self, asked: Asked) -> bool:
        """Whether it is rather asked where a product is, or what it costs, and one of the list is named: so it is."""
        plain = normal(asked.text)
        rather = asked.score >= (self._limits.hi + self._limits.lo) / 2 and asked.words.has("of_product", plain)
        named = asked.mention is not None and asked.mention.words in plain
        return asked.entry.action == "product" and rather and named and not asked.doubtful

    def _all_one(self, valid: Valid) -> bool:
        """Whether the two that are likely do the same."""
        likely = [entry for ranked, _, entry in valid[:2] if ranked.score >= self._limits.lo / 2]
        return len(likely) == 2 and likely[0].action == likely[1].action

    def _likely(self, valid: Valid) -> list[tuple[Ranked, str, Entry]]:
        """The first, and the others that may well have been meant."""
        least = max(self._limits.lo / 2, LIKELY * valid[0][0].score)
        return [valid[0], *(item for item in valid[1:CHOICES] if item[0].score >= least)]

    def mention(self, text: str, lang: str, context: Sequence[str]) -> Mention | None:
        """The product that is spoken of; a short follow-up may speak of the one before."""
        texts = (text, *reversed(context)) if leans(text, lang) else (text,)
        return next(filter(None, (self._content.catalogue.find(each, lang) for each in texts)), None)

    def _which_product(self, match: Match, mention: Mention | None, lang: str) -> Reply | None:
        """Asks for the product where one seems to be looked for and none is named: "I am looking for, er"."""
        near = next((each for each in match.ranked if self._content.knowledge.action(each.entry) == "product"), None)
        named = lang in self._content.catalogue.words
        if mention or near is None or near.score < LOOKED_FOR * match.best.score or not named:
            return None
        return compose.ask_product(near.entry, near.score, lang, "which_product", ())

    def _which(self, mention: Mention | None, valid: Valid, lang: str) -> Reply:
        """Asks in the language of the titles: a question in one with choices in another helps nobody."""
        choices = [Choice(entry.id, entry.title, self._query(entry, mention, lang)) for _, _, entry in valid]
        return compose.ask_which(valid[0][2].id, valid[0][0].score, lang, choices)

    def _query(self, entry: Entry, mention: Mention | None, lang: str) -> str:
        """What pressing a choice asks: its title, or where the product is that was named."""
        sample = self._content.matcher.samples.get(lang)
        if entry.action == "product" and mention and sample:
            return sample[0].replace(sample[1], mention.words, 1)
        return entry.title

    def card(self, entry: Entry, mention: Mention | None, lang: str) -> Card:
        """The card of an entry, or of the product that was named."""
        if entry.action == "product" and mention:
            return product.product_card(self._content.store, mention.product, lang, None)
        return compose.entry_card(self._content.store, entry, lang)


def leaving(reply: Reply, name: str, value: str) -> Reply:
    """A reply that leaves one thing more for the next question."""
    return replace(reply, memo=(*reply.memo, (name, value)))


def _skilled(match: Match, skill: Skill, asked: Asked) -> Draft:
    turn = skill.turn(asked)
    return Draft(turn.reply, match, turn.lookup, turn.complete)
