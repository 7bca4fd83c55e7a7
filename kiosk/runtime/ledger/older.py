"""Rows of older ledgers in the form of today. A row's own shape tells: a live ledger may hold rows of several versions.

Schema 3: what was one access mode of four is four choices; `audio-first` had the large letters too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kiosk.access import named

MODES = {"standard": "standard", "large": "large", "low-reach": "low-reach", "audio-first": "audio-first"}


def brought_up(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """The fields of a row (`type`, `data`, …), changed where the version of today has another form."""
    data = fields.get("data")
    if not isinstance(data, dict):
        return fields
    scene = data.get("scene")
    match fields.get("type"):
        case "AccessPressed" if set(data) == {"mode"} and data["mode"] in MODES:
            return {**fields, "data": {"access": _access(data["mode"])}}
        case "Show" if isinstance(scene, dict) and scene.get("access") in MODES.values():
            return {**fields, "data": {**data, "scene": {**scene, "access": _access(scene["access"])}}}
        case _:
            return fields


def _access(mode: str) -> dict[str, Any]:
    access = named(mode)
    return {name: getattr(access, name) for name in ("text", "contrast", "low_reach", "audio_first")}
