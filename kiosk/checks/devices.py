"""Settings that name a device, a file or a place beside the settings: whether there can be such a thing."""

from __future__ import annotations

import re
from importlib.metadata import entry_points
from pathlib import Path
from typing import Final

from hardware.address import without_password
from kiosk.checks.inspection import Inspection
from kiosk.resources import data_dir
from kiosk.settings import Settings
from kiosk.wording import close

SOURCES: Final = (("sight", "camera"), ("hearing", "microphone"), ("voice", "speaker"))
BROUGHT: Final = {"sight": "balie.cameras", "hearing": "balie.microphones"}
"""Entry points under which packages bring drivers."""
_NAMED: Final = re.compile(r"`([^`]+)`")


def check(seen: Inspection) -> None:
    """The sources of picture and sound, the profile of the robot, the story of a simulated shopper."""
    for section, key in SOURCES:
        _source(seen, section, key)
    profile, port = seen.settings.body.profile, seen.settings.body.port
    folders = (seen.config / "devices", data_dir() / "devices")
    profiles = sorted({file.stem for folder in folders for file in folder.glob("*.toml")})
    if profile not in profiles:
        told = seen.setting(
            "settings.profile",
            "body.profile",
            f'is "{profile}"',
            "Name a file of config/devices/, or of devices/ in the data folder.",
        )
        seen.add(seen.unknown(told, profile, profiles))
    if port not in ("auto", "none", "simulated") and not port.startswith(("/", "COM")) and "://" not in port:
        remedy = "Name a port such as /dev/ttyUSB0."
        told = seen.setting("settings.port", "body.port", f'is "{port}"', remedy)
        seen.add(seen.unknown(told, port, ["auto", "none", "simulated"]))
    if seen.settings.sight.sensor == "body" and port == "none":
        remedy = "Set body.port to auto, or sight.sensor to none."
        told = seen.setting("settings.sensor", "sight.sensor", 'is "body", and body.port is "none"', remedy)
        seen.add(told)
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
    elif kind == "file" and not Path(rest).expanduser().is_file():
        message = f'is "{value}", and there is no such file'
        seen.add(seen.setting("settings.source", name, message, "Check its name."), warning=True)
