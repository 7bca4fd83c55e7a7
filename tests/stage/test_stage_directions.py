"""The way in words is the way on the map, as the shopper turns who stands before the screen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from stage_support import FLOOR, picture_of, scenes

from kiosk.access import Access
from kiosk.floor import StoreMap
from kiosk.settings import LANGS
from kiosk.stage.painting import directions, floorplan
from kiosk.stage.painting.paint import paint_still
from kiosk.stage.view import View
from kiosk.stage.words import words_of


def floor(heading: float, x: float, y: float) -> StoreMap:
    """An empty floor with one counter; the kiosk stands in the middle."""
    return StoreMap.model_validate(
        {
            "size": {"width": 40, "height": 40},
            "kiosk": {"x": 20, "y": 20, "heading_deg": heading},
            "place": [{"id": "bread", "x": x - 1, "y": y - 1, "w": 2, "h": 2, "kind": "counter"}],
        }
    )


@pytest.mark.parametrize(
    ("heading", "place", "first"),
    [
        (90, (4, 20), "left"),
        (90, (36, 20), "right"),
        (90, (20, 4), "straight on"),
        (90, (20, 36), "turn round"),
        (270, (4, 20), "right"),
        (0, (20, 4), "right"),
        (180, (20, 4), "left"),
    ],
)
def test_the_first_turn_is_as_the_shopper_sees_it(heading: float, place: tuple[float, float], first: str) -> None:
    told = directions.told(floor(heading, *place), "bread", words_of("en"))
    assert told == f"{first} · 15 m"


def test_the_second_turn_follows_the_first() -> None:
    way = ((20.0, 20.0), (10.0, 20.0), (10.0, 5.0), (10.5, 5.0), (10.5, 2.0))
    assert directions.turned(way, 90) == ["left", "right"], "a step aside is no turn"


def test_too_many_turns_are_not_told() -> None:
    zigzag = tuple((float(x), float(y)) for x, y in ((0, 0), (5, 0), (5, 5), (10, 5), (10, 10)))
    assert len(directions.turned(zigzag, 90)) > directions.MOST_TURNS


@pytest.mark.parametrize("lang", LANGS)
def test_every_language_can_tell_the_way(lang: str) -> None:
    told = directions.told(floor(90, 4, 20), "bread", words_of(lang))
    assert words_of(lang).way_left in told
    assert "15" in told
    assert "{" not in told


def test_the_way_is_drawn_on_in_its_time_and_then_stands() -> None:
    assert floorplan.step(10.0, 10.0) == 0
    assert 0 < floorplan.step(10.6, 10.0) < floorplan.STEPS
    assert floorplan.step(11.2, 10.0) == floorplan.step(99.0, 10.0) == floorplan.STEPS


def test_a_part_of_the_way_is_as_long_as_it_should_be() -> None:
    points = [(0.0, 0.0), (3.0, 0.0), (3.0, 4.0)]
    assert floorplan.first_part(points, 0.0) == [(0.0, 0.0)]
    assert floorplan.first_part(points, 5 / 7)[-1] == pytest.approx((3.0, 2.0))
    assert floorplan.first_part(points, 1.0) == points


@pytest.mark.parametrize(("access", "on"), [("large", "card"), ("largest", "card"), ("by ear", "line")])
def test_where_the_map_has_no_room_the_way_is_told_on_the_card_or_in_a_line(access: str, on: str) -> None:
    large = Access("large", audio_first=True) if access == "by ear" else Access(access)  # type: ignore[arg-type]
    scene = replace(scenes("en")["speaking"], access=large)
    layout, _ = picture_of(scene, (1080, 1920))
    assert layout.floor is None
    assert FLOOR
    assert layout.told == directions.told(FLOOR, "aisle-4", words_of("en"))
    box = layout.cards[0][0] if on == "card" else layout.way
    assert box is not None
    mute = paint_still(replace(layout, told=""), View(scene, LANGS, name="Maya")).pixels[..., :3]
    told = paint_still(layout, View(scene, LANGS, name="Maya")).pixels[..., :3]
    changed = np.argwhere((mute != told).any(axis=2))
    assert len(changed) > 500
    assert all(box.contains(x, y) for y, x in changed[::50])


def test_the_way_beside_a_map_is_told_there_alone() -> None:
    layout, _ = picture_of(scenes("en")["speaking"], (1080, 1920))
    assert layout.floor
    assert (layout.told, layout.way) == ("", None)
