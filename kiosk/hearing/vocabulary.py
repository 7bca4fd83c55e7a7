"""What the store can be asked, as phrases for a recogniser: its knowledge and its products, in one language."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from kiosk.errors import InputError
from kiosk.hearing.engines import Choice, Engine, load

KEYS = ("phrasings", "title")
_SLOT = re.compile(r"\{\w+\}|\[\w+\]|<\w+>")
MOST = 6000  # setting a vocabulary of 5 000 phrases takes a recogniser 60 ms


def phrases(store: Path, lang: str) -> tuple[str, ...]:
    """Every phrasing of `knowledge/<lang>.toml`, and every product name of `products.csv`, each once.

    A phrasing with a slot (`{product}`) is filled with every product. A store without knowledge in that language has
    no phrases.

    Raises:
        InputError: `store.format`: a file cannot be read.
    """
    try:
        products = tuple(_products(store / "products.csv", lang))
        found = [filled for text in _phrasings(store, lang) for filled in _filled(text, products)]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, csv.Error) as fault:
        raise InputError(
            "store.format", f"The store in {store} cannot be read ({fault}).", "Check it with `kiosk check`."
        ) from fault
    return tuple(dict.fromkeys([*found, *products]))[:MOST]


def load_for(store: Path, choice: Choice) -> Engine:
    """The recogniser of a choice with a store's phrases; faults as `phrases` and `kiosk.hearing.engines.load`."""
    return load(choice, phrases(store, choice.lang))


def _phrasings(store: Path, lang: str) -> Iterator[str]:
    for file in (store / "knowledge" / f"{lang}.toml", store / f"knowledge.{lang}.toml"):
        if not file.is_file():
            continue
        for entry in tomllib.loads(file.read_text(encoding="utf-8")).get("entry", ()):
            for key in KEYS:
                value = entry.get(key, ())
                yield from (value,) if isinstance(value, str) else value


def _products(file: Path, lang: str) -> Iterator[str]:
    if not file.is_file():
        return
    with file.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            name = (row.get(f"name_{lang}") or "").strip()
            if name:
                yield name


def _filled(text: str, products: tuple[str, ...]) -> Iterator[str]:
    if not _SLOT.search(text):
        yield text
        return
    yield from (_SLOT.sub(lambda _: name, text) for name in products)  # noqa: B023 - used before the next name
