"""The product table (`products.csv`), and which product an utterance speaks of."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process

from kiosk.answers.language import language
from kiosk.faults import Fault, FaultyInputError, refuse
from kiosk.settings import LANGS
from kiosk.toml_file import present, read_text
from kiosk.utterance import normal
from kiosk.wording import close

NEEDED = ("id", "aisle", "place")
SURE = 84.0  # ratio from which a misheard word still is the product's name
EXACT_BELOW = 4  # shorter names must be spelled as they are: "ei" is not "een"
AISLE = re.compile(r"\d+[a-z]?", re.IGNORECASE)
AMOUNTS = (
    ("price_eur", re.compile(r"\d+(\.\d+)?", re.ASCII), "price such as 1.29, with a point"),
    ("stock", re.compile(r"\d+", re.ASCII), "whole number of 0 or more"),
)
"""Columns that may be left empty, and what else they hold."""
WINDOW = 4  # words of the longest name that is looked for
Row = tuple[int, dict[str, str]]


@dataclass(frozen=True)
class Product:
    """One product. Price and stock are the back end's to tell, so they are not here.

    `alternatives` are the ids of what staff would offer in its stead.
    """

    id: str
    names: Mapping[str, str]
    aisle: str
    place: str
    unit: str
    picture: str = ""
    alternatives: tuple[str, ...] = ()

    def name(self, lang: str) -> str:
        """Its name in a language, else in any."""
        return self.names.get(lang) or next(iter(self.names.values()))


@dataclass(frozen=True)
class Mention:
    """A product found in an utterance: the words that named it, and how well (0 to 100)."""

    product: Product
    words: str
    score: float


class Catalogue:
    """Products and the words for them, per language. `ordinary` words of a language are never a misheard product."""

    def __init__(
        self,
        products: Sequence[Product],
        words: Mapping[str, Mapping[str, Product]],
        shared: Mapping[str, Mapping[str, Sequence[Product]]] | None = None,
    ) -> None:
        self.products, self.words, self._shared = products, words, shared or {}
        self._names = {lang: list(of_lang) for lang, of_lang in words.items()}
        self._ordinary: dict[str, set[str]] = {}

    def set_ordinary(self, texts: Iterable[tuple[str, str]]) -> None:
        """Learn from (language, text) which words shoppers use that are no product: "have" is not "haver"."""
        for lang, text in texts:
            self._ordinary.setdefault(lang, set()).update(normal(text).split())
        for lang, words in self._ordinary.items():
            words.difference_update(part for name in self._names.get(lang, ()) for part in name.split())

    def product(self, name: str) -> Product | None:
        """The product of an id."""
        return next((product for product in self.products if product.id == name), None)

    def several(self, words: str) -> Sequence[Product]:
        """The products that one word stands for, if there is more than one."""
        return next((of_lang[words] for of_lang in self._shared.values() if words in of_lang), ())

    def alike(self, product: Product, lang: str) -> list[Product]:
        """What could do in its stead: what staff named, then what is of its kind and shares a word of its name."""
        named = [found for each in product.alternatives if (found := self.product(each))]
        kind, own = (product.picture, product.place), _name_words(product)
        others = [each for each in self.products if each.id != product.id and (each.picture, each.place) == kind]
        close = [each for each in others if not own.isdisjoint(_name_words(each))]
        ranked = sorted(close, key=lambda each: -fuzz.token_set_ratio(each.name(lang), product.name(lang)))
        return list({each.id: each for each in (*named, *ranked)}.values())

    def find(self, text: str, lang: str) -> Mention | None:
        """The product that the text names: the longest good match. A word of another language must be exact."""
        windows = _windows(normal(text).split(), language(lang).names("particles"))
        if not windows:
            return None
        exact = (self._exact(windows, other) for other in self.words if other != lang)
        found = self._near(windows, lang) if lang in self.words else None
        return found or max(filter(None, exact), key=lambda mention: len(mention.words), default=None)

    def _exact(self, windows: Sequence[str], lang: str) -> Mention | None:
        known = max((window for window in windows if window in self.words[lang]), key=len, default=None)
        return Mention(self.words[lang][known], known, 100.0) if known else None

    def _near(self, windows: Sequence[str], lang: str) -> Mention | None:
        names = self._names[lang]
        scores = process.cdist(windows, names, scorer=fuzz.ratio, score_cutoff=SURE)
        best: tuple[tuple[int, float], Mention] | None = None
        for row, column in zip(*scores.nonzero(), strict=True):
            window, name, score = windows[row], names[column], float(scores[row, column])
            rank = (round(score * min(len(window), len(name))), score)  # "beurre" is no half "babeurre"
            if (name == window or self._may_be_misheard(window, lang)) and (best is None or rank > best[0]):
                best = (rank, Mention(self.words[lang][name], window, score))
        return best[1] if best else None

    def _may_be_misheard(self, window: str, lang: str) -> bool:
        return len(window) >= EXACT_BELOW and self._ordinary.get(lang, set()).isdisjoint(window.split())


def _name_words(product: Product) -> set[str]:
    """The telling words of its names, in all languages."""
    return {word for name in product.names.values() for word in normal(name).split() if len(word) >= EXACT_BELOW}


def _windows(words: Sequence[str], particles: Sequence[str]) -> list[str]:
    """Runs of words, and each without the particle that Korean hangs on a noun."""
    spans = [words[start : start + size] for size in range(1, WINDOW + 1) for start in range(len(words) - size + 1)]
    windows = [" ".join(span) for span in spans]
    bare = [window.removesuffix(end) for window in windows for end in particles if window.endswith(end)]
    return [*windows, *filter(None, bare)]


def load(folder: Path, places: Container[str] = ()) -> Catalogue:
    """The products of a store's folder; none if it has no table. An aisle may be the name of one of the map's `places`.

    Raises:
        FaultyInputError: `products.…`: every fault of the table, with line and column's name.
    """
    path = folder / "products.csv"
    if not present(path):
        return Catalogue((), {})
    columns, rows = _table(path)
    langs = [name.removeprefix("name_") for name in columns if name.startswith("name_")]
    refuse(_column_faults(path, columns, langs))
    refuse(_row_faults(path, rows, langs, places))
    refuse(_strange_alternatives(path, rows))
    return _catalogue(langs, rows)


def _table(path: Path) -> tuple[list[str], list[Row]]:
    """The names of the columns, and each row with its line."""
    table = csv.DictReader(io.StringIO(read_text(path), newline=""), restkey="", restval="")
    try:
        return list(table.fieldnames or ()), [(table.line_num, row) for row in table]
    except csv.Error as fault:
        told = Fault("products.row", str(path), f"{fault}", "Mend the row.", line=table.line_num)
        raise FaultyInputError([told]) from fault


def _column_faults(path: Path, columns: Sequence[str], langs: Sequence[str]) -> Iterator[Fault]:
    for name in NEEDED:
        if name not in columns:
            meant = close(name, [each for each in columns if each not in NEEDED])
            comma = " between commas" if any(";" in each for each in columns) else ""
            message = f"has no column {name!r}{comma}{f' (is it {meant!r}?)' if meant else ''}"
            yield Fault("products.columns", str(path), message, "Name the column so, in the first line.", line=1)
    if not langs:
        message = "has no column with names, such as 'name_en'"
        yield Fault("products.columns", str(path), message, "Add one for each language.", line=1)
    for lang in sorted(set(langs) - set(LANGS)):
        message = "is for no language of Balie"
        allowed = ", ".join(f"name_{each}" for each in LANGS)
        yield Fault("products.columns", str(path), message, "Rename it.", line=1, key=f"name_{lang}", allowed=allowed)


def _row_faults(path: Path, rows: Sequence[Row], langs: Sequence[str], places: Container[str]) -> Iterator[Fault]:
    lines: dict[str, int] = {}
    for line, row in rows:
        for key, message, meant in _faults(row, langs, lines, places):
            yield Fault("products.row", str(path), message, "Mend the row.", line=line, key=key, did_you_mean=meant)
        lines.setdefault(row["id"], line)


def _strange_alternatives(path: Path, rows: Sequence[Row]) -> Iterator[Fault]:
    """Alternatives that are no products."""
    known = [row["id"] for _, row in rows]
    for line, row in rows:
        for name in _ids(row):
            if name not in known:
                message, meant = f"has {name!r}, which is no product of the table", close(name, known)
                yield Fault(
                    "products.alternative", str(path), message, "Name the ids of products, with ; between them.",
                    line=line, key="alternatives", did_you_mean=meant,
                )  # fmt: skip


def _ids(row: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(name.strip() for name in (row.get("alternatives") or "").split(";") if name.strip())


def _faults(
    row: Mapping[str, str], langs: Sequence[str], lines: Mapping[str, int], places: Container[str]
) -> Iterator[tuple[str, str, str]]:
    """Column, fault and what may be meant, of a row; `lines` are those of the ids before it."""
    aisle, place = row["aisle"].strip(), row["place"].strip()
    if "" in row:
        yield "", "has more cells than the table has columns; a comma in a name needs quotes around the name", ""
        return
    if not row["id"]:
        yield "id", "is empty; a product needs an id of its own", ""
    elif row["id"] in lines:
        yield "id", f"is {row['id']!r}, which is the product of line {lines[row['id']]}; it needs an id of its own", ""
    if not any(row[f"name_{lang}"].strip() for lang in langs):
        yield f"name_{langs[0]}", "is empty, and so are the others; a product needs a name", ""
    if not aisle and not place:
        yield "aisle", "is empty; a product needs an aisle or a place", ""
    elif aisle and not AISLE.fullmatch(aisle) and aisle not in places:
        known = list(places) if isinstance(places, Iterable) else []
        yield "aisle", f"is {aisle!r}, neither a number nor a place on the map", close(aisle, known)
    for column, pattern, allowed in AMOUNTS:
        amount = (row.get(column) or "").strip()
        if amount and not pattern.fullmatch(amount):
            yield column, f"is {amount!r}, which is no {allowed}", ""


def _catalogue(langs: Sequence[str], rows: Sequence[Row]) -> Catalogue:
    products: list[Product] = []
    words: dict[str, dict[str, Product]] = {lang: {} for lang in langs}
    meant: dict[str, dict[str, list[Product]]] = {lang: {} for lang in langs}
    for _, row in rows:
        names = {lang: row[f"name_{lang}"].strip() for lang in langs if row[f"name_{lang}"].strip()}
        product = _product(row, names)
        products.append(product)
        for lang, name in names.items():
            synonyms = (row.get(f"synonyms_{lang}") or "").split(";")
            for word in filter(None, map(normal, [name, *synonyms])):
                words[lang].setdefault(word, product)
                meant[lang].setdefault(word, []).append(product)
    shared = {lang: {word: of for word, of in found.items() if len(of) > 1} for lang, found in meant.items()}
    return Catalogue(tuple(products), words, shared)


def _product(row: Mapping[str, str], names: Mapping[str, str]) -> Product:
    """The product of a sound row; an aisle that is no number is a place."""
    aisle, place = row["aisle"].strip(), row["place"].strip()
    if aisle and not AISLE.fullmatch(aisle):
        aisle, place = "", place or aisle
    return Product(row["id"], names, aisle, place, row.get("unit") or "", row.get("picture") or "", _ids(row))
