"""The host's end of the servo board's protocol."""

from __future__ import annotations

from collections.abc import Mapping

from hardware.protocols.boards import mcu, mcu_frames
from hardware.protocols.codec import Dialect, Lamp, Plan, PoseRead, Positions, Report, Sensed

OPEN = 32
"""Requests whose answers are still waited for, at most."""


def report(answer: mcu_frames.Frame) -> Report | Sensed:
    """What an answer says."""
    if answer.kind == mcu.DETECT | mcu.REPLY:
        return mcu.unpack_sensed(answer.payload)
    if answer.kind == mcu.HELLO | mcu.REPLY:
        return mcu.unpack_identity(answer.payload)
    status = mcu.unpack_status(answer.payload)
    if answer.kind == mcu.READ | mcu.REPLY:
        return PoseRead(status, mcu.unpack_positions(answer.payload[mcu.STATUS.size :]))
    return status


class McuCodec:
    """The host's end: a `Codec`. An answer counts only if its request is among the last ones that were sent."""

    def __init__(self, plan: Plan) -> None:
        self._limits = dict(plan.limits)
        self._deadman_ms = plan.deadman_ms
        self._decoder = mcu_frames.Decoder()
        self._sequence = 0
        self._asked: dict[int, int] = {}

    def _request(self, kind: int, payload: bytes = b"") -> bytes:
        self._sequence = (self._sequence + 1) % 256
        self._asked.pop(self._sequence, None)
        self._asked[self._sequence] = kind
        while len(self._asked) > OPEN:
            self._asked.pop(next(iter(self._asked)))
        return mcu_frames.encode(mcu_frames.Frame(kind, self._sequence, payload))

    def probe(self) -> bytes:
        """Hello, behind a delimiter that ends whatever lay half-sent on the line."""
        return mcu_frames.DELIMITER + self._request(mcu.HELLO)

    def sync(self) -> bytes:
        """Limits and deadman, then read."""
        return self._request(mcu.LIMITS, mcu.pack_limits(self._deadman_ms, self._limits)) + self._request(mcu.READ)

    def arm(self) -> bytes:
        """Torque on."""
        return self._request(mcu.TORQUE, b"\1")

    def park(self) -> bytes:
        """Torque off."""
        return self._request(mcu.TORQUE, b"\0")

    def move(self, positions: Positions) -> bytes:
        """Set."""
        return self._request(mcu.SET, mcu.pack_positions(positions))

    def poll(self) -> bytes:
        """Poll."""
        return self._request(mcu.POLL)

    def read(self) -> bytes:
        """Read."""
        return self._request(mcu.READ)

    def stop(self) -> bytes:
        """Stop."""
        return self._request(mcu.STOP)

    def clear(self) -> bytes:
        """Clear."""
        return self._request(mcu.CLEAR)

    def light(self, lamps: Mapping[int, Lamp]) -> bytes:
        """Glow."""
        return self._request(mcu.GLOW, mcu.pack_lamps(lamps))

    def detect(self) -> bytes:
        """Detect."""
        return self._request(mcu.DETECT)

    def feed(self, data: bytes) -> list[Report | Sensed]:
        """The reports of the answers that fit a request."""
        answers = (frame for frame in self._decoder.feed(data) if self._expected(frame))
        return [report(answer) for answer in answers]

    def _expected(self, frame: mcu_frames.Frame) -> bool:
        fits = frame.kind & mcu.REPLY and self._asked.get(frame.sequence) == frame.kind ^ mcu.REPLY
        if fits:
            del self._asked[frame.sequence]
        return bool(fits)


DIALECT = Dialect(
    "mcu", mcu.VERSION, mcu.CHANNELS, mcu_frames.wire_load, McuCodec, deadman=True, latch=True, motor="hobby-servo"
)
