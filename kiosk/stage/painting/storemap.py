"""The way from the kiosk to a place of the store's floor.

People walk in aisles, at doors and on the open floor, not through counters or the shelves between aisles.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from heapq import heappop, heappush
from itertools import product

from kiosk.floor import Box, Place, Point, StoreMap

WALKABLE = frozenset({"aisle", "door", "path"})
CELLS = 80
"""Cells of the routing grid along the longer side."""
TURN_COST = 3.0
"""A turn counts as so many cells: people follow a route with few corners."""

Cell = tuple[int, int]
Pose = tuple[Cell, Cell]
_STEPS: tuple[Cell, ...] = ((1, 0), (-1, 0), (0, 1), (0, -1))


def route(floor: StoreMap, place: str) -> tuple[Point, ...]:
    """Corner points of the way from the kiosk to a place, metres; empty if the place is unknown or walled in."""
    goal = floor.find(place)
    if goal is None:
        return ()
    grid = _Grid(floor)
    cells = grid.path(grid.cell((floor.kiosk.x, floor.kiosk.y)), grid.goals(goal))
    return _corners([grid.point(cell) for cell in cells])


class _Grid:
    """The floor in square cells, some of them blocked."""

    def __init__(self, floor: StoreMap) -> None:
        self.step = max(floor.size.width, floor.size.height) / CELLS
        self.across = int(floor.size.width / self.step)
        self.down = int(floor.size.height / self.step)
        solid = [each.box for each in floor.place if each.kind not in WALKABLE]
        self.blocked = {cell for box in (*solid, *floor.shelves()) for cell in self.inside(box)}

    def cell(self, point: Point) -> Cell:
        x, y = point
        return min(self.across - 1, max(0, int(x / self.step))), min(self.down - 1, max(0, int(y / self.step)))

    def point(self, cell: Cell) -> Point:
        return (cell[0] + 0.5) * self.step, (cell[1] + 0.5) * self.step

    def inside(self, box: Box, margin: int = 0) -> set[Cell]:
        x, y, w, h = box
        (left, top), (right, bottom) = self.cell((x, y)), self.cell((x + w - 1e-6, y + h - 1e-6))
        columns = range(max(0, left - margin), min(self.across, right + margin + 1))
        return set(product(columns, range(max(0, top - margin), min(self.down, bottom + margin + 1))))

    def goals(self, place: Place) -> set[Cell]:
        """Where one has arrived: in the middle of an aisle, beside anything else."""
        if place.kind in WALKABLE:
            return {self.cell(place.middle)}
        return self.inside(place.box, margin=1) - self.blocked

    def path(self, start: Cell, goals: set[Cell]) -> list[Cell]:
        """The way with the fewest cells and corners (Dijkstra over cell and heading)."""
        queue: list[tuple[float, Pose]] = [(0.0, (start, (0, 0)))]
        before: dict[Pose, Pose | None] = {queue[0][1]: None}
        costs = {queue[0][1]: 0.0}
        while queue:
            cost, pose = heappop(queue)
            if pose[0] in goals:
                return _back(before, pose)
            for following, price in self._next(pose):
                if cost + price < costs.get(following, float("inf")):
                    costs[following], before[following] = cost + price, pose
                    heappush(queue, (cost + price, following))
        return []

    def _next(self, pose: Pose) -> list[tuple[Pose, float]]:
        (x, y), heading = pose
        return [
            (((x + dx, y + dy), (dx, dy)), 1.0 if heading in {(dx, dy), (0, 0)} else 1.0 + TURN_COST)
            for dx, dy in _STEPS
            if 0 <= x + dx < self.across and 0 <= y + dy < self.down and (x + dx, y + dy) not in self.blocked
        ]


def _back(before: Mapping[Pose, Pose | None], pose: Pose) -> list[Cell]:
    cells = [pose[0]]
    while (earlier := before[pose]) is not None:
        pose = earlier
        cells.append(pose[0])
    return cells[::-1]


def _corners(points: list[Point]) -> tuple[Point, ...]:
    """Without the points on a straight line between their neighbours."""
    inner = [
        here
        for (ax, ay), here, (bx, by) in zip(points, points[1:], points[2:], strict=False)
        if abs((here[0] - ax) * (by - ay) - (here[1] - ay) * (bx - ax)) > 1e-9
    ]
    return (*points[:1], *inner, *points[1:][-1:])


@lru_cache(maxsize=64)
def kept_route(floor: StoreMap, place: str) -> tuple[Point, ...]:
    """As `route`, remembered: the search takes tens of milliseconds."""
    return route(floor, place)
