"""The store itself: name, hours, where its places are called what (`store.toml`, `map.toml`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from opening_hours import validate
from pydantic import Field, field_validator

from kiosk.answers.knowledge import Strict, read_toml
from kiosk.settings import Lang


def _checked_hours(hours: str) -> str:
    if not validate(hours):
        raise ValueError(f"{hours!r} is not in the opening_hours syntax of OpenStreetMap")
    return hours


class StoreFacts(Strict):
    """`store.toml`. `exceptions` by date win over every rule of `hours`; `staff` maps a kind of staff to a place."""

    name: Annotated[str, Field(min_length=1)]
    address: str = ""
    timezone: str = "Europe/Amsterdam"
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")] = "NL"
    province: str = ""
    languages: Annotated[tuple[Lang, ...], Field(min_length=1)] = ("nl", "en")
    hours: str
    scope: str = ""
    exceptions: Mapping[date, str] = {}
    staff: Mapping[str, str] = {}

    @field_validator("hours")
    @classmethod
    def _hours(cls, hours: str) -> str:
        return _checked_hours(hours)

    @field_validator("exceptions")
    @classmethod
    def _exceptions(cls, exceptions: Mapping[date, str]) -> Mapping[date, str]:
        return {day: _checked_hours(hours) for day, hours in exceptions.items()}

    @field_validator("timezone")
    @classmethod
    def _timezone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as fault:
            raise ValueError(f"{name!r} is not a time zone") from fault
        return name

    @property
    def zone(self) -> ZoneInfo:
        """The time zone its hours are in."""
        return ZoneInfo(self.timezone)


class _Size(Strict):
    width: Annotated[float, Field(gt=0)]
    height: Annotated[float, Field(gt=0)]


class _Standpoint(Strict):
    x: float
    y: float
    heading_deg: float


class Place(Strict):
    """A place on the map, metres; its name per language."""

    id: str
    x: float
    y: float
    w: Annotated[float, Field(gt=0)]
    h: Annotated[float, Field(gt=0)]
    kind: str
    name: Mapping[str, str]


class _Map(Strict):
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
        InputError: a file is missing or wrong.
    """
    facts = read_toml(folder / "store.toml", StoreFacts)[1]
    plan = folder / "map.toml"
    places = read_toml(plan, _Map)[1].place if plan.is_file() else ()
    return Store(facts, {place.id: place for place in places})
