"""What a chain's stores share: `knowledge/shared/` in a store's folder, a copy of the chain's files or a link to them.

A store's own entry replaces the shared one of its id, in every language: nobody hears the chain's answer where the
store has another. `off` in a file of the store switches shared entries off.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

Item = TypeVar("Item")
ByLang = Mapping[str, Mapping[str, Item]]
FOLDER: Final = "knowledge"
SHARED: Final = f"{FOLDER}/shared"


def paths(store: Path) -> tuple[list[Path], list[Path]]:
    """The store's own files, and the shared ones."""
    return sorted((store / FOLDER).glob("*.toml")), sorted((store / SHARED).glob("*.toml"))


def merged(own: ByLang[Item], shared: ByLang[Item], off: Collection[str]) -> dict[str, dict[str, Item]]:
    """The store's own entries, and the shared ones that are neither replaced nor switched off; by language and id."""
    gone = {name for entries in own.values() for name in entries} | set(off)
    kept = {lang: {name: item for name, item in items.items() if name not in gone} for lang, items in shared.items()}
    whole = {lang: {**own.get(lang, {}), **kept.get(lang, {})} for lang in sorted({*own, *kept})}
    return {lang: items for lang, items in whole.items() if items}


def tables(store: Path, lang: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The entries of a language as they stand in the files, unchecked, each with its file.

    Raises:
        OSError, UnicodeDecodeError, tomllib.TOMLDecodeError: a file cannot be read.
    """
    own, shared = ({path: tomllib.loads(path.read_text("utf-8-sig")) for path in each} for each in paths(store))
    gone = {str(entry.get("id")) for document in own.values() for entry in _entries(document)}
    gone |= {str(name) for document in own.values() for name in _list(document, "off")}
    for path, document in own.items():
        yield from ((path, entry) for entry in _entries(document) if path.stem == lang)
    for path, document in shared.items():
        kept = (entry for entry in _entries(document) if str(entry.get("id")) not in gone)
        yield from ((path, entry) for entry in kept if path.stem == lang)


def _entries(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    yield from (entry for entry in _list(document, "entry") if isinstance(entry, dict))


def _list(document: Mapping[str, Any], key: str) -> list[Any]:
    found = document.get(key)
    return found if isinstance(found, list) else []
