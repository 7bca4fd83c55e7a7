"""The host's end of a bus of motors with ids, whatever their frames: one asks, they answer, none may speak unasked.

Orders go to all motors in one frame that nobody answers. In each turn one motor is asked how it fares, so that a motor
that is not there costs one unanswered turn and never holds up the others. The answers to two questions at once would
collide, so `probe`, `sync`, `move` and `poll` ask one each, and nothing else asks.

What a motor says counts once two readings in a row agree: of a million damaged answers even a check of 16 bits lets
some through, and no joint may leap, rest or be taken for another because of one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hardware.motor import Motor, Register
from hardware.protocols.buses.bus_frames import Answer, Frames, Words, order, span, words_of
from hardware.protocols.buses.seen import Seen, health
from hardware.protocols.codec import Aside, Identified, Plan, PoseRead, Positions, Report, Vitals
from hardware.protocols.keeper import Keeper

NEAR = 0.02
"""How far two positions may be apart and still agree, as a share of the whole way."""
ALIKE = {"load": 250, "temperature": 3, "voltage": 5}
"""The same for registers that are never still; all others must be equal."""
GIVE_UP = 3
"""Questions in a row that a motor does not answer before it counts as missing."""
KNOCK = 8
"""A missing motor is asked again in every so many turns."""
CHANNELS = 253
"""Ids run from 0 to 252."""


class BusCodec:
    """A `Codec`; a protocol fills in what its registers mean.

    `block` are the registers that are asked in each turn, in one go; `keeps` those that the motors keep for good,
    which are read from those that have them, and written where they differ; `complaints` are the bits of its register
    of errors.
    """

    version: int
    frames: Frames
    block: tuple[str, ...]
    keeps: tuple[str, ...]
    complaints: Mapping[int, str]

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._keeper = Keeper()
        self._decoder = self.frames.decoder()
        self._motors = {number: Seen(motor) for number, motor in sorted(plan.motors.items())}
        self._turn = 0
        self._syncing = False

    def probe(self) -> bytes:
        """Ask who is there: all at once, or one after the other where the motors cannot."""
        return self._ask_all(("model", "firmware"))

    def sync(self) -> bytes:
        """Torque off, limits and deadman, then a question; what still differs is put right by the next call."""
        self._keeper.configured = self._keeper.armed = False
        if not self._syncing:
            self._syncing = True
            for seen in self._motors.values():
                seen.heard, seen.words, seen.kept = {}, {}, None
        prepare = self._prepare()
        unknown = any(seen.kept is None for seen in self._present())
        return prepare + self._ask_all(self.keeps if unknown else self.block)

    def arm(self) -> bytes:
        """Torque on; what was read before that tells of no motor that let go by itself."""
        if not self._keeper.arm():
            return b""
        for seen in self._motors.values():
            seen.words = {**seen.words, "torque": 1} if seen.words else {}
        return self._torque(1)

    def park(self) -> bytes:
        """Torque off."""
        self._keeper.armed = False
        return self._torque(0)

    def move(self, positions: Positions) -> bytes:
        """Go there, unless stopped; a goal is held to the limits."""
        goals = {} if self._keeper.stopped else {n: self._plan.limits[n].clip(at) for n, at in positions.items()}
        return (self.write("goal", goals) if goals else b"") + self.poll()

    def poll(self) -> bytes:
        """How the next motor fares; while there shall be no torque, it is told so once more."""
        numbers = [number for number in self._motors if number not in self._keeper.missing]
        gone = sorted(self._keeper.missing & self._motors.keys())
        self._turn += 1
        if gone and (not numbers or self._turn % KNOCK == 0):
            return self._asked_to_rest(gone[self._turn // KNOCK % len(gone)])
        return self._asked_to_rest(numbers[self._turn % len(numbers)]) if numbers else b""

    def stop(self) -> bytes:
        """Latch, torque off."""
        self._keeper.stop()
        return self._torque(0)

    def clear(self) -> bytes:
        """A person clears it; the motors never knew."""
        self._keeper.clear()
        return b""

    def feed(self, data: bytes) -> Sequence[Report | Aside]:
        """What the motors said."""
        reports: list[Report | Aside] = []
        for answer in self._keeper.decoded(self._decoder, data):
            seen = self._motors.get(answer.number)
            if seen is not None:
                reports += self._heard(answer, seen)
        return reports

    def write(self, register: str, values: Mapping[int, int]) -> bytes:
        """One register of many motors; those of another control table get a frame of their own."""
        tables: dict[tuple[Register, bool], dict[int, bytes]] = {}
        for number, value in values.items():
            motor = self._motors[number].motor
            place = motor.registers[register]
            data = value.to_bytes(place[1], order(motor), signed=value < 0)
            tables.setdefault((place, motor.big_endian), {})[number] = data
        return b"".join(self.frames.sync_write(place[0], data) for (place, _), data in tables.items())

    def speed(self, number: int) -> int:
        """What the speed register of a motor is given: as fast as its limits allow, never 0, which is no limit."""
        seen = self._motors[number]
        return max(1, round(self._plan.limits[number].slew * 50 / seen.motor.speed_unit))

    def _prepare(self) -> bytes:
        """What `sync` writes."""
        raise NotImplementedError

    def _keep(self) -> bytes:
        """What motors keep otherwise; each register is written no more than that, as they wear out."""
        other: dict[str, dict[int, int]] = {}
        for number, seen in self._motors.items():
            kept = seen.kept or {}
            wanted = self._wants(number, kept) if kept else {}
            wrong = {name: value for name, value in wanted.items() if kept[name] != value}
            for name, value in wrong.items():
                other.setdefault(name, {})[number] = value
            seen.kept = None if wrong else seen.kept
        return b"".join(self.write(name, values) for name, values in other.items())

    def _limp(self, words: Words) -> bool:
        """Whether the motor let go by itself."""
        raise NotImplementedError

    def _forgot(self, number: int, words: Words) -> bool:
        """Whether the motor lost what `sync` gave it: it restarted."""
        return words["speed"] != self.speed(number)

    def _can_be(self, words: Words, motor: Motor) -> bool:
        """Whether a motor can say that; for protocols whose check lets damage through."""
        raise NotImplementedError

    def _faults(self, words: Words) -> frozenset[str]:
        """What a motor complains of."""
        return frozenset(fault for bit, fault in self.complaints.items() if words["error"] & bit)

    def vitals(self) -> Vitals:
        """How all fare that ever told."""
        told = {number: health(seen) for number, seen in self._motors.items() if seen.words}
        faults = {number: seen.faults for number, seen in self._motors.items() if seen.faults}
        hot, volts, load = ({number: health[place] for number, health in told.items()} for place in range(3))
        return Vitals(hot, volts, load, faults)

    def _torque(self, on: int) -> bytes:
        return self.write("torque", dict.fromkeys(self._motors, on)) if self._motors else b""

    def _present(self) -> list[Seen]:
        return [seen for number, seen in self._motors.items() if number not in self._keeper.missing]

    def _ask_all(self, names: tuple[str, ...]) -> bytes:
        """All of one control table in one question where they know how, else the next one."""
        self._turn += 1
        numbers = list(self._motors)
        if not numbers:
            return b""
        first = self._motors[numbers[self._turn % len(numbers)]].motor
        names = tuple(name for name in names if name in first.registers)
        together = [n for n in numbers if self._motors[n].motor.registers == first.registers]
        if not first.sync_read:
            return self._ask(numbers[self._turn % len(numbers)], names)
        self._decoder.drop()
        for number in together:
            self._asking(number, names)
        return self.frames.sync_read(together, *span(first, names))

    def _asked_to_rest(self, number: int) -> bytes:
        """A question, behind an order to let go where none may hold: orders are not answered, and one may be lost."""
        rest = b"" if self._keeper.armed else self.write("torque", {number: 0})
        return rest + self._ask(number, self.block)

    def _ask(self, number: int, names: tuple[str, ...]) -> bytes:
        self._decoder.drop()
        self._asking(number, names)
        return self.frames.read(number, *span(self._motors[number].motor, names))

    def _asking(self, number: int, names: tuple[str, ...]) -> None:
        """A question that was never answered counts against a motor when it is asked the next one."""
        seen = self._motors[number]
        seen.unanswered = seen.unanswered + 1 if seen.asked and not seen.answered else 0
        seen.doubled = seen.doubled + 1 if seen.twice else 0
        seen.asked, seen.answered, seen.twice = names, False, False
        if seen.unanswered >= GIVE_UP:
            self._keeper.missing |= {number}

    def _heard(self, answer: Answer, seen: Seen) -> list[Report | Aside]:
        if not seen.asked or len(answer.data) != span(seen.motor, seen.asked)[1]:
            return []
        words = words_of(answer.data, seen.motor, seen.asked, self._number)
        if not self._can_be(words, seen.motor):
            self._keeper.rejected += 1
            return []
        seen.unanswered = 0
        if seen.answered:
            seen.twice = True
            return []
        seen.answered = True
        if "model" in words:
            return self._identified(words, seen)
        if "lowest" in words and "position" not in words:
            seen.kept, seen.heard = (words if words == seen.heard else None), words
            return []
        return self._fared(answer.number, seen, words)

    def _identified(self, words: Words, seen: Seen) -> list[Report | Aside]:
        last, seen.claim = seen.claim, (words["model"], words["firmware"])
        if last != seen.claim:
            return []
        seen.wrong = words["model"] != seen.motor.model
        device = f"a motor of model {words['model']}" if seen.wrong else self._plan.device
        fits = words["firmware"] >= seen.motor.firmware
        return [Identified(device, self.version if fits else 0, str(words["firmware"]), CHANNELS, self._keeper.boot)]

    def _fared(self, number: int, seen: Seen, words: Words) -> list[Report | Aside]:
        last, seen.heard = seen.heard, words
        alike = {
            name: word for name, word in words.items() if name in last and self._alike(seen, name, last[name], word)
        }
        seen.words = {**seen.words, **alike}
        if len(seen.words) < len(words):
            return []
        found = {"model": seen.wrong, "duplicate": seen.doubled >= GIVE_UP}
        seen.faults = self._faults(seen.words) | {fault for fault, is_so in found.items() if is_so}
        self._keeper.missing = self._keeper.missing - {number} | ({number} if seen.faults else frozenset())
        if not self._keeper.configured:
            return self._synced()
        if self._forgot(number, seen.words):
            self._keeper.restarted()
        return [PoseRead(self._keeper.status(limp=self._limp(seen.words)), self._positions()), self.vitals()]

    def _synced(self) -> list[Report | Aside]:
        """Once every motor that is there has what it needs and told where it is."""
        for number, seen in self._motors.items():
            if number not in self._keeper.missing and not (seen.words and self._ready(number, seen)):
                return []
        self._keeper.configured, self._syncing = True, False
        return [PoseRead(self._keeper.status(), self._positions()), self.vitals()]

    def _positions(self) -> Positions:
        """Where those are that are there."""
        present = self._motors.keys() - self._keeper.missing
        return {n: seen.words["position"] for n, seen in self._motors.items() if n in present and seen.words}

    def _ready(self, number: int, seen: Seen) -> bool:
        held = seen.kept is not None and seen.kept == self._wants(number, seen.kept)
        return held and not self._forgot(number, seen.words)

    def _wants(self, number: int, kept: Words) -> Words:
        """What a motor shall keep, where it now keeps `kept`."""
        raise NotImplementedError

    def _number(self, name: str, raw: int, length: int) -> int:
        """A register's value, with its sign."""
        raise NotImplementedError

    def _alike(self, seen: Seen, name: str, last: int, word: int) -> bool:
        """Whether two readings in a row agree."""
        way = seen.motor.highest - seen.motor.lowest
        return abs(word - last) <= (NEAR * way if name == "position" else ALIKE.get(name, 0))
