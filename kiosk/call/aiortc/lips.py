"""How far sound and picture of the other end are apart as they come in: pure.

Both carry the sender's clock: a sender report of RTCP says which time of RTP was which time of day (RFC 3550, 6.4.1).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kiosk.call.engine.gate import Kind

CLOCKS: Final[dict[Kind, int]] = {"audio": 48_000, "video": 90_000}
FOLLOW: Final = 0.1
"""Of a new difference that the mean takes in."""


@dataclass(frozen=True, slots=True)
class _Report:
    stamp: int
    second: float


class Lips:
    """Takes sender reports and arrivals of both media; knows their difference once it has both of both."""

    def __init__(self) -> None:
        self._reports: dict[Kind, _Report] = {}
        self._delays: dict[Kind, float] = {}

    def reported(self, kind: Kind, ntp: int, stamp: int) -> None:
        """The sender's clock, 32.32 bits of seconds, at time `stamp` of RTP."""
        if ntp:
            self._reports[kind] = _Report(stamp, ntp / 2**32)

    def arrived(self, kind: Kind, stamp: int, at: float) -> None:
        """What was taken at time `stamp` of RTP is ready to be shown or played at `at`, s."""
        report = self._reports.get(kind)
        if report is None:
            return
        ticks = (stamp - report.stamp + 2**31) % 2**32 - 2**31
        delay = at - (report.second + ticks / CLOCKS[kind])
        known = self._delays.get(kind, delay)
        self._delays[kind] = known + FOLLOW * (delay - known)

    @property
    def offset_s(self) -> float | None:
        """How much later sound is than picture."""
        if len(self._delays) < len(CLOCKS):
            return None
        return self._delays["audio"] - self._delays["video"]
