"""What the tests of sight and of the simulated camera share: the face model, a small shop, a sighting."""

from __future__ import annotations

import json
import math
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk import models
from kiosk.errors import KioskError
from kiosk.sight.geometry import FACE_M, Lens, Sighting

LENS = Lens(640, 480, 66.0)


def yunet() -> Path:
    """The face model, fetched if need be; skips the test where that cannot be."""
    try:
        return models.get("yunet")
    except KioskError as fault:
        pytest.skip(f"no face model: {fault}")


def sighting(x_m: float, z_m: float, *, facing: bool = True, eye_m: float = 1.6) -> Sighting:
    """What a faultless detector sees of a face at that place."""
    size = LENS.focal_px * FACE_M / z_m
    column = LENS.width / 2 + LENS.focal_px * x_m / z_m
    row = LENS.height / 2 - LENS.focal_px * (eye_m - LENS.height_m) / z_m
    yaw = math.degrees(math.atan2(x_m, z_m))
    return Sighting(x_m, z_m, eye_m, column, row, size, facing, yaw)


class SmallShop:
    """A shop's camera socket: sends where people are, 30 times a second, to every client."""

    def __init__(self, path: Path, people: Callable[[float], list[dict[str, object]]]) -> None:
        self._people = people
        self.began = time.monotonic()
        self.asked: list[bytes] = []
        self._open = True
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(str(path))
        self._socket.listen()
        self._socket.settimeout(0.1)
        self._thread = threading.Thread(target=self._accept)
        self._thread.start()

    def close(self) -> None:
        self._open = False
        self._thread.join()
        self._socket.close()

    def _accept(self) -> None:
        while self._open:
            try:
                client, _ = self._socket.accept()
            except TimeoutError:
                continue
            with client:
                self._serve(client)

    def _serve(self, client: socket.socket) -> None:
        client.settimeout(2.0)
        with client.makefile("rb") as lines:
            self.asked.append(lines.readline())
        try:
            while self._open:
                now = time.monotonic()
                line = {"t": now, "people": self._people(now - self.began)}
                client.sendall(json.dumps(line).encode() + b"\n")
                time.sleep(1 / 30)
        except OSError:
            return


def person(
    x_m: float, z_m: float, *, yaw_deg: float = 0.0, eye_m: float = 1.6, avatar: str = "maya"
) -> dict[str, object]:
    """One entry of a shop's line."""
    return {"id": 1, "x_m": x_m, "z_m": z_m, "yaw_deg": yaw_deg, "eye_m": eye_m, "avatar": avatar}
