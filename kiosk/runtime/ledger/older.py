"""Rows of older ledgers in the form of today. A row's own shape tells: a live ledger may hold rows of several versions.

Schema 3: what was one access mode of four is four choices; each mode has the name of the choice that it became.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from kiosk.access import named

MODES: Final = ("standard", "large", "audio-first", "low-reach")


def brought_up(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """The fields of a row (`type`, `data`, …), changed where the version of today has another form."""
    data = fields.get("data")
    if not isinstance(data, dict):
        return fields
    scene = data.get("scene")
    match fields.get("type"):
        case "AccessPressed" if set(data) == {"mode"} and data["mode"] in MODES:
            return {**fields, "data": {"access": asdict(named(data["mode"]))}}
        case "Show" if isinstance(scene, dict) and scene.get("access") in MODES:
            access = asdict(named(scene["access"]))
            return {**fields, "data": {**data, "scene": {**scene, "access": access}}}
        case _:
            return fields
