"""The entries nearest to what was asked, over all readings of it: with its product, and with the question before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from kiosk.answers import dates
from kiosk.answers.features import legible
from kiosk.answers.language import language
from kiosk.answers.products import Catalogue
from kiosk.answers.readings import Phrasings, letters
from kiosk.answers.retrieve import Match, Ranked, Retriever
from kiosk.answers.skills.spelled import without_numbers
from kiosk.answers.sounding import RANKED, Sounding, sounds
from kiosk.errors import InputError
from kiosk.knowledge.collection import Knowledge
from kiosk.settings import LANGS
from kiosk.utterance import normal

READINGS = 4  # transcripts of one utterance that are looked at
NOISE_LETTERS = 7  # of a text of few words that may be noise
TELLING_LETTERS, TELLING_ENTRIES = 4, 3  # least letters, and most entries with it, of a word that says enough alone
OF_PRODUCTS = frozenset({"product", "returns"})  # actions of entries that are asked of any product alike
A_DAY = date(2000, 1, 1)  # from which dates are counted; which year it is says nothing of what is asked
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
        self.titled = self._titled_in()
        names = [name for of_lang in catalogue.words.values() for name in of_lang]
        self._phrasings = Phrasings(knowledge.phrasings, names)
        self._sounding = Sounding(knowledge.phrasings)
        self._telling = self._telling_words()
        self.samples: dict[str, tuple[str, str] | None] = {lang: self._sample(lang) for lang in LANGS}

    def _exact_texts(self) -> dict[str, str]:
        """Titles and phrasings, which lead to their entry whatever the scores say."""
        exact: dict[str, str] = {}
        for of_lang in self.knowledge.entries.values():
            for entry in of_lang.values():
                exact |= {normal(text): entry.id for text in (*entry.phrasings, entry.title)}
        return exact

    def _titled_in(self) -> dict[str, list[str]]:
        """The languages in which each title stands."""
        titled: dict[str, list[str]] = {}
        for lang, of_lang in self.knowledge.entries.items():
            for title in {normal(entry.title) for entry in of_lang.values()}:
                titled.setdefault(title, []).append(lang)
        return titled

    def _telling_words(self) -> set[str]:
        """Words that stand in the phrasings of few entries, so that one of them alone asks for something."""
        owners: dict[str, set[str]] = {}
        for _, entry, phrasing in self.knowledge.phrasings:
            for word in normal(phrasing).split():
                owners.setdefault(word, set()).add(entry)
        few = (word for word, entries in owners.items() if len(entries) <= TELLING_ENTRIES)
        return {word for word in few if len(letters(word)) >= TELLING_LETTERS}

    def _sample(self, lang: str) -> tuple[str, str] | None:
        """A phrasing that asks for a product, and the words in it that name the product."""
        for spoken in self._langs(lang):
            for entry in self.knowledge.entries.get(spoken, {}).values():
                mention = self.catalogue.find(entry.phrasings[0], spoken) if entry.action == "product" else None
                if mention:
                    return normal(entry.phrasings[0]), mention.words
        return None

    def match(self, readings: Sequence[str], lang: str, context: Sequence[str] = (), *, heard: bool = False) -> Match:
        """The best match over all readings of an utterance, and over it read together with the question before.

        A reading in the store's own words may come from a recogniser that knows no others: it counts only as far as
        the first reading, the open one, bears it out (`kiosk.answers.readings`). What was `heard` may be misheard: it
        is known by its sound too (`kiosk.answers.sounding`), and too little of it is nothing.
        """
        texts = list(dict.fromkeys(reading for reading in readings if normal(reading)))[:READINGS]
        if not texts:
            raise InputError("answers.empty", "The question is empty.", "Say or type a question.")
        if not legible(texts[0]) or (heard and not any(self._tells(text, lang) for text in texts)):
            return _unread(self._best(texts[:1], lang))
        free = self.free(texts)
        best = self._sounded(free, lang) if heard else self._best(free, lang)
        if constrained := [text for text in texts if text not in free]:
            known = self._constrained(constrained, texts[0], lang)
            whole = self._sounded(texts, lang) if heard and sounds(texts[0]) else None
            best = max(best, known, key=_score) if whole is None else _agreed(best, known, whole)
        if best.band != "answer" and context and leans(free[0], lang):
            joined = self.retriever.match(free, self._common(context[-1], lang) or context[-1])
            same = not heard or len({match.best.entry for match in joined}) == 1
            best = max([best, *(joined if same else ())], key=_score)
        return best

    def is_known(self, match: Match) -> bool:
        """Whether it is, word for word, a title or a phrasing."""
        return normal(match.reading) in self._exact

    def one_product(self, readings: Sequence[str], lang: str) -> bool:
        """Whether all readings that name a product name the same; that of a follow-up may be in the question before."""
        found = [self.catalogue.find(text, lang) for text in readings]
        ids = {mention.product.id for mention in found if mention}
        return len(ids) == 1 or (not ids and leans(readings[0], lang))

    def _tells(self, text: str, lang: str) -> bool:
        """Whether a text that was heard can be a question: noise is often read as "you" or "oh"."""
        plain = normal(text)
        words = plain.split()
        if len(words) > TERSE or len(letters(text)) > NOISE_LETTERS or plain in self._exact:
            return True
        return not self._telling.isdisjoint(words) or plain in self.catalogue.words.get(lang, {})

    def _sounded(self, texts: Sequence[str], lang: str) -> Match:
        """What texts stand for that were heard: by their words, by their sounds, and by how far they agree."""
        each = {text: self._best([text], lang) for text in texts}
        origin = {self._as_known(match, lang): text for text, match in each.items()}
        scores = {form: {one.entry: one.score for one in each[text].ranked} for form, text in origin.items()}
        found = [replace(one, reading=origin[one.reading]) for one in self._sounding.nearest(scores, lang)]
        words = max(each.values(), key=_score)
        sure = {match.best.entry if match.band == "answer" else "" for match in each.values()}
        if not found or sure == {found[0].entry}:  # in other letters; or as sure by all words, and nearest by sound
            return words
        if len(each) == 1 and (words.band == "answer" or found[0].band != "answer"):  # all readings are the same
            return words
        ranked = tuple(Ranked(one.entry, one.trust, one.phrasing, one.lang, one.likeness) for one in found[:RANKED])
        named = (text for text in texts if self.catalogue.find(text, lang))
        of_product = self.knowledge.action(found[0].entry) == "product"
        return Match(next(named, found[0].reading) if of_product else found[0].reading, ranked, found[0].band)

    def _as_known(self, match: Match, lang: str) -> str:
        """What was read without courtesies, and with a product that the phrasings know if it asks for one."""
        of_product = self.knowledge.action(match.best.entry) == "product"
        bare = language(lang).bare(match.reading)
        return (self._common(bare, lang) if of_product else "") or bare

    def _best(self, texts: Sequence[str], lang: str) -> Match:
        """The best match over texts, each as it is and without courtesies, with its product and with a known one."""
        bare = {wording: text for text in reversed(texts) for wording in _wordings(text, lang)}
        common = {self._common(wording, lang): text for wording, text in bare.items()}
        renamed = [wording for wording in common if wording and wording not in bare]
        matches = [self._exactly(match) for match in self.retriever.match([*bare, *renamed])]
        plain, swapped = matches[: len(bare)], matches[len(bare) :]
        products_only = [match for match in swapped if self.knowledge.action(match.best.entry) in OF_PRODUCTS]
        origin = common | bare
        return max(
            (replace(match, reading=origin[match.reading]) for match in (*plain, *products_only)),
            key=lambda match: match.best.score,
        )

    def free(self, readings: Sequence[str]) -> list[str]:
        """The open reading, and the others that are not in the store's own words."""
        return [*readings[:1], *(text for text in readings[1:] if not self._phrasings.constrained(text))]

    def _constrained(self, texts: Sequence[str], heard: str, lang: str) -> Match:
        """What readings in the store's own words stand for, with their product or without."""
        found = self._phrasings.nearest(texts, heard)
        common = [self._common(text, lang) or text for text in texts]
        renamed = self._phrasings.nearest(common, heard)
        if self.knowledge.action(renamed[0].entry) == "product" and renamed[0].trust > found[0].trust:
            found = [replace(each, reading=texts[common.index(each.reading)]) for each in renamed]
        ranked = tuple(Ranked(each.entry, each.trust, each.phrasing, each.lang, each.fit) for each in found)
        return Match(found[0].reading, ranked, found[0].band)

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


