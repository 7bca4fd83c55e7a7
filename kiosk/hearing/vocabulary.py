"""What a store can be asked, as phrases for a recogniser, in one language, each with the place where it stands.

Of the store: phrasings, titles, products, places, its name. Of the product: words for days, times and numbers, for
turns ("stop", "mhm"), and wishes for another language.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk import turn_words
from kiosk.errors import InputError
from kiosk.hearing.engines import Choice, Engine, load
from kiosk.hearing.plurals import plurals
from kiosk.knowledge import shared
from kiosk.resources import config_dir

KEYS = ("phrasings", "title")
TURNS = ("stop", "hold", "backchannel", "beside", "wishes")
TIMES = ("words", "holidays")
NO_TIMES = frozenset({"particles", "follow_up"})
MOST = 6000  # setting a vocabulary of 5 000 phrases takes a recogniser 60 ms
_SLOT = re.compile(r"\{\w+\}|\[\w+\]|<\w+>")


@dataclass(frozen=True, slots=True)
class Phrase:
    """`file` is relative to the store, or to config/ for `own` false; `item` is the entry, product or list in it."""

    text: str
    file: str
    item: str
    own: bool = True


def phrases(store: Path, lang: str) -> tuple[str, ...]:
    """The texts of `sources`, each once."""
    return tuple(dict.fromkeys(phrase.text for phrase in sources(store, lang)))[:MOST]


def sources(store: Path, lang: str) -> tuple[Phrase, ...]:
    """Every phrase with its place, the store's own first; a store without any in that language has none at all.

    A phrasing with a slot (`{product}`) is filled with every product.

    Raises:
        InputError: `store.format`: a file cannot be read.
    """
    try:
        products = tuple(_products(store / "products.csv", lang))
        found = [*_knowledge(store, lang, tuple(phrase.text for phrase in products)), *products]
        if found:
            found += [*_places(store, lang), *_shared(store, lang)]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, csv.Error) as fault:
        raise InputError(
            "store.format", f"The store in {store} cannot be read ({fault}).", "Check it with `kiosk check`."
        ) from fault
    return tuple(found)


def load_for(store: Path, choice: Choice) -> Engine:
    """The recogniser of a choice with a store's phrases; faults as `phrases` and `kiosk.hearing.engines.load`."""
    return load(choice, phrases(store, choice.lang))


def _knowledge(store: Path, lang: str, products: tuple[str, ...]) -> Iterator[Phrase]:
    for path, entry in shared.tables(store, lang):
        name = str(path.relative_to(store))
        for key in KEYS:
            value = entry.get(key, ())
            for text in (value,) if isinstance(value, str) else value:
                yield from (Phrase(filled, name, str(entry.get("id", ""))) for filled in _filled(text, products))


def _filled(text: str, products: tuple[str, ...]) -> Iterator[str]:
    if not _SLOT.search(text):
        yield text
        return
    yield from (_SLOT.sub(lambda _: name, text) for name in products)  # noqa: B023 - used before the next name


def _products(file: Path, lang: str) -> Iterator[Phrase]:
    """Names, synonyms, brands with and without the name, and the other number of each."""
    if not file.is_file():
        return
    with file.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            name, brand = (row.get(f"name_{lang}") or "").strip(), (row.get("brand") or "").strip()
            synonyms = [text.strip() for text in (row.get(f"synonyms_{lang}") or "").split(";")]
            texts = [*filter(None, (name, *synonyms))]
            if texts and brand:
                texts += [brand, f"{brand} {name or texts[0]}"]
            forms = [form for text in texts for form in plurals(text, lang)]
            yield from (Phrase(text, file.name, row.get("id") or name) for text in dict.fromkeys([*texts, *forms]))


def _places(store: Path, lang: str) -> Iterator[Phrase]:
    for place in _table(store / "map.toml").get("place", ()):
        if isinstance(name := place.get("name", {}).get(lang), str):
            yield Phrase(name, "map.toml", str(place.get("id", "")))
    if isinstance(name := _table(store / "store.toml").get("name"), str):
        yield Phrase(name, "store.toml", "name")


def _shared(store: Path, lang: str) -> Iterator[Phrase]:
    """Days, times, numbers, languages; and the words by which turns are taken."""
    name = f"answers/{lang}.toml"
    table = _table(config_dir() / name)
    words = {key: texts for part in TIMES for key, texts in table.get(part, {}).items() if key not in NO_TIMES}
    lists = {**words, "numbers": table.get("numbers", {}), "languages": table.get("languages", {}).values()}
    for item, texts in lists.items():
        yield from (Phrase(text, name, item, own=False) for text in texts)
    turns = turn_words.load(lang, store)
    for item in TURNS:
        yield from (Phrase(text, f"hearing/{lang}.toml", item, own=False) for text in getattr(turns, item))


def _table(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
