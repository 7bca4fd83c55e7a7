"""The files of `config/`: sentences, words of the screen, rules of answers and voice, gestures, device profiles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from string import Formatter

from pydantic import BaseModel, RootModel

from hardware.profiles import robot_profile
from hardware.profiles.display_profile import DisplayFile, is_display
from hardware.profiles.robot_file import ProfileFile
from kiosk import page_words, phrases, turn_words
from kiosk.answers.elsewhere import FILE as ELSEWHERE
from kiosk.answers.elsewhere import Elsewhere
from kiosk.answers.language import Language
from kiosk.answers.triage.rules import Rules as TriageRules
from kiosk.answers.triage.table import FILE as TRIAGE
from kiosk.answers.triage.table import Table
from kiosk.answers.wording.faithful import Words as WordingWords
from kiosk.checks import avatar
from kiosk.checks.inspection import Inspection
from kiosk.gestures.library import GestureFile
from kiosk.models import Model
from kiosk.resources import languages
from kiosk.stage.words import WordsFile
from kiosk.toml_file import Document, read_toml, shaped
from kiosk.turn_words import TurnWords
from kiosk.voice.rules import Rules as VoiceRules


class Models(RootModel[dict[str, Model]]):
    """`config/models.toml`: the name of each table is that of its model."""


def check(seen: Inspection) -> None:
    """Every file of `config/`, and the avatar."""
    _sentences(seen)
    _rules(seen)
    _files(seen, "gestures", lambda _file: GestureFile)
    _files(seen, page_words.FOLDER, lambda _file: page_words.Words)
    for file in _files(seen, "devices", lambda file: DisplayFile if is_display(file) else ProfileFile):
        if not is_display(file):
            seen.take(lambda file=file: robot_profile.load(file), file)  # type: ignore[misc]  # bound at once
    _models(seen, seen.config / "models.toml")
    avatar.check(seen)


def _files(seen: Inspection, folder: str, shape_of: Callable[[Path], type[BaseModel]]) -> list[Path]:
    """The files of a folder that have their shape."""
    files = sorted((seen.config / folder).glob("*.toml"))
    good = [file for file in files if seen.read(file, shape_of(file)) is not None]
    seen.note(f"{folder}: {', '.join(file.stem for file in good) or 'none'}")
    return good


def _models(seen: Inspection, file: Path) -> None:
    toml = seen.take(lambda: read_toml(file), file)
    if toml is None:
        return
    named = {name: {**table, "name": name} if isinstance(table, dict) else table for name, table in toml.data.items()}
    models = seen.take(lambda: shaped(replace(toml, data=named), Models), file)
    seen.note(f"models.toml: {len(models.content.root) if models else 0} models")


def _sentences(seen: Inspection) -> None:
    langs = languages()
    if seen.take(lambda: phrases.load(seen.config / "lang", langs), seen.config / "lang") is not None:
        seen.note(f"sentences of the kiosk: {', '.join(langs)}")
    for tone in phrases.TONES:
        phrases.packed(seen.config / "lang", tone, langs, seen.faults)
    words = seen.read(seen.config / "lang" / "screen.toml", WordsFile)
    if words is None:
        return
    for lang in seen.settings.kiosk.langs:
        if lang not in words.content.root:
            message = "is missing: the screen has no words in a language that is on offer"
            seen.add(words.toml.fault("screen.language", message, "Add a table for it.", (lang,)))
    seen.note(f"words of the screen: {', '.join(words.content.root)}")


def _rules(seen: Inspection) -> None:
    found: dict[str, Document[Language]] = {}
    for lang in languages():
        name = f"{lang}.toml"
        if (document := seen.read(seen.config / "answers" / name, Language)) is not None:
            found[lang] = document
        seen.read(seen.config / "triage" / name, TriageRules)
        seen.read(seen.config / "wording" / name, WordingWords)
        seen.read(seen.config / "voice" / name, VoiceRules)
        seen.read(seen.config / turn_words.FOLDER / name, TurnWords)
    seen.read(seen.config / TRIAGE, Table)
    seen.read(seen.config / ELSEWHERE, Elsewhere)
    for document in found.values():
        _like_the_others(seen, document, [other.content.sentence for other in found.values()])
    seen.note(f"rules of answers, triage, voice and turns: {', '.join(languages())}")


def _like_the_others(seen: Inspection, document: Document[Language], all_of_them: list[Mapping[str, str]]) -> None:
    """Every sentence that most languages have, with the `{names}` that it has in most of them."""
    own = document.content.sentence
    known = [key for key, count in Counter(key for each in all_of_them for key in each).items()
             if 2 * count > len(all_of_them)]  # fmt: skip
    for key in known:
        loc = ("sentence", key)
        usual = Counter(_names(each[key]) for each in all_of_them if key in each).most_common(1)[0][0]
        if key not in own:
            seen.add(document.toml.fault("file.required", "is missing", "Add it; answers/en.toml has it.", loc))
        elif _names(own[key]) != usual:
            wanted = ", ".join(f"{{{name}}}" for name in sorted(usual)) or "no {names}"
            seen.add(document.toml.fault("file.value", f"must hold {wanted}", "Use these names.", loc))
    for key in own.keys() - set(known):
        told = document.toml.fault("file.key", "is not known here", "Take it out, or mend its name.", ("sentence", key))
        seen.add(seen.unknown(told, key, known))


def _names(pattern: str) -> frozenset[str]:
    try:
        return frozenset(name for _, name, _, _ in Formatter().parse(pattern) if name is not None)
    except ValueError:
        return frozenset({pattern})  # a lone brace: like no other
