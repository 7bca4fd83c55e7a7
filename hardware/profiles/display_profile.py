"""Profiles of displays: a TOML file per kind, with its protocol, its size and its code page."""

from __future__ import annotations

import codecs
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from hardware.profiles.lights import ButtonTable
from hardware.profiles.table import Table, read
from hardware.protocols.displays import display_registry
from hardware.protocols.displays.display_codec import DisplayCodec, Screen
from hardware.protocols.displays.display_registry import DisplayDialect

OurField = Literal["caption", "label", "number", "price", "state"]


def _spoken(protocol: str) -> str:
    display_registry.find(protocol)
    return protocol


def _encoded(encoding: str) -> str:
    try:
        codecs.lookup(encoding)
    except LookupError as fault:
        raise ValueError(f"is {encoding!r}; write cp858, cp850, cp437, cp1252, iso-8859-1 or utf-8") from fault
    return encoding


class DisplayTable(Table):
    """`[display]`: letters in a line, lines, and how letters become bytes.

    `code_page` is the number by which the device selects it, and is left out where a switch on the device does; `setup`
    are further bytes at the start, in hexadecimal digits. `page` and `fields` belong to displays with named fields.
    """

    columns: Annotated[int, Field(ge=8, le=80)] = 20
    rows: Annotated[int, Field(ge=1, le=12)] = 2
    encoding: Annotated[str, AfterValidator(_encoded)]
    code_page: Annotated[int, Field(ge=0, le=255)] | None = None
    setup: Annotated[str, Field(pattern=r"^([0-9a-fA-F]{2} ?)*$")] = ""
    brightness: Annotated[float, Field(ge=0, le=1)] = 1.0
    page: Annotated[str, Field(pattern=r"^\w*$")] = ""
    fields: dict[OurField, Annotated[str, Field(pattern=r"^\w+(\.\w+)?$")]] = Field(default_factory=dict)


class DisplayFile(Table):
    """What the file of a display may hold."""

    device: Annotated[str, Field(min_length=1, max_length=32)]
    protocol: Annotated[str, AfterValidator(_spoken)]
    baud: Annotated[int, Field(ge=1200, le=921_600)] = 9600
    boot_s: Annotated[float, Field(ge=0.2, le=10)] = 2.5
    refresh_s: Annotated[float, Field(ge=0.5, le=600)] = 10.0
    usb: tuple[Annotated[str, Field(pattern=r"^[0-9a-f]{4}:[0-9a-f]{4}$")], ...] = ()
    display: DisplayTable
    buttons: dict[int, ButtonTable] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        dialect, screen = display_registry.find(self.protocol), self.display
        if bool(screen.fields) is not dialect.fields:
            raise ValueError(f"a {self.protocol} {'needs' if dialect.fields else 'has no'} display.fields")
        if not dialect.fields and (screen.rows > 2 or len("ë".encode(screen.encoding, "ignore")) > 1):
            raise ValueError(f"a {self.protocol} has one or two rows, and one byte for a letter")
        if self.buttons and not dialect.answers:
            raise ValueError(f"a {self.protocol} has no buttons: it never answers")
        return self


@dataclass(frozen=True, slots=True)
class DisplayProfile:
    """A checked profile of a display. `refresh_s`: how often it is asked, or told, again; `buttons` by component."""

    device: str
    protocol: DisplayDialect
    baud: int
    boot_s: float
    refresh_s: float
    usb: tuple[str, ...]
    screen: Screen
    buttons: Mapping[int, ButtonTable]

    def codec(self) -> DisplayCodec:
        """A fresh codec of its protocol."""
        return self.protocol.codec(self.screen)


def is_display(path: Path) -> bool:
    """Whether this is the profile of a display, as far as that can be told; a file that is none is a robot's."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8")).get("protocol") in display_registry.names()
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        return False


def load(path: Path) -> DisplayProfile:
    """Read and check the profile of a display.

    Raises:
        HardwareError: `profile.missing`, `profile.toml`, or `profile.value`: the sentence names file and key.
    """
    return _profile(read(path, DisplayFile))


def _profile(table: DisplayFile) -> DisplayProfile:
    shown = table.display
    return DisplayProfile(
        device=table.device,
        protocol=display_registry.find(table.protocol),
        baud=table.baud,
        boot_s=table.boot_s,
        refresh_s=table.refresh_s,
        usb=table.usb,
        screen=Screen(
            shown.columns,
            shown.rows,
            shown.encoding,
            shown.brightness,
            shown.code_page,
            bytes.fromhex(shown.setup),
            shown.page,
            {str(name): component for name, component in shown.fields.items()},
        ),
        buttons=table.buttons,
    )
