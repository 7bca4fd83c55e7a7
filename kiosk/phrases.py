"""The language files `config/lang/<lang>.toml`, and what a store puts over them in `lang/<lang>.toml` of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from string import Formatter
from typing import Final

from kiosk.dialogue.say import KEYS, Key
from kiosk.faults import Fault, refuse, taking
from kiosk.toml_file import Toml, present, read_toml
from kiosk.wording import close

Sentences = Mapping[str, tuple[str, ...]]
TONE: Final = "tone"
PLAIN: Final = "warm"
"""The tone of `config/lang/` itself; the others have files in `config/tone/`."""
TONES: Final = (PLAIN, "brief", "formal")
DISCLOSURE: Final = "disclosure"
DISCLOSURE_MODEL: Final = "disclosure_model"
NOT_A_STORES: Final = frozenset({DISCLOSURE, DISCLOSURE_MODEL})
"""A store may put every sentence in its own words but for what says that this is no person."""


def load(folder: Path, langs: Iterable[str], store: Path | None = None, tone: str = PLAIN) -> Mapping[str, Sentences]:
    """The sentences of each language: every key of the dialogue with its variants.

    The files of `folder`, over them those of the tone, and over both the store's own.

    Raises:
        FaultyInputError: `phrases.missing` or `phrases.format`: every fault of every file, with line and key.
    """
    faults: list[Fault] = []
    langs = tuple(langs)
    toned = packed(folder, tone, langs, faults)
    sentences = {
        lang: {**_base(folder / f"{lang}.toml", faults), **toned[lang], **own(store, lang, faults)} for lang in langs
    }
    refuse(faults)
    return sentences


def packed(folder: Path, tone: str, langs: Iterable[str], faults: list[Fault]) -> Mapping[str, Sentences]:
    """What a tone says otherwise than the files of `folder`, by language; its faults are added to `faults`."""
    paths = {lang: folder.parent / TONE / f"{tone}.{lang}.toml" for lang in langs}
    tables = {lang: _table(path, faults) if tone != PLAIN and present(path) else None for lang, path in paths.items()}
    return {lang: _sentences(*table, faults) if table else {} for lang, table in tables.items()}


def announcing(sentences: Mapping[str, Sentences]) -> Mapping[str, Sentences]:
    """The sentences of a kiosk whose answers a language model may word: its disclosure tells of that, too."""
    return {
        lang: {**of_lang, DISCLOSURE: tuple(f"{each} {of_lang[DISCLOSURE_MODEL][0]}" for each in of_lang[DISCLOSURE])}
        for lang, of_lang in sentences.items()
    }


def _base(path: Path, faults: list[Fault]) -> Sentences:
    if not path.is_file():
        message, remedy = "is not there", "Take the language out of kiosk.langs, or add the file."
        faults.append(Fault("phrases.missing", str(path), message, remedy))
        return {}
    table = _table(path, faults)
    if table is None:
        return {}
    toml, sentences = table
    remedy = "Add it; config/lang/en.toml has every key."
    faults += (
        replace(toml.fault("phrases.format", "is missing", remedy, ("phrases", key)), key=key)
        for key in KEYS
        if key not in sentences
    )
    return _sentences(toml, sentences, faults)


def own(store: Path | None, lang: str, faults: list[Fault]) -> Sentences:
    """What a store says in its own words; its faults are added to `faults`."""
    path = store / "lang" / f"{lang}.toml" if store is not None else None
    table = _table(path, faults) if path is not None and present(path) else None
    if table is None:
        return {}
    toml, sentences = table
    faults += (
        replace(toml.fault("phrases.format", "is not a store's to change", "Leave it out.", ("phrases", key)), key=key)
        for key in sorted(NOT_A_STORES & sentences.keys())
    )
    return _sentences(toml, sentences, faults)


def _table(path: Path, faults: list[Fault]) -> tuple[Toml, dict[str, object]] | None:
    toml = taking(lambda: read_toml(path), faults, path)
    if toml is None:
        return None
    for key in toml.data:
        if key != "phrases":
            told = toml.fault("phrases.format", "is not known here", "All sentences stand below [phrases].", (key,))
            faults.append(replace(told, did_you_mean=close(key, ["phrases"])))
    table = toml.data.get("phrases", {})
    if not isinstance(table, dict):
        remedy = 'Write [phrases], then key = ["variant", …].'
        faults.append(toml.fault("phrases.format", "is no table", remedy, ("phrases",)))
        return None
    return toml, table


def _sentences(toml: Toml, table: Mapping[str, object], faults: list[Fault]) -> Sentences:
    for key, value in table.items():
        for place, message, remedy, meant in _faults(key, value):
            loc = ("phrases", key) if place is None else ("phrases", key, place)
            told = toml.fault("phrases.format", message, remedy, loc)
            faults.append(replace(told, key=key, did_you_mean=meant))
    return {key: tuple(value) for key, value in table.items() if isinstance(value, list)}


def _faults(key: str, value: object) -> Iterator[tuple[int | None, str, str, str]]:
    """Number of the variant, fault, remedy and what may be meant."""
    known = KEYS.get(key)
    if known is None:
        yield None, "is no sentence of the dialogue", "Take it out, or mend its name.", close(key, list(KEYS))
    elif not isinstance(value, list) or not all(isinstance(text, str) and text.strip() for text in value):
        yield None, "is no list of texts", 'Write key = ["variant", …], without empty texts.', ""
    else:
        if len(set(value)) < known.least:
            yield None, f"has too few different wordings: {len(set(value))}", f"Give at least {known.least}.", ""
        for place, text in enumerate(value):
            if fault := _names_fault(known, text):
                yield place, fault, "Use just these names, each variant all of them.", ""


def _names_fault(known: Key, text: str) -> str:
    try:
        names = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return f"has a lone brace in {text!r}"
    wanted = " and ".join(f"{{{name}}}" for name in sorted(known.names)) or "no {names}"
    return f"must hold {wanted} in {text!r}" if names != known.names else ""
