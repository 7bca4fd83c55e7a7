"""The entries nearest to what was asked, over all readings of it: with its product, and with the question before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from kiosk.answers.features import legible
from kiosk.answers.knowledge import Knowledge
from kiosk.answers.language import language
from kiosk.answers.products import Catalogue
from kiosk.answers.readings import Phrasings
from kiosk.answers.retrieve import Match, Ranked, Retriever
from kiosk.answers.sounding import Sounded, Sounding
from kiosk.errors import InputError
from kiosk.settings import LANGS
from kiosk.utterance import normal

READINGS = 4  # transcripts of one utterance that are looked at
FOLLOW_UP, TERSE = 5, 2  # words of the longest question that may lean on the one before; so few always do


class Matcher:
    """Matches questions with the knowledge of one store.

    `langs_of` gives the languages in which a speaker of one is answered, best first.
    """

    def __init__(
        self,
        knowledge: Knowledge,
        catalogue: Catalogue,
        retriever: Retriever,
        langs_of: Callable[[str], tuple[str, ...]],
    ) -> None:
        self.knowledge, self.catalogue, self.retriever, self._langs = knowledge, catalogue, retriever, langs_of
        self._exact = self._exact_texts()
        names = [name for of_lang in catalogue.words.values() for name in of_lang]
        self._phrasings = Phrasings(knowledge.phrasings, names)
        self._sounding = Sounding(knowledge.phrasings)
        self.samples: dict[str, tuple[str, str] | None] = {lang: self._sample(lang) for lang in LANGS}

    def _exact_texts(self) -> dict[str, str]:
        """Titles and phrasings, which lead to their entry whatever the scores say."""
        exact: dict[str, str] = {}
        for of_lang in self.knowledge.entries.values():
            for entry in of_lang.values():
                exact |= {normal(text): entry.id for text in (*entry.phrasings, entry.title)}
        return exact

    def _sample(self, lang: str) -> tuple[str, str] | None:
        """A phrasing that asks for a product, and the words in it that name the product."""
        for spoken in self._langs(lang):
            for entry in self.knowledge.entries.get(spoken, {}).values():
                mention = self.catalogue.find(entry.phrasings[0], spoken) if entry.action == "product" else None
                if mention:
                    return normal(entry.phrasings[0]), mention.words
        return None

    def match(self, readings: Sequence[str], lang: str, context: Sequence[str] = ()) -> Match:
        """The best match over all readings of an utterance, and over it read together with the question before.

        A reading in the store's own words may come from a recogniser that knows no others: it counts only as far as
        the first reading, the open one, bears it out (`kiosk.answers.readings`).
        """
        texts = list(dict.fromkeys(reading for reading in readings if normal(reading)))[:READINGS]
        if not texts:
            raise InputError("answers.empty", "The question is empty.", "Say or type a question.")
        if not legible(texts[0]):
            return _unread(self._best(texts[:1], lang))
        free = self.free(texts)
        constrained = [self._constrained(text, texts[0], lang) for text in texts if text not in free]
        best = max([self._best(free, lang), *constrained], key=lambda match: match.best.score)
        texts = free
        if best.band != "answer" and context and leans(texts[0], lang):
            joined = self.retriever.match(texts, self._common(context[-1], lang) or context[-1])
            best = max([best, *joined], key=lambda match: match.best.score)
        return self._sounded(best, texts, lang) if len(texts) > 1 else best

    def _sounded(self, best: Match, texts: Sequence[str], lang: str) -> Match:
        """What the texts sound like, where that is surer than what their words say.

        Only of several texts: what was typed, or read the same twice, means what it says.
        """
        scores = {each.entry: each.score for each in best.ranked}
        found = self._sounding.nearest(texts, lang, scores)
        if found is None or not _surer(found, best):
            return best
        first = Ranked(found.entry, found.trust, found.phrasing, found.lang, found.trust)
        others = (each for each in best.ranked if each.entry != first.entry)
        lower = (replace(each, score=min(each.score, found.trust)) for each in others)
        return Match(found.reading, (first, *lower)[:3], found.band)

    def _best(self, texts: Sequence[str], lang: str) -> Match:
        """The best match over texts, each as it is and without courtesies, with its product and with a known one."""
        words = language(lang)
        bare = {wording: text for text in reversed(texts) for wording in (words.bare(text), text)}
        common = {self._common(wording, lang): text for wording, text in bare.items()}
        renamed = [wording for wording in common if wording and wording not in bare]
        matches = [self._exactly(match) for match in self.retriever.match([*bare, *renamed])]
        plain, swapped = matches[: len(bare)], matches[len(bare) :]
        products_only = [match for match in swapped if self.knowledge.action(match.best.entry) == "product"]
        origin = common | bare
        return max(
            (replace(match, reading=origin[match.reading]) for match in (*plain, *products_only)),
            key=lambda match: match.best.score,
        )

    def free(self, readings: Sequence[str]) -> list[str]:
        """The open reading, and the others that are not in the store's own words."""
        return [*readings[:1], *(text for text in readings[1:] if not self._phrasings.constrained(text))]

    def _constrained(self, text: str, heard: str, lang: str) -> Match:
        """What a reading in the store's own words stands for, with its product or without."""
        found = self._phrasings.nearest(text, heard)
        renamed = self._phrasings.nearest(self._common(text, lang) or text, heard)
        if self.knowledge.action(renamed[0].entry) == "product" and renamed[0].trust > found[0].trust:
            found = renamed
        ranked = tuple(Ranked(each.entry, each.trust, each.phrasing, each.lang, each.fit / 100) for each in found)
        return Match(text, ranked, found[0].band)

    def _common(self, text: str, lang: str) -> str:
        """The text with its product exchanged for one that the phrasings know; empty if it names none."""
        mention, sample = self.catalogue.find(text, lang), self.samples.get(lang)
        if not mention or not sample or mention.words == sample[1]:
            return ""
        return normal(text).replace(mention.words, sample[1], 1)

    def _exactly(self, match: Match) -> Match:
        entry = self._exact.get(normal(match.reading))
        if entry is None:
            return match
        known = next((each for each in match.ranked if each.entry == entry), None)
        first = replace(known or match.best, entry=entry, score=1.0)
        others = [each for each in match.ranked if each.entry != entry]
        return Match(match.reading, (first, *others)[:3], "answer")


def _surer(found: Sounded, best: Match) -> bool:
    """Whether how it sounds tells more than what the words say."""
    if found.band == "answer":
        return best.band != "answer" or found.trust > best.best.score
    return found.band == "ask" and best.band == "none"


def _unread(match: Match) -> Match:
    """A match whose likeness says nothing: its text is in no language of the product."""
    return Match(match.reading, tuple(replace(each, score=0.0) for each in match.ranked), "none")


def leans(text: str, lang: str) -> bool:
    """Whether a question may speak of the one before: it is terse, or short with a word such as "and" or "it"."""
    words = len(text.split())
    return words <= TERSE or (words <= FOLLOW_UP and language(lang).has("follow_up", normal(text)))
