"""The store's map on the screen: places, shelves, the kiosk, the way to the place that is meant."""

from __future__ import annotations

from kiosk.stage import palette, text
from kiosk.stage.brush import LEAST_TEXT, Brush, inset
from kiosk.stage.layout import Rect
from kiosk.stage.storemap import Box, Place, Point, StoreMap, kept_route
from kiosk.stage.words import words_of


class FloorPlan:
    """A map fitted into a box of the screen."""

    def __init__(self, brush: Brush, floor: StoreMap, box: Rect, lang: str) -> None:
        self.brush, self.floor, self.lang = brush, floor, lang
        self.frame = box
        pad = 14 * brush.unit
        self.scale = min((box.w - 2 * pad) / floor.size.width, (box.h - 2 * pad) / floor.size.height)
        self.left = box.x + (box.w - floor.size.width * self.scale) / 2
        self.top = box.y + (box.h - floor.size.height * self.scale) / 2

    def draw(self, place: str) -> None:
        """Everything, with the place and the way to it on top."""
        brush = self.brush
        brush.round(self.frame, palette.FLOOR, 24)
        brush.round(self.frame, palette.LINE, 24, stroke=2)
        for each in self.floor.place:
            if each.kind not in {"aisle", "path"}:
                brush.round(self.rect(each.box), palette.PLACE, 6)
        for shelf in self.floor.shelves():
            brush.round(self.rect(shelf), palette.SHELF, 3)
        goal = self.floor.find(place)
        if goal is not None:
            brush.round(self.rect(goal.box), palette.TEAL_PALE, 6)
            brush.round(self.rect(goal.box), palette.TEAL, 6, stroke=3)
            self.way(place)
        self.names(goal)

    def point(self, at: Point) -> Point:
        """Metres to px."""
        return self.left + at[0] * self.scale, self.top + at[1] * self.scale

    def rect(self, box: Box) -> Rect:
        """A box in metres to px."""
        x, y = self.point((box[0], box[1]))
        return Rect(round(x), round(y), max(1, round(box[2] * self.scale)), max(1, round(box[3] * self.scale)))

    def way(self, place: str) -> None:
        """The route, an end mark, and where one is."""
        points = [self.point(each) for each in kept_route(self.floor, place)]
        if len(points) > 1:
            self.brush.line(points, palette.WHITE, 11)
            self.brush.line(points, palette.TEAL, 6)
        if points:
            self.brush.circle(*points[-1], 13, palette.WHITE)
            self.brush.circle(*points[-1], 10, palette.TEAL)
        here = self.point((self.floor.kiosk.x, self.floor.kiosk.y))
        self.brush.circle(*here, 14, palette.WHITE)
        self.brush.circle(*here, 11, palette.CORAL)

    def names(self, goal: Place | None) -> None:
        """The name of the place that is meant, where one is, and as many others as have room in their own box."""
        kiosk = self.point((self.floor.kiosk.x, self.floor.kiosk.y))
        taken = [self.flag(words_of(self.lang).here, (kiosk[0], kiosk[1] + 34 * self.brush.unit), palette.CORAL)]
        if goal is not None:
            box = self.rect(goal.box)
            above = (box.x + box.w / 2, box.y - 22 * self.brush.unit)
            taken.append(self.flag(goal.label(self.lang), above, palette.TEAL))
        for each in self.floor.place:
            if each is not goal and each.kind != "aisle":
                self.quiet_name(each, taken)

    def quiet_name(self, place: Place, taken: list[Rect]) -> None:
        """A place's name in its own box, left out where it has no room: the map stays legible."""
        box = self.rect(place.box)
        words, size = place.label(self.lang), LEAST_TEXT * self.brush.unit
        room = inset(box, 3 * self.brush.unit)
        if any(box.overlaps(other) for other in taken) or not text.fit(words, room.w, room.h, (size, size)).fits:
            return
        self.brush.label(words, room, LEAST_TEXT / self.brush.scale, palette.INK, align="centre")

    def flag(self, words: str, at: Point, colour: int) -> Rect:
        """A label on a coloured ground around a point, kept inside the frame; its box is returned."""
        unit = self.brush.unit
        size = 24 * unit
        w, h = round(text.measure(words, size, "semibold") + 24 * unit) + 1, round(38 * unit)
        frame = inset(self.frame, 6 * unit, 6 * unit)
        x = min(max(round(at[0] - w / 2), frame.x), frame.right - w)
        y = min(max(round(at[1] - h / 2), frame.y), frame.bottom - h)
        box = Rect(x, y, w, h)
        self.brush.round(box, colour, 19)
        self.brush.label(words, box, 24 / self.brush.scale, palette.WHITE, "semibold", "centre")
        return box
