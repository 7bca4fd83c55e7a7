"""People in the simulated shop: our own avatars' heads on drawn bodies, baked to sprites that are cheap to place.

A sprite is premultiplied BGRA with a metre scale. Heads are drawn by the avatar's renderer as far as it turns them
(18°); beyond that the picture is wrapped on a cylinder and turned on, down to hair alone at the back.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import cv2
import numpy as np

from kiosk.simulation.aisle import Colour, Image, View
from kiosk.simulation.sprite import STILL, Patch, Rgba, Smear, Sprite, halvings, place

DrawHead = Callable[[float], Rgba]  # head turn, degrees, to a square premultiplied RGBA picture, eyes at its middle

HEAD_PX = 256
NEAREST_M = 0.3
HEAD_M = 0.316  # side of the head's picture: the face in it is then as large as an adult's
HEADS_M: Final[Mapping[str, float]] = {"kwame": 0.341, "linh": 0.338, "samira": 0.322, "willem": 0.296}
"""Of those whose faces fill less or more of the picture."""
EYES_ROW = 0.511
NOSE_BELOW, NOSE_SHIFT = 0.13, 0.2  # shares of the picture's side; the shift is for a turn of 45° more
LARGEST_TURN = 18.0
BACK = math.radians(72.0)
TURNS = (-180.0, -135.0, -90.0, -70.0, -50.0, -33.0, -18.0, -9.0, 0.0, 9.0, 18.0, 33.0, 50.0, 70.0, 90.0, 135.0)
BODY_PX_M = 520.0
BODY_HALF_M = 0.30
NECK_M = 0.06  # below the eyes, where the body's picture begins
CLOTHES = ((112, 84, 52), (86, 110, 70), (64, 66, 132), (120, 116, 110), (52, 92, 140), (110, 70, 96))
SHOES = (48, 44, 42)
TROUSERS = ((92, 74, 58), (60, 60, 64), (104, 98, 90))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody: x right of the camera's axis, z along it, the eyes' height, in m; the face's turn in degrees.

    `card` is the text of the code that is held towards the camera; empty for none. `face` is the size of the head
    beside an adult's, `vx_mps` and `vz_mps` the walk, `bob_m` by how much a step lifts the eyes just now. `stops` is
    whether the walk ends before the kiosk: no camera sees that, but a judge of one wants to know.
    """

    number: int
    x_m: float
    z_m: float
    yaw_deg: float
    eye_m: float
    avatar: str
    card: str = ""
    face: float = 1.0
    vx_mps: float = 0.0
    vz_mps: float = 0.0
    bob_m: float = 0.0
    stops: bool = False


def draw_people(picture: Image, view: View, people: Sequence[Person]) -> None:
    """Put people into a picture, far ones first."""
    for person in sorted(people, key=lambda one: -one.z_m):
        draw_person(picture, view, person)


def draw_person(picture: Image, view: View, person: Person, smear: Smear = STILL) -> list[Patch]:
    """Put one into a picture, in place; what was drawn, and nothing of who stands too near to be seen."""
    if person.z_m < NEAREST_M:
        return []
    column, row = view.pixel(person.x_m, person.eye_m + person.bob_m, person.z_m)
    px_m = view.focal_px / person.z_m
    turn = nearest_turn(person.yaw_deg)
    # A body seen from the side is half as wide.
    narrow = 0.55 + 0.45 * abs(math.cos(math.radians(turn)))
    body, head = body_sprite(person.avatar, round(person.eye_m, 1)), head_sprite(person.avatar, turn)
    patches = (
        place(picture, body, column, row, px_m, narrow, smear),
        place(picture, head, column, row, px_m * person.face, smear=smear),
    )
    return [patch for patch in patches if patch is not None]


def nearest_turn(yaw_deg: float) -> float:
    """The baked head turn that is closest."""
    yaw = (yaw_deg + 180.0) % 360.0 - 180.0
    return min(TURNS, key=lambda turn: min(abs(turn - yaw), 360.0 - abs(turn - yaw)))


