"""A touch screen before simulated shoppers: they see what is presented on it, and press and type on it.

Both ways are lines on the shop's socket: `{"scene": …}` when a frame shows something new, `{}` for one that does not;
back come the wishes of hands, as the events they are to become.
"""

from __future__ import annotations

import json
import time
from pathlib import Path

from kiosk.commands import Scene, Show
from kiosk.ports import Message
from kiosk.runtime import wire
from kiosk.simulation.client import ShopClient

SOCKET = "shop.sock"
STAMP_S = 0.1
"""A frame that shows nothing new is told of no oftener."""


class ShopScreen:
    """The stage's end; waits for the shop, and connects again when it goes away."""

    def __init__(self, socket_path: Path) -> None:
        self._shop = ShopClient(socket_path, "screen")
        self._pending = b""
        self._shown: Scene | None = None
        self._told_at = 0.0

    def present(self, scene: Scene) -> None:
        """A frame with this scene stands on the screen."""
        now = time.monotonic()
        if scene == self._shown and now - self._told_at < STAMP_S:
            return
        data = {} if scene == self._shown else {"scene": wire.to_data(Show(scene))["scene"]}
        self._shown = scene if self._shop.send(json.dumps(data).encode() + b"\n") else None
        self._told_at = now

    def hands(self) -> list[Message]:
        """What shoppers want to press or type, since the last call."""
        data = self._shop.receive(0.0)
        if data is None:
            self._pending, self._shown = b"", None
            return []
        *lines, self._pending = (self._pending + data).split(b"\n")
        return [wire.decode(line) for line in lines]

    def close(self) -> None:
        """Leave the shop."""
        self._shop.close()
