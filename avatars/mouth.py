"""Lips in time with the sound: visemes with their times become a mouth that can be asked for any instant.

The rules are those the best lip sync follows: lips lead the sound, open fast and close slowly; a bilabial (`PP`) really
closes and a labiodental (`FF`) really touches; sounds made by the tongue leave the lips to their neighbours.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from avatars.easing import smoothstep
from avatars.pose import ARTICULATORS, Pose, blend, scaled

if TYPE_CHECKING:
    from avatars.pack import Pack

ONSET_AFTER_PAUSE_S, ONSET_S, CLOSING_S, DECAY_S = 0.120, 0.060, 0.090, 0.120
SHORTEST_S, HOLD_S, RELAX_S = 0.070, 0.120, 0.350
CLOSURES = ("FF", "PP")
"""Visemes that must be reached whatever surrounds them; the later wins where two would overlap."""
CLOSURE_S = 0.046
"""A closure is kept this long after it begins in the sound: a frame at 25 fps, and a little."""
TONGUE_ONLY = frozenset({"DD", "nn", "kk", "TH"})
TONGUE = frozenset({"tongueOut", "tongueUp"})
OWN_LIPS = 0.45
"""How much a tongue sound keeps of its own lips; the rest is its neighbours'."""


class VisemeLike(Protocol):
    """A mouth shape with its time in milliseconds from the first sample."""

    @property
    def id(self) -> str:
        """An Oculus id, or `Y`."""
        ...

    @property
    def start_ms(self) -> float:
        """Where it starts."""
        ...

    @property
    def end_ms(self) -> float:
        """Where it ends."""
        ...

    @property
    def weight(self) -> float:
        """How strongly it is spoken, 0 to 1."""
        ...


@dataclass(frozen=True, slots=True)
class _Shape:
    """One shape on the mouth's clock, which runs ahead of the sound, with the pose it aims at."""

    id: str
    start: float
    end: float
    target: Pose
    onset: float = ONSET_S


@dataclass(frozen=True, slots=True)
class _Closure:
    """When a closure is held, whatever the neighbours want."""

    start: float
    end: float
    target: Pose


class MouthTrack:
    """The mouth of one utterance; made by `mouth_track`."""

    def __init__(self, shapes: Sequence[_Shape], closures: Sequence[_Closure], duration_s: float) -> None:
        self._shapes, self._closures = shapes, closures
        self._starts = [shape.start for shape in shapes]
        self.duration_s = duration_s

    def pose(self, t_s: float) -> Pose:
        """The articulators `t_s` seconds after the first sample; empty before the mouth starts and once it is shut."""
        if not self._shapes:
            return {}
        if not self._shapes[0].start - self._shapes[0].onset <= t_s <= self._last_end() + DECAY_S:
            return {}
        return self._held(t_s, self._free(t_s))

    def _last_end(self) -> float:
        return max(self._shapes[-1].end, max((closure.end for closure in self._closures), default=0.0))

    def _free(self, t: float) -> Pose:
        """The co-articulated mouth: the present shape, on its way to the next one."""
        index = bisect_right(self._starts, t) - 1
        now = self._resting(index, t) if index >= 0 else {}
        if index + 1 == len(self._shapes):
            return now
        coming = self._shapes[index + 1]
        way = 1 - (coming.start - t) / coming.onset if coming.onset > 0 else 0.0
        return blend(now, coming.target, smoothstep(way)) if way > 0 else now

    def _resting(self, index: int, t: float) -> Pose:
        """A shape, or after its end what a pause of this length leaves of it: hold, relax or close."""
        shape = self._shapes[index]
        if t <= shape.end:
            return shape.target
        gap = self._shapes[index + 1].start - shape.end if index + 1 < len(self._shapes) else float("inf")
        if gap < HOLD_S:
            return shape.target
        rest = 0.5 if gap <= RELAX_S else 0.0
        return scaled(shape.target, 1 - (1 - rest) * smoothstep((t - shape.end) / DECAY_S))

    def _held(self, t: float, free: Pose) -> Pose:
        """Close where a closure is due, with a short way into it and out of it."""
        pose = free
        for closure in self._closures:
            distance = max(closure.start - t, t - closure.end, 0.0)
            if distance < ONSET_S:
                pose = closure.target if distance == 0 else blend(closure.target, pose, smoothstep(distance / ONSET_S))
        return pose


