"""What runs in processes of its own in the tests of the body: spawned ones import it by name."""

from __future__ import annotations

import threading
from pathlib import Path

from support import FakeLink

from kiosk.body.part import run
from kiosk.commands import LookAt
from kiosk.settings import Settings


def spin() -> None:
    """Keep a core busy."""
    while True:
        sum(range(1000))


def serve(folder: str) -> None:
    """A body part that looks left and right."""
    link = FakeLink(Path(folder))
    for tick in range(40):
        threading.Timer(tick * 0.1, link.give, [LookAt(10.0 * (-1) ** tick, 0.0, 1.0)]).start()
    run(link, Settings.model_validate({"body": {"port": "simulated"}}))


def serve_port(folder: str, port: str) -> None:
    """A body part on a port, that looks left and right."""
    link = FakeLink(Path(folder))
    for tick in range(40):
        threading.Timer(tick * 0.1, link.give, [LookAt(30.0 * (-1) ** tick, 0.0, 1.0)]).start()
    run(link, Settings.model_validate({"body": {"port": port, "stop_dir": folder}}))
