"""The store's map on the screen: walls, shelves, places, the kiosk, and the way to the place that is meant."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from itertools import pairwise

import numpy as np
import skia
from numpy.typing import NDArray

from kiosk.floor import Box, Place, Point, StoreMap
from kiosk.stage.arrangement.layout import Rect
from kiosk.stage.painting import directions, signs
from kiosk.stage.painting.brush import LEAST_TEXT, NOTE, Brush, inset
from kiosk.stage.painting.palette import Theme
from kiosk.stage.painting.storemap import kept_route
from kiosk.stage.typography import text
from kiosk.stage.words import words_of

DRAWN_S = 1.2
"""The way is drawn on in this time."""
STEPS = 24
"""Pictures of the way while it is drawn."""
TOLD = 54.0
"""Height of the line with the way in words, units."""
ASIDE_M = 1.0
"""The way goes to a side once it is so far from the kiosk."""
NUMBER = re.compile(r"\d+[A-Za-z]?")


def step(t: float, since: float) -> int:
    """How far the way is drawn at `t`, of `STEPS`, if the map is shown since then."""
    return max(0, min(STEPS, round((t - since) / DRAWN_S * STEPS)))


def paint(box: Rect, look: tuple[float, float, Theme], floor: StoreMap, place: str, lang: str, at: int) -> Brush:
    """The map in its box with the way drawn `at` of `STEPS`; `look` is px per unit, scale of letters, colours."""
    brush = Brush(box, *look)
    brush.pixels[:] = _ground(box, look, floor, place, lang)
    _Plan(brush, floor, box, place, lang).way(at / STEPS)
    return brush


@lru_cache(maxsize=2)
def _ground(box: Rect, look: tuple[float, float, Theme], floor: StoreMap, place: str, lang: str) -> NDArray[np.uint8]:
    """All but the way: it is painted once and copied for each picture of the way."""
    brush = Brush(box, *look)
    _Plan(brush, floor, box, place, lang).ground()
    return brush.pixels


class _Plan:
    """A map fitted into a box of the screen, above the line that tells the way."""

    def __init__(self, brush: Brush, floor: StoreMap, box: Rect, place: str, lang: str) -> None:
        self.brush, self.floor, self.lang = brush, floor, lang
        self.goal = floor.find(place)
        self.frame = box
        self.told = directions.told(floor, place, words_of(lang)) if self.goal else ""
        foot = TOLD * brush.unit * brush.scale if self.told else 0.0
        pad = 20 * brush.unit
        room_w, room_h = box.w - 2 * pad, box.h - 2 * pad - foot
        self.scale = min(room_w / floor.size.width, room_h / floor.size.height)
        self.left = box.x + (box.w - floor.size.width * self.scale) / 2
        self.top = box.y + pad + (room_h - floor.size.height * self.scale) / 2

    def point(self, at: Point) -> Point:
        """Metres to px."""
        return self.left + at[0] * self.scale, self.top + at[1] * self.scale

    def rect(self, box: Box) -> Rect:
        """A box in metres to px."""
        x, y = self.point((box[0], box[1]))
        return Rect(round(x), round(y), max(1, round(box[2] * self.scale)), max(1, round(box[3] * self.scale)))

    def ground(self) -> None:
        """Walls, shelves, places, their names, and the way in words."""
        theme, brush = self.brush.theme, self.brush
        brush.fill(theme.paper)
        brush.surface(self.frame, theme.card, 28)
        self._walls()
        for shelf in self.floor.shelves():
            brush.round(self.rect(shelf), theme.shelf, 4)
        for each in self.floor.place:
            if each.kind not in {"aisle", "path", "door"}:
                self._place(each)
        if self.goal is not None:
            brush.round(self.rect(self.goal.box), theme.mark, 5)
            brush.round(self.rect(self.goal.box), theme.accent, 5, stroke=4)
        self._names()
        if self.told:
            self._words()

    def _walls(self) -> None:
        """The floor with a wall around it, open at the doors."""
        theme = self.brush.theme
        size = self.floor.size
        inside = self.rect((0, 0, size.width, size.height))
        wall = inset(inside, -7 * self.brush.unit, -7 * self.brush.unit)
        self.brush.round(wall, theme.floor, 14)
        self.brush.round(wall, theme.wall, 14, stroke=5)
        for door in (each for each in self.floor.place if each.kind == "door"):
            self._door(self.rect(door.box), wall)

    def _door(self, door: Rect, wall: Rect) -> None:
        """A gap in the wall that is nearest to a door."""
        thick = round(8 * self.brush.unit)
        gaps = {
            abs(wall.bottom - door.bottom): Rect(door.x, wall.bottom - thick, door.w, thick),
            abs(door.y - wall.y): Rect(door.x, wall.y, door.w, thick),
            abs(door.x - wall.x): Rect(wall.x, door.y, thick, door.h),
            abs(wall.right - door.right): Rect(wall.right - thick, door.y, thick, door.h),
        }
        gap = gaps[min(gaps)]
        self.brush.canvas.drawRect(
            skia.Rect.MakeXYWH(gap.x, gap.y, gap.w, gap.h), self.brush.paint(self.brush.theme.card)
        )

    def _place(self, place: Place) -> None:
        self.brush.round(self.rect(place.box), self.brush.theme.place, 6)

    # --- the way -----------------------------------------------------------------------------------------------------

    def way(self, share: float) -> None:
        """The first part of the way; the mark of its end once it is there, and where one is, on top of all."""
        brush, theme = self.brush, self.brush.theme
        points = [self.point(each) for each in kept_route(self.floor, self.goal.id)] if self.goal else []
        drawn = first_part(points, share)
        if len(drawn) > 1:
            brush.line(drawn, theme.paper, 17)
            brush.line(drawn, theme.accent, 9)
        if points and share >= 1.0:
            self._pin(points[-1])
        here = self.point((self.floor.kiosk.x, self.floor.kiosk.y))
        brush.circle(*here, 18, theme.paper)
        brush.circle(*here, 14, theme.person)
        brush.circle(*here, 5, theme.paper)
        self._flags(here)

    def _pin(self, at: Point) -> None:
        theme, unit = self.brush.theme, self.brush.unit
        self.brush.circle(*at, 17, theme.paper)
        self.brush.circle(*at, 13, theme.accent)
        signs.draw(self.brush, "check", at[0], at[1], 18 * unit, theme.on_accent)

    # --- names -------------------------------------------------------------------------------------------------------

    def _flags(self, here: Point) -> None:
        for words, at, ground, ink in self._flagged(here):
            self._flag(words, at, ground, ink)

    def _flagged(self, here: Point) -> list[tuple[str, Point, int, int]]:
        theme = self.brush.theme
        words = words_of(self.lang).here
        reach = self._flag_box(words, here)[0].w / 2 + 30 * self.brush.unit
        way = kept_route(self.floor, self.goal.id) if self.goal else ()
        aside = next((x - way[0][0] for x, _ in way if abs(x - way[0][0]) > ASIDE_M), 0.0)
        side = -1 if aside > 0 else 1  # not where the way goes
        found = [(words, (here[0] + side * reach, here[1]), theme.person, theme.on_person)]
        if self.goal is not None:
            box = self.rect(self.goal.box)
            above = (box.x + box.w / 2, box.y - 30 * self.brush.unit)
            found.append((self.goal.label(self.lang), above, theme.accent, theme.on_accent))
        return found

    def _flag_box(self, words: str, at: Point) -> tuple[Rect, float]:
        """Where a flag is, kept inside the frame, and the size of its letters in units."""
        unit = self.brush.unit
        frame = inset(self.frame, 10 * unit, 10 * unit)
        size = (NOTE + 2) * min(self.brush.scale, 1.3)
        room = frame.w - 28 * unit
        size = max(LEAST_TEXT, min(size, size * room / max(1.0, text.measure(words, size * unit, "semibold"))))
        w, h = round(text.measure(words, size * unit, "semibold") + 30 * unit) + 1, round(size * 1.7 * unit)
        x = min(max(round(at[0] - w / 2), frame.x), frame.right - w)
        y = min(max(round(at[1] - h / 2), frame.y), frame.bottom - h)
        return Rect(x, y, w, h), size

    def _flag(self, words: str, at: Point, ground: int, ink: int) -> None:
        box, size = self._flag_box(words, at)
        self.brush.round(box, ground, 100)
        self.brush.label(words, box, size / self.brush.scale, ink, "semibold", "centre")

    def _names(self) -> None:
        """Numbers of aisles, and names of places that have room in their own box and lie under no flag."""
        here = self.point((self.floor.kiosk.x, self.floor.kiosk.y))
        taken = [self._flag_box(words, at)[0] for words, at, _, _ in self._flagged(here)]
        way = [self.point(each) for each in kept_route(self.floor, self.goal.id)] if self.goal else []
        self._numbers([each for each in self.floor.place if each.kind == "aisle"], taken)
        for each in self.floor.place:
            if each is not self.goal and each.kind != "aisle":
                self._quiet_name(each, taken, way)

    def _numbers(self, aisles: list[Place], taken: list[Rect]) -> None:
        """Aisles' numbers at their upper ends; every second one where they would touch, none under a flag."""
        size = LEAST_TEXT * self.brush.unit
        found = [(NUMBER.search(each.label(self.lang)), self.rect(each.box)) for each in aisles]
        numbers = [(number[0], box, text.measure(number[0], size, "semibold")) for number, box in found if number]
        nearest = min((abs(b[1].x - a[1].x) for a, b in pairwise(numbers) if a[1].x != b[1].x), default=size * 4)
        widest = max((width for _, _, width in numbers), default=0.0)
        for number, box, width in numbers[:: 1 if 1.25 * widest <= nearest else 2]:
            middle = box.x + box.w / 2
            ground = Rect(round(middle - 0.6 * width), box.y, round(1.2 * width), round(1.5 * size))
            named = self.goal is not None and box == self.rect(self.goal.box)
            if not named and not any(ground.overlaps(other) for other in taken):
                self.brush.round(ground, self.brush.theme.floor, 6)
                small = LEAST_TEXT / self.brush.scale
                self.brush.label(number, ground, small, self.brush.theme.ink, "semibold", "centre")

    def _quiet_name(self, place: Place, taken: list[Rect], way: list[Point]) -> None:
        """A place's name in its own box, left out where it has no room: the map stays legible."""
        box = self.rect(place.box)
        words, size = place.label(self.lang), LEAST_TEXT * self.brush.unit
        room = inset(box, 3 * self.brush.unit)
        crossed = any(_crosses(a, b, box) for a, b in pairwise(way))
        covered = crossed or any(box.overlaps(other) for other in taken)
        if covered or not text.fit(words, room.w, room.h, (size, size)).fits:
            return
        most = min(NOTE, LEAST_TEXT * 1.2 * self.brush.scale)
        self.brush.label(words, room, most / self.brush.scale, self.brush.theme.ink, align="centre")

    def _words(self) -> None:
        """The way in words at the foot."""
        unit, frame = self.brush.unit, self.frame
        height = round(TOLD * unit * self.brush.scale)
        foot = Rect(frame.x, frame.bottom - height - round(6 * unit), frame.w, height)
        directions.paint(
            self.brush, Rect(foot.x + round(24 * unit), foot.y, foot.w - round(44 * unit), height), self.told
        )


def first_part(points: list[Point], share: float) -> list[Point]:
    """The first `share` of a line through points."""
    left = share * sum(math.dist(a, b) for a, b in pairwise(points))
    drawn = points[:1]
    for a, b in pairwise(points):
        leg = math.dist(a, b)
        if left <= 0:
            break
        part = min(1.0, left / leg) if leg else 1.0
        drawn.append((a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part))
        left -= leg
    return drawn


def _crosses(a: Point, b: Point, box: Rect) -> bool:
    """Whether a straight piece of the way (along an axis) runs over a box."""
    (left, right), (top, bottom) = sorted((a[0], b[0])), sorted((a[1], b[1]))
    return left < box.right and right > box.x and top < box.bottom and bottom > box.y
