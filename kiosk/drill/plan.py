"""The faults of a drill, and in which order they come."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from kiosk.errors import InputError

Moment = Literal["idle", "question", "sentence", "interruption", ""]
PARTS: Final = ("stage", "voice", "hearing", "answers", "sight", "body")
MOMENTS: Final[tuple[Moment, ...]] = ("idle", "question", "sentence")
WHEN: Final = {
    "idle": "while nobody is there",
    "question": "while a shopper asks",
    "sentence": "in mid-sentence",
    "interruption": "while a shopper speaks over the kiosk",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is done to the kiosk. `part` should come back and is timed; `seconds` is how long the fault is kept up."""

    family: str
    target: str
    moment: Moment = ""
    part: str = ""
    seconds: float = 0.0
    what: str = ""

    @property
    def name(self) -> str:
        """For people and for reports."""
        return " ".join(filter(None, (self.family, self.target, self.moment)))


def _killed(verb: str, family: str, moments: Sequence[Moment], parts: Sequence[str] = PARTS) -> list[Fault]:
    return [
        Fault(family, part, moment, part, what=f"{verb} {part} {WHEN[moment]}") for moment in moments for part in parts
    ]


KILLS: Final = _killed("kill", "kill", MOMENTS)
FREEZES: Final = _killed("freeze", "freeze", MOMENTS)
OTHERS: Final = (
    *_killed("kill", "interrupt", ("interruption",), ("voice", "hearing")),
    Fault("unplug", "robot", "sentence", "body", 1.5, "unplug the robot's board for 1.5 s"),
    Fault("robot", "half", "sentence", "body", 1.5, "pull the robot's plug in the middle of a frame, for 1.5 s"),
    Fault("robot", "silent", "sentence", "body", 1.5, "let the robot's board say nothing for 1.5 s"),
    Fault("robot", "reboot", "sentence", "", 1.0, "restart the robot's board while it moves"),
    Fault("robot", "garbage", "", "", 1.0, "let the robot's board send garbage"),
    Fault("robot", "missing", "", "", 2.0, "let a motor of the robot be missing for 2 s"),
    Fault("robot", "estop", "sentence", "", 2.0, "press the robot's emergency stop, and clear it after 2 s"),
    Fault("robot", "stop", "sentence", "", 2.0, "stop the robot from the kiosk, and clear it after 2 s"),
    Fault("unplug", "camera", "", "sight", 5.0, "pull the camera's plug for 5 s"),
    Fault("unplug", "camera-freeze", "", "sight", 10.0, "let the camera show the same picture for 10 s"),
    Fault("unplug", "camera-black", "", "sight", 10.0, "cover the camera for 10 s"),
    Fault("unplug", "microphone", "", "hearing", 5.0, "pull the microphone's plug for 5 s"),
    Fault("backend", "slow", "", "", 5.0, "the store's back end takes 3 s for each reply, for 5 s"),
    Fault("backend", "error", "", "", 3.0, "the back end answers 500 for 3 s"),
    Fault("backend", "half", "", "", 5.0, "the back end hangs half-way through each reply, for 5 s"),
    Fault("backend", "refused", "", "", 3.0, "the back end takes no connections for 3 s"),
    Fault("backend", "garbage", "", "", 3.0, "the back end sends garbage for 3 s"),
    Fault("disk", "full", "", "", 3.0, "no space is left where the ledger is, for 3 s"),
    Fault("clock", "forward", "", "", 2.5, "the wall clock jumps 5 hours ahead, and back"),
    Fault("clock", "backward", "", "", 2.5, "the wall clock jumps 26 hours back, and forth again"),
    Fault("clock", "tomorrow", "", "", 2.5, "the wall clock jumps to another day with other hours, and back"),
    Fault("suspend", "world", "", "", 5.0, "stop every process of the kiosk for 5 s, then go on"),
    Fault("config", "broken", "", "", 4.0, "break the store's kiosk.toml, and mend it after 4 s"),
    Fault("flood", "touches", "", "", 0.0, "300 touches all over the screen at once"),
    Fault("flood", "junk", "", "", 0.0, "type what makes no sense: long, emoji, right-to-left, control characters"),
    Fault("flood", "events", "", "", 0.0, "a shopper who does everything at once"),
)
FAMILIES: Final = tuple(dict.fromkeys(fault.family for fault in (*KILLS, *FREEZES, *OTHERS)))


def choose(families: Iterable[str] | None, *, full: bool) -> list[Fault]:
    """The faults of the families, of all without any. The `full` drill kills and freezes each part at each moment.

    Raises:
        InputError: `drill.fault`.
    """
    wanted = tuple(families or FAMILIES)
    if unknown := sorted(set(wanted) - set(FAMILIES)):
        raise InputError("drill.fault", f"There are no faults {unknown[0]!r}.", f"Choose of: {', '.join(FAMILIES)}.")
    kills, freezes = (KILLS, FREEZES) if full else (_each_once(KILLS, 0), _each_once(FREEZES, 1))
    return [fault for fault in (*kills, *freezes, *OTHERS) if fault.family in wanted]


def _each_once(faults: Sequence[Fault], first: int) -> list[Fault]:
    """Each part at one of the moments, which take turns from the `first` on."""
    return [faults[number + len(PARTS) * ((number + first) % len(MOMENTS))] for number in range(len(PARTS))]


def order(faults: Sequence[Fault], seed: int) -> list[Fault]:
    """Shuffled by the seed, but no part is hurt again while another can be: restarts are capped a minute."""
    chance = random.Random(seed)
    left = list(faults)
    chance.shuffle(left)
    found: list[Fault] = []
    while left:
        recent = [fault.part or fault.target for fault in found[-5:]]
        best = min(left, key=lambda fault: recent.count(fault.part or fault.target))
        left.remove(best)
        found.append(best)
    return found
