"""The real detector finds the drawn face, from far away to near."""

from __future__ import annotations

import itertools

import cv2
import numpy as np
import pytest

import avatars
from kiosk import models
from kiosk.errors import KioskError

SCORE = 0.85
DRAWN = (760, 1350)
FACE_WIDTH = 335 / 760
"""Width of the detector's box as a share of the drawn picture's."""
WALL = (172, 180, 188)


def best(faces: object) -> float:
    """The highest score; the detector says `None` for no face."""
    return 0.0 if faces is None else float(np.asarray(faces)[:, 14].max())


def scores(maya: avatars.Pack, face_px: int, pose: avatars.Pose) -> list[float]:
    """The face's score at six places of a scene, as the detector's grid makes small faces better or worse."""
    try:
        model = str(models.path("yunet"))
    except KioskError as error:
        pytest.skip(error.sentence)
    person = avatars.open_renderer(maya, *DRAWN, transparent=True).draw(pose)[150:1200]
    scale = face_px / FACE_WIDTH / person.shape[1]
    person = cv2.resize(person, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(float)
    height, width = max(person.shape[0] + 40, 240), max(person.shape[1] + 40, 320)
    detector = cv2.FaceDetectorYN.create(model, "", (width, height), 0.3)
    found = []
    for x, y in itertools.product((4, 9, 17), (6, 13)):
        scene = np.full((height, width, 3), WALL, float)
        area = scene[y : y + person.shape[0], x : x + person.shape[1]]
        area[:] = person[..., 2::-1] + area * (1 - person[..., 3:] / 255)
        _, faces = detector.detect(scene.astype(np.uint8))
        found.append(best(faces))
    return found


@pytest.mark.engine
@pytest.mark.parametrize("face_px", [17, 24, 40, 80, 160, 300])
def test_face_is_found(maya: avatars.Pack, face_px: int) -> None:
    assert float(np.median(scores(maya, face_px, maya.expressions["neutral"]))) > SCORE


@pytest.mark.engine
@pytest.mark.parametrize("yaw", [-15, 15])
def test_turned_face_is_found(maya: avatars.Pack, yaw: float) -> None:
    assert float(np.median(scores(maya, 60, {**maya.expressions["smile"], "headYaw": yaw}))) > SCORE


@pytest.mark.engine
@pytest.mark.parametrize("face_px", [40, 120])
def test_head_alone_is_found(maya: avatars.Pack, face_px: int) -> None:
    model = str(models.path("yunet"))
    side = round(face_px / 0.47)
    head = avatars.open_renderer(maya, side, side, transparent=True, framing="head").draw({}).astype(float)
    scene = np.full((side + 60, side + 60, 3), WALL, float)
    area = scene[30 : 30 + side, 30 : 30 + side]
    area[:] = head[..., 2::-1] + area * (1 - head[..., 3:] / 255)
    detector = cv2.FaceDetectorYN.create(model, "", (side + 60, side + 60), 0.3)
    _, faces = detector.detect(scene.astype(np.uint8))
    assert best(faces) > SCORE
