"""Plays a trace into a simulated device in its own time, and compares what that answers with what was answered."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from typing import Any, Final

from hardware.simulators.devices import make
from kiosk.technician.chosen import loaded
from kiosk.technician.decoded import words_of
from kiosk.technician.trace import Trace

SHOWN: Final = 20
SETTLED_S: Final = 10.0
"""The simulated device has started by then."""
NUMBER: Final = re.compile(r"(?<=:)\d+")
NEAR: Final = 30
"""Positions of a joint in motion, as read a moment earlier or later."""


@dataclass(frozen=True, slots=True)
class Difference:
    """At `t` seconds the device said one thing, and the simulated one another; empty for nothing."""

    t: float
    recorded: str
    simulated: str


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of a comparison: messages on both sides, those that differ, the first of them, and kinds."""

    requests: int
    recorded: int
    simulated: int
    differ: int
    first: tuple[Difference, ...]
    kinds: Mapping[str, int]
    seconds: float

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def compare(trace: Trace) -> Compared:
    """Every request of a trace, to a simulated device of its profile."""
    profile = loaded(str(trace.head["profile"]))
    device = make(profile, lambda _now, _positions: None, lambda _now, _lamps: None)
    asked, answered = words_of(profile.protocol.name), words_of(profile.protocol.name)
    requests, theirs, ours = 0, list[tuple[float, str]](), list[tuple[float, str]]()
    device.receive(b"", 0.0)
    for piece in trace.pieces:
        if piece.way == "in":
            theirs += [(piece.t, word) for word in piece.words]
            continue
        requests += len(asked(piece.data))
        ours += [(piece.t, word) for word in answered(device.receive(piece.data, SETTLED_S + piece.t))]
    return _compared(requests, theirs, ours, trace.pieces[-1].t if trace.pieces else 0.0)


def _compared(
    requests: int, theirs: list[tuple[float, str]], ours: list[tuple[float, str]], seconds: float
) -> Compared:
    """Side by side, a lost message being one difference and not all that follow."""
    found: list[Difference] = []
    matcher = SequenceMatcher(None, [word for _, word in theirs], [word for _, word in ours], autojunk=False)
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "equal":
            continue
        for step in range(max(b - a, d - c)):
            left = theirs[a + step] if a + step < b else None
            right = ours[c + step] if c + step < d else None
            if left and right and _near(left[1], right[1]):
                continue
            at = (left or right or (0.0, ""))[0]
            found.append(Difference(round(at, 3), left[1] if left else "", right[1] if right else ""))
    kinds = Counter(word.split(" ", 1)[0] for _, word in theirs)
    return Compared(requests, len(theirs), len(ours), len(found), tuple(found[:SHOWN]), dict(kinds), round(seconds, 2))


def _near(one: str, other: str) -> bool:
    """Whether two messages differ by no more than a joint in motion does from one servo frame to the next."""
    numbers = [[int(number) for number in NUMBER.findall(word)] for word in (one, other)]
    same = NUMBER.sub("0", one) == NUMBER.sub("0", other)
    return same and all(abs(a - b) <= NEAR for a, b in zip(*numbers, strict=True))
