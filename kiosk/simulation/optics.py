"""What a camera does to a picture: exposure that follows the light, a sensor's noise, and compression."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import cv2
import numpy as np

from kiosk.simulation.aisle import FAR_M, HALF_WIDTH_M, Image, View

TARGET: Final = 168.0
"""The mean grey value that the exposure is steered to: that of the aisle in its own light."""
GAMMA: Final = 2.2
SETTLES_S: Final = 0.35
SHUTTER_S, LONGEST_S, SHORTEST_S = 1 / 60, 1 / 30, 1 / 1000
MOST_GAIN: Final = 3.0
"""Stops that a sensor amplifies at most, beyond its longest shutter."""
NOISE_LEVELS: Final = (2.5, 4.5, 7.5)
NOISES: Final = 4
QUALITY: Final = 55
GLARE: Final = 0.6
COARSE: Final = 8
"""A glare is soft: it is drawn that much smaller."""


@dataclass(frozen=True, slots=True)
class Light:
    """The light of the shop, in stops beside its own: `stops` first, from `change_s` on `change` more.

    `backlight` is how much the end of the aisle glares, as a share of white: a door to the sun.
    """

    stops: float = 0.0
    change: float = 0.0
    change_s: float = math.inf
    backlight: float = 0.0

    def at(self, t_s: float) -> float:
        """Stops at a time."""
        return self.stops + (self.change if t_s >= self.change_s else 0.0)


class Optics:
    """One camera: its exposure goes after the light as that of a webcam does, and dark pictures are noisy.

    The exposure is settled at first unless `settled` is false, as that of a camera that has just been opened is not.
    """

    def __init__(
        self, view: View, light: Light | None = None, *, seed: int = 1, jpeg: bool = False, settled: bool = True
    ) -> None:
        self._light = light or Light()
        self._jpeg, self._seed = jpeg, seed
        glare = GAMMA * math.log2(1 + GLARE * self._light.backlight)
        self._exposure = -self._light.at(0.0) - glare if settled else 0.0
        self._before_s = 0.0
        self._count = 0
        self._size = view.width, view.height

    @property
    def shutter_s(self) -> float:
        """How long the next picture is exposed: the darker, the longer."""
        return min(LONGEST_S, max(SHORTEST_S, SHUTTER_S * 2**self._exposure))

    def expose(self, t_s: float, picture: Image) -> Image:
        """The picture of time `t_s` as the camera gives it, from one in the shop's own light."""
        self._count += 1
        scale = 2 ** ((self._light.at(t_s) + self._exposure) / GAMMA)
        exposed = cv2.convertScaleAbs(picture, alpha=scale) if abs(scale - 1) > 0.005 else picture
        self._follow(t_s, np.asarray(exposed, np.uint8))
        noisy = self._noisy(np.asarray(exposed, np.uint8))
        if not self._jpeg:
            return noisy
        packed = cv2.imencode(".jpg", noisy, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1]
        return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)

    def _follow(self, t_s: float, exposed: Image) -> None:
        """Steer the exposure towards the target."""
        # A glare is brighter than the white that a picture ends at, and counts for more.
        mean = float(np.mean(exposed[::8, ::8])) * (1 + GLARE * self._light.backlight)
        share = 1.0 - math.exp(-max(0.0, t_s - self._before_s) / SETTLES_S)
        self._before_s = t_s
        wanted = GAMMA * math.log2(TARGET / max(mean, 1.0))
        most = math.log2(LONGEST_S / SHUTTER_S) + MOST_GAIN
        # Small deviations are left alone, so that nobody who walks by makes the picture pulse.
        step = share * wanted if abs(wanted) > 0.25 else 0.0
        self._exposure = min(most, max(math.log2(SHORTEST_S / SHUTTER_S), self._exposure + step))

    def _noisy(self, picture: Image) -> Image:
        """Two halves of noise, one added and one subtracted, in another pairing each time."""
        gain = max(0.0, self._exposure - math.log2(LONGEST_S / SHUTTER_S))
        noises = _noises(*self._size, NOISE_LEVELS[min(len(NOISE_LEVELS) - 1, round(gain))])
        turn = self._count + self._seed
        brighter, darker = noises[turn % NOISES], noises[(turn + 1 + turn // NOISES) % NOISES]
        return np.asarray(cv2.subtract(cv2.add(picture, brighter), darker), np.uint8)


def backlit(aisle: Image, view: View, share: float) -> Image:
    """The aisle with a glare at its end."""
    if share <= 0:
        return aisle
    small = View(view.width // COARSE, view.height // COARSE, view.hfov_deg, view.height_m, view.pitch_deg)
    glare = np.zeros((small.height, small.width), np.float32)
    left, top = small.pixel(-HALF_WIDTH_M, 2.6, FAR_M)
    right, bottom = small.pixel(HALF_WIDTH_M, 0.0, FAR_M)
    cv2.rectangle(glare, (round(left), round(top)), (round(right), round(bottom)), 1.0, -1)
    glare += cv2.GaussianBlur(glare, (0, 0), max(1.0, 0.7 * (right - left)))
    glow = cv2.resize(np.clip(glare, 0, 1), (view.width, view.height), interpolation=cv2.INTER_LINEAR)[:, :, None]
    return np.asarray(np.clip(aisle + glow * np.float32(255 * share), 0, 255), np.uint8)


@lru_cache(maxsize=8)
def _noises(width: int, height: int, level: float) -> tuple[Image, ...]:
    """A sensor's noise, its positive half, made once: two of them, added and subtracted, make a new one."""
    rng = np.random.default_rng(round(10 * level))
    noises = (np.abs(rng.normal(0, level, (height, width, 3))) for _ in range(NOISES))
    return tuple(noise.astype(np.uint8) for noise in noises)
