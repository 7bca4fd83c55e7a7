"""What shoppers object, and what a colleague can say: `config/desk/objections.toml`, and the store's own. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field

from kiosk.desk.assist.canned_replies import Said, Title
from kiosk.desk.assist.phrase_lists import Phrases, found
from kiosk.desk.messages.records import Suggestion
from kiosk.resources import config_dir
from kiosk.settings import Lang
from kiosk.toml_file import Strict, present, read

FILE: Final = "desk/objections.toml"
SCORE: Final = 0.9
"""The words are there: as sure as a list can be."""


class Objection(Strict):
    """An objection by language: the words that lead to it, and what can be said."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,80}$")]
    title: Annotated[Mapping[Lang, Title], Field(min_length=1)]
    heard: Annotated[Mapping[Lang, Phrases], Field(min_length=1)]
    text: Annotated[Mapping[Lang, Said], Field(min_length=1)]


class ObjectionFile(Strict):
    """`objections.toml`."""

    objection: tuple[Objection, ...] = ()


def load(store: Path | None = None, config: Path | None = None) -> tuple[Objection, ...]:
    """The shipped objections, those of a store in their place or behind them.

    Raises:
        FaultyInputError: as `kiosk.toml_file.read`, each fault with file and line.
    """
    known: dict[str, Objection] = {}
    for path in files(store, config):
        known |= {each.id: each for each in read(path, ObjectionFile).content.objection}
    return tuple(known.values())


def files(store: Path | None = None, config: Path | None = None) -> Iterator[Path]:
    """The shipped file, and the store's own if it has one."""
    yield (config or config_dir()) / FILE
    own = store / FILE if store is not None else None
    if own is not None and present(own):
        yield own


def suggested(
    objections: Iterable[Objection], texts: Sequence[tuple[str, str]], lang: str, reads: str, why: str
) -> tuple[Suggestion, ...]:
    """Help with what is objected in (language, text), to be said in `lang` and read in `reads`; `why` holds {words}."""
    items = []
    for each in objections:
        words = [word for of, text in texts for word in found(text, each.heard.get(of, ())).values()]
        said, title = _in(each.text, lang), _in(each.title, reads)
        if words and said:
            reading = "" if reads == lang else _in(each.text, reads)
            told = why.replace("{words}", ", ".join(dict.fromkeys(words)))[:200]
            items.append(
                Suggestion(kind="objection", title=title or each.id, text=said, reading=reading, why=told, score=SCORE)
            )
    return tuple(items)


def _in(texts: Mapping[Lang, str], lang: str) -> str:
    return next((text for of, text in texts.items() if of == lang), "")
