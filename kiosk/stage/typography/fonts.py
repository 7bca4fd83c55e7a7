"""Typefaces, from packages or the system: Source Sans for Latin, Noto Sans CJK for Hangul, what is there otherwise.

Source Sans is the Latin companion of Noto Sans CJK (both by Adobe, SIL Open Font License), so the two mix well.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

import skia

Weight = Literal["regular", "semibold", "bold"]

_FILES: dict[Weight, str] = {"regular": "Regular", "semibold": "Semibold", "bold": "Bold"}
_STYLES: dict[Weight, int] = {"regular": 400, "semibold": 600, "bold": 700}
_SYSTEM = ("Source Sans 3", "Source Sans Pro", "Lato", "Noto Sans", "DejaVu Sans", "Liberation Sans")
_SYSTEM_CJK = ("Noto Sans CJK KR", "Noto Sans KR", "NanumGothic", "Noto Sans CJK SC")
HANGUL = "한"


def _package_files(package: str) -> list[Path]:
    """Font files of an installed package, without importing it."""
    spec = importlib.util.find_spec(package)
    places = spec.submodule_search_locations if spec else None
    return [
        file for place in places or () for file in Path(place).rglob("*") if file.suffix in {".ttf", ".otf", ".ttc"}
    ]


def _open(file: Path) -> skia.Typeface | None:
    """A face from a file, without waking the system's font configuration."""
    return skia.FontMgr.New_Custom_Empty().makeFromFile(str(file), 0)


def _installed(names: tuple[str, ...], weight: Weight) -> skia.Typeface | None:
    """The first of these families that the system has."""
    manager = skia.FontMgr()
    style = skia.FontStyle(_STYLES[weight], skia.FontStyle.kNormal_Width, skia.FontStyle.kUpright_Slant)
    families = {manager.getFamilyName(index) for index in range(manager.countFamilies())}
    return next((manager.matchFamilyStyle(name, style) for name in names if name in families), None)


def _latin(weight: Weight) -> skia.Typeface | None:
    wanted = f"SourceSansPro-{_FILES[weight]}.ttf"
    files = [file for file in _package_files("font_source_sans_pro") if file.name == wanted]
    return _open(files[0]) if files else _installed(_SYSTEM, weight)


def _bare() -> skia.Typeface | None:
    """The plain face that pygame carries: always there, legible, not beautiful."""
    files = [file for file in _package_files("pygame") if file.name == "freesansbold.ttf"]
    return _open(files[0]) if files else None


def _cjk(weight: Weight) -> skia.Typeface | None:
    files = _package_files("cvttf_NotoSansCJK_Regular")
    return _open(files[0]) if files else _installed(_SYSTEM_CJK, weight)


@dataclass(frozen=True, slots=True)
class Fonts:
    """Faces in order of preference for each weight."""

    faces: dict[Weight, tuple[skia.Typeface, ...]]
    hangul: bool


@lru_cache(maxsize=8192)
def face_of(letter: str, weight: Weight) -> skia.Typeface:
    """The first face that has a letter, else one of the system's; the first, with its empty box, if none has."""
    faces, code = fonts().faces[weight], ord(letter)
    chosen = next((face for face in faces if face.unicharToGlyph(code)), None)
    return chosen or (_substitute(code, weight) if not letter.isspace() else None) or faces[0]


def _substitute(code: int, weight: Weight) -> skia.Typeface | None:
    """The system's own choice for a letter of another script; its family is asked again, for the weight."""
    manager = skia.FontMgr()
    style = skia.FontStyle(_STYLES[weight], skia.FontStyle.kNormal_Width, skia.FontStyle.kUpright_Slant)
    found = manager.matchFamilyStyleCharacter("", style, [], code)
    return _typeface(found.getFamilyName(), weight) if found else None


@cache
def _typeface(family: str, weight: Weight) -> skia.Typeface | None:
    """One face for all letters that come from a family."""
    style = skia.FontStyle(_STYLES[weight], skia.FontStyle.kNormal_Width, skia.FontStyle.kUpright_Slant)
    return skia.FontMgr().matchFamilyStyle(family, style)


@cache
def fonts() -> Fonts:
    """The faces of this machine, found once a process."""
    faces: dict[Weight, tuple[skia.Typeface, ...]] = {}
    for weight in _FILES:
        found = [face for face in (_latin(weight) or _bare(), _cjk(weight)) if face is not None]
        faces[weight] = tuple(found) or (skia.Typeface.MakeDefault(),)
    regular = faces["regular"]
    return Fonts(faces, any(face.unicharToGlyph(ord(HANGUL)) for face in regular))
