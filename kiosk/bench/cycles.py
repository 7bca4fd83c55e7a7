"""The firmware's own binary, in simulated cycles: how soon pulses end, and how soon a frame becomes one.

Wall clock and machine have no part in these figures.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, Final

from kiosk.bench.checkout import avr
from kiosk.bench.row import Row, Skipped

DEADMAN, STOP, FRAME = "deadman to no pulses", "emergency stop to no pulses", "frame to its pulse"
WARM_S: Final = 0.3
MS: Final = 1e3


def rows(times: int) -> Iterator[Row | Skipped]:
    """Worst of so many trials at moments of chance; skipped where there is no simulator."""
    boards = avr(f"{DEADMAN}; {STOP}")
    if isinstance(boards, Skipped):
        yield boards
        return
    real, hz, chance = boards.Real(), boards.HZ, random.Random(4)
    try:
        silences = [_deadman_s(real, hz, chance) for _ in range(times)]
        stops = [_stop_s(real, hz, chance) for _ in range(times)]
        latched = bool(real.status().stopped)
    finally:
        real.close()
    yield Row(f"{DEADMAN} (in cycles), worst of {times}", max(silences) * MS, "ms", 250)
    yield Row(f"{STOP} (in cycles), worst of {times}", max(stops) * MS, "ms", 20)
    yield Row("emergency stop stays after its button came up", float(latched), "", 1, "higher")


def frame_to_pulse_s(trials: int = 60) -> list[float]:
    """From the last bit of a frame to the end of the first pulse of its width, s; empty without a simulator."""
    boards = avr(FRAME)
    if isinstance(boards, Skipped):
        return []
    real, chance = boards.Real(), random.Random(6)
    try:
        _run(real, chance)
        return [_pulse_s(real, boards, chance, number) for number in range(trials)]
    finally:
        real.close()


def _run(real: Any, chance: random.Random) -> None:  # noqa: ANN401 - a board of the tests
    """With torque and pulses, at some moment of a servo frame."""
    if real.status().stopped:
        real.ask(real.codec.clear())
    real.armed()
    real.ask(real.codec.move({0: 1500, 1: 1500}))
    real.hold(WARM_S)
    real.wait(chance.uniform(0.0, 0.02))


def _deadman_s(real: Any, hz: int, chance: random.Random) -> float:  # noqa: ANN401
    """From the last bit of the last frame to the end of the last pulse."""
    _run(real, chance)
    fed = real.board.put(real.codec.poll())
    real.wait(0.6)
    return float(real.last_pulse() - fed) / hz


def _stop_s(real: Any, hz: int, chance: random.Random) -> float:  # noqa: ANN401
    """From the button to the end of the last pulse; then the button comes up."""
    _run(real, chance)
    pressed = real.board.cycle
    real.press()
    real.hold(0.1)
    after = float(max(0, real.last_pulse() - pressed)) / hz
    real.release()
    return after


def _pulse_s(real: Any, boards: Any, chance: random.Random, number: int) -> float:  # noqa: ANN401
    """A step of two µs is seen in the width of the first pulse that has it."""
    real.wait(chance.uniform(0.0, 0.02))
    wanted = 1500 + (6 if number % 2 else -6)
    heard = real.board.put(real.codec.move({0: wanted}))
    real.wait(0.05)
    changes = real.board.changes[boards.SERVOS[0]]
    widths = boards.pulses(changes, heard - round(0.003 * boards.HZ))
    right = [at + cycles for at, cycles in widths if abs(cycles / boards.US - wanted) < 3 and at + cycles > heard]
    return float(right[0] - heard) / boards.HZ if right else 0.05
