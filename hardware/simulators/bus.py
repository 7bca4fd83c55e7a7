"""Motors on a bus, with control tables of bytes: DYNAMIXEL and Feetech.

Tricks: `missing 3` (it does not answer; -1 for none), `overload 3` (its torque goes off and it complains; -1 for none),
`duplicate 3` (two motors have this id; -1 for none), `hot 3` (80 °C; -1 for none), `model 3` (it is another model),
`firmware 37` (all have this version).
"""

from __future__ import annotations

from collections.abc import Iterable

from hardware.motor import Motor
from hardware.protocols.buses import dynamixel, dynamixel_frames, feetech, feetech_frames
from hardware.protocols.buses.bus_frames import order
from hardware.protocols.codec import Plan
from hardware.simulators.device import OnSet

RESTART_S = 0.03
WARM_C, HOT_C = 32, 80
FIRMWARE = 46
OTHER_MODEL = 9


class Table:
    """The registers of one motor, and how it moves."""

    def __init__(self, motor: Motor) -> None:
        self.motor = motor
        self.bytes = bytearray(256)
        self.place = float((motor.lowest + motor.highest) // 2)
        self.put("model", motor.model)
        if "mode" in motor.registers:
            self.put("mode", dynamixel.POSITIONS if "watchdog" in motor.registers else feetech.POSITIONS)
        self.put("firmware", FIRMWARE)
        self.put("lowest", motor.lowest)
        self.put("highest", motor.highest)
        self.put("temperature", WARM_C)
        self.put("voltage", round(10 * sum(motor.volts) / 2) if motor.volts else 50)
        self.restart()

    def restart(self) -> None:
        """Power-cycle: the volatile registers."""
        for name in ("torque", "speed", "error", "watchdog"):
            if name in self.motor.registers:
                self.put(name, 0)
        if "lock" in self.motor.registers:
            self.put("lock", 1)
        self.put("goal", round(self.place))
        self.put("position", round(self.place))

    def get(self, name: str) -> int:
        """A register, without its sign."""
        address, length = self.motor.registers[name]
        return int.from_bytes(self.bytes[address : address + length], order(self.motor))

    def put(self, name: str, value: int) -> None:
        """Set a register."""
        address, length = self.motor.registers[name]
        self.bytes[address : address + length] = value.to_bytes(length, order(self.motor))

    def advance(self, seconds: float) -> None:
        """Go towards the goal, as fast as the speed register says; 0 is no limit."""
        if self.get("torque"):
            most = (self.get("speed") or 1e6) * self.motor.speed_unit * seconds
            self.place += max(-most, min(most, self.get("goal") - self.place))
            self.put("position", round(self.place))


class Bus:
    """Motors on one line; a protocol adds its frames. Times are seconds of any clock that only goes forward."""

    def __init__(self, plan: Plan, on_set: OnSet) -> None:
        self.silent = False
        self.tables = {number: Table(motor) for number, motor in plan.motors.items()}
        self._on_set = on_set
        self._missing = self._doubled = -1
        self._awake = self._at = self._fed = 0.0

    def receive(self, data: bytes, now: float) -> bytes:
        """Take bytes from the line; the bytes of the answers."""
        if now < self._awake or self.silent:
            return b""
        self._advance(now)
        answers = b""
        for number, instruction, parameters in self._frames(data):
            self._fed = now
            answers += self._heed(number, instruction, parameters, now)
        return answers

    def reboot(self, now: float) -> None:
        """Power-cycle of all motors."""
        self._awake = now + RESTART_S
        self._forget()
        for table in self.tables.values():
            table.restart()

    def trick(self, word: str, value: str) -> bool:
        """See above; false for any other."""
        chosen = self.tables.get(int(value or -1))
        match word:
            case "missing":
                self._missing = int(value)
            case "duplicate":
                self._doubled = int(value)
            case "overload":
                for table in self.tables.values():
                    table.put("error", 0x20 if table is chosen else 0)
                    table.put("torque", 0 if table is chosen else table.get("torque"))
            case "hot":
                for table in self.tables.values():
                    table.put("temperature", HOT_C if table is chosen else WARM_C)
            case "model" if chosen:
                chosen.put("model", OTHER_MODEL)
            case "firmware":
                for table in self.tables.values():
                    table.put("firmware", int(value))
            case _:
                return False
        return True

    def _forget(self) -> None:
        """The half of a frame that was heard."""
        raise NotImplementedError

    def _frames(self, data: bytes) -> Iterable[tuple[int, int, bytes]]:
        raise NotImplementedError

    def _reply(self, number: int, data: bytes) -> bytes:
        raise NotImplementedError

    def _pong(self, number: int) -> bytes:
        """The answer to a ping."""
        raise NotImplementedError

    def _places(self, parameters: bytes) -> tuple[int, int, bytes]:
        """Address, length and the rest of what an order is about."""
        raise NotImplementedError

    def _writable(self, table: Table, address: int) -> bool:
        """Whether a motor takes this now."""
        raise NotImplementedError

    def _advance(self, now: float) -> None:
        for table in self.tables.values():
            table.advance(now - self._at)
        self._at = now

    def _heed(self, number: int, instruction: int, parameters: bytes, now: float) -> bytes:
        match instruction:
            case feetech_frames.PING:
                return self._pong(number)
            case feetech_frames.READ:
                address, length, _ = self._places(parameters)
                return self._answers([number], address, length)
            case feetech_frames.SYNC_READ:
                address, length, numbers = self._places(parameters)
                return self._answers(numbers, address, length)
            case feetech_frames.SYNC_WRITE:
                address, length, rest = self._places(parameters)
                for begin in range(0, len(rest) - length, length + 1):
                    self._write(rest[begin], address, rest[begin + 1 : begin + 1 + length])
                self._tell(address, now)
        return b""

    def _answers(self, numbers: Iterable[int], address: int, length: int) -> bytes:
        answers = b""
        for number in numbers:
            table = self.tables.get(number)
            if table is not None and number != self._missing:
                said = self._reply(number, bytes(table.bytes[address : address + length]))
                answers += said * (2 if number == self._doubled else 1)
        return answers

    def _write(self, number: int, address: int, data: bytes) -> None:
        table = self.tables.get(number)
        if table is not None and number != self._missing and self._writable(table, address):
            table.bytes[address : address + len(data)] = data

    def _tell(self, address: int, now: float) -> None:
        """What those with torque were told."""
        goals = {n: t.get("goal") for n, t in self.tables.items() if address == t.motor.registers["goal"][0]}
        held = {number: goal for number, goal in goals.items() if self.tables[number].get("torque")}
        if held:
            self._on_set(now, held)


class DynamixelBus(Bus):
    """DYNAMIXEL X. With torque it keeps its limits; a motor whose watchdog barked takes no goal."""

    def __init__(self, plan: Plan, on_set: OnSet) -> None:
        super().__init__(plan, on_set)
        self._decoder = dynamixel_frames.Decoder()

    def _forget(self) -> None:
        self._decoder.drop()

    def _frames(self, data: bytes) -> Iterable[tuple[int, int, bytes]]:
        return self._decoder.frames(data)

    def _reply(self, number: int, data: bytes) -> bytes:
        return dynamixel_frames.encode(number, dynamixel_frames.STATUS, b"\0" + data)

    def _pong(self, number: int) -> bytes:
        """All answer a ping to all, with model and firmware."""
        asked = sorted(self.tables) if number == dynamixel_frames.BROADCAST else [number]
        there = ((one, self.tables[one].bytes) for one in asked if one in self.tables and one != self._missing)
        return b"".join(self._reply(one, bytes(table[:2] + table[6:7])) for one, table in there)

    def _places(self, parameters: bytes) -> tuple[int, int, bytes]:
        return int.from_bytes(parameters[:2], "little"), int.from_bytes(parameters[2:4], "little"), parameters[4:]

    def _writable(self, table: Table, address: int) -> bool:
        places = {
            table.motor.registers[name][0]: name for name in ("drive", "mode", "lowest", "highest", "torque", "goal")
        }
        match places.get(address):
            case "drive" | "mode" | "lowest" | "highest":
                return not table.get("torque")
            case "torque":
                return not table.get("error")
            case "goal":
                return table.get("watchdog") != dynamixel.BARKED
            case _:
                return True

    def _advance(self, now: float) -> None:
        for table in self.tables.values():
            period_s = table.get("watchdog") * dynamixel.WATCHDOG_MS / 1000
            barked = 0 < period_s < now - self._fed and table.get("watchdog") != dynamixel.BARKED
            if barked and table.get("torque"):
                table.put("watchdog", dynamixel.BARKED)
                table.put("goal", table.get("position"))
        super()._advance(now)


class FeetechBus(Bus):
    """Feetech STS and SCS. No watchdog. What it keeps for good is taken while the lock is open."""

    def __init__(self, plan: Plan, on_set: OnSet) -> None:
        super().__init__(plan, on_set)
        self._decoder = feetech_frames.Decoder()

    def _forget(self) -> None:
        self._decoder.drop()

    def _frames(self, data: bytes) -> Iterable[tuple[int, int, bytes]]:
        return ((frame.number, frame.error, frame.data) for frame in self._decoder.feed(data))

    def _reply(self, number: int, data: bytes) -> bytes:
        return feetech_frames.encode(number, self.tables[number].get("error"), data)

    def _pong(self, number: int) -> bytes:
        return self._reply(number, b"") if number in self.tables and number != self._missing else b""

    def _places(self, parameters: bytes) -> tuple[int, int, bytes]:
        return parameters[0], parameters[1], parameters[2:]

    def _writable(self, table: Table, address: int) -> bool:
        if address < table.motor.registers["torque"][0]:
            return not table.get("lock")
        return address != table.motor.registers["torque"][0] or not table.get("error")
