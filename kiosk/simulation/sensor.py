"""What a motion and a range sensor on the robot would tell of the simulated shop's people."""

from __future__ import annotations

import json
import math
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from kiosk.simulation.client import ShopClient

EVERY_S: Final = 0.1
REACH_M: Final = 4.0
HALF_BEAM: Final = math.tan(math.radians(15.0))
MOVED_M: Final = 0.05
HELD_S: Final = 2.0
"""A motion sensor goes on telling of a motion for so long."""


class ShopSensor:
    """Tells a simulated board, in the words of its standard input, of who stands before it; `close` ends it."""

    def __init__(self, socket_path: Path, tell: Callable[[str], object]) -> None:
        self._shop = ShopClient(socket_path, "camera")
        self._tell = tell
        self._closed = threading.Event()
        self._places: dict[int, tuple[float, float]] = {}
        self._moved_at = -HELD_S
        self._thread = threading.Thread(target=self._run, name="shop sensor", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Tell no more."""
        self._closed.set()
        self._thread.join()

    def _run(self) -> None:
        pending, told = b"", ""
        while not self._closed.wait(EVERY_S):
            *lines, pending = (pending + (self._shop.receive(0.0) or b"")).split(b"\n")
            if lines:
                line = self.reading(json.loads(lines[-1])["people"], time.monotonic())
                if line != told:
                    self._tell(line)
                    told = line
        self._shop.close()

    def reading(self, people: Sequence[dict[str, Any]], now: float) -> str:
        """`sense MM MOVES` for these people at a time, s."""
        places = {int(one["id"]): (float(one["x_m"]), float(one["z_m"])) for one in people}
        near = {number: place for number, place in places.items() if math.hypot(*place) < REACH_M}
        if any(math.dist(place, self._places.get(number, (99.0, 99.0))) > MOVED_M for number, place in near.items()):
            self._moved_at = now
            self._places = near
        ahead = [math.hypot(x, z) for x, z in near.values() if abs(x) < HALF_BEAM * z]
        moves = bool(near) and now - self._moved_at < HELD_S
        return f"sense {round(1000 * min(ahead, default=0.0))} {int(moves)}"