def _agreed(free: Match, known: Match, whole: Match) -> Match:
    """By the open readings, by those in the store's words, and by all: an answer only where two are sure of the same.

    What an open recogniser reads may happen to be in the store's words, and one that knows no others reads anything so.
    """
    sure = {match.best.entry for match in (free, known) if match.band == "answer"}
    best = max(free, whole, key=_score)
    return replace(best, band="ask") if best.band == "answer" and {best.best.entry} != sure else best


def _wordings(text: str, lang: str) -> list[str]:
    """A text without courtesies, also without the number of an order or a date, and as it is."""
    bare = language(lang).bare(text)
    asked = without_numbers(bare, lang)
    dated = dates.as_weekday(text, language(lang), A_DAY)
    others = [each for each in (asked, dated) if each and each != normal(bare)]
    return [bare, *(language(lang).bare(each) for each in others), text]


def _score(match: Match) -> float:
    return match.best.score


def _unread(match: Match) -> Match:
    """A match whose likeness says nothing: its text is in no language of the product."""
    return Match(match.reading, tuple(replace(each, score=0.0) for each in match.ranked), "none")


def leans(text: str, lang: str) -> bool:
    """Whether a question may speak of the one before: it is terse, or short with a word such as "and" or "it"."""
    words = len(text.split())
    return words <= TERSE or (words <= FOLLOW_UP and language(lang).has("follow_up", normal(text)))
