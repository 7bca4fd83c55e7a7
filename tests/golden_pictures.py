"""Approved pictures of every avatar, each expression in both layouts of the screen, as contact sheets of small cells.

After a change that is meant, look at the difference and renew them: `python tests/golden_pictures.py [ID …]`.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

import avatars

FOLDER = Path(__file__).parent / "avatars" / "golden"
LAYOUTS: Mapping[str, tuple[int, int]] = {"portrait": (90, 128), "landscape": (124, 144)}
"""The face's share of a screen of 1080 x 1920 and of 1920 x 1080, made small."""
DRAWN = 3
"""The cells are drawn so many times larger: what is approved is the picture, not the rounding of its pixels."""
COLUMNS = 8
PATCH = (8, 8)
MEAN, WORST = 3.0, 10.0
"""How much a cell may differ, and its worst patch; two expressions of one face are 15 and more apart there."""
MOVED: Mapping[str, tuple[str, avatars.Pose]] = {
    "turned": ("delighted", {"headYaw": 14, "headPitch": -4, "headRoll": 5, "gazeX": -0.5, "hairSway": 0.6}),
    "speaking": ("explaining", {"jawOpen": 0.5, "mouthPucker": 0.6, "eyeBlinkLeft": 0.4, "headYaw": -9, "breath": 1}),
}
"""What expressions alone do not move."""


def poses(pack: avatars.Pack) -> dict[str, avatars.Pose]:
    """Every cell's pose by its name."""
    moved = {name: avatars.combine(pack.expression(face), more) for name, (face, more) in MOVED.items()}
    return {**pack.expressions, **moved}


def cells(name: str, layout: str) -> dict[str, NDArray[np.uint8]]:
    """Every cell (height, width, 3) as it is drawn now, BGR."""
    pack, size = avatars.load(name), LAYOUTS[layout]
    renderer = avatars.open_renderer(pack, size[0] * DRAWN, size[1] * DRAWN)
    return {
        name: np.asarray(cv2.resize(renderer.draw(pose)[..., 2::-1], size, interpolation=cv2.INTER_AREA), np.uint8)
        for name, pose in poses(pack).items()
    }


def file_of(name: str, layout: str) -> Path:
    """Where a sheet is kept."""
    return FOLDER / f"{name}-{layout}.png"


def approved(name: str, layout: str, wanted: list[str]) -> dict[str, NDArray[np.uint8]]:
    """The cells of the kept sheet by their names, in the order of the pack's expressions."""
    sheet = cv2.imread(str(file_of(name, layout)))
    assert sheet is not None, f"renew the pictures: python tests/golden_pictures.py {name}"
    width, height = LAYOUTS[layout]
    rows, columns = (np.array(sheet.shape[:2]) // (height, width)).tolist()
    every = [
        sheet[row * height : (row + 1) * height, column * width : (column + 1) * width]
        for row in range(rows)
        for column in range(columns)
    ]
    return dict(zip(wanted, every, strict=False))


def apart(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> tuple[float, float]:
    """Mean difference of two cells, and that of the patch that differs most: a mouth is small. Both of 255."""
    difference = np.abs(one.astype(np.float32) - other).mean(axis=2)
    return float(difference.mean()), float(cv2.blur(difference, PATCH).max())


def renew(name: str) -> None:
    """Approve what is drawn now."""
    for layout, (width, height) in LAYOUTS.items():
        drawn = list(cells(name, layout).values())
        drawn += [np.full((height, width, 3), 255, np.uint8)] * (-len(drawn) % COLUMNS)
        sheet = np.vstack([np.hstack(drawn[first : first + COLUMNS]) for first in range(0, len(drawn), COLUMNS)])
        FOLDER.mkdir(exist_ok=True)
        cv2.imwrite(str(file_of(name, layout)), sheet, [cv2.IMWRITE_PNG_COMPRESSION, 9])


if __name__ == "__main__":
    for each in sys.argv[1:] or avatars.packs():
        renew(each)
