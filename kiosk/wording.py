"""What pydantic finds wrong, in words for people: what stands there, what is allowed, what may have been meant."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails
from pydantic_core.core_schema import ErrorType

from kiosk.settings import HOUR
from kiosk.spot import KINDS, Spot, choices_of, key_type, keys_of, spot_at

_SHOWN: Final = 60
_OF_PYDANTIC: Final = frozenset(get_args(ErrorType)) - {"value_error"}
"""What pydantic says by itself; every other error has a sentence of its own."""


@dataclass(frozen=True, slots=True)
class Wording:
    """An error of pydantic in plain words; `code` is that of the fault."""

    code: Literal["file.key", "file.required", "file.value"]
    message: str
    allowed: str = ""
    did_you_mean: str = ""


def plain(error: ErrorDetails, model: type[BaseModel]) -> Wording:
    """The wording of an error that `model` found."""
    loc, kind = location(error["loc"]), error["type"]
    spot = spot_at(model, loc)
    if kind in {"extra_forbidden", "unexpected_keyword_argument"}:
        known = keys_of(spot_at(model, loc[:-1]))
        return Wording("file.key", "is not known here", ", ".join(known), close(str(loc[-1]), known))
    if kind in {"missing", "missing_argument"}:
        return Wording("file.required", "is missing", spot.allowed)
    if "[key]" in error["loc"]:
        keys = choices_of(key_type(spot_at(model, loc[:-1]).annotation))
        if keys:
            return Wording("file.key", "is not known here", ", ".join(keys), close(str(loc[-1]), keys))
        if kind not in _OF_PYDANTIC:
            return Wording("file.key", f"cannot stand here: {error.get('ctx', {}).get('error', error['msg'])}")
        return Wording("file.key", "is no such key", KINDS.get(kind.partition("_")[0], ""))
    return _value(error, spot)


def location(loc: Sequence[int | str]) -> tuple[int | str, ...]:
    """The path in the file: without what pydantic adds for keys and for types that may be one of several."""
    return tuple(part for part in loc if not (isinstance(part, str) and re.search(r"[\[(]|^(str|int|float)$", part)))


def _value(error: ErrorDetails, spot: Spot) -> Wording:
    kind, given = error["type"], error.get("input")
    context = error.get("ctx", {})
    shown = f"is {_shown(given)}"
    if kind not in _OF_PYDANTIC:
        return Wording("file.value", str(context.get("error", error["msg"])))
    if kind == "literal_error":
        choices = choices_of(spot.annotation) or re.findall(r"'([^']*)'", str(context.get("expected", "")))
        return Wording("file.value", shown, ", ".join(choices), close(str(given), choices))
    if kind in {"too_short", "string_too_short"}:
        least = context.get("min_length", 1)
        return Wording(
            "file.value", "is empty" if not given else f"has only {len(given)}", spot.allowed or f"at least {least}"
        )
    if kind in {"too_long", "string_too_long"}:
        counted = "letters" if isinstance(given, str) else "items"
        length = len(given) if isinstance(given, str | list | tuple | dict) else 0
        return Wording("file.value", f"has {length} {counted}", f"at most {context.get('max_length')}")
    if kind == "string_pattern_mismatch":
        return Wording("file.value", shown, _pattern(str(context.get("pattern", ""))))
    family = kind.partition("_")[0]
    wanted = spot.allowed or _limit(context)
    if family in KINDS and KINDS[family] not in wanted:
        wanted = f"{KINDS[family]}{f', {wanted}' if spot.limits else ''}"
    return Wording("file.value", shown, wanted)


def _limit(context: Mapping[str, Any]) -> str:
    words = {"gt": "more than", "ge": "at least", "lt": "less than", "le": "at most"}
    return " and ".join(f"{words[name]} {limit:g}" for name, limit in context.items() if name in words)


def _pattern(pattern: str) -> str:
    known = {
        r"^[a-z0-9][a-z0-9-]*$": "small letters, digits and hyphens, such as opening-hours",
        r"^[a-z][a-z0-9-]*$": "small letters, digits and hyphens, such as maya",
        "^[A-Z]{2}$": "two capitals, such as NL",
        r"^[0-9a-f]{4}:[0-9a-f]{4}$": "VID:PID in small hexadecimal digits, such as 2341:0043",
        HOUR: "a time of day such as 21:30",
        r"^#[0-9A-Fa-f]{6}$": "a colour such as #1F7A78",
        r"^[\w.-]+\.png$": "the name of a PNG file, such as logo.png",
        r"^layers/[A-Za-z0-9_-]+\.png$": "a PNG file in layers, such as layers/hair.png",
    }
    return known.get(pattern, f"what matches {pattern}")


def _shown(value: object) -> str:
    """As it would stand in the file, and not too long."""
    text = {True: "true", False: "false"}.get(value) if isinstance(value, bool) else None
    text = text or (f'"{value}"' if isinstance(value, str) else f"{value}")
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def close(word: str, known: Sequence[str]) -> str:
    """The known word that is nearest, if any is near: also one that only differs in case or hyphens."""
    plainly = {_letters(each): each for each in known}
    found = difflib.get_close_matches(_letters(word), plainly, 1, 0.6)
    return plainly[found[0]] if found else ""


def _letters(word: str) -> str:
    return re.sub(r"[^a-z0-9가-힣]", "", word.lower()) or word
