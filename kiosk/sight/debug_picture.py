"""What sight makes of a frame, drawn over it: for a technician's eyes, on the screen of the kiosk and nowhere else."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.sight.behaviour import Behaviour, Rules, Shopper
from kiosk.sight.geometry import Lens
from kiosk.sight.pipeline import Pipeline
from kiosk.sight.tracks import Track

Image = NDArray[np.uint8]
Colour = tuple[int, int, int]

SIZE: Final = (960, 720)
"""The largest picture, px; the panel stands beside it."""
COLOURS: Final[Mapping[Behaviour, Colour]] = {
    "waiting": (200, 200, 200),
    "passing": (140, 140, 140),
    "approaching": (60, 190, 250),
    "engaged": (90, 210, 90),
    "leaving": (80, 120, 250),
}
NEW: Final[Colour] = (110, 110, 110)
PANEL_PX: Final = 280
PLAN_PX: Final = 264
PLAN_M: Final = 4.5
"""How much of the floor the plan shows."""
INK, PAPER = (235, 235, 235), (32, 30, 28)
NOTES: Final = ("shown here only,", "never recorded", "", "Esc closes the window")
TEXT: Final = (cv2.FONT_HERSHEY_SIMPLEX, 0.5)
LINE_PX: Final = 20


def draw(image: Image, pipeline: Pipeline) -> Image:
    """The BGR frame that the pipeline has just seen, enlarged, with boxes, figures and a plan of the floor."""
    scale = min(SIZE[0] / image.shape[1], SIZE[1] / image.shape[0])
    picture = np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_LINEAR), np.uint8)
    shoppers = {one.track: one for one in pipeline.presence.shoppers}
    for track in pipeline.tracks:
        _box(picture, track, shoppers.get(track.number), scale)
    return np.hstack([picture, _panel(picture.shape[0], pipeline)])


def _panel(height: int, pipeline: Pipeline) -> Image:
    """The plan, what the colours mean, and that nothing is kept."""
    panel: Image = np.full((height, PANEL_PX, 3), PAPER, np.uint8)
    if pipeline.lens is not None and height >= PLAN_PX:
        panel[:PLAN_PX, : PANEL_PX - 8] = _plan(pipeline.lens, pipeline.presence.rules, pipeline.presence.shoppers)
    top = PLAN_PX + LINE_PX + 8
    _write(panel, ["ENGAGED" if pipeline.presence.engaged else "nobody is engaged"], (16, top))
    for number, (behaviour, colour) in enumerate(COLOURS.items()):
        _write(panel, [behaviour], (16, top + LINE_PX * (number + 2)), colour)
    _write(panel, NOTES, (16, top + LINE_PX * 8))
    return panel


def lines_of(one: Shopper) -> list[str]:
    """What is known of a shopper: no more than this."""
    motion = one.motion
    return [
        f"#{one.track} {one.behaviour}",
        f"{motion.distance_m:.2f} m  {round(motion.radial, 2) + 0.0:+.2f} m/s",
        f"eyes {motion.eye_m:.2f} m  facing {motion.facing:.0%}",
        f"gaze {motion.yaw_deg:+.0f} {motion.pitch_deg:+.0f} deg",
    ]


def _box(picture: Image, track: Track, one: Shopper | None, scale: float) -> None:
    seen, half = track.sighting, track.sighting.size / 2
    corner = round((seen.column - half) * scale), round((seen.row - half) * scale)
    end = round((seen.column + half) * scale), round((seen.row + half) * scale)
    colour = NEW if one is None else COLOURS[one.behaviour]
    cv2.rectangle(picture, corner, end, colour, 2 if one else 1, cv2.LINE_AA)
    if one is not None:
        below = end[1] + 20 if end[1] + 90 < picture.shape[0] else max(24, corner[1] - 74)
        _write(picture, lines_of(one), (min(corner[0], picture.shape[1] - 220), below), colour)


def _write(picture: Image, lines: Sequence[str], place: tuple[int, int], colour: Colour = INK) -> None:
    for number, line in enumerate(lines):
        left, base = place[0], place[1] + LINE_PX * number
        (wide, high), below = cv2.getTextSize(line, *TEXT, 1)
        top = max(base - high - 4, base - LINE_PX + below + 1)  # below the tails of the line above
        cv2.rectangle(picture, (left - 4, top), (left + wide + 4, base + below), PAPER, -1)
    for number, line in enumerate(lines):
        cv2.putText(picture, line, (place[0], place[1] + LINE_PX * number), *TEXT, colour, 1, cv2.LINE_AA)


def _plan(lens: Lens, rules: Rules, shoppers: Sequence[Shopper]) -> Image:
    """The floor from above: the camera at the bottom, zones, shoppers and where they are in a second."""
    plan: Image = np.full((PLAN_PX, PANEL_PX - 8, 3), PAPER, np.uint8)
    kiosk = plan.shape[1] // 2, PLAN_PX - 8
    px_m = (PLAN_PX - 16) / PLAN_M
    edge = lens.hfov_deg / 2
    for zone in (rules.engage_m, rules.disengage_m, rules.approach_m):
        cv2.ellipse(plan, kiosk, (round(zone * px_m),) * 2, 0, 270 - edge, 270 + edge, (110, 105, 100), 1, cv2.LINE_AA)
        cv2.putText(
            plan, f"{zone:g}", _spot(kiosk, px_m, 0.0, zone), cv2.FONT_HERSHEY_SIMPLEX, 0.35, INK, 1, cv2.LINE_AA
        )
    for side in (-1, 1):
        angle = math.radians(side * edge)
        end = _spot(kiosk, px_m, PLAN_M * math.sin(angle), PLAN_M * math.cos(angle))
        cv2.line(plan, kiosk, end, (90, 85, 80), 1, cv2.LINE_AA)
    for one in shoppers:
        here = _spot(kiosk, px_m, one.motion.x_m, one.motion.z_m)
        soon = _spot(kiosk, px_m, one.motion.x_m + one.motion.vx, one.motion.z_m + one.motion.vz)
        cv2.arrowedLine(plan, here, soon, COLOURS[one.behaviour], 1, cv2.LINE_AA, tipLength=0.2)
        cv2.circle(plan, here, 5, COLOURS[one.behaviour], -1, cv2.LINE_AA)
    return plan


def _spot(kiosk: tuple[int, int], px_m: float, x_m: float, z_m: float) -> tuple[int, int]:
    return round(kiosk[0] + x_m * px_m), round(kiosk[1] - z_m * px_m)
