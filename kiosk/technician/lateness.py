"""How much later a joint moves than it is told, from what is read back while it swings."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from hardware.motion.joints import Joint
from kiosk.technician.live import Each
from kiosk.technician.session import Session
from kiosk.technician.wiggling import swing

SECONDS: Final = 6.0
MOST_MS: Final = 300
FEWEST: Final = 40
Samples = Sequence[tuple[float, float]]


def measure(session: Session, joint: Joint, each: Each) -> float | None:
    """Swing a joint and compare; ms, or None if it does not tell where it is. The line's own delay is in it."""
    told: list[tuple[float, float]] = []
    seen: list[tuple[float, float]] = []

    def look(now: float) -> None:
        session.pose[joint.name] = swing(joint, now)
        told.append((now, session.robot.rig.pose[joint.name]))
        if (place := session.robot.positions.get(joint.channel)) is not None:
            seen.append((now, joint.value(place)))
        each(now)

    before, session.read_s = session.read_s, 0.0
    session.run(SECONDS, look)
    session.read_s = before
    return lag_ms(told, seen)


def lag_ms(told: Samples, seen: Samples) -> float | None:
    """By how much what was seen lags what was told: the shift with the least squared difference. Times in s."""
    fresh = [(at, value) for at, value in seen if at - told[0][0] > MOST_MS / 1000] if told else []
    if len(fresh) < FEWEST or max(v for _, v in fresh) == min(v for _, v in fresh):
        return None
    times = [at for at, _ in told]
    return float(min(range(0, MOST_MS + 1, 2), key=lambda lag: _off(told, times, fresh, lag / 1000)))


def _off(told: Samples, times: Sequence[float], seen: Samples, lag_s: float) -> float:
    return sum((value - _at(told, times, at - lag_s)) ** 2 for at, value in seen)


def _at(told: Samples, times: Sequence[float], when: float) -> float:
    """What was wanted at a moment, between two samples."""
    after = min(max(bisect_right(times, when), 1), len(told) - 1)
    (t0, v0), (t1, v1) = told[after - 1], told[after]
    share = min(1.0, max(0.0, (when - t0) / (t1 - t0))) if t1 > t0 else 0.0
    return v0 + share * (v1 - v0)
