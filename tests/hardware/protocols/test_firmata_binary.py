"""Our end of Firmata against the true StandardFirmata, a binary in the AVR simulator: pulses at its pins, in cycles."""

from pathlib import Path

import pytest
from avr_board import HZ, US, missing, pulses
from boards import Real
from standard_firmata import BAUD, hex_file

from hardware.profiles.robot_profile import load
from hardware.protocols.codec import Identified, PoseRead, Status

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())

PROFILE = load(Path(__file__).parents[3] / "config" / "devices" / "firmata-head.toml")
PINS = {9: "B1", 10: "B2", 6: "D6"}
POSE = {9: 1300, 10: 1600, 11: 1550, 6: 1450}
NEAR_US = 6


class Far:
    """The codec, and the board at the other end of the line."""

    def __init__(self):
        self.board, self.codec = Real(hex_file().read_bytes(), baud=BAUD).board, PROFILE.codec()
        self.heard = 0

    def say(self, data, seconds=0.02):
        if data:
            self.board.put(data)
        self.board.run(seconds)
        new = bytes(byte for _, byte in self.board.sent[self.heard :])
        self.heard = len(self.board.sent)
        return list(self.codec.feed(new))

    def until(self, ask, kind, within_s=4.0, every_s=0.1):
        for _ in range(round(within_s / every_s)):
            for report in self.say(ask(), every_s):
                if isinstance(report, kind):
                    return report
        pytest.fail(f"no {kind.__name__}")

    def widths(self, pin, since):
        return [cycles / US for _, cycles in pulses(self.board.changes[PINS[pin]], since)]


def test_the_true_sketch_is_known_moved_stopped_and_caught_restarting():
    far = Far()
    who = far.until(far.codec.probe, Identified)
    assert (who.device, who.protocol) == (PROFILE.device, PROFILE.protocol.version)
    assert not far.until(far.codec.sync, PoseRead).positions
    begin = far.board.cycle
    far.say(far.codec.arm())
    for _ in range(15):
        (status,) = far.say(far.codec.move(POSE))
    assert not status.limp
    for pin in PINS:
        widths = far.widths(pin, begin)
        assert len(widths) > 10
        assert all(abs(width - POSE[pin]) < NEAR_US for width in widths), "also the first: it goes nowhere else before"
    again = PROFILE.codec()
    again.probe()
    far.codec, held = again, far.codec
    far.until(far.codec.probe, Identified)
    assert far.until(far.codec.sync, PoseRead).positions == POSE
    far.codec = held
    far.say(far.codec.stop(), 0.05)
    stopped = far.board.cycle
    for _ in range(10):
        (status,) = far.say(far.codec.move(POSE))
    assert status.stopped
    assert not any(far.widths(pin, stopped + HZ // 50) for pin in PINS)
    far.codec.clear()
    far.until(far.codec.sync, PoseRead)
    far.say(far.codec.arm())
    boot = far.until(far.codec.poll, Status).boot
    far.board.power()
    assert far.until(far.codec.poll, Status, every_s=0.5).boot != boot
    far.board.close()
