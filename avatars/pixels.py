"""What only the drawn picture shows: holes, mouth shapes that look alike, lips that do not close."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from avatars.boxes import Box
from avatars.pack import Pack
from avatars.pose import ARTICULATORS, BODILY, Pose, combine
from avatars.renderer import Renderer, open_renderer

Image = NDArray[np.uint8]
Progress = Callable[[float], None]
"""Told the share that is done, 0 to 1."""
Pair = tuple[str, str]
Colours = NDArray[np.uint8]
"""(height, width, 3)."""

YAWS, PITCHES, JAWS = (-18, -12, -6, 0, 6, 12, 18), (-8, -4, 0, 4, 8), (0, 1)
SMALL, LARGE = (270, 480), (540, 960)
"""Pictures in which holes and expressions, and in which mouths are looked at."""
COVERED = 200
"""Alpha below which a pixel lets the backdrop through."""
MOVED = 90
"""Summed difference of the three colours that counts as a change."""
ALIKE = 2.0
"""Mean difference over the mouth, of 255, below which two mouth shapes look alike."""
EXPRESSIONS_ALIKE = 3.0
"""The same for expressions, over the face."""
TWINS = frozenset({"DD", "nn"})
"""Two mouth shapes that may look alike: people read one for the other too."""
LEAKING = 12
"""Pixels of the inside of the mouth that closed lips may show: the smoothing of the line between them."""
LIPS = 0.4
"""The mouth reaches so far beyond its inside, as a share of that one's width."""
INSIDE = ("mouth", "teeth", "tongue")
"""How the colour tokens of the inside of a mouth begin."""
MARKED = (0.0, 1.0, 0.0)


@dataclass(frozen=True, slots=True)
class Hole:
    """Pixels that the turned head (degrees, jaw 0 to 1) does not cover though it surrounds them."""

    yaw: float
    pitch: float
    jaw: float
    pixels: int


def uncovered(frame: Image) -> int:
    """Pixels of a transparent picture (height, width, 4) that are not covered but cannot be reached from outside."""
    empty = np.pad((frame[..., 3] < COVERED).astype(np.uint8), 1, constant_values=1)
    cv2.floodFill(empty, None, (0, 0), 0)
    return int(empty.sum())


def turned(yaw: float, pitch: float, jaw: float) -> Pose:
    """A head that is turned (degrees) and leans as it does then, with its jaw open 0 to 1."""
    return {"headYaw": yaw, "headPitch": pitch, "jawOpen": jaw, "headRoll": yaw / 2}


def holes(pack: Pack, progress: Progress | None = None) -> list[Hole]:
    """Every pose of the whole range of yaw, pitch and jaw in which the head has a hole."""
    renderer = open_renderer(pack, *SMALL, transparent=True)
    poses = list(itertools.product(YAWS, PITCHES, JAWS))
    found = []
    for done, (yaw, pitch, jaw) in enumerate(poses):
        if pixels := uncovered(renderer.draw(turned(yaw, pitch, jaw))):
            found.append(Hole(yaw, pitch, jaw, pixels))
        if progress:
            progress((done + 1) / len(poses))
    return found


def viseme_distances(pack: Pack) -> dict[Pair, float]:
    """Mean difference (0 to 255) over the mouth of every two mouth shapes, on the neutral face."""
    poses = {name: combine(pack.expression("neutral"), pose) for name, pose in pack.visemes.items()}
    plain, marked = (_drawn(open_renderer(each, *LARGE), poses) for each in (pack, _marked(pack)))
    inside = [_difference(plain[name], marked[name]) > MOVED for name in poses]
    if not np.any(inside):
        return _distances(plain, _moving(plain))
    left, top, right, bottom = _box(np.any(inside, axis=0))
    lips = round((right - left) * LIPS)
    return _distances(plain, (left - lips, top - lips, right + lips, bottom + lips))


def expression_distances(pack: Pack) -> dict[Pair, float]:
    """Mean difference (0 to 255) of every two expressions, over what they move of a face that looks straight out."""
    renderer = open_renderer(pack, *SMALL)
    straight = {name: _straight(pose) for name, pose in pack.expressions.items()}
    return _distances(_drawn(renderer, pack.expressions), _moving(_drawn(renderer, straight)))


def inside_at_closure(pack: Pack) -> dict[str, int]:
    """For every expression, how many pixels of the inside of the mouth the closed lips of `PP` show.

    Found by drawing twice, the second time with the colours of the inside replaced.
    """
    plain, marked = (open_renderer(each, *LARGE) for each in (pack, _marked(pack)))
    poses = {name: combine(_calm(pose), pack.viseme("PP")) for name, pose in pack.expressions.items()}
    return {name: _changed(plain.draw(pose), marked.draw(pose)) for name, pose in poses.items()}


def inside_when_open(pack: Pack) -> int:
    """Pixels of the inside of the mouth that `aa` shows; 0 says that no colour is one of the inside."""
    pose = combine(pack.expression("neutral"), pack.viseme("aa"))
    plain, marked = (open_renderer(each, *LARGE) for each in (pack, _marked(pack)))
    return _changed(plain.draw(pose), marked.draw(pose))


def _calm(pose: Pose) -> Pose:
    """The expression as it is worn while speaking, with its head straight: the lips are looked at, not the turn."""
    return {name: value for name, value in _straight(pose).items() if name not in ARTICULATORS}


def _straight(pose: Pose) -> Pose:
    """The pose without what moves the whole of head or body."""
    return {name: value for name, value in pose.items() if name not in BODILY}


def _marked(pack: Pack) -> Pack:
    """The pack with the inside of its mouth in a colour that nothing else has."""
    inside = {name: MARKED for name in pack.colours if name.startswith(INSIDE)}
    return replace(pack, colours={**pack.colours, **inside})


def _changed(one: Image, other: Image) -> int:
    return int(np.count_nonzero(_difference(one[..., :3], other[..., :3]) > MOVED))


def _difference(one: Colours, other: Colours) -> NDArray[np.uint16]:
    """(height, width): summed over the colours."""
    red, green, blue = cv2.split(cv2.absdiff(one, other))
    return red.astype(np.uint16) + green + blue


def _drawn(renderer: Renderer, poses: Mapping[str, Pose]) -> dict[str, Colours]:
    return {name: renderer.draw(pose)[..., :3].copy() for name, pose in poses.items()}


def _moving(drawn: Mapping[str, Colours]) -> Box:
    """The part that differs between the pictures."""
    first = next(iter(drawn.values()))
    return _box(np.any([_difference(first, other) > MOVED for other in drawn.values()], axis=0))


def _box(flags: NDArray[np.bool_]) -> Box:
    """What holds every set pixel: left, top, right, bottom; the whole picture if none is."""
    rows, columns = np.flatnonzero(flags.any(axis=1)), np.flatnonzero(flags.any(axis=0))
    if not len(rows):
        return 0, 0, flags.shape[1], flags.shape[0]
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _distances(drawn: Mapping[str, Colours], box: Box) -> dict[Pair, float]:
    """Every two pictures compared over the box."""
    left, top, right, bottom = box
    parts = {name: picture[max(top, 0) : bottom, max(left, 0) : right] for name, picture in drawn.items()}
    return {(a, b): float(cv2.absdiff(parts[a], parts[b]).mean()) for a, b in itertools.combinations(parts, 2)}