@lru_cache(maxsize=64)
def head_sprite(avatar: str, turn: float) -> Sprite:
    """The head of an avatar, turned; baked on first use."""
    draw = head_of(avatar)
    within = max(-LARGEST_TURN, min(LARGEST_TURN, turn))
    front = cv2.cvtColor(draw(within), cv2.COLOR_RGBA2BGRA)
    turned = _turn_on(np.asarray(front, np.uint8), turn)
    side = turned.shape[0]
    return Sprite(halvings(turned), side / 2, side * EYES_ROW, side / HEADS_M.get(avatar, HEAD_M))


@lru_cache(maxsize=8)
def head_of(avatar: str) -> DrawHead:
    """The renderer of an avatar pack as a function of the head's turn."""
    import avatars

    renderer = avatars.open_renderer(avatars.load(avatar), HEAD_PX, HEAD_PX, transparent=True, framing="head")
    return lambda turn: renderer.draw({"headYaw": turn}).copy()


def bake(avatar: str) -> None:
    """Draw all sprites of an avatar's head now, so that no frame has to wait for one."""
    for turn in TURNS:
        head_sprite(avatar, turn)
    head_of.cache_clear()  # the renderer holds tens of megabytes that are not needed again


def _turn_on(front: Rgba, turn: float) -> Rgba:
    """Turn a head on from where its renderer leaves off: its picture, with the nose pushed out, around a cylinder.

    What comes into sight at the back is hair; the outline stays.
    """
    if abs(turn) <= LARGEST_TURN:
        return front
    label = _push_nose(front, turn)
    side = front.shape[1]
    occupied = np.flatnonzero(front[:, :, 3].max(axis=0) > 128)
    centre, radius = (occupied[0] + occupied[-1]) / 2, max(1.0, (occupied[-1] - occupied[0]) / 2)
    across = np.clip((np.arange(side) - centre) / radius, -1.0, 1.0)
    angle = np.arcsin(across) - math.radians(turn - math.copysign(LARGEST_TURN, turn))
    angle = (angle + math.pi) % (2 * math.pi) - math.pi
    turned = label[:, np.clip(np.round(centre + radius * np.sin(angle)), 0, side - 1).astype(int)]
    turned[(np.abs(angle) > BACK)[None, :] | (turned[:, :, 3] < 250)] = (*_hair(front), 255)
    outline = front[:, :, 3:].astype(np.uint16)
    return (turned * outline // 255).astype(np.uint8)


def _push_nose(front: Rgba, turn: float) -> Rgba:
    """Shift the middle of the face sideways, as far as a nose stands out when a head turns by that much."""
    side = front.shape[0]
    shift = NOSE_SHIFT * side * math.tan(math.radians(min(abs(turn), 65.0) - LARGEST_TURN))
    rows, columns = (grid.astype(np.float32) for grid in np.indices((side, side)))
    away = ((columns / side - 0.5) / 0.14) ** 2 + ((rows / side - EYES_ROW - NOSE_BELOW) / 0.12) ** 2
    source = columns - math.copysign(shift, turn) * np.exp(-away / 2)
    return np.asarray(cv2.remap(front, source.astype(np.float32), rows, cv2.INTER_LINEAR), np.uint8)


def _hair(head: Rgba) -> Colour:
    """The colour at the crown."""
    return _median(head[: head.shape[0] // 4])


def _skin(head: Sprite) -> Colour:
    """The colour of the neck: the lowest that is drawn."""
    picture = head.levels[0]
    lowest = int(np.flatnonzero(picture[:, :, 3].max(axis=1) > 250)[-1])
    middle = picture.shape[1] // 2
    return _median(picture[lowest - 4 : lowest, middle - 12 : middle + 12])


def _median(patch: Rgba) -> Colour:
    solid = patch[patch[:, :, 3] > 250][:, :3]
    blue, green, red = (int(value) for value in (np.median(solid, axis=0) if len(solid) else (60, 60, 60)))
    return blue, green, red


@lru_cache(maxsize=32)
def body_sprite(avatar: str, eye_m: float) -> Sprite:
    """A clothed body from the neck to the floor, anchored at the eyes."""
    seed = zlib.crc32(avatar.encode())
    wide, tall = round(2 * BODY_HALF_M * BODY_PX_M), round((eye_m - NECK_M) * BODY_PX_M)
    body: Image = np.zeros((tall, wide, 3), np.uint8)
    mask: Image = np.zeros((tall, wide), np.uint8)
    shirt, trousers = CLOTHES[seed % len(CLOTHES)], TROUSERS[seed % len(TROUSERS)]
    for outline, colour in _outlines(eye_m - NECK_M, shirt, trousers, _skin(head_sprite(avatar, 0.0))):
        points = np.round((np.array(outline) + np.array([BODY_HALF_M, 0.0])) * BODY_PX_M * 16).astype(np.int32)
        cv2.fillPoly(body, [points], colour, cv2.LINE_AA, 4)
        cv2.fillPoly(mask, [points], 255, cv2.LINE_AA, 4)
    mask = np.asarray(cv2.GaussianBlur(mask, (0, 0), 2.0), np.uint8)
    light = 1.0 - 0.4 * np.abs(np.linspace(-1, 1, wide)) ** 2
    shaded = cv2.GaussianBlur(body, (0, 0), 2.0) * light[None, :, None] * (mask[:, :, None] / 255.0)
    picture = np.dstack([np.clip(shaded, 0, 255).astype(np.uint8), mask])
    return Sprite(halvings(picture), wide / 2, -NECK_M * BODY_PX_M, BODY_PX_M)


def _outlines(
    tall: float, shirt: Colour, trousers: Colour, skin: Colour
) -> list[tuple[list[tuple[float, float]], Colour]]:
    """Polygons in m from the middle of the neck's upper edge, drawn in order: legs, hands, arms, torso, neck."""
    hip, k = 0.5 * tall, tall / 1.5
    leg = [(0.015, hip - 0.05), (0.175 * k, hip - 0.05), (0.13 * k, tall), (0.03, tall)]
    arm = [(0.15 * k, 0.2 * k), (0.225 * k, 0.25 * k), (0.27 * k, hip), (0.215 * k, hip + 0.03), (0.165 * k, 0.5 * k)]
    side = [(0.05, 0.13 * k), (0.12 * k, 0.165 * k), (0.2 * k, 0.2 * k), (0.225 * k, 0.26 * k), (0.19 * k, 0.35 * k)]
    side += [(0.165 * k, 0.5 * k), (0.185 * k, hip + 0.04)]
    torso = side + _mirrored(side)[::-1]
    neck = [(-0.05, 0.0), (0.05, 0.0), (0.06, 0.16 * k), (0.0, 0.2 * k), (-0.06, 0.16 * k)]
    hand = _oval(0.243 * k, hip + 0.07, 0.035 * k, 0.075 * k)
    shoe = _oval(0.085 * k, tall - 0.025, 0.06 * k, 0.03)
    blue, green, red = (round(channel * 0.85) for channel in shirt)
    limbs = ((shoe, SHOES), (leg, trousers), (hand, skin), (arm, (blue, green, red)))
    pairs = [(shape, colour) for limb, colour in limbs for shape in (limb, _mirrored(limb))]
    return [*pairs, (torso, shirt), (neck, skin)]


def _oval(x: float, y: float, half_width: float, half_height: float) -> list[tuple[float, float]]:
    angles = (math.tau * step / 24 for step in range(24))
    return [(x + half_width * math.cos(angle), y + half_height * math.sin(angle)) for angle in angles]


def _mirrored(outline: list[tuple[float, float]]) -> list[tuple[float, float]]:
    return [(-x, y) for x, y in outline]
