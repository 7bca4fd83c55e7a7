"""The store itself: name, hours, where its places are called what (`store.toml`, `map.toml`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from opening_hours import validate
from pydantic import AfterValidator, Field, field_validator

from kiosk.faults import Fault, FaultyInputError, refuse, taking
from kiosk.settings import Lang, once
from kiosk.store_codes import Codes
from kiosk.store_theme import Theme
from kiosk.toml_file import Strict, Toml, present, read, read_toml, shaped


def _checked_hours(hours: str) -> str:
    if not validate(hours):
        wrong = next((rule.strip() for rule in hours.split(";") if not validate(rule.strip())), hours)
        raise ValueError(f"has {wrong!r}, which is not in the opening_hours syntax of OpenStreetMap: Mo-Sa 08:00-21:00")
    return hours


Times = Annotated[str, AfterValidator(_checked_hours)]


class Returns(Strict):
    """Within how many days something may be brought back; 0 is never. `other` is by the picture of a product."""

    days: Annotated[int, Field(ge=0, le=3650)]
    other: Mapping[str, Annotated[int, Field(ge=0, le=3650)]] = {}

    def days_of(self, picture: str) -> int:
        """The days for a product with that picture."""
        return self.other.get(picture, self.days)


class StoreFacts(Strict):
    """`store.toml`. `exceptions` by date win over every rule of `hours`; `staff` maps a kind of staff to a place.

    `reasons` are whole sentences, per language, that are said with the hours of such a date. `returns` is how long
    things may be brought back.

    Without `hours` it knows none, and nothing may ask for them. `theme` is how the store looks; `codes` maps what a
    code begins with that is shown to the camera to the question it asks.
    """

    name: Annotated[str, Field(min_length=1)]
    address: str = ""
    timezone: str = "Europe/Amsterdam"
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")] = "NL"
    province: str = ""
    languages: Annotated[tuple[Lang, ...], Field(min_length=1), AfterValidator(once)] = ("nl", "en")
    visitors: Lang = "en"
    hours: Times = ""
    scope: str = ""
    exceptions: Mapping[date, Times] = {}
    reasons: Mapping[date, Mapping[Lang, str]] = {}
    returns: Returns | None = None
    staff: Mapping[str, str] = {}
    theme: Theme = Theme()
    codes: Codes = {}  # noqa: RUF012 - pydantic copies it

    @field_validator("timezone")
    @classmethod
    def _timezone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as fault:
            raise ValueError(f"is {name!r}, which is no time zone (such as Europe/Amsterdam)") from fault
        return name

    @property
    def zone(self) -> ZoneInfo:
        """The time zone its hours are in."""
        return ZoneInfo(self.timezone)


Kind = Literal["aisle", "area", "counter", "door", "facility", "path", "service", "tills"]
"""What a place is: people walk in aisles, at doors and on paths, and stop beside the others."""


class _Size(Strict):
    width: Annotated[float, Field(gt=0)]
    height: Annotated[float, Field(gt=0)]


class _Standpoint(Strict):
    x: float
    y: float
    heading_deg: Annotated[float, Field(ge=0, le=360)]


class Place(Strict):
    """A place on the map, metres; its name per language."""

    id: str
    x: float
    y: float
    w: Annotated[float, Field(gt=0)]
    h: Annotated[float, Field(gt=0)]
    kind: Kind
    name: Mapping[str, str]


class FloorPlan(Strict):
    """`map.toml`; the shelves between aisles and the way to a place are the screen's to find."""

    size: _Size
    kiosk: _Standpoint
    place: tuple[Place, ...]


@dataclass(frozen=True)
class Store:
    """Facts and places of a store's folder."""

    facts: StoreFacts
    places: Mapping[str, Place]

    def place_name(self, place: str, lang: str) -> str:
        """What a place is called in a language, else in English, else its id."""
        names = self.places[place].name if place in self.places else {}
        return names.get(lang) or names.get("en") or place


def load(folder: Path) -> Store:
    """Facts and map of a store's folder; a store without a map has no places.

    Raises:
        FaultyInputError: every fault of both files.
    """
    faults: list[Fault] = []
    own, plan = folder / "store.toml", folder / "map.toml"
    facts = taking(lambda: read(own, StoreFacts), faults, own)
    drawn = taking(lambda: read_toml(plan), faults, plan) if present(plan) else None
    floor = taking(lambda: shaped(drawn, FloorPlan), faults, plan) if drawn else None
    faults += _twins(drawn) if drawn else []
    refuse(faults)
    if facts is None:
        raise FaultyInputError(faults)
    return Store(facts.content, {place.id: place for place in (floor.content.place if floor else ())})


def _twins(drawn: Toml) -> list[Fault]:
    """Ids that are there twice; also beside other faults of the file."""
    tables = drawn.data.get("place")
    places = tables if isinstance(tables, list) else []
    ids = [place.get("id") if isinstance(place, dict) else None for place in places]
    twice = [number for number, name in enumerate(ids) if name is not None and name in ids[:number]]
    remedy = "Give each place an id of its own."
    return [
        drawn.fault("map.twice", f"{ids[number]!r} is there twice", remedy, ("place", number, "id")) for number in twice
    ]
