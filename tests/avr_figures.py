"""How long the shipped binary takes, in simulated time, at several places of its servo frame."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

from avr_board import HZ, SERVOS, STOP, pulses
from boards import Real

from hardware.protocols.codec import ChannelLimits

SERVOS_SET = 8
PHASES = 5
LIMITS = {channel: ChannelLimits(500, 2500, 4000) for channel in range(SERVOS_SET)}


@contextmanager
def _moving() -> Iterator[Real]:
    """A board whose servos have pulses of 1500 µs."""
    with closing(Real(limits=LIMITS)) as bench:
        bench.armed()
        bench.ask(bench.codec.move(dict.fromkeys(LIMITS, 1500)))
        bench.hold(0.06)
        yield bench


def _ms(cycles: int) -> float:
    return cycles / HZ * 1e3


def round_trip_ms() -> list[float]:
    """From a set's first bit to its answer's last, with eight servos at 115200 baud."""
    found = []
    with _moving() as bench:
        for phase in range(PHASES):
            bench.wait(0.02 + phase / 250)
            begin = bench.board.cycle
            bench.ask(bench.codec.move(dict.fromkeys(LIMITS, 1500)))
            found.append(_ms(bench.board.sent[-1][0] - begin))
    return found


def set_to_pulse_ms(channel: int = 0) -> list[float]:
    """From a set's last bit to the end of the first pulse that heeds it."""
    found = []
    with _moving() as bench:
        for phase in range(PHASES):
            bench.hold(0.04)
            bench.wait(phase / 250)
            wanted = 1600 if phase % 2 else 1400
            arrived = bench.board.put(bench.codec.move({channel: wanted}))
            bench.wait(0.05)
            seen = pulses(bench.board.changes[SERVOS[channel]])
            first = next(at + cycles for at, cycles in seen if at + cycles > arrived and abs(cycles / 16 - wanted) < 5)
            found.append(_ms(first - arrived))
    return found


def stop_ms() -> list[float]:
    """From the opening of the emergency stop's contact to the end of the last pulse."""
    found = []
    for phase in range(PHASES):
        with _moving() as bench:
            bench.wait(phase / 250)
            opened = bench.board.cycle
            bench.board.pin(STOP, 1)
            bench.wait(0.1)
            found.append(max(0.0, _ms(bench.last_pulse() - opened)))
    return found


def deadman_ms() -> list[float]:
    """From the last bit of the last frame to the end of the last pulse."""
    found = []
    for phase in range(PHASES):
        with _moving() as bench:
            bench.wait(phase / 250)
            last = bench.board.put(bench.codec.poll())
            bench.wait(0.3)
            found.append(_ms(bench.last_pulse() - last))
    return found
