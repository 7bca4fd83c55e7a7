"""The store's floor as it is drawn: `map.toml`, its places and where the kiosk stands.

It holds metres from the top left corner: `[size]` width, height; `[[place]]` id, name.<lang>, x, y, w, h, kind;
`[kiosk]` x, y, heading_deg.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from kiosk.toml_file import present
from kiosk.toml_file import read as read_file

FILE: Final = "map.toml"
Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""x, y, width, height in metres."""

SHELF_M: Final = 3.0
"""Two neighbouring aisles at most this far apart have a shelf between them."""


class _Data(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Size(_Data):
    """The floor, metres."""

    width: float = Field(gt=0)
    height: float = Field(gt=0)


class Place(_Data):
    """A rectangle of the floor with a name per language."""

    id: str
    x: float
    y: float
    w: float = Field(gt=0)
    h: float = Field(gt=0)
    kind: str = "area"
    name: Mapping[str, str] = Field(default_factory=dict)

    def __hash__(self) -> int:
        """Of all but the names: a map can be remembered by what it holds."""
        return hash((self.id, self.box, self.kind))

    @property
    def box(self) -> Box:
        """The rectangle."""
        return self.x, self.y, self.w, self.h

    @property
    def middle(self) -> Point:
        """The centre."""
        return self.x + self.w / 2, self.y + self.h / 2

    def label(self, lang: str) -> str:
        """The name in a language, in English or any other if it has none there."""
        return self.name.get(lang) or self.name.get("en") or next(iter(self.name.values()), self.id)


class Spot(_Data):
    """Where the kiosk stands; its screen faces `heading_deg`: 0 to the right, 90 down."""

    x: float
    y: float
    heading_deg: float = 90.0


class StoreMap(_Data):
    """The whole floor."""

    size: Size
    kiosk: Spot
    place: tuple[Place, ...] = ()

    def find(self, place: str) -> Place | None:
        """A place by its id."""
        return next((each for each in self.place if each.id == place), None)

    def shelves(self) -> tuple[Box, ...]:
        """The strips between neighbouring aisles, where the goods stand."""
        aisles = sorted((each for each in self.place if each.kind == "aisle"), key=lambda each: (each.y, each.x))
        return tuple(
            (left.x + left.w, left.y, right.x - left.x - left.w, left.h)
            for left, right in pairwise(aisles)
            if (left.y, left.h) == (right.y, right.h) and 0 < right.x - left.x - left.w <= SHELF_M
        )


def read(path: Path) -> StoreMap | None:
    """The map of a store; None if it has none.

    Raises:
        FaultyInputError: if there is one that cannot be drawn, with its faults.
    """
    return read_file(path, StoreMap).content if present(path) else None
