"""The language files `config/lang/<lang>.toml`, and what a store puts over them in `lang/<lang>.toml` of its own."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from string import Formatter
from typing import Final, NoReturn

from kiosk.dialogue.say import KEYS, Key
from kiosk.errors import InputError

Sentences = Mapping[str, tuple[str, ...]]
NOT_A_STORES: Final = frozenset({"disclosure"})
"""A store may put every sentence in its own words but for what says that this is no person."""


def load(folder: Path, langs: Iterable[str], store: Path | None = None) -> Mapping[str, Sentences]:
    """The sentences of each language: every key of the dialogue with its variants.

    Raises:
        InputError: `phrases.missing` or `phrases.format`, with file and key.
    """
    return {lang: {**_base(folder / f"{lang}.toml"), **_own(store, lang)} for lang in langs}


def _base(path: Path) -> Sentences:
    sentences = _read(path)
    if missing := sorted(KEYS.keys() - sentences.keys()):
        _refuse(path, missing[0], "is missing", "Add it; config/lang/en.toml has every key.")
    return sentences


def _own(store: Path | None, lang: str) -> Sentences:
    path = store / "lang" / f"{lang}.toml" if store is not None else None
    if path is None or not path.is_file():
        return {}
    sentences = _read(path)
    if taken := sorted(NOT_A_STORES & sentences.keys()):
        _refuse(path, taken[0], "is not a store's to change", "Leave it out.")
    return sentences


def _read(path: Path) -> Sentences:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8")).get("phrases")
    except FileNotFoundError as fault:
        raise InputError(
            "phrases.missing", f"There is no language file {path}.", "Take the language out of kiosk.langs, or add it."
        ) from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise InputError("phrases.format", f"{path} is not TOML: {fault}.", "Mend the file.") from fault
    if not isinstance(table, dict):
        _refuse(path, "phrases", "is no table", 'Write [phrases], then key = ["variant", …].')
    return {key: _variants(path, key, value) for key, value in table.items()}


def _variants(path: Path, key: str, value: object) -> tuple[str, ...]:
    known = KEYS.get(key)
    if known is None:
        _refuse(path, key, "is no sentence of the dialogue", "Take it out, or mend its name.")
    if not isinstance(value, list) or not all(isinstance(text, str) and text.strip() for text in value):
        _refuse(path, key, "is no list of texts", 'Write key = ["variant", …], without empty texts.')
    texts = tuple(value)
    if len(set(texts)) < known.least:
        _refuse(path, key, f"has {len(set(texts))} different variants", f"Give at least {known.least}.")
    for text in texts:
        _check_names(path, key, known, text)
    return texts


def _check_names(path: Path, key: str, known: Key, text: str) -> None:
    try:
        names = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        _refuse(path, key, f"has a lone brace in {text!r}", "Braces hold names only.")
    if names != known.names:
        wanted = " and ".join(f"{{{name}}}" for name in sorted(known.names)) or "no {names}"
        _refuse(path, key, f"must hold {wanted} in {text!r}", "Use just these names, each variant all of them.")


def _refuse(path: Path, key: str, what: str, remedy: str) -> NoReturn:
    raise InputError("phrases.format", f"{path}: {key} {what}.", remedy)
