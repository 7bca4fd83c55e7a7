"""The floor as drawn: places and the kiosk within the map's size, and no two places on the same spot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any, Final

from kiosk.checks.inspection import Inspection, tables
from kiosk.faults import Fault
from kiosk.toml_file import Toml
from kiosk.toml_lines import Loc

ROUNDING_M: Final = 0.01
"""So much may stick out or overlap: people round what they measure."""
Numbers = tuple[float, ...]


def check(seen: Inspection) -> None:
    """What is sound in `map.toml`; what has not its shape is told where the file is read."""
    toml = seen.raw(seen.store / "map.toml")
    if toml is None:
        return
    found = [(number, place, box) for number, place in tables(toml, "place") if (box := _numbers(place, "xywh"))]
    size = _numbers(toml.data.get("size"), ("width", "height"))
    seen.faults += _outside(toml, size, found) if size else ()
    for (_, one, first), (number, other, second) in combinations(found, 2):
        if _overlap(first, second) and "path" not in (one.get("kind"), other.get("kind")):
            message = f"lies over {one.get('id')!r}, so that the map cannot show both"
            seen.add(toml.fault("map.overlap", message, "Move one of them.", ("place", number)), warning=True)


def _numbers(table: object, keys: str | tuple[str, ...]) -> Numbers | None:
    """The numbers under these keys; None if they are not all there."""
    values = [table.get(key) for key in keys] if isinstance(table, Mapping) else [None]
    sound = all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
    return tuple(float(value) for value in values if value is not None) if sound else None


def _outside(toml: Toml, size: Numbers, places: list[tuple[int, dict[str, Any], Numbers]]) -> Iterator[Fault]:
    spots: list[tuple[Loc, Numbers]] = [(("place", number), box) for number, _, box in places]
    if kiosk := _numbers(toml.data.get("kiosk"), "xy"):
        spots.append((("kiosk",), (*kiosk, 0.0, 0.0)))
    for loc, (x, y, w, h) in spots:
        if min(x, y) < -ROUNDING_M or x + w > size[0] + ROUNDING_M or y + h > size[1] + ROUNDING_M:
            message = f"reaches beyond the floor, which is {size[0]:g} by {size[1]:g} m"
            yield toml.fault("map.outside", message, "Mend the place, or the size of the floor.", loc)


def _overlap(first: Numbers, second: Numbers) -> bool:
    return all(
        min(first[axis] + first[axis + 2], second[axis] + second[axis + 2]) - max(first[axis], second[axis])
        > ROUNDING_M
        for axis in (0, 1)
    )
