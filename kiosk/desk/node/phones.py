"""Phones of shoppers: to the rest of the desk each is a kiosk, named after the ticket that it goes on with."""

from __future__ import annotations

from typing import Final

PREFIX: Final = "phone:"


def name_of(ticket: int) -> str:
    """The name of the phone that goes on with a kiosk's ticket."""
    return f"{PREFIX}{ticket}"


def is_phone(kiosk: str) -> bool:
    """Whether a kiosk is a shopper's phone."""
    return kiosk.startswith(PREFIX)
