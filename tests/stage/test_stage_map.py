"""The store's map: read, and walked without going through shelves."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from kiosk import floor as floors
from kiosk.errors import KioskError
from kiosk.resources import config_dir
from kiosk.stage.painting import storemap

DEMO = config_dir() / "demo-store" / "map.toml"


@pytest.fixture(scope="module")
def floor() -> floors.StoreMap:
    found = floors.read(DEMO)
    assert found is not None
    return found


def test_every_place_of_the_demo_store_can_be_walked_to(floor: floors.StoreMap) -> None:
    assert len(floor.place) > 10
    for place in floor.place:
        way = storemap.route(floor, place.id)
        assert way, place.id
        assert abs(way[0][0] - floor.kiosk.x) < 1
        assert abs(way[0][1] - floor.kiosk.y) < 1
        x, y, w, h = place.box
        assert x - 1.5 <= way[-1][0] <= x + w + 1.5
        assert y - 1.5 <= way[-1][1] <= y + h + 1.5


def test_the_way_does_not_go_through_shelves_or_counters(floor: floors.StoreMap) -> None:
    solid = [*floor.shelves(), *(each.box for each in floor.place if each.kind not in storemap.WALKABLE)]
    assert floor.shelves()
    for place in floor.place:
        way = storemap.route(floor, place.id)
        for (ax, ay), (bx, by) in pairwise(way):
            assert ax == pytest.approx(bx) or ay == pytest.approx(by), "aisles are straight"
            for share in range(51):
                px, py = ax + (bx - ax) * share / 50, ay + (by - ay) * share / 50
                assert not any(x + 0.3 < px < x + w - 0.3 and y + 0.3 < py < y + h - 0.3 for x, y, w, h in solid)


def test_no_map_is_no_fault_and_a_bad_one_is(tmp_path: Path) -> None:
    assert floors.read(tmp_path / "map.toml") is None
    (tmp_path / "map.toml").write_text("[size]\nwidth = -1\n", encoding="utf-8")
    with pytest.raises(KioskError) as caught:
        floors.read(tmp_path / "map.toml")
    assert "size.width is -1" in caught.value.sentence


def test_an_unknown_place_has_no_way(floor: floors.StoreMap) -> None:
    assert storemap.route(floor, "nowhere") == ()


def test_a_place_that_is_walled_in_has_no_way() -> None:
    wall = [
        {"id": "north", "x": 4, "y": 4, "w": 4, "h": 1, "kind": "counter"},
        {"id": "south", "x": 4, "y": 7, "w": 4, "h": 1, "kind": "counter"},
        {"id": "west", "x": 4, "y": 4, "w": 1, "h": 4, "kind": "counter"},
        {"id": "east", "x": 7, "y": 4, "w": 1, "h": 4, "kind": "counter"},
        {"id": "yard", "x": 5.5, "y": 5.5, "w": 1, "h": 1, "kind": "path"},
    ]
    floor = floors.StoreMap.model_validate(
        {"size": {"width": 10, "height": 10}, "kiosk": {"x": 1, "y": 1}, "place": wall}
    )
    assert storemap.route(floor, "yard") == ()
    assert storemap.route(floor, "north")
