"""Whether a camera's pictures are pictures: large and bright enough, whole, not covered, not frozen, often enough.

Looked at are grey pictures of 80 × 60, each the mean of an area, averaged over time: that takes a sensor's noise away,
which would pass for detail in the dark. Levels are of 255.

A lens under a cap and a shop without light give the same picture. So *dark* is a place in which things can still be
told apart, and only worth a note; *black* is one in which nothing can, whatever the cause, and nobody is seen coming.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.camera.camera import Frame, Image

Verdict = Literal["good", "dark", "sluggish", "black", "frozen", "bright", "covered", "slow", "tiny", "torn"]
Grey = NDArray[np.float32]

SIZE: Final = (80, 60)
BLACK, DARK = 8.0, 32.0
"""Mean brightness. A covered lens gives 0 to 6 with a sensor's noise."""
EDGE, EDGE_SHARE = 3.0, 0.04
"""Neighbouring areas that differ by more, in levels and as a share of the mean, are told apart."""
DETAIL: Final = 0.004
"""Share of such neighbours below which nothing can be told apart: a finger on the lens has 0, a dim aisle 0.03."""
CLIPPED, GLARE = 250.0, 0.8
"""A level at which a sensor is blind, and the share of the picture at which it sees nobody."""
SATURATED: Final = 0.98
"""Such a share that is clipped leaves no noise that could differ: pictures repeat though the camera does not hang."""
SLOW_FPS, FEWEST_FPS = 4.0, 8.0
"""Below the first a shopper who comes is not followed; below the second, some are greeted late or in passing."""
EASE: Final = 1.5
"""What has been wrong is right again only when it is so by this factor."""
ENOUGH: Final = 5
LEAST_PX: Final = (160, 120)
"""In a smaller picture the face of somebody before the kiosk has fewer than the 12 px that it is found by."""
ROUGH: Final = 30.0
"""Levels by which pixels side by side differ on average: shelves reach 7, a dark picture's noise 10, mere noise 85."""
FLAT_SHARE: Final = 0.3
"""So much of a picture, at its end, is never one level but black or clipped: that part of it was not sent."""


@dataclass(frozen=True, slots=True)
class Measure:
    """Mean brightness; share of neighbours that can be told apart; share that is clipped; all of averaged pictures."""

    brightness: float
    detail: float
    clipped: float


def small(image: Image) -> Grey:
    """A BGR picture as the grey 80 × 60 one that is looked at."""
    shrunk = cv2.resize(image, SIZE, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(shrunk, cv2.COLOR_BGR2GRAY), np.float32)


def measure(grey: Grey) -> Measure:
    """The figures of a picture that `small` gave, or of a mean of such."""
    brightness = float(grey.mean())
    across, down = np.abs(np.diff(grey, axis=1))[:-1], np.abs(np.diff(grey, axis=0))[:, :-1]
    edges = np.maximum(across, down) > max(EDGE, EDGE_SHARE * brightness)
    return Measure(brightness, float(edges.mean()), float((grey >= CLIPPED).mean()))


def sample(image: Image) -> bytes:
    """Every sixteenth pixel, exactly: a sensor's noise never repeats, so two equal samples are the same picture."""
    return image[::4, ::4].tobytes()


def implausible(image: Image) -> Verdict | None:
    """What shows that a BGR picture is none of a lens, whatever is before it."""
    height, width = image.shape[:2]
    if width < LEAST_PX[0] or height < LEAST_PX[1]:
        return "tiny"
    rows = image[:: max(1, height // 40), :, 1].astype(np.int16)
    if float(np.abs(np.diff(rows, axis=1)).mean()) > ROUGH:
        return "torn"
    end = rows[-round(FLAT_SHARE * len(rows)) :]
    level = int(end[0, 0])
    return "torn" if BLACK < level < CLIPPED and bool((end == level).all()) else None


def verdict_of(image: Image, seen: Verdict) -> Verdict:
    """What is wrong with a picture of which `judge` says `seen`: that is worse than what is only to be noted."""
    found = implausible(image)
    return found if found is not None and (found == "tiny" or seen in ("good", "dark", "sluggish")) else seen


def judge(seen: Measure, fps: float, *, frozen: bool, was: Verdict = "good") -> Verdict:
    """The worst that is wrong; what was wrong before has to be clearly better before it is over."""

    def eased(*verdicts: Verdict) -> float:
        return EASE if was in verdicts else 1.0

    blank = seen.detail < DETAIL * eased("covered", "black")
    if blank and seen.brightness < BLACK * eased("black"):
        return "black"
    if frozen and seen.clipped < SATURATED:
        return "frozen"
    if seen.clipped > GLARE / eased("bright"):
        return "bright"
    if blank:
        return "covered"
    if fps < SLOW_FPS * eased("slow"):
        return "slow"
    if seen.brightness < DARK * eased("dark"):
        return "dark"
    return "sluggish" if fps < FEWEST_FPS * eased("sluggish") else "good"


@dataclass(frozen=True, slots=True)
class Quality:
    """Size, px; frames a second; mean brightness; what is wrong."""

    width: int
    height: int
    fps: float
    brightness: float
    verdict: Verdict


def quality(frames: Sequence[Frame]) -> Quality:
    """Of at least one frame, in order."""
    height, width = frames[0].image.shape[:2]
    seconds = frames[-1].at - frames[0].at
    taken = len(frames) - 1 + sum(frame.skipped for frame in frames[1:])
    fps = taken / seconds if seconds > 0 else 0.0
    seen = measure(np.mean([small(frame.image) for frame in frames], axis=0, dtype=np.float32))
    first = sample(frames[0].image)
    frozen = len(frames) >= ENOUGH and all(sample(frame.image) == first for frame in frames[1:])
    verdict = verdict_of(frames[-1].image, judge(seen, fps, frozen=frozen))
    return Quality(width, height, fps, seen.brightness, verdict)
