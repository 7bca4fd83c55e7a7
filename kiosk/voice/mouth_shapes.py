"""The pace of mouth shapes: none is shorter than an eye takes in; what is seen least goes, lips that touch stay."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kiosk.timeline import Viseme
from kiosk.voice import visemes

SEEN_MS = 40.0
"""So long lips must touch for a frame at 25 a second to show it."""
SHORTEST_MS = 70.0
"""Shorter shapes flicker: the rule of thumb of animators, two frames at 30 a second."""
EMPTY_MS = 1e-6


def paced(shapes: Iterable[Viseme]) -> tuple[Viseme, ...]:
    """Shapes that tile the same time, each 70 ms or longer, unless the whole is shorter.

    A short shape leaves its time to its neighbours, the least visible first (`weight` times length). Where the lips
    must touch (`PP`, `FF`) the shape stays, and takes the time that it lacks from both sides, as far as they have it.
    """
    line = list(shapes)
    while (index := _least(line)) is not None:
        if visemes.must_touch(line[index].id):
            _widen(line, index)
        else:
            _leave(line, index)
    return tuple(line)


def _least(line: list[Viseme]) -> int | None:
    """The short shape that is seen least; those that must touch come last."""
    short = [i for i in range(len(line)) if _length(line[i]) < SHORTEST_MS - EMPTY_MS and not _settled(line, i)]
    if len(line) < 2 or not short:
        return None
    return min(short, key=lambda index: (visemes.must_touch(line[index].id), line[index].weight * _length(line[index])))


def _settled(line: list[Viseme], index: int) -> bool:
    """Whether lips touch long enough to be seen, between neighbours that have no more time to give."""
    spare = _spare(line, index - 1) + _spare(line, index + 1)
    return visemes.must_touch(line[index].id) and _length(line[index]) >= SEEN_MS and spare < EMPTY_MS


def _leave(line: list[Viseme], index: int) -> None:
    """Take a shape out; both neighbours meet in its middle, but one that touches keeps its time."""
    gone = line.pop(index)
    before, after = index - 1, index
    if before < 0 or (after < len(line) and visemes.must_touch(line[before].id)):
        at = gone.start_ms
    elif after >= len(line) or visemes.must_touch(line[after].id):
        at = gone.end_ms
    else:
        at = (gone.start_ms + gone.end_ms) / 2
    if before >= 0:
        line[before] = replace(line[before], end_ms=at)
    if after < len(line):
        line[after] = replace(line[after], start_ms=at)
        if before >= 0:
            _join(line, before)


def _widen(line: list[Viseme], index: int) -> None:
    """Give a shape the time that it lacks, from both sides if they can; if they have none it leaves after all."""
    shape = line[index]
    lacking = SHORTEST_MS - _length(shape)
    earlier, later = _spare(line, index - 1), _spare(line, index + 1)
    after = min(max(lacking / 2, lacking - earlier), later)
    before = min(lacking - after, earlier)
    if before + after < EMPTY_MS:
        _leave(line, index)
        return
    line[index] = replace(shape, start_ms=shape.start_ms - before, end_ms=shape.end_ms + after)
    if index + 1 < len(line):
        line[index + 1] = replace(line[index + 1], start_ms=line[index].end_ms)
    if index > 0:
        line[index - 1] = replace(line[index - 1], end_ms=line[index].start_ms)
    line[:] = [each for each in line if _length(each) > EMPTY_MS]
    for first in range(len(line) - 2, -1, -1):
        _join(line, first)


def _spare(line: list[Viseme], index: int) -> float:
    """The time that a shape can give: all of it, but for one that must touch what it has too much."""
    if not 0 <= index < len(line):
        return 0.0
    own = SHORTEST_MS if visemes.must_touch(line[index].id) else 0.0
    return max(0.0, _length(line[index]) - own)


def _join(line: list[Viseme], index: int) -> None:
    """Equal neighbours are one shape."""
    first, second = line[index], line[index + 1]
    if first.id == second.id:
        line[index] = replace(first, end_ms=second.end_ms, weight=max(first.weight, second.weight))
        del line[index + 1]


def _length(shape: Viseme) -> float:
    return shape.end_ms - shape.start_ms