def mouth_track(visemes: Iterable[VisemeLike], pack: Pack, lead_s: float = 0.045) -> MouthTrack:
    """The mouth for these visemes, in any order; it runs `lead_s` ahead of the sound.

    Raises `AvatarError` when the pack has no shape for a viseme.
    """
    spoken = sorted((v for v in visemes if v.end_ms > v.start_ms), key=lambda v: v.start_ms)
    targets = {v.id: _articulation(pack, v.id) for v in spoken}
    shapes = [
        _Shape(v.id, v.start_ms / 1000 - lead_s, v.end_ms / 1000 - lead_s, _weighted(targets[v.id], v)) for v in spoken
    ]
    closures = [
        _Closure(
            v.start_ms / 1000 - lead_s, max(v.end_ms / 1000 - lead_s / 2, v.start_ms / 1000 + CLOSURE_S), targets[id_]
        )
        for id_ in CLOSURES
        for v in spoken
        if v.id == id_
    ]
    shapes = _timed(_lips_of_neighbours(_stretched(_merged(shapes)), targets))
    return MouthTrack(shapes, closures, max((v.end_ms for v in spoken), default=0.0) / 1000)


def _articulation(pack: Pack, viseme: str) -> Pose:
    pose = pack.viseme(viseme)
    return {name: pose.get(name, 0.0) for name in ARTICULATORS}


def _weighted(target: Pose, viseme: VisemeLike) -> Pose:
    return target if viseme.id in CLOSURES else scaled(target, viseme.weight)


def _merged(shapes: list[_Shape]) -> list[_Shape]:
    """Equal neighbours become one shape; an overlap ends where the next shape starts."""
    result: list[_Shape] = []
    for shape in shapes:
        before = result[-1] if result else None
        if before and before.id == shape.id and shape.start - before.end < HOLD_S:
            result[-1] = replace(before, end=max(before.end, shape.end))
        else:
            if before and before.end > shape.start:
                result[-1] = replace(before, end=shape.start)
            result.append(shape)
    return result


def _stretched(shapes: list[_Shape]) -> list[_Shape]:
    """A shape too short to be seen starts earlier, at the cost of at most half of the one before."""
    result: list[_Shape] = []
    for shape in shapes:
        missing = SHORTEST_S - (shape.end - shape.start)
        if missing > 0 and result:
            before = result[-1]
            start = max(shape.start - missing, (before.start + min(before.end, shape.start)) / 2)
            result[-1] = replace(before, end=min(before.end, start))
            result.append(replace(shape, start=start))
        else:
            result.append(shape)
    return result


def _lips_of_neighbours(shapes: list[_Shape], targets: Mapping[str, Pose]) -> list[_Shape]:
    """Give tongue sounds the lips of the nearest lip sounds."""
    lips = [shape.id not in TONGUE_ONLY for shape in shapes]

    def near(index: int, step: int) -> Pose | None:
        while 0 <= (index := index + step) < len(shapes):
            if lips[index]:
                return shapes[index].target
        return None

    result = []
    for index, shape in enumerate(shapes):
        around = [pose for pose in (near(index, -1), near(index, 1)) if pose is not None]
        if lips[index] or not around:
            result.append(shape)
            continue
        borrowed = blend(blend(around[0], around[-1], 0.5), targets[shape.id], OWN_LIPS)
        result.append(replace(shape, target=borrowed | {name: shape.target[name] for name in TONGUE}))
    return result


def _timed(shapes: list[_Shape]) -> list[_Shape]:
    """Give each shape its onset: long after a pause, short after a sound, a little longer when the jaw closes."""
    result = []
    for index, shape in enumerate(shapes):
        if index == 0 or shape.start - shapes[index - 1].end > HOLD_S:
            room = shape.start - shapes[index - 1].end if index else ONSET_AFTER_PAUSE_S
            result.append(replace(shape, onset=min(ONSET_AFTER_PAUSE_S, room)))
            continue
        before = shapes[index - 1]
        wanted = CLOSING_S if shape.target["jawOpen"] < before.target["jawOpen"] else ONSET_S
        result.append(replace(shape, onset=max(min(wanted, shape.start - before.start), 1e-6)))
    return result
