"""Which entry a text asks for, how sure that is, and why: the first stage, and the second where it is wanted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from kiosk.answers import calibrate, trained
from kiosk.answers.calibrate import Wanted
from kiosk.answers.encoder import Encoder
from kiosk.answers.features import Floats
from kiosk.answers.model import Model, Scored, Seen
from kiosk.answers.nearest import Nearest
from kiosk.answers.stages import Stages
from kiosk.events import Band
from kiosk.knowledge.collection import Knowledge
from kiosk.settings import Answers

RANKED = 3
TELLING, COVERED = 0.4, 0.6  # least share of a word that tells something, and of one that is accounted for
CERTAIN = 0.95  # score of the first stage that no second look would change


@dataclass(frozen=True)
class Ranked:
    """An entry with the one calibrated score, 0 to 1, and the curated phrasing that is nearest to what was asked.

    `strange` is how strange the question's worst word is to the entry (`kiosk.answers.words.lacking`).
    """

    entry: str
    score: float
    phrasing: str
    phrasing_lang: str
    similarity: float
    strange: float = 0.0


@dataclass(frozen=True)
class Match:
    """The best entries of a text, best first, and the reading they were found by."""

    reading: str
    ranked: tuple[Ranked, ...]
    band: Band

    @property
    def best(self) -> Ranked:
        """The likeliest entry."""
        return self.ranked[0]


def open_retriever(knowledge: Knowledge, stages: Stages, settings: Answers, *, at_once: bool = False) -> Retriever:
    """The retriever of a store on this machine, trained if need be.

    Where it must serve `at_once` and both stages would have to be trained, it begins with the first and is
    `waiting_for` the second (`kiosk.answers.later`).

    Raises:
        KioskError: `answers.training`.
    """
    begins = begins_with(knowledge, stages, at_once=at_once)
    wanted = Wanted(settings.answer_precision, settings.reject_quantile, settings.strangers_answered)
    retriever = Retriever(knowledge, begins, trained.ready_model(knowledge, begins), wanted)
    retriever.waiting_for = stages if begins is not stages else None
    return retriever


def begins_with(knowledge: Knowledge, stages: Stages, *, at_once: bool) -> Stages:
    """The stages that serve first: all of them, or the first where it must be `at_once` and both were to be trained."""
    if at_once and stages.second is not None and not trained.cache_path(knowledge, stages).is_file():
        return Stages(stages.first)
    return stages


class Retriever:
    """Matches texts with the entries of a store.

    `limits` hold for every score. Of what the first stage is `unsure`, the second has the last word; where the machine
    can carry it, of everything.
    """

    def __init__(self, knowledge: Knowledge, stages: Stages, model: Model | Nearest, wanted: Wanted) -> None:
        self._ids, self._phrasings, self._wanted = knowledge.ids, knowledge.phrasings, wanted
        self.adopt(stages, model)

    def adopt(self, stages: Stages, model: Model | Nearest) -> None:
        """Go by these encoders and this model of the same knowledge from the next question on."""
        wanted, self._stages, self._model = self._wanted, stages, model
        self.waiting_for: Stages | None = None
        self._second = stages.second
        first, *others = (head.held for head in model.heads)
        self.unsure = self.limits = calibrate.thresholds(first, wanted)
        if others:
            held = others[0] if stages.always else calibrate.together(first, others[0], self.unsure)
            self.limits = calibrate.thresholds(held, wanted)

    @property
    def encoder(self) -> str:
        """The encoders' names and versions."""
        return self._stages.name

    def match(self, readings: Sequence[str], previous: str = "") -> list[Match]:
        """A match for each reading. `previous` is the question before: a short follow-up is read together with it."""
        joined = [f"{previous} {reading}" for reading in readings if previous]
        seen = self._model.see([*readings, *joined], self._stages.first)
        both: list[Seen | None] = [*seen[len(readings) :]] or [None] * len(readings)
        pairs = list(zip(seen[: len(readings)], both, strict=True))
        scored = [_follow_up(*pair, self._model.first) for pair in pairs]
        again = self._looked_at_again(scored)
        most = 1.0
        if self._second is not None and again is not None:
            scored[again] = _follow_up(*pairs[again], self._by_second(self._second))
            most = self._best(scored[again])
        return [self._rank(*each, most) for each in zip(readings, scored, strict=True)]

    def told(self, match: Match) -> tuple[list[str], list[str]]:
        """The words of a matched text that speak for its best entry, and those that no phrasing of it accounts for."""
        entry = self._ids.index(match.best.entry)
        words = [each for each in self._model.told(match.reading, entry, self._stages.first) if each[1] >= TELLING]
        known = [word for word, _, covered in words if covered >= COVERED]
        return known, [word for word, _, covered in words if covered < COVERED]

    def _best(self, scored: Scored) -> float:
        return float(self._model.calibrated(scored)[int(scored.logits.argmax())])

    def _looked_at_again(self, scored: Sequence[Scored]) -> int | None:
        """Which wording of an utterance the second stage looks at, if any: that which the first finds most likely."""
        best = [self._best(each) for each in scored]
        first = int(np.argmax(best))
        wanted = best[first] < CERTAIN if self._stages.always else self.unsure.band(best[first]) == "ask"
        return first if wanted else None

    def _by_second(self, second: Encoder) -> Callable[[Seen], Scored]:
        return lambda seen: self._model.second(seen, second.encode([seen.plain])[0])

    def _rank(self, reading: str, scored: Scored, most: float) -> Match:
        """`most` is what the likeliest wording was found to be worth: no other is worth more."""
        scores = np.minimum(self._model.calibrated(scored), most)
        best = np.argsort(-scored.logits, kind="stable")[:RANKED]
        scores[best] = np.minimum.accumulate(scores[best])  # the order is the logits'; a score never contradicts it
        ranked = tuple(self._ranked(int(entry), scored, scores) for entry in best)
        return Match(reading, ranked, self.limits.band(ranked[0].score, ranked[0].strange))

    def _ranked(self, entry: int, scored: Scored, scores: Floats) -> Ranked:
        lang, _, phrasing = self._phrasings[int(scored.nearest[entry])]
        strange, similarity = float(scored.lacking[entry, 0]), float(scored.similarity[entry])
        return Ranked(self._ids[entry], float(scores[entry]), phrasing, lang, similarity, strange)


def _follow_up(alone: Seen, joined: Seen | None, scored: Callable[[Seen], Scored]) -> Scored:
    """A text with the question before, which it leans on; its own words must be the entry's: `lacking` is its alone."""
    one = scored(alone)
    if joined is None:
        return one
    other = scored(joined)
    nearest = np.where(other.similarity > one.similarity, other.nearest, one.nearest)
    pairs = ((one.logits, other.logits), (one.similarity, other.similarity))
    logits, similarity = (((first + second) / 2).astype(np.float32) for first, second in pairs)
    return Scored(logits, similarity, nearest, one.lacking, one.stage)
