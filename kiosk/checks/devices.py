"""Settings that name a device, a file or a place beside the settings: whether there can be such a thing."""

from __future__ import annotations

import re
from importlib.metadata import entry_points
from pathlib import Path
from typing import Final

from hardware.address import without_password
from kiosk.checks import serial
from kiosk.checks.inspection import Inspection
from kiosk.settings import Settings
from kiosk.wording import close

SOURCES: Final = (("sight", "camera"), ("hearing", "microphone"), ("voice", "speaker"))
NUMBERED: Final = frozenset({"device", "csi"})
"""Cameras that are named by a number."""
BROUGHT: Final = {"sight": "balie.cameras", "hearing": "balie.microphones"}
"""Entry points under which packages bring drivers."""
_NAMED: Final = re.compile(r"`([^`]+)`")


def check(seen: Inspection) -> None:
    """The sources of picture and sound, the serial devices, the story of a simulated shopper."""
    for section, key in SOURCES:
        _source(seen, section, key)
    port = seen.settings.body.port
    serial.check(seen)
    if seen.settings.sight.sensor == "body" and port == "none":
        remedy = "Set body.port to auto, or sight.sensor to none."
        told = seen.setting("settings.sensor", "sight.sensor", 'is "body", and body.port is "none"', remedy)
        seen.add(told)
    _zones(seen)
    story = seen.settings.shop.story
    if story and not Path(story).is_file():
        message = f'is "{story}", and there is no such file'
        seen.add(
            seen.setting("settings.story", "shop.story", message, "Give the path of a file of a store's stories/.")
        )
    url = seen.settings.store.backend_url
    if url not in ("", "simulated") and not re.match(r"https?://[^/\s]+", url):
        message, remedy = f'is "{url}", which is no address', "Begin it with http:// or https://."
        seen.add(seen.setting("settings.url", "store.backend_url", message, remedy, meant=close(url, ["simulated"])))


def _zones(seen: Inspection) -> None:
    """Each zone ends farther off than the one within: else who stands at its edge is greeted again and again."""
    sight = seen.settings.sight
    for inner, outer in (("engage_m", "disengage_m"), ("engage_m", "approach_m")):
        near, far = getattr(sight, inner), getattr(sight, outer)
        if far <= near:
            message = f"is {far:g} m, which is not beyond sight.{inner}, {near:g} m"
            remedy = f"Make sight.{outer} the larger one, as in {inner} = 1.6 and {outer} = 2.1."
            seen.add(seen.setting("settings.zones", f"sight.{outer}", message, remedy), warning=True)


def _source(seen: Inspection, section: str, key: str) -> None:
    """A word of those that the setting's description names, perhaps with more behind a colon."""
    value = without_password(str(getattr(getattr(seen.settings, section), key)))
    model = Settings.model_fields[section].annotation
    description = model.model_fields[key].description or ""  # type: ignore[union-attr]  # every section is a model
    spelled = _NAMED.findall(description)
    heads = list(dict.fromkeys(re.split(r"[:\[]", name)[0] for name in spelled))
    kind, _, rest = value.partition(":")
    name = f"{section}.{key}"
    heads += [point.name for point in entry_points(group=BROUGHT[section])] if section in BROUGHT else []
    if kind not in heads:
        told = seen.setting("settings.source", name, f'is "{value}"', "Write one of these.", allowed=", ".join(spelled))
        seen.add(seen.unknown(told, kind, heads) if close(kind, heads) else told)
    elif section == "sight" and kind in NUMBERED and rest and not rest.isdigit():
        seen.add(seen.setting("settings.source", name, f'is "{value}"', f"Give a number, as in {kind}:0."))
    elif kind == "file" and not Path(rest).expanduser().is_file():
        message = f'is "{value}", and there is no such file'
        seen.add(seen.setting("settings.source", name, message, "Check its name."), warning=True)
