"""Words of the store that a recogniser cannot hear because its model does not know them. Loads the models: seconds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk import models
from kiosk.checks.inspection import Inspection
from kiosk.errors import InputError
from kiosk.faults import Fault
from kiosk.hearing.units import Known, lexicon, words_of
from kiosk.hearing.vocabulary import Phrase, sources

_DIGIT = re.compile(r"\d")  # numbers are heard in words
TOLD = 12
"""So many entries and products are told one by one for a language."""


@dataclass(frozen=True, slots=True)
class Lack:
    """Words that a model does not know, of one entry, product or place."""

    file: str
    item: str
    words: tuple[str, ...]


def check(seen: Inspection) -> None:
    """A warning for each entry and product with words that the Vosk model of its language, on this machine, lacks."""
    for lang in seen.settings.kiosk.langs:
        model = f"vosk-{lang}"
        if model not in models.catalogue() or not models.installed(model):
            continue
        try:
            found = sources(seen.store, lang)
        except InputError:
            continue  # told where the file is looked at
        if found:
            _tell(seen, lang, model, found, _known(model))


def _tell(seen: Inspection, lang: str, model: str, found: Sequence[Phrase], known: Known) -> None:
    own = [phrase for phrase in found if phrase.own]
    words = {word for phrase in own for word in words_of(phrase.text) if not _DIGIT.search(word)}
    lacking = words - lexicon(words, known).keys()
    seen.note(f"words of the store that {model} knows: {len(words) - len(lacking)} of {len(words)}")
    told = list(lacks(own, frozenset(lacking)))
    for lack in told[:TOLD]:
        seen.add(_fault(seen.store / lack.file, lack, lang, model), warning=True)
    if more := len(told) - TOLD:
        seen.note(f"entries and products with other words that {model} does not know: {max(0, more)}")


def lacks(phrases: Sequence[Phrase], lacking: frozenset[str]) -> Iterator[Lack]:
    """Per entry, product or place the words of it that are lacking, in the order of the files; each word once."""
    told: set[str] = set()
    items: dict[tuple[str, str], list[str]] = {}
    for phrase in phrases:
        new = [word for word in words_of(phrase.text) if word in lacking and word not in told]
        told.update(new)
        if new:
            items.setdefault((phrase.file, phrase.item), []).extend(new)
    return (Lack(file, item, tuple(words)) for (file, item), words in items.items())


def _fault(file: Path, lack: Lack, lang: str, model: str) -> Fault:
    listed = ", ".join(dict.fromkeys(lack.words))
    message = f"{lack.item} has words that {model} does not know: {listed}"
    match lack.file:
        case "products.csv":
            remedy = f"Give the product a synonym of common words that sound like it (synonyms_{lang})."
        case "map.toml":
            remedy = "Name the place in common words too, in a phrasing."
        case "store.toml":
            remedy = "Nothing needs to be done: shoppers stand in the store."
        case _:
            remedy = "Give the entry a phrasing in other words too, or expect it to be typed."
    return Fault("hearing.words", str(file), message, remedy, line=_line(file, lack), name=lack.item)


def _line(file: Path, lack: Lack) -> int | None:
    """The first line with the word, behind the beginning of its item."""
    lines = file.read_text(encoding="utf-8").casefold().splitlines()
    begins = next((at for at, line in enumerate(lines) if lack.item.casefold() in line), 0)
    return next((at + 1 for at in range(begins, len(lines)) if lack.words[0] in lines[at]), None)


def _known(model: str) -> Known:
    from vosk import Model, SetLogLevel

    SetLogLevel(-1)
    loaded = Model(str(models.path(model)))
    return lambda word: loaded.vosk_model_find_word(word) >= 0
