"""The way to a place in words: left, right, straight on, as the shopper turns who stands before the screen."""

from __future__ import annotations

import math
from itertools import pairwise

from kiosk.floor import Point, StoreMap
from kiosk.stage.arrangement.layout import Rect
from kiosk.stage.painting import signs
from kiosk.stage.painting.brush import BODY, Brush
from kiosk.stage.painting.storemap import kept_route
from kiosk.stage.words import Words

SHORT_M = 1.6
"""A shorter leg is a step aside that nobody is told of."""
MOST_TURNS = 3
"""More cannot be kept in mind: then the map alone shows the way."""
ROUND_M = 5


def told(floor: StoreMap, place: str, words: Words) -> str:
    """The way as one line, such as "left, then right · 20 m"; empty if there is none or it has too many turns."""
    way = kept_route(floor, place)
    turns = turned(way, floor.kiosk.heading_deg)
    if not turns or len(turns) > MOST_TURNS:
        return ""
    names = {"left": words.way_left, "right": words.way_right, "back": words.way_back, "ahead": words.way_ahead}
    said = names[turns[-1]]
    for turn in reversed(turns[:-1]):
        said = words.way_then.replace("{first}", names[turn]).replace("{rest}", said)
    metres = max(ROUND_M, round(length(way) / ROUND_M) * ROUND_M)
    return words.way_metres.replace("{way}", said).replace("{metres}", str(metres))


def paint(brush: Brush, box: Rect, way: str) -> None:
    """The way in words, after the sign of a walker; nothing without words."""
    if not way:
        return
    side = min(36 * brush.unit * brush.scale, 0.9 * box.h)
    signs.draw(brush, "walk", box.x + side / 2, box.y + box.h / 2, side, brush.theme.accent)
    start = round(box.x + side + 12 * brush.unit)
    brush.label(way, Rect(start, box.y, max(1, box.right - start), box.h), BODY, brush.theme.ink, "semibold")


def length(way: tuple[Point, ...]) -> float:
    """Metres along a way."""
    return sum(math.dist(a, b) for a, b in pairwise(way))


def turned(way: tuple[Point, ...], heading_deg: float) -> list[str]:
    """The turns of who faces a screen that faces `heading_deg` (0 right, 90 down on the map) and then walks."""
    facing = (-math.cos(math.radians(heading_deg)), -math.sin(math.radians(heading_deg)))
    turns: list[str] = []
    for (ax, ay), (bx, by) in pairwise(way):
        leg = math.dist((ax, ay), (bx, by))
        if leg < SHORT_M:
            continue
        going = ((bx - ax) / leg, (by - ay) / leg)
        turn = _turn(facing, going)
        if turn != "ahead" or not turns:
            turns.append(turn)
        facing = going
    return turns


def _turn(before: Point, after: Point) -> str:
    """On a map whose y grows downwards."""
    cross = before[0] * after[1] - before[1] * after[0]
    along = before[0] * after[0] + before[1] * after[1]
    if abs(cross) < 0.5:
        return "ahead" if along > 0 else "back"
    return "right" if cross > 0 else "left"
