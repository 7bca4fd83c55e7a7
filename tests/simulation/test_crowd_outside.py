"""A crowd that waits outside comes in when the doors are opened by an order, and not before."""

from __future__ import annotations

import json
import socket
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from support import until

from kiosk.simulation.crowd import Crowd, Visit
from kiosk.simulation.shop import SOCKET
from kiosk.simulation.stream import LOG, TICK_S, Stream


def came(folder: Path) -> bool:
    lines = (folder / LOG).read_text(encoding="utf-8").splitlines()
    return any(json.loads(line)["kind"] == "comes" for line in lines)


@pytest.mark.parametrize("outside", [False, True])
def test_who_waits_outside_comes_in_when_the_doors_open(outside: bool) -> None:
    with tempfile.TemporaryDirectory(prefix="c-", dir="/tmp") as path:
        folder = Path(path)
        crowd = Crowd(visits=(Visit(manner="one question", pause_s=0.05),), outside=outside)
        stream = Stream(SimpleNamespace(run_dir=folder), crowd, seed=1)
        try:
            for _ in range(20):
                stream.tick()
                time.sleep(TICK_S)
            assert came(folder) is not outside
            with socket.socket(socket.AF_UNIX) as orders:
                orders.connect(str(folder / SOCKET))
                orders.sendall(b'orders\n{"doors": "open"}\n')
                until(lambda: stream.tick() or came(folder), 30)
        finally:
            stream.close()
