"""From a box in the picture to a place before the kiosk: a pinhole camera with known height and tilt.

x is metres right of the camera's axis, z metres along the floor away from it; y in a picture grows downwards.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from kiosk.sight.faces import Face

FACE_M = 0.168
"""sqrt(width · height) of YuNet's box on adults, the mean of several; in one, straight on, it varies 0.5–0.9 %."""
FACING_OFFSET = 0.35  # nose offset over eye distance: about 32° of head turn
EDGE_SHARE = 0.15  # of its box: a face so near an edge is at it
LEAST_EYE_SHARE = 0.27  # eye distance over box width; less is turned away, whatever the nose does


@dataclass(frozen=True, slots=True)
class Lens:
    """A picture's size in px, the horizontal field of view, the camera's height in m and its downward tilt.

    `screen_m` is the height of the screen's middle, where gaze is counted from; None: the camera's.
    """

    width: int
    height: int
    hfov_deg: float
    height_m: float = 1.35
    pitch_deg: float = 0.0
    screen_m: float | None = None

    @property
    def focal_px(self) -> float:
        """Focal length in px."""
        return self.width / 2 / math.tan(math.radians(self.hfov_deg) / 2)

    def locate(self, face: Face) -> Sighting:
        """Where a face is: distance from the size of its box, direction from its middle, height from the eyes."""
        size = math.sqrt(max(face.width * face.height, 1.0))
        depth = self.focal_px * FACE_M / size
        column, row = face.x + face.width / 2, face.y + face.height / 2
        x, down = (column - self.width / 2) * depth / self.focal_px, (eyes_row(face) - self.height / 2) * FACE_M / size
        tilt = math.radians(self.pitch_deg)
        z = max(depth * math.cos(tilt) - down * math.sin(tilt), 0.05)
        eye_m = self.height_m - depth * math.sin(tilt) - down * math.cos(tilt)
        above = eye_m - (self.height_m if self.screen_m is None else self.screen_m)
        return Sighting(
            x_m=x,
            z_m=z,
            eye_m=eye_m,
            column=column,
            row=row,
            size=size,
            facing=is_facing(face),
            yaw_deg=-math.degrees(math.atan2(x, z)),  # the camera faces the shopper: its right is the screen's left
            pitch_deg=math.degrees(math.atan2(above, math.hypot(x, z))),
        )

    def project(self, x_m: float, z_m: float) -> tuple[float, float]:
        """Column and box size, in px, at which a face at that place is expected."""
        z = max(z_m, 0.2)
        return self.width / 2 + self.focal_px * x_m / z, self.focal_px * FACE_M / z

    def at_edge(self, face: Sighting) -> bool:
        """Whether a face is at an edge of the picture, or partly beyond."""
        reach = face.size * (0.5 + EDGE_SHARE)
        inside = min(face.column, self.width - face.column, face.row, self.height - face.row)
        return inside < reach


@dataclass(frozen=True, slots=True)
class Sighting:
    """One face in one frame: its place in m, the height of its eyes, and the box's middle and size in px."""

    x_m: float
    z_m: float
    eye_m: float
    column: float
    row: float
    size: float
    facing: bool
    yaw_deg: float = 0.0
    pitch_deg: float = 0.0


def eyes_row(face: Face) -> float:
    """The row of the middle between the eyes, px."""
    return (face.right_eye[1] + face.left_eye[1]) / 2


def is_facing(face: Face) -> bool:
    """Whether the head is turned to the camera, within about 32°.

    The nose's offset is measured along the line of the eyes, so that a tilted head does not count as turned.
    """
    across = face.left_eye[0] - face.right_eye[0], face.left_eye[1] - face.right_eye[1]
    distance = math.hypot(*across)
    if distance < LEAST_EYE_SHARE * face.width:
        return False
    middle = (face.right_eye[0] + face.left_eye[0]) / 2, (face.right_eye[1] + face.left_eye[1]) / 2
    along = (face.nose[0] - middle[0]) * across[0] + (face.nose[1] - middle[1]) * across[1]
    return abs(along) / distance**2 < FACING_OFFSET
