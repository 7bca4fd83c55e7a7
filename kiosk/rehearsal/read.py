"""Reads rehearsal files; all faults of a file are told at once, each with its line and what was probably meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from kiosk.dialogue.say import KEYS
from kiosk.errors import InputError
from kiosk.faults import Fault, refuse
from kiosk.rehearsal.script import Rehearsal
from kiosk.settings import LANGS
from kiosk.toml_file import Document, read

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
    from kiosk.answers import facts, knowledge, products

    places = facts.load(store).places
    sold = products.load(store, places).products
    return Known(knowledge.load(store).ids, tuple(places), tuple(product.id for product in sold))


def load(path: Path, store: Path | Known | None = None) -> Rehearsal:
    """A rehearsal; with a store, or its names, the entries, places and products in it are looked for there too.

    Raises:
        FaultyInputError: `file.…` or `rehearsal.unknown`, with every fault of the file and its line.
    """
    document = read(path, Rehearsal)
    refuse(_unknown(document, known(store) if isinstance(store, Path) else store or Known()))
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


def _unknown(document: Document[Rehearsal], store: Known) -> Iterator[Fault]:
    """Names that stand for nothing: languages, sentences, and, with a store, entries, places and products."""
    for loc, name, there in _names(document.content, store):
        if name not in there:
            close = get_close_matches(name, list(there), 1)
            told = document.toml.fault(
                "rehearsal.unknown", f"is {name!r}, which is not there", "Mend the name.", _in_file(document, loc)
            )
            yield Fault(
                told.code, told.file, told.message, told.remedy, told.line, key=told.key,
                allowed=", ".join(there), did_you_mean=close[0] if close else "",
            )  # fmt: skip


def _in_file(document: Document[Rehearsal], loc: Loc) -> Loc:
    """The path as the file has it: a list of one may be written as a text."""
    return loc if loc in document.toml.lines or not isinstance(loc[-1], int) else loc[:-1]


def _names(rehearsal: Rehearsal, store: Known) -> Iterator[tuple[Loc, str, Iterable[str]]]:
    """(where, name, the names that there are) of all names in a rehearsal."""
    yield ("lang",), rehearsal.lang, LANGS
    for at, product in enumerate(rehearsal.circumstances.sold_out if store.products else ()):
        yield ("circumstances", "sold_out", at), product, store.products
    for number, turn in enumerate(rehearsal.turn):
        for at, name in enumerate(turn.sentence or ()):
            yield ("turn", number, "sentence", at), name, KEYS
        single = (
            ("reply_lang", turn.reply_lang, LANGS),
            ("entry", turn.entry, store.entries),
            ("map", turn.map, store.places),
        )
        yield from ((("turn", number, key), text, there) for key, text, there in single if text is not None and there)
