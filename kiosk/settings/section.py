"""What every section of the settings is, and the kinds of value that several have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from pydantic import BaseModel, ConfigDict

from kiosk.resources import languages

LANGS = languages()
if TYPE_CHECKING:
    Lang = str
else:
    Lang = Literal[LANGS]
HOUR: Final = r"^(([01][0-9]|2[0-3]):[0-5][0-9])?$"


def once(langs: tuple[str, ...]) -> tuple[str, ...]:
    """Languages of which none is named twice; `ValueError` otherwise."""
    if twice := next((lang for at, lang in enumerate(langs) if lang in langs[:at]), ""):
        raise ValueError(f'names "{twice}" twice')
    return langs


class Section(BaseModel):
    """A section refuses keys that it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)
