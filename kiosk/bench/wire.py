"""The servo board's wire: how long an exchange takes on a line of its speed."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import numpy as np

from hardware.links.serial_link import SerialTransport
from hardware.profiles.robot_profile import Profile
from hardware.protocols.boards import mcu, mcu_frames
from hardware.protocols.boards.mcu_frames import Decoder, Frame
from hardware.simulators.spawn import SimulatedBoard
from kiosk.bench.row import Row

EXCHANGES = 200
SERVOS = 8


def rows(profile: Profile) -> list[Row]:
    """The median: one that a busy machine disturbed does not count."""
    name = f"round trip of {SERVOS} servos at {profile.baud} baud, median of {EXCHANGES}"
    return [Row(name, round(round_trip_ms(profile), 2), "ms", 6)]


def round_trip_ms(profile: Profile) -> float:
    """Set to answer, ms, on a pty that takes as long as the line would."""
    took = []
    with tempfile.TemporaryDirectory() as folder, SimulatedBoard(Path(folder)) as board:
        transport = SerialTransport(board.port, profile.baud)
        for number in range(EXCHANGES):
            pose = mcu.pack_positions(dict.fromkeys(range(SERVOS), 1500))
            begin, decoder = time.monotonic(), Decoder()
            transport.write(mcu_frames.encode(Frame(mcu.SET, number % 256, pose)))
            while not decoder.feed(transport.read(1.0)) and time.monotonic() - begin < 1.0:
                pass
            took.append(time.monotonic() - begin)
        transport.close()
    return float(np.median(took)) * 1e3
