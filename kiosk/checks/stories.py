"""The stories of simulated shoppers: their language, the voice they speak with, and the names of their files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from kiosk.checks.inspection import Inspection
from kiosk.faults import Fault
from kiosk.resources import languages
from kiosk.toml_file import Toml
from kiosk.voice.espeak import VOICE
from kiosk.wording import close

_NAMES: Final = re.compile(r"^(?:name|language)\s+(\S+)", re.MULTILINE)
_DEMO: Final = re.compile(r"demo(?:-touch)?\.(.+)")


def check(seen: Inspection) -> None:
    """Every story; its shape is told where it is read."""
    names, variants = voices()
    for file in sorted((seen.store / "stories").glob("*.toml")):
        _name(seen, file)
        if (toml := seen.raw(file)) is not None:
            _language(seen, toml)
            _voice(seen, toml, names, variants)


def voices() -> tuple[frozenset[str], frozenset[str]]:
    """The voices of espeak-ng, by file, name and language, and their variants; none where it is not installed."""
    try:
        import espeakng_loader
    except ImportError:
        return frozenset(), frozenset()  # the doctor tells it
    data = Path(espeakng_loader.get_data_path())
    names: set[str] = set()
    for file in (each for each in (data / "lang").rglob("*") if each.is_file()):
        spelled = _NAMES.findall(file.read_text(encoding="utf-8", errors="replace"))
        names |= {file.name.lower(), file.relative_to(data / "lang").as_posix().lower(), *map(str.lower, spelled)}
    return frozenset(names), frozenset(file.name for file in (data / "voices" / "!v").glob("*"))


def _name(seen: Inspection, file: Path) -> None:
    """`kiosk demo --lang en` looks for `demo.en.toml`."""
    named = _DEMO.fullmatch(file.stem)
    if named and named[1] not in languages():
        told = Fault("store.stray", str(file), "is named after no language: no demo plays it", "Rename it.")
        seen.add(seen.unknown(told, named[1], list(languages())), warning=True)


def _language(seen: Inspection, toml: Toml) -> None:
    lang = toml.data.get("lang")
    if isinstance(lang, str) and lang not in languages():
        told = toml.fault("story.language", f'is "{lang}"', "Mend it.", ("lang",))
        seen.add(seen.unknown(told, lang, list(languages())))


def _voice(seen: Inspection, toml: Toml, names: frozenset[str], variants: frozenset[str]) -> None:
    voice = toml.data.get("voice")
    if not isinstance(voice, str) or not names:
        return
    named = VOICE.fullmatch(voice)
    plain, _, variant = voice.partition("+")
    if named is None or plain.lower() not in names or (variant and variant not in variants):
        its = [name for name in sorted(names) if name.startswith(str(toml.data.get("lang")))]
        known = its if plain.lower() not in names else [f"{plain}+{each}" for each in sorted(variants)]
        remedy = "Use a voice of espeak-ng such as nl, en-us or ko, with a variant such as +f2 or +m3."
        meant = close(voice, known)
        told = toml.fault("story.voice", f'is "{voice}", which espeak-ng does not have', remedy, ("voice",))
        seen.add(seen.unknown(told, voice, [meant]) if meant else told)
