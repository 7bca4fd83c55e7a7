"""Films of poses that a renderer is timed with, and the plain way to draw them: everything anew."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator
from functools import partial

import numpy as np

import avatars
from avatars.bake import Picture
from avatars.easing import smoothstep
from avatars.lattice import follow_of
from avatars.paint import Palette
from avatars.pose import BODILY, blend, complete
from avatars.shapes import ShapeSet
from avatars.view import Stance, frame

SIZE = (1080, 1920)
RATE = 30
VISEMES_A_SECOND = 9
WARM = 4
"""Frames that are drawn before the clock runs."""
SEED = 3


def costs_ms(renderer: avatars.Renderer, poses: Iterable[avatars.Pose]) -> list[float]:
    """CPU milliseconds of every frame in this thread."""
    costs = []
    for pose in poses:
        began = time.thread_time()
        renderer.draw(pose)
        costs.append(1000 * (time.thread_time() - began))
    return costs[WARM:]


def _mouth(pack: avatars.Pack, t: float) -> avatars.Pose:
    """Mouth shapes one after the other, as quick as speech."""
    every = list(pack.visemes.values())
    number, share = divmod(t * VISEMES_A_SECOND, 1.0)
    now, then = every[int(number) * 7 % len(every)], every[(int(number) + 1) * 7 % len(every)]
    return blend(now, then, smoothstep(share))


def moving(pack: avatars.Pack, frames: int) -> Iterator[avatars.Pose]:
    """A face that talks, looks about and moves its head and its brows, all at once."""
    for t in _times(frames):
        head = {
            "headYaw": 11 * math.sin(t * 0.9) + 3 * math.sin(t * 2.3), "headPitch": 4 * math.sin(t * 1.3),
            "headRoll": 4 * math.sin(t * 0.7 + 1), "breath": 0.5 + 0.5 * math.sin(t * 1.6),
            "hairSway": 0.8 * math.sin(t * 0.9 - 0.5),
        }  # fmt: skip
        yield avatars.combine(_features(pack, t), head)


def still(pack: avatars.Pack, frames: int) -> Iterator[avatars.Pose]:
    """The same with a head that stays turned aside."""
    for t in _times(frames):
        yield avatars.combine(_features(pack, t), {"headYaw": 5.0, "headPitch": 2.0, "headRoll": 1.0, "breath": 0.4})


def talking(pack: avatars.Pack, frames: int) -> Iterator[avatars.Pose]:
    """A face that talks and lives as it does in a store, but for its head, which is held."""
    for pose, t in _life(pack, frames, speaking=True):
        held = {name: value for name, value in pose.items() if name not in BODILY}
        yield avatars.combine(held, _mouth(pack, t))


def idling(pack: avatars.Pack, frames: int) -> Iterator[avatars.Pose]:
    """A face that waits."""
    for pose, _ in _life(pack, frames, speaking=False):
        yield pose


def _features(pack: avatars.Pack, t: float) -> avatars.Pose:
    blink = max(0.0, 1 - abs((t % 3.1) - 1.5) / 0.11)
    return {
        "mouthSmileLeft": 0.45 + 0.3 * math.sin(t * 0.6), "mouthSmileRight": 0.4 + 0.3 * math.sin(t * 0.6),
        "eyeBlinkLeft": blink, "eyeBlinkRight": blink,
        "gazeX": 0.4 * math.sin(t * 1.1), "gazeY": 0.2 * math.sin(t * 0.8),
        "browUpLeft": 0.3 * math.sin(t * 1.7), "browUpRight": 0.3 * math.sin(t * 1.7),
        **_mouth(pack, t),
    }  # fmt: skip


def _life(pack: avatars.Pack, frames: int, *, speaking: bool) -> Iterator[tuple[avatars.Pose, float]]:
    life = avatars.Behaviour(pack, SEED)
    for t in _times(frames):
        state = avatars.BehaviourState(expression="smile", gaze_yaw_deg=4 * math.sin(t), speaking=speaking)
        yield life.pose(t, state), t


def _times(frames: int) -> Iterator[float]:
    return (number / RATE for number in range(frames + WARM))


def all_anew_ms(pack: avatars.Pack, pose: avatars.Pose) -> float:
    """CPU milliseconds of a frame whose every layer is drawn as vectors; layers that are pictures are left out."""
    view, full = frame(*SIZE, "bust"), complete(pose)
    stance = Stance(view, pack.rig, full)
    layers = [layer for layer in pack.rig.layers if layer.shapes]
    sets = [ShapeSet(layer.shapes, Palette(pack.colours, view.scale), view.scale) for layer in layers]
    picture = Picture(np.zeros((view.height, view.width, 4), np.uint8))
    began = time.thread_time()
    for layer, shapes in zip(layers, sets, strict=True):
        shapes.move(stance, full, None if layer.mesh is None else partial(follow_of, layer))
        shapes.paint(picture.canvas, (0, 0, *SIZE))
    return 1000 * (time.thread_time() - began)
