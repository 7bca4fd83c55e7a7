"""The simulated shop's camera: a client of its socket that draws what a camera there would see."""

from __future__ import annotations

import json
import math
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from hardware.camera.camera import Frame
from hardware.errors import HardwareError
from kiosk.simulation.aisle import Image, View, draw_aisle
from kiosk.simulation.card import draw_cards
from kiosk.simulation.client import RETRY_S, ShopClient
from kiosk.simulation.mirror import draw_mirror, unpacked
from kiosk.simulation.optics import Optics
from kiosk.simulation.people import Person, bake
from kiosk.simulation.scene import draw_scene

SIZE = (640, 480)
FPS = 12.0
SILENCE_S = 8.0
GONE_S = 2.0
"""Once there was a picture it is missed as soon as that of a real camera is."""
STRIDE_S = 0.5
"""Who was seen no longer ago walks at the speed of the difference."""


class ShopCamera:
    """Frames from `socket_path`; waits for the shop, and connects again when it goes away.

    Raises `HardwareError` camera.shop-missing from `read` when there was no shop for 8 s, or for 2 s after a picture.
    """

    def __init__(
        self,
        socket_path: Path,
        hfov_deg: float = 66.0,
        height_m: float = 1.35,
        pitch_deg: float = 0.0,
        avatar: str = "maya",
    ) -> None:
        self._shop = ShopClient(socket_path, "camera")
        self._view = View(*SIZE, hfov_deg, height_m, pitch_deg)
        self._aisle = draw_aisle(self._view)
        self._optics = Optics(self._view)
        self._walked: dict[int, tuple[float, Person]] = {}
        self._pending = b""
        self._people: list[Person] | None = None
        self._black = np.zeros_like(self._aisle)
        self._last: Image | None = None
        self._trick = ""
        self._reflection: Image | None = None
        self._count = 0
        self._start = self._heard_at = self._next_at = time.monotonic()
        self.fps, self.ended, self.detail = FPS, False, "simulated shop"
        _bake(avatar)

    def read(self, timeout_s: float) -> Frame | None:
        """The next frame, 12 a second; None when none was due, or the shop was away, for `timeout_s`."""
        until = time.monotonic() + timeout_s
        while (now := time.monotonic()) < until:
            wait = min(self._next_at, until) - now
            if self._people is None:
                self._receive(min(RETRY_S, until - now))
            elif wait > 0:
                time.sleep(wait)
            else:
                return self._draw()
        self._complain()
        return None

    def close(self) -> None:
        """Leave the shop."""
        self.ended = True
        self._people = None
        self._shop.close()

    def _draw(self) -> Frame | None:
        self._receive(0.0)
        people = self._people
        if people is None:
            return None
        now = time.monotonic()
        skipped = int((now - self._next_at) * FPS)  # the camera is no slower because its reader is
        self._next_at = max(self._next_at + 1 / FPS, now)
        if self._trick != "freeze" or self._last is None:
            self._last = self._black if self._trick == "black" else self._picture(people)
        return Frame(self._last, now, now - self._start, skipped)

    def _picture(self, people: list[Person]) -> Image:
        """The aisle with the people in it, through a shutter and the noise of a sensor."""
        picture, now = self._aisle.copy(), time.monotonic()
        walking = [self._walking(now, person) for person in people]
        draw_scene(picture, self._view, walking, shutter_s=self._optics.shutter_s)
        draw_cards(picture, self._view, walking)
        if self._reflection is not None:
            draw_mirror(picture, self._reflection)
        self._count += 1
        return self._optics.expose(now - self._start, picture)

    def _walking(self, now: float, person: Person) -> Person:
        """Somebody with the speed since the last picture."""
        at, before = self._walked.get(person.number, (-math.inf, person))
        self._walked[person.number] = now, person
        if not 0 < now - at < STRIDE_S:
            return person
        vx, vz = (person.x_m - before.x_m) / (now - at), (person.z_m - before.z_m) / (now - at)
        return replace(person, vx_mps=vx, vz_mps=vz)

    def _receive(self, timeout_s: float) -> None:
        """Take in all that the shop has sent, waiting for it if need be; only the last line counts."""
        data = self._shop.receive(timeout_s)
        if data is None:
            self._people, self._pending = None, b""
            return
        *lines, self._pending = (self._pending + data).split(b"\n")
        if lines:
            self._heard_at = time.monotonic()
            told = json.loads(lines[-1])
            self._look_into_mirror(lines)
            self._people, self._trick = [_person(one) for one in told["people"]], str(told.get("trick", ""))

    def _look_into_mirror(self, lines: list[bytes]) -> None:
        """A mirror is only told of when what it shows has changed."""
        told = [line for line in lines if b'"mirror"' in line]
        if told:
            self._reflection = unpacked(json.loads(told[-1])["mirror"])

    def _complain(self) -> None:
        if time.monotonic() - self._heard_at <= (min(SILENCE_S, GONE_S) if self._count else SILENCE_S):
            return
        self._heard_at = time.monotonic()
        raise HardwareError(
            "camera.shop-missing",
            "The simulated shop has not been heard of for a while.",
            "Start it with the kiosk, or set sight.camera to another source.",
        )


def _person(fields: dict[str, Any]) -> Person:
    return Person(
        number=int(fields["id"]),
        x_m=float(fields["x_m"]),
        z_m=float(fields["z_m"]),
        yaw_deg=float(fields.get("yaw_deg", 0.0)),
        eye_m=float(fields.get("eye_m", 1.6)),
        avatar=str(fields.get("avatar", "maya")),
        card=str(fields.get("card", "")),
    )


def _bake(avatar: str) -> None:
    """Draw the shopper's sprites before the first frame."""
    from avatars import AvatarError

    try:
        bake(avatar)
    except AvatarError as fault:
        raise HardwareError(fault.code, fault.sentence, fault.remedy) from fault
