"""What our servo board's firmware does, without a board: requests in, answers out, servos that move in 20 ms frames."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hardware.motion.joints import SERVO_FRAME_S
from hardware.protocols.boards import mcu, mcu_frames
from hardware.protocols.boards.mcu_frames import Decoder, Frame
from hardware.protocols.codec import ChannelLimits, Identified, Lamp, PoseRead, Sensed, Status

DEVICE = "mcu-head"
FIRMWARE = "1.0"
RESTART_S = 0.03
PULSE_US = (400, 2700)
"""The shortest and the longest pulse that the board makes, whatever its limits say."""
_DARK = (0, 0, 0)


class Firmware:
    """A board with 16 servo channels, 16 lamps and 8 buttons. Times are seconds of any clock that only goes forward.

    `on_set(now, targets)` is called with the clamped targets of each accepted set, `on_lamps(now, lamps)` with the
    lamps that are lit after each glow, and when they go dark.
    """

    def __init__(
        self,
        boot: int,
        on_set: Callable[[float, Mapping[int, int]], None] = lambda _now, _targets: None,
        on_lamps: Callable[[float, Mapping[int, Lamp]], None] = lambda _now, _lamps: None,
        device: str = DEVICE,
    ) -> None:
        self._device = device
        self._on_set = on_set
        self._on_lamps = on_lamps
        self.buttons: frozenset[int] = frozenset()
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
        self._configured = False
        self._limits: dict[int, ChannelLimits] = {}
        self._deadman_s = 0.0
        self._fed = awake
        self._torque = False
        self._targets: dict[int, int] = {}
        self._outputs: dict[int, int] = {}
        self._lamps: dict[int, Lamp] = {}
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
        return self._stopped or self._abandoned(now) or not self._torque

    def _abandoned(self, now: float) -> bool:
        """Whether the deadman went off."""
        return self._deadman_s > 0 and now - self._fed > self._deadman_s

    def pulses(self, now: float) -> Mapping[int, int]:
        """What the servos get now, µs by channel; empty when limp."""
        self._advance(now)
        return {} if self.limp(now) else dict(self._outputs)

    def lamps(self, now: float) -> Mapping[int, Lamp]:
        """The lamps that are lit now."""
        return {} if self._abandoned(now) else dict(self._lamps)

    def _light(self, lamps: Mapping[int, Lamp], now: float) -> None:
        self._lamps = {number: lamp for number, lamp in lamps.items() if (lamp.red, lamp.green, lamp.blue) != _DARK}
        self._on_lamps(now, self._lamps)

    def receive(self, data: bytes, now: float) -> bytes:
        """Take bytes from the line; the bytes of the answers."""
        if now < self._awake or self.silent:
            return b""
        self._advance(now)
        if self.limp(now):
            self._let_go()
        if self._abandoned(now) and self._lamps:
            self._light({}, now)
        return b"".join(self._answer(frame, now) for frame in self._decoder.feed(data))

    def status(self, now: float) -> Status:
        """What every answer says."""
        return Status(
            boot=self._boot,
            stopped=self._stopped,
            pressed=self.pressed,
            limp=self.limp(now),
            configured=self._configured,
            rejected=self._decoder.rejected % 256,
            missing=self.missing,
            buttons=self.buttons,
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
        self._targets = self._clamped(self._outputs)

    def _limit(self, deadman_ms: int, limits: Mapping[int, ChannelLimits]) -> None:
        """New limits hold for what moves now; a channel without any is silent."""
        self._configured, self._limits, self._deadman_s = True, dict(limits), deadman_ms / 1000
        self._targets = self._clamped(self._targets)
        self._outputs = {channel: value for channel, value in self._outputs.items() if channel in limits}

    def _clamped(self, positions: Mapping[int, int]) -> dict[int, int]:
        """What is within limits and pulses, of those channels that have limits."""
        known = {channel: value for channel, value in positions.items() if channel in self._limits}
        held = {channel: self._limits[channel].clip(value) for channel, value in known.items()}
        return {channel: min(PULSE_US[1], max(PULSE_US[0], value)) for channel, value in held.items()}

    def _answer(self, request: Frame, now: float) -> bytes:
        if request.kind & mcu.REPLY:
            return b""
        self._fed = now
        self._heed(request, now)
        return mcu_frames.encode(Frame(request.kind | mcu.REPLY, request.sequence, self._payload(request.kind, now)))

    def _payload(self, kind: int, now: float) -> bytes:
        if kind == mcu.HELLO:
            return mcu.pack_identity(Identified(self._device, mcu.VERSION, FIRMWARE, mcu.CHANNELS, self._boot))
        if kind == mcu.DETECT:
            return mcu.pack_sensed(self.sensed)
        if kind == mcu.READ:
            return mcu.pack_pose(PoseRead(self.status(now), self._outputs))
        return mcu.pack_status(self.status(now))

    def _heed(self, request: Frame, now: float) -> None:
        match request.kind:
            case mcu.LIMITS:
                self._limit(*mcu.unpack_limits(request.payload))
            case mcu.TORQUE:
                self._torque = request.payload == b"\1" and not self._stopped
            case mcu.SET:
                self._set(mcu.unpack_positions(request.payload), now)
            case mcu.GLOW:
                self._light({**self._lamps, **mcu.unpack_lamps(request.payload)}, now)
            case mcu.STOP:
                self._stopped = True
            case mcu.CLEAR:
                self.clear()

    def _set(self, positions: Mapping[int, int], now: float) -> None:
        clamped = self._clamped(positions)
        if self.limp(now) or not clamped:
            return
        self._targets.update(clamped)
        self._on_set(now, clamped)
