"""What a protocol's host end makes of damaged answers, and what an exchange costs, on simulated devices and no line."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hardware.profiles.display_profile import is_display
from hardware.profiles.robot_profile import Profile, load
from hardware.protocols.buses.bus import NEAR
from hardware.protocols.codec import Codec, PoseRead, Status, Vitals
from hardware.simulators.device import Device
from hardware.simulators.devices import make
from kiosk.bench.row import Row
from kiosk.resources import config_dir

SETTLE = 40
MOST_FLIPS = 8
CHANCE, MOST_RUN = 0.75, 2
"""How likely an answer is hit after a whole one, and how often in a row those of one motor are."""
FIRST_S, TICK_S = 100.0, 0.02


@dataclass(frozen=True, slots=True)
class Damage:
    """Of so many damaged answers: after how many a codec believed something wrong, and `far` wrong.

    What is never still (positions, load, temperature, voltage) may be a little wrong and no harm: `far` is a position
    more than 2 % of a joint's way off, or anything else that a joint would be rested, restarted or refused for.
    `missed` is how many whole answers in a row it took at most to be heard again.
    """

    damaged: int
    believed: int
    far: int
    missed: int


class Bench:
    """A device of a profile at rest, in a pose, and the codec that led it there."""

    def __init__(self, profile: Profile) -> None:
        self.codec: Codec = profile.codec()
        self.device: Device = make(profile, lambda _now, _set: None, lambda _now, _lamps: None)
        self.now = FIRST_S
        self.pose = {joint.channel: joint.position(joint.neutral) for joint in profile.joints}
        for _ in range(3):
            self.exchange(self.codec.probe())
        for _ in range(SETTLE // 4):
            self.exchange(self.codec.sync())
        self.exchange(self.codec.arm())
        for _ in range(SETTLE):
            self.exchange(self.codec.move(self.pose))

    def answer(self, question: bytes) -> bytes:
        """What the device says."""
        self.now += TICK_S
        return self.device.receive(question, self.now)

    def cycle(self) -> list[bytes]:
        """The answers of one turn of each joint, if the device says the same in the next; else none."""
        count, said = max(1, len(self.pose)), list[bytes]()
        for _ in range(2 * count):
            said.append(self.answer(self.codec.move(self.pose)))
            self.codec.feed(said[-1])
        return said[:count] if said[:count] == said[count:] else []

    def exchange(self, question: bytes) -> Sequence[object]:
        """What the codec makes of it."""
        return self.codec.feed(self.answer(question))


def rows(profiles: Mapping[str, Profile], times: int) -> Iterator[Row]:
    """Damaged answers of every protocol, each its share of `times`."""
    share = times // len(profiles)
    for name, profile in profiles.items():
        found = damage(profile, share)
        yield Row(f"damaged answers of {share} that would move or rest a joint, {name}", found.far, "answers", 0)


def costs(profiles: Mapping[str, Profile]) -> Iterator[Row]:
    """What a turn of the loop costs the processor, in every protocol."""
    for name, profile in profiles.items():
        yield Row(f"CPU of a turn with {len(profile.joints)} joints, {name}", exchange_ms(profile), "ms", None)


def shipped() -> dict[str, Profile]:
    """One robot of each protocol, by the protocol's name."""
    robots: dict[str, Profile] = {}
    for path in sorted((config_dir() / "devices").glob("*.toml")):
        if not is_display(path) and (profile := load(path)).joints:
            robots.setdefault(profile.protocol.name, profile)
    return robots


def damage(profile: Profile, times: int, seed: int = 2) -> Damage:
    """Some of the answers have one to eight of their bits flipped; what is reported is held against what was before."""
    bench, chance = Bench(profile), random.Random(seed)
    truth = {type(report): report for _ in range(SETTLE) for report in bench.exchange(bench.codec.poll())}
    said = bench.cycle()
    damaged = believed = far = missed = worst = turn = 0
    was_hit = False
    runs = [0] * max(1, len(profile.joints))
    while damaged < times:
        question, slot = bench.codec.move(bench.pose), turn % len(runs)
        answer = bytearray(said[slot] if said else bench.answer(question))
        turn += 1
        hit = not missed and not was_hit and runs[slot] < MOST_RUN and chance.random() < CHANCE
        was_hit, runs[slot] = hit, runs[slot] + 1 if hit else 0
        for _ in range(chance.randrange(1, MOST_FLIPS + 1) if hit else 0):
            answer[chance.randrange(len(answer))] ^= 1 << chance.randrange(8)
        reports = bench.codec.feed(bytes(answer))
        damaged += hit
        believed += any(_meaning(report) != _meaning(truth.get(type(report))) for report in reports)
        far += any(_far(report, truth.get(type(report)), profile) for report in reports)
        missed = 0 if hit or reports else missed + 1
        worst = max(worst, missed)
    return Damage(times, believed, far, worst)


def _meaning(report: object) -> object:
    """A report but for its count of frames that were thrown away."""
    match report:
        case PoseRead(status, positions):
            return _meaning(status), positions
        case Status():
            return replace(report, rejected=0)
        case _:
            return report


def _far(report: object, truth: object, profile: Profile) -> bool:
    """Whether a report is so wrong that a joint would do something else."""
    match report, truth:
        case PoseRead(status, positions), PoseRead(true_status, true_positions):
            ways = {joint.channel: NEAR * _way(profile, joint.channel) for joint in profile.joints}
            off = any(abs(at - true_positions.get(n, at)) > ways[n] for n, at in positions.items())
            return off or _meaning(status) != _meaning(true_status)
        case Vitals(), Vitals():
            return report.faults != truth.faults
        case _:
            return _meaning(report) != _meaning(truth)


def _way(profile: Profile, channel: int) -> int:
    motor = profile.motors[channel]
    return motor.highest - motor.lowest


def exchange_ms(profile: Profile, times: int = 600) -> float:
    """Processor time of the host's end in one turn of the loop (orders to all, an answer of one), ms.

    The device's own is left out: all answers are made beforehand.
    """
    bench = Bench(profile)
    answers = [bench.answer(bench.codec.move(bench.pose)) for _ in range(times)]
    began = time.process_time()
    for answer in answers:
        bench.codec.move(bench.pose)
        bench.codec.feed(answer)
    return (time.process_time() - began) / times * 1e3
