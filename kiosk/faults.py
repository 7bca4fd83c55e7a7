"""What is wrong with a configuration: a record a fault, so that all of them can be told at once, with file and line."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal, TypeVar

from kiosk.errors import InputError, KioskError

Severity = Literal["fault", "loss", "warning"]
Loaded = TypeVar("Loaded")
LISTED = 16
"""So many choices are told in a sentence; `allowed` has them all."""
SENTENCES = 8
"""So many faults are told in the sentence of an error; `kiosk check` tells them all."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, or with `severity` warning one that may be meant so.

    Both a fault and a loss must be mended; with a loss alone a kiosk runs all the same, without what is wrong.

    `message` follows `key` in a sentence ("voice.wpm is 1500"), or stands alone where there is no key. `file` may be
    the name of an environment variable. `line` and `column` count from 1. `name` is the id of the entry or
    place that `key` counts. `values` are what the message was made of, by name, for who says it in another language;
    `kind` among them tells the messages of one code apart.
    """

    code: str
    file: str
    message: str
    remedy: str
    line: int | None = None
    column: int | None = None
    key: str = ""
    allowed: str = ""
    did_you_mean: str = ""
    severity: Severity = "fault"
    name: str = ""
    values: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def where(self) -> str:
        """`kiosk.toml, line 3`."""
        line = f", line {self.line}" if self.line else ""
        return f"{self.file}{line}{f', column {self.column}' if self.column else ''}"

    @property
    def what(self) -> str:
        """The fault in a sentence, with what is allowed and what may be meant; without the place and the remedy."""
        hint = f" Did you mean {self.did_you_mean}?" if self.did_you_mean else ""
        choices = self.allowed.split(", ")
        listed = ", ".join(choices[:LISTED]) + (", …" if len(choices) > LISTED else "")
        allowed = f" Allowed: {listed}." if self.allowed and not hint else ""
        name = f"({self.name}) " if self.name else ""
        return f"{f'{self.key} {name}' if self.key else ''}{self.message}.{hint}{allowed}"

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"

    def to_data(self) -> dict[str, Any]:
        """For `--json`."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


class FaultyInputError(InputError):
    """A file, or several, that cannot be used; its sentence tells the first faults, `faults` holds all of them."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        first, more = self.faults[0], len(self.faults) - SENTENCES
        told = " ".join(str(fault) for fault in self.faults[:SENTENCES])
        remedy = first.remedy if len(self.faults) == 1 else "Mend these."
        super().__init__(first.code, f"{told}{f' And {more} more.' if more > 0 else ''}", remedy)


def refuse(faults: Iterable[Fault]) -> None:
    """Raise `FaultyInputError` if there is a fault; losses and warnings are none."""
    if found := [fault for fault in faults if fault.severity == "fault"]:
        raise FaultyInputError(found)


def taking(load: Callable[[], Loaded], faults: list[Fault], file: Path | str) -> Loaded | None:
    """What `load` gives; None if it refuses, and then `faults` has what it says, which `file` is to blame for."""
    try:
        return load()
    except FaultyInputError as refused:
        faults += refused.faults
    except _refusals() as refused:
        sentence = refused.sentence.removeprefix(f"{file}: ").rstrip(".")
        faults.append(Fault(refused.code, str(file), sentence, refused.remedy))
    return None


def _refusals() -> tuple[type[KioskError], ...]:
    """What can be raised here: of faces and devices only where they were imported, and with them all they need."""
    of_others = (("avatars.errors", "AvatarError"), ("hardware.errors", "HardwareError"))
    return (KioskError, *(getattr(sys.modules[module], name) for module, name in of_others if module in sys.modules))


def moved(faults: Iterable[Fault], places: Mapping[Path, Path]) -> list[Fault]:
    """The same faults, of files that are known to people under other folders: `places` maps a copy to its origin."""
    return [_moved(fault, places) for fault in faults]


def _moved(fault: Fault, places: Mapping[Path, Path]) -> Fault:
    for copy, origin in places.items():
        if fault.file.startswith(str(copy)):
            file = str(origin) + fault.file.removeprefix(str(copy))
            return replace(fault, file=file, message=fault.message.replace(str(copy), str(origin)))
    return fault
