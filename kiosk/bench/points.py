"""A point of the understanding curve, as a row of the document and back: the picture is drawn from rows alone."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.bench.noise import CLEAN_DB
from kiosk.bench.row import Peer, Row

FIRST = "answers right"
TYPED, CLEAN = "typed", "clean"
CLOSEST = "closest question"
OPEN, CONSTRAINED, BOTH = "open", "constrained", "both"
"""Readings: free, in the store's words alone, and together, which is what the kiosk goes by where it has both."""
KNOWN, OTHER_WORDS, RECORDED = "known question", "other words", "recordings"
"""Where a question comes from: the store's own phrasings, questions written apart from them, or a folder."""
NOISES = ("white", "babble", "hum")
SNRS_DB = (20.0, 10.0, 5.0, 0.0)


@dataclass(frozen=True, slots=True)
class Condition:
    """A noise and how far the voice is above it, dB; a clean one has no noise but the floor of a quiet room."""

    noise: str = CLEAN
    snr_db: float = CLEAN_DB

    def __str__(self) -> str:
        """As in a row's name."""
        return CLEAN if self.noise == CLEAN else f"{self.noise}, {self.snr_db:g} dB"


CONDITIONS = (Condition(), *(Condition(noise, snr_db) for noise in NOISES for snr_db in SNRS_DB))


@dataclass(frozen=True, slots=True)
class Curve:
    """What a line of the picture is about: a language, its recogniser, which reading was asked, what was spoken."""

    lang: str
    engine: str
    reading: str
    source: str


@dataclass(frozen=True, slots=True)
class Point:
    """Shares of `count` sentences in %: `right` through the answer layer, `closest` by the closest question alone."""

    curve: Curve
    condition: Condition
    count: int
    right: float
    closest: float | None = None
    goal: float | None = None

    def row(self) -> Row:
        """As the document has it; the closest question is its peer."""
        curve = self.curve
        where = TYPED if curve.reading == TYPED else f"{curve.engine}, {curve.reading}, {self.condition}"
        peer = None if self.closest is None else Peer(CLOSEST, self.closest)
        name = f"{FIRST}, {curve.lang}, {curve.source}, {where}, of {self.count}"
        return Row(name, self.right, "%", self.goal, "higher", peer)


def read(row: Row) -> Point | None:
    """The point that a row is; None for a row of anything else."""
    first, *fields = row.name.split(", ")
    if first != FIRST:
        return None
    closest = row.peer.value if row.peer is not None else None
    lang, source, engine, *rest, last = fields
    count = int(last.removeprefix("of "))
    if engine == TYPED:
        return Point(Curve(lang, TYPED, TYPED, source), Condition(), count, row.value, closest, row.goal)
    reading, noise, *level = rest
    condition = Condition(noise, float(level[0].removesuffix(" dB"))) if level else Condition()
    return Point(Curve(lang, engine, reading, source), condition, count, row.value, closest, row.goal)
