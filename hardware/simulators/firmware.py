"""What our servo board's firmware does, without a board: requests in, answers out, servos that move in 20 ms frames."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hardware.joints import SERVO_FRAME_S
from hardware.protocols import mcu
from hardware.protocols.codec import ChannelLimits, Identified, PoseRead, Sensed, Status
from hardware.protocols.mcu import Decoder, Frame

DEVICE = "mcu-head"
FIRMWARE = "1.0"
RESTART_S = 0.03


class Firmware:
    """A board with 16 servo channels. Times are seconds of any clock that only goes forward.

    `on_set(now, targets)` is called with the clamped targets of each accepted set.
    """

    def __init__(
        self, boot: int, on_set: Callable[[float, Mapping[int, int]], None] = lambda _now, _targets: None
    ) -> None:
        self._on_set = on_set
        self.silent = False
        self.pressed = False
        self.missing: frozenset[int] = frozenset()
        self.sensed = Sensed(moving=False, distance_m=None, ranging=True)
        self._stopped = False
        self._boot = boot
        self._restart(0.0)

    def reboot(self, now: float) -> None:
        """Power-cycle: forgets everything, the latched stop too, and says nothing for a moment."""
        self._boot = (self._boot + 1) % 65536
        self._stopped = self.pressed
        self._restart(now + RESTART_S)

    def _restart(self, awake: float) -> None:
        self._awake = awake
        self._decoder = Decoder()
        self._limits: dict[int, ChannelLimits] = {}
        self._deadman_s = 0.0
        self._fed = awake
        self._torque = False
        self._targets: dict[int, int] = {}
        self._outputs: dict[int, int] = {}
        self._frame_at = awake

    def press(self) -> None:
        """The emergency stop: latches."""
        self.pressed = self._stopped = True

    def release(self) -> None:
        """The button comes up; the stop stays latched."""
        self.pressed = False

    def clear(self) -> None:
        """A person clears the latched stop; refused while the button is down."""
        self._stopped = self.pressed

    def limp(self, now: float) -> bool:
        """Whether there are no pulses now."""
        dead = self._deadman_s > 0 and now - self._fed > self._deadman_s
        return self._stopped or dead or not self._torque

    def pulses(self, now: float) -> Mapping[int, int]:
        """What the servos get now, µs by channel; empty when limp."""
        self._advance(now)
        return {} if self.limp(now) else dict(self._outputs)

    def receive(self, data: bytes, now: float) -> bytes:
        """Take bytes from the line; the bytes of the answers."""
        if now < self._awake or self.silent:
            return b""
        self._advance(now)
        if self.limp(now):
            self._let_go()
        return b"".join(self._answer(frame, now) for frame in self._decoder.feed(data))

    def status(self, now: float) -> Status:
        """What every answer says."""
        return Status(
            boot=self._boot,
            stopped=self._stopped,
            pressed=self.pressed,
            limp=self.limp(now),
            configured=bool(self._limits),
            rejected=self._decoder.rejected % 256,
            missing=self.missing,
        )

    def _advance(self, now: float) -> None:
        """Move each output towards its target, at most `slew` in a servo frame, unless limp."""
        frames = int((now - self._frame_at) / SERVO_FRAME_S)
        self._frame_at += frames * SERVO_FRAME_S
        if self.limp(now):
            return
        for channel, target in self._targets.items():
            present = self._outputs.get(channel, target)
            most = frames * self._limits[channel].slew
            self._outputs[channel] = present + max(-most, min(most, target - present))

    def _let_go(self) -> None:
        """Stay limp until torque is asked for, and begin from here then."""
        self._torque = False
        self._targets = dict(self._outputs)

    def _answer(self, request: Frame, now: float) -> bytes:
        if request.kind & mcu.REPLY:
            return b""
        self._fed = now
        self._heed(request, now)
        return mcu.encode(Frame(request.kind | mcu.REPLY, request.sequence, self._payload(request.kind, now)))

    def _payload(self, kind: int, now: float) -> bytes:
        if kind == mcu.HELLO:
            return mcu.pack_identity(Identified(DEVICE, mcu.VERSION, FIRMWARE, mcu.CHANNELS, self._boot))
        if kind == mcu.DETECT:
            return mcu.pack_sensed(self.sensed)
        if kind == mcu.READ:
            return mcu.pack_pose(PoseRead(self.status(now), self._outputs))
        return mcu.pack_status(self.status(now))

    def _heed(self, request: Frame, now: float) -> None:
        match request.kind:
            case mcu.LIMITS:
                deadman_ms, self._limits = mcu.unpack_limits(request.payload)
                self._deadman_s = deadman_ms / 1000
                self._targets = {c: target for c, target in self._targets.items() if c in self._limits}
            case mcu.TORQUE:
                self._torque = request.payload == b"\1"
            case mcu.SET:
                self._set(mcu.unpack_positions(request.payload), now)
            case mcu.STOP:
                self._stopped = True
            case mcu.CLEAR:
                self.clear()

    def _set(self, positions: Mapping[int, int], now: float) -> None:
        known = {channel: value for channel, value in positions.items() if channel in self._limits}
        if self.limp(now) or not known:
            return
        clamped = {c: min(self._limits[c].highest, max(self._limits[c].lowest, v)) for c, v in known.items()}
        self._targets.update(clamped)
        self._on_set(now, clamped)
