"""All that a fault can lay hands on: the kiosk, its devices, its store, its disk and its clock; and who watches."""

from __future__ import annotations

import json
import shutil
import socket
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from hardware.safety.latch import StopLatch
from hardware.simulators.spawn import SimulatedBoard
from kiosk.clock import set_shift
from kiosk.drill.backend import MoodyBackend
from kiosk.drill.book import Book
from kiosk.drill.disk import Disk
from kiosk.drill.host import Host
from kiosk.drill.tail import Tail
from kiosk.errors import KioskError
from kiosk.simulation.crowd import PAUSE_S, Crowd, Visit
from kiosk.simulation.shop import SOCKET
from kiosk.simulation.stream import LOG

SPEECH_SPEED: Final = 8
LONGEST_FOLDER: Final = 70
"""Sockets are some levels below it, and their paths have at most 107 bytes: unix(7)."""
SETTINGS: Final = {
    "KIOSK__STAGE__DISPLAY": "shop",
    "KIOSK__STAGE__SCALE": "0.25",
    "KIOSK__STAGE__FPS": "15",
    "KIOSK__SIGHT__CAMERA": "shop",
    "KIOSK__SIGHT__END_S": "0.1",
    "KIOSK__SIGHT__END_LEAVING_S": "0.1",
    "KIOSK__SIGHT__COOLDOWN_S": "0",
    "KIOSK__HEARING__MICROPHONE": "shop",
    "KIOSK__VOICE__SPEAKER": f"clock:{SPEECH_SPEED}",
    "KIOSK__KIOSK__LANG": "en",
    "KIOSK__DESK__MODE": "none",
}
"""What stands in for devices, and what is faster than in a shop; all else is as shipped or as the store has it."""
ACCELERATED: Final = (
    f"The kiosk's sentences are over {SPEECH_SPEED} times as fast (voice.speaker = clock:{SPEECH_SPEED}).",
    f"Shoppers come {PAUSE_S} s after the one before has gone, some at once, and type in no time.",
    "Who speaks does so at a natural pace.",
    "Sight ends a session 0.1 s after it lost the face (shipped: 3 s), and greets the next one at once (shipped: 5 s).",
    "The screen is drawn at a quarter of its size, 15 frames a second, as nobody looks at it.",
)


@dataclass
class World:
    """One drill's surroundings; `close` takes all of it down again."""

    folder: Path
    store: Path
    host: Host
    board: SimulatedBoard
    stop: StopLatch
    backend: MoodyBackend
    disk: Disk
    shift: Path
    tail: Tail
    book: Book
    crowd: Crowd
    start_s: float
    orders: socket.socket
    stack: ExitStack

    def order(self, **order: object) -> None:
        """Change something in the shop."""
        self.orders.sendall(json.dumps(order).encode() + b"\n")

    def come(self, visit: Visit) -> None:
        """Let a shopper be the next to come."""
        self.order(visit=visit.model_dump(mode="json"))

    def jump(self, seconds: float) -> None:
        """Let the wall clock be wrong by so much."""
        set_shift(self.shift, seconds)

    def close(self) -> None:
        """End everything."""
        self.stack.close()


def open_world(folder: Path, store: Path, crowd: Crowd, more: Mapping[str, str]) -> World:
    """Start a kiosk on a copy of a store, with everything that a drill needs around it.

    Raises:
        KioskError: `drill.start`, `drill.folder`.
    """
    if len(str(folder)) > LONGEST_FOLDER:
        raise KioskError("drill.folder", f"The path {folder} is too long for a socket.", "Set TMPDIR to a shorter one.")
    own = folder / "store"
    shutil.copytree(store, own)
    file = folder / "crowd.json"
    file.write_text(crowd.model_copy(update={"outside": True}).model_dump_json(), encoding="utf-8")
    (folder / "tmp").mkdir()
    with ExitStack() as stack:
        board, backend = stack.enter_context(SimulatedBoard(folder / "tmp")), MoodyBackend(own)
        stack.callback(backend.close)
        disk, shift = Disk(folder / "ledger"), folder / "clock-shift"
        stack.callback(disk.close, lambda path: _keep(path, folder))
        settings = SETTINGS | {
            "KIOSK__SHOP__CROWD": str(file),
            "KIOSK__BODY__PORT": board.port,
            "KIOSK__BODY__STOP_DIR": str(folder),
            "KIOSK__STORE__BACKEND_URL": backend.url,
            "KIOSK__KIOSK__CLOCK": f"shifted:{shift}",
        }
        host = Host(folder, own, disk.path, {**settings, **more})
        stack.callback(host.close)
        start_s = host.wait_ready()
        tail, book = Tail(host.run_dir / LOG), Book(disk.path / "ledger.sqlite")
        stack.callback(tail.close)
        orders = stack.enter_context(_orders(host.run_dir / SOCKET))
        kept = stack.pop_all()
    world = World(
        folder, own, host, board, StopLatch(folder), backend, disk, shift, tail, book, crowd, start_s, orders, kept
    )
    world.order(doors="open")  # a shopper of a kiosk that only starts would count as lost to a fault
    return world


def _orders(path: Path) -> socket.socket:
    channel = socket.socket(socket.AF_UNIX)
    channel.connect(str(path))
    channel.sendall(b"orders\n")
    return channel


def _keep(path: Path, folder: Path) -> None:
    """The ledger of the drill, from a disk that goes."""
    for file in path.glob("ledger*"):
        if file.suffix != ".lock":
            shutil.copy2(file, folder / file.name)


def visit(manner: str, *deeds: Mapping[str, Any], **more: Any) -> Visit:  # noqa: ANN401 - fields of a visit
    """A visit of a drill's own."""
    return Visit.model_validate({"manner": manner, "deeds": deeds, **more})
