"""A card with a QR code that a simulated shopper holds towards the kiosk's camera."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
import segno

from kiosk.simulation.aisle import Image, View
from kiosk.simulation.people import Person

CARD_M = 0.12
BEFORE_M, BELOW_EYES_M = 0.35, 0.24
NEAREST_M = 0.3
TURN_DEG = 7.0
PX = 360


def draw_cards(picture: Image, view: View, people: list[Person]) -> None:
    """Put the cards that people hold into a picture, in place; far ones first."""
    for person in sorted(people, key=lambda one: -one.z_m):
        if person.card:
            _draw(picture, view, person)


def _draw(picture: Image, view: View, person: Person) -> None:
    card, z = card_picture(person.card), max(NEAREST_M, person.z_m - BEFORE_M)
    column, row = view.pixel(person.x_m, person.eye_m - BELOW_EYES_M, z)
    scale = CARD_M * view.focal_px / z / PX
    # What a lens cannot resolve is gone before a sensor takes its samples.
    soft = cv2.GaussianBlur(card, (0, 0), 0.45 / scale) if scale < 1.0 else card
    move = cv2.getRotationMatrix2D((PX / 2, PX / 2), TURN_DEG, scale)
    move[:, 2] = move[:, 2] + np.array([column, row]) - PX / 2
    size = picture.shape[1], picture.shape[0]
    inside = cv2.warpAffine(np.full((PX, PX), 255, np.uint8), move, size) > 127
    picture[inside] = cv2.warpAffine(soft, move, size)[inside]


@lru_cache(maxsize=8)
def card_picture(text: str) -> Image:
    """The code on white, `PX` a side, BGR."""
    rows = segno.make(text, error="m", micro=False).matrix_iter(border=4)
    code = np.array([[30 if dark else 235 for dark in row] for row in rows], np.uint8)
    large = cv2.resize(code, (PX, PX), interpolation=cv2.INTER_NEAREST)
    return np.asarray(cv2.cvtColor(large, cv2.COLOR_GRAY2BGR), np.uint8)
