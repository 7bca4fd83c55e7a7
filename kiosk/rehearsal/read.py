"""Reads rehearsal files; all faults of a file are told at once, each with its line and what was probably meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from kiosk.dialogue.say import KEYS
from kiosk.errors import InputError
from kiosk.faults import Fault, FaultyInputError, taking
from kiosk.rehearsal.script import Rehearsal
from kiosk.settings import LANGS
from kiosk.toml_file import Toml, read_toml, shaped

FOLDER = "rehearsals"
Loc = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """The names of a store that a rehearsal may use; nothing of a kind means that it is not looked at."""

    entries: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    products: tuple[str, ...] = ()


def known(store: Path) -> Known:
    """The names of a store's folder.

    Raises:
        InputError: something is wrong with the store's files.
    """
    from kiosk.answers import facts, products
    from kiosk.knowledge import files

    places = facts.load(store).places
    sold = products.load(store, places).products
    return Known(files.load(store).ids, tuple(places), tuple(product.id for product in sold))


def load(path: Path, store: Path | Known | None = None) -> Rehearsal:
    """A rehearsal; with a store, or its names, the entries, places and products in it are looked for there too.

    Raises:
        FaultyInputError: `file.…` or `rehearsal.unknown`, with every fault of the file and its line.
    """
    faults: list[Fault] = []
    toml = read_toml(path)
    document = taking(lambda: shaped(toml, Rehearsal), faults, path)
    faults += _unknown(toml, known(store) if isinstance(store, Path) else store or Known())
    if document is None or faults:
        raise FaultyInputError(faults)
    return document.content


def find(folder: Path) -> list[Path]:
    """The rehearsals of a folder, of a store's folder, or the one file that was given, in the order of their names.

    Raises:
        InputError: `rehearsal.missing` or `rehearsal.none`.
    """
    if folder.is_file():
        return [folder]
    if not folder.is_dir():
        raise InputError("rehearsal.missing", f"There is no folder {folder}.", "Give a folder with rehearsals.")
    inside = folder / FOLDER if (folder / FOLDER).is_dir() else folder
    if found := sorted(path for path in inside.glob("*.toml") if inside.name == FOLDER or _looks_like_one(path)):
        return found
    remedy = "Write one: those of the demo store, in config/demo-store/rehearsals, show how."
    raise InputError("rehearsal.none", f"There is no rehearsal in {inside}.", remedy)


def _looks_like_one(path: Path) -> bool:
    """Whether a file among others may be a rehearsal: it has turns."""
    return "[[turn]]" in path.read_text(encoding="utf-8", errors="replace")


def _unknown(toml: Toml, store: Known) -> Iterator[Fault]:
    """Names that stand for nothing: languages, sentences, and, with a store, entries, places and products."""
    for loc, name, there in _names(toml.data, store):
        if name not in there:
            close = get_close_matches(name, list(there), 1)
            told = toml.fault("rehearsal.unknown", f"is {name!r}, which is not there", "Mend the name.", loc)
            yield replace(told, allowed=", ".join(there), did_you_mean=close[0] if close else "")


def _names(data: Mapping[str, Any], store: Known) -> Iterator[tuple[Loc, str, Iterable[str]]]:
    """(where, name, the names that there are) of all names in a rehearsal, as far as it has its shape."""
    turns = data.get("turn")
    tables: list[tuple[Loc, Any, Mapping[str, Iterable[str]]]] = [
        ((), data, {"lang": LANGS}),
        (("circumstances",), data.get("circumstances"), {"sold_out": store.products}),
    ]
    kinds: Mapping[str, Iterable[str]] = {
        "sentence": KEYS,
        "reply_lang": LANGS,
        "entry": store.entries,
        "map": store.places,
    }
    tables += [(("turn", at), turn, kinds) for at, turn in enumerate(turns if isinstance(turns, list) else ())]
    for loc, table, its in tables:
        for key, there in its.items() if isinstance(table, dict) else ():
            if there:
                yield from ((where, name, there) for where, name in _texts((*loc, key), table.get(key)))


def _texts(loc: Loc, value: object) -> Iterator[tuple[Loc, str]]:
    """A text, or those of a list, with where they stand."""
    if isinstance(value, str):
        yield loc, value
    for at, each in enumerate(value if isinstance(value, list) else ()):
        if isinstance(each, str):
            yield (*loc, at), each
