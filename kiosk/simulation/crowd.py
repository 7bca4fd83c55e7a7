"""A crowd: what one simulated shopper after the other does, and by what each knows a reply. Read from a JSON file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, ValidationError

from kiosk.errors import InputError
from kiosk.simulation.story import Act
from kiosk.toml_file import Strict

PAUSE_S: Final = 1.3
"""Longer than sight of a drill takes to see that the shopper before has gone: who comes then is served anew."""


class Deed(Act):
    """An act, and what answers it: a right reply holds one of `expects`. What `asks` nothing is not waited for."""

    expects: tuple[str, ...] = ()
    asks: bool = True
    after_s: Annotated[float, Field(ge=0, lt=60)] = 0.15
    patience_s: Annotated[float, Field(gt=0, lt=60)] = 9.0


class Visit(Strict):
    """A shopper: comes after a pause, does one deed after the other, and leaves after the last, or in mid-answer."""

    manner: str
    lang: str = "en"
    deeds: tuple[Deed, ...] = ()
    leaves: Literal["after", "mid-answer"] = "after"
    pause_s: Annotated[float, Field(ge=0, lt=600)] = PAUSE_S
    stays_s: Annotated[float, Field(ge=0, lt=60)] = 0.0
    """Who is done sooner does not leave before: sight takes a while to see that somebody stands there."""
    seen: bool = True
    """Whether the shopper stands before the camera, or touches the screen from beside it."""


class Crowd(Strict):
    """The visits, from the first again after the last; `honest` say that a reply cannot be given, `passing` are none.

    Both are whole sentences of the kiosk, or pieces of them. `switched` has what a language begins with when chosen.
    Who is `outside` comes in when the order is given to open the doors.
    """

    visits: Annotated[tuple[Visit, ...], Field(min_length=1)]
    honest: tuple[str, ...] = ()
    passing: tuple[str, ...] = ()
    switched: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    outside: bool = False
    voice: str = "gmw/en+m1"
    snr_db: Annotated[float, Field(ge=-10, le=60)] = 24.0


def load(path: Path) -> Crowd:
    """Read a crowd.

    Raises:
        InputError: `crowd.missing` or `crowd.format`.
    """
    try:
        return Crowd.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError as fault:
        raise InputError("crowd.missing", f"There is no crowd {path}.", "`kiosk drill` writes one.") from fault
    except (ValidationError, UnicodeDecodeError) as fault:
        raise InputError("crowd.format", f"{path}: {fault}.", "Mend the file.") from fault


def said_in(caption: str, sentences: tuple[str, ...]) -> bool:
    """Whether a caption holds one of the sentences; case and spaces do not count."""
    shown = plain(caption)
    return any(plain(sentence) in shown for sentence in sentences)


def plain(text: str) -> str:
    """Text as a shopper compares it."""
    return " ".join(text.casefold().split())
