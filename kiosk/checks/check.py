"""The whole configuration: what `kiosk check` shows, and a running kiosk looks at before it takes up a change."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.checks import (
    across,
    desk,
    devices,
    floor,
    looks,
    motion,
    shipped,
    store,
    stories,
    translations,
    vocabulary,
    voice,
)
from kiosk.checks.inspection import Inspection
from kiosk.configuration import layers
from kiosk.configuration.layers import Layers, Places
from kiosk.faults import Fault
from kiosk.settings import Settings
from kiosk.spot import keys_of, of_field


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that was found: faults and warnings, what was checked, and the settings as far as they are sound."""

    found: tuple[Fault, ...]
    checked: tuple[str, ...]
    layers: Layers

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What must be mended."""
        return tuple(fault for fault in self.found if fault.severity != "warning")

    @property
    def ok(self) -> bool:
        """Whether nothing must be mended."""
        return not self.faults

    @property
    def runs(self) -> bool:
        """Whether a kiosk can run with it, if need be without a face."""
        return not any(fault.severity == "fault" for fault in self.found)


def check(
    folder: Path | None = None,
    overrides: Mapping[str, Any] | None = None,
    places: Places | None = None,
    *,
    words: bool = False,
) -> Report:
    """Look over the configuration of a kiosk; `words` asks the recognisers' models too, which takes seconds.

    Raises:
        InputError: `store.missing`, if there is no folder where the store should be.
    """
    places = places or Places()
    gathered = layers.gather(folder, overrides, places)
    seen = Inspection(gathered, places, gathered.settings, list(gathered.faults))
    seen.faults += layers.nearly(os.environ)
    for layer in gathered.layers:
        if count := sum(len(section) for section in layer.data.values()):
            seen.note(
                f"settings, {layer.name}: {count} of {_settings()}{f' in {layer.toml.path}' if layer.toml else ''}"
            )
    for each in (
        shipped,
        store,
        floor,
        across,
        looks,
        stories,
        translations,
        devices,
        motion,
        voice,
        desk,
        *((vocabulary,) if words else ()),
    ):
        each.check(seen)
    return Report(tuple(dict.fromkeys(seen.faults)), tuple(seen.checked), gathered)


def _settings() -> int:
    """How many settings there are."""
    return sum(len(keys_of(of_field(name, field))) for name, field in Settings.model_fields.items())
