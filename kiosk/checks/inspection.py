"""What is looked over, and what was found: every check adds to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from kiosk.configuration.layers import Layers, Places
from kiosk.faults import Fault, taking
from kiosk.settings import Settings
from kiosk.toml_file import Document, Toml, read, read_toml
from kiosk.wording import close

Loaded = TypeVar("Loaded")
Shape = TypeVar("Shape", bound=BaseModel)


@dataclass
class Inspection:
    """The layers of the settings and the folders, all faults so far, and what was checked, in words."""

    layers: Layers
    places: Places
    settings: Settings
    faults: list[Fault] = field(default_factory=list)
    checked: list[str] = field(default_factory=list)

    @property
    def store(self) -> Path:
        """The store's folder."""
        return self.layers.store

    @property
    def config(self) -> Path:
        """The product's own files."""
        return self.places.config

    def take(self, load: Callable[[], Loaded], file: Path) -> Loaded | None:
        """What `load` gives; None after its faults were noted."""
        return taking(load, self.faults, file)

    def read(self, file: Path, shape: type[Shape]) -> Document[Shape] | None:
        """A TOML file that has its shape; None after its faults were noted."""
        return self.take(lambda: read(file, shape), file)

    def raw(self, file: Path) -> Toml | None:
        """A TOML file as it is; its faults are not noted again."""
        return taking(lambda: read_toml(file), [], file) if file.is_file() else None

    def add(self, fault: Fault, *, warning: bool = False) -> None:
        """Note a fault, or a warning."""
        self.faults.append(replace(fault, severity="warning") if warning else fault)

    def note(self, text: str) -> None:
        """Say what was checked."""
        self.checked.append(text)

    def setting(self, code: str, key: str, message: str, remedy: str, *, allowed: str = "", meant: str = "") -> Fault:
        """A fault of a setting, at the place of the layer that it comes from; `key` may go into a table."""
        section, name, *inner = key.split(".")
        for layer in reversed(self.layers.layers):
            if not _holds(layer.data.get(section, {}), (name, *inner[:1])):
                continue
            if layer.toml is not None:
                told = layer.toml.fault(code, message, remedy, (section, name, *inner))
                return replace(told, allowed=allowed, did_you_mean=meant)
            file = layer.place(section, name)
            typed = "settings.environment" if layer.name == "environment" else "settings.option"
            return Fault(typed, file, message, remedy, key=key, allowed=allowed, did_you_mean=meant)
        return Fault(code, "default", message, remedy, key=key, allowed=allowed, did_you_mean=meant)

    def unknown(self, told: Fault, name: str, known: list[str]) -> Fault:
        """A fault about a name that is not among the known ones, with these and the one that may be meant."""
        return replace(told, allowed=", ".join(known), did_you_mean=close(name, known))


def _holds(data: Mapping[str, Any], path: Sequence[str]) -> bool:
    """Whether all of a path is there."""
    inner = data.get(path[0])
    return path[0] in data and (len(path) == 1 or (isinstance(inner, Mapping) and _holds(inner, path[1:])))


def tables(toml: Toml, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The tables of a list `[[name]]` with their numbers, as far as they are tables."""
    found = toml.data.get(name)
    for number, table in enumerate(found if isinstance(found, list) else ()):
        if isinstance(table, dict):
            yield number, table
