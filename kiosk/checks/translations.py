"""The languages of the knowledge seen together: what is written in one only, and ids that may be one that was meant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import chain

from kiosk.checks.inspection import Inspection, tables
from kiosk.knowledge import shared
from kiosk.toml_file import Toml

NEAR = 0.85
"""Ratio from which two ids may be meant as one: `opening-hour` and `opening-hours`."""


def check(seen: Inspection) -> None:
    """Ids of all languages, and the language for visitors."""
    files = {file.stem: seen.raw(file) for file in sorted((seen.store / "knowledge").glob("*.toml"))}
    ids = {lang: _ids(toml) for lang, toml in files.items() if toml is not None}
    _nearly(seen, {lang: toml for lang, toml in files.items() if toml is not None}, ids)
    everything = {name for of_lang in ids.values() for name in of_lang}
    for lang, own in ids.items():
        if lacking := len(everything - own.keys()):
            seen.note(f"knowledge/{lang}.toml: {lacking} of {len(everything)} entries are in other languages only")
    _visitors(seen)


def _ids(toml: Toml) -> dict[str, int]:
    """Each id, and the number of its entry."""
    return {name: number for number, entry in tables(toml, "entry") if isinstance(name := entry.get("id"), str)}


def _nearly(seen: Inspection, files: Mapping[str, Toml], ids: Mapping[str, Mapping[str, int]]) -> None:
    """An id of one language only that is nearly one which that language lacks."""
    spoken: dict[str, set[str]] = {}
    for lang, own in ids.items():
        for name in own:
            spoken.setdefault(name, set()).add(lang)
    for name, langs in spoken.items():
        near = [other for other, its in spoken.items() if not its & langs and _rank(its, other) > _rank(langs, name)
                and SequenceMatcher(None, name, other).ratio() >= NEAR]  # fmt: skip
        if len(langs) == 1 and near:
            (lang,) = langs
            message = f'is "{name}" in this language only, and "{near[0]}" in {", ".join(sorted(spoken[near[0]]))}'
            remedy = "Give an entry the same id in every language: else one is not the other's translation."
            told = files[lang].fault("knowledge.translation", message, remedy, ("entry", ids[lang][name], "id"))
            seen.add(replace(told, did_you_mean=near[0]), warning=True)


def _rank(langs: set[str], name: str) -> tuple[int, str]:
    """Which of two ids is told to be like the other: that of fewer languages."""
    return len(langs), name


def _visitors(seen: Inspection) -> None:
    toml = seen.raw(seen.store / "store.toml")
    lang = toml.data.get("visitors") if toml else None
    written = {path.stem for path in chain.from_iterable(shared.paths(seen.store))}
    if toml and isinstance(lang, str) and lang not in written:
        message = f'is "{lang}", and there is no knowledge/{lang}.toml to answer from'
        told = toml.fault("store.visitors", message, "Choose a language with a file, or add it.", ("visitors",))
        known = sorted(written)
        seen.add(replace(told, allowed=", ".join(known)), warning=True)
