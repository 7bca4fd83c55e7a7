"""Outlines of many shapes as Skia paths, renewed from an array of points without a call for every curve."""

from __future__ import annotations

import skia

from avatars.curves import Array, Splines

POINTS_AT = 16
"""Where a serialised path has its points: after its version and the counts of points, weights and verbs."""
POINT_BYTES = 8


class Outlines:
    """Splines, each a path of its own: `follow` takes the points of all of them, `path` hands one out."""

    def __init__(self) -> None:
        self._splines = Splines()
        self._forms: list[tuple[bytearray, slice, slice]] = []
        self._paths: list[skia.Path] = []
        self._size = 0

    def add(self, count: int, *, closed: bool, corners: list[int], tension: float) -> int:
        """An outline through the next `count` points; its number for `path`."""
        self._splines.add(count, closed, corners, tension)
        curves = count if closed else count - 1
        first, self._size = self._size, self._size + (3 * curves + 1) * POINT_BYTES
        form = bytearray(bytes(_any(curves, closed).serialize()))
        points = slice(first, self._size)
        self._forms.append((form, slice(POINTS_AT, POINTS_AT + points.stop - points.start), points))
        self._paths.append(skia.Path())
        return len(self._paths) - 1

    def skip(self, count: int) -> None:
        """The next `count` points are on no outline."""
        self._splines.skip(count)

    def follow(self, points: Array) -> None:
        """Take the points in pixels, (n, 2)."""
        self._data = self._splines.cubics(points).astype("<f4").tobytes()

    def renew(self, number: int) -> None:
        """Lead an outline through the points that were taken last."""
        form, place, points = self._forms[number]
        form[place] = self._data[points]
        self._paths[number].readFromMemory(form)

    def path(self, number: int) -> skia.Path:
        """An outline as it was last renewed."""
        return self._paths[number]


def _any(curves: int, closed: bool) -> skia.Path:
    """A path of that many cubics, for its form alone."""
    path = skia.Path()
    path.moveTo(0, 0)
    for _ in range(curves):
        path.cubicTo(0, 0, 0, 0, 0, 0)
    if closed:
        path.close()
    return path
