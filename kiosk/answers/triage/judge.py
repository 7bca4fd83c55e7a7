"""Rules and examples together: what an utterance is, why, and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from kiosk.answers.encoder import Encoder
from kiosk.answers.triage import heads, table
from kiosk.answers.triage.heads import ORDINARY, Scored
from kiosk.answers.triage.rules import MANNERS, Found, find, of_every_day, taken_back
from kiosk.answers.triage.topics import SENSITIVE, SMALL_TALK, TOPICS, URGENT, Topic, intent_of
from kiosk.events import Intent, Reason, Triage
from kiosk.utterance import normal

BEYOND: Final = "beyond"
CHATTING: Final = 0.2
"""So sure must small talk be where the store is sure of an answer."""
CALLING: Final = -0.3
"""The least score of the examples for which a person is called at once."""
FEWEST_WORDS: Final = 2
"""One word is judged by the rules alone: it is like many examples."""
DOUBTED: Final = 0.1
"""A rule for an emergency, or for a person, is doubted where the examples say so surely that it is a question like
every other: "is there somebody who brings it to my home"."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What an utterance is. `unsure` if rules and examples do not agree whether somebody is in need."""

    intent: Intent
    triage: Triage
    lang: str
    unsure: bool = False

    @property
    def needs(self) -> bool:
        """Whether it goes before every answer."""
        return self.unsure or self.intent != "question"

    @property
    def ruled(self) -> bool:
        """Whether a rule found it."""
        return any(reason.by == "rule" for reason in self.triage.reasons)


@dataclass(frozen=True, slots=True)
class Known:
    """How well the store knows the question: word for word, or `sure` of its answer."""

    exact: bool = False
    sure: bool = False


class Judge:
    """Judges utterances by the rules, the examples and the table of a store.

    Of several `encoders` each later one looks only at what the ones before it do not find plainly ordinary.
    """

    def __init__(self, encoders: Sequence[Encoder], store: Path | None = None) -> None:
        self.table = table.load(store)
        self._stages = [(encoder, heads.ready(encoder)) for encoder in encoders]
        self._examples, self._langs = heads.examples()

    def judge(self, readings: Sequence[str], lang: str, known: Known = Known()) -> Finding | None:
        """What the readings of an utterance are; None for a question like every other.

        An emergency of which one of the two judges is sure counts, unless the other one contradicts.
        """
        ruled = find(readings, lang)
        if ruled is None and of_every_day(readings, lang):
            return None
        scored = self._scored(readings, lang)
        if need := self._need(ruled, scored, lang, known):
            return need
        if ruled is not None and ruled.name not in TOPICS:
            return Finding(ruled.name, _manners(ruled), ruled.lang)  # type: ignore[arg-type]  # the rest are intents
        topic = self._topic(ruled, scored, known)
        if topic and ruled is None and taken_back(readings, lang, topic):
            return None
        return self._finding(topic, ruled, scored, lang) if topic else None

    @property
    def sentences(self) -> list[tuple[str, str]]:
        """The examples with their languages."""
        return [(each.lang, each.text) for each in self._examples]

    def triage(self, topic: Topic) -> Triage:
        """What follows from a topic that the shopper confirmed."""
        row = self.table.get(topic, table.Row())
        return Triage(topic, row.happens, row.priority, row.feeling)

    def unanswered(self, topic: str) -> bool:
        """Whether no answer of the store is given: the kiosk has its own sentence, or no store knows such things."""
        own = any(row.own_sentence for name, row in self.table.items() if name == topic)
        return own or topic in SMALL_TALK or topic == BEYOND

    def _scored(self, readings: Sequence[str], lang: str) -> Scored | None:
        texts = [text for text in readings if len(normal(text).split()) >= FEWEST_WORDS]
        if lang not in self._langs or not texts:
            return None
        scored = None
        for encoder, found in self._stages:
            if scored is None or not scored.plain:
                scored = found.score(texts[0], encoder, self._examples)
        return scored

    def _need(self, ruled: Found | None, scored: Scored | None, lang: str, known: Known) -> Finding | None:
        """An emergency, sure or not."""
        by_rule = ruled is not None and ruled.name in URGENT
        if scored is None:
            return self._finding(_as_topic(ruled), ruled, None, lang) if by_rule else None
        topic: Topic = "child-alone" if scored.best == "child-alone" else "urgent"
        score = scored.scores[topic]
        likely, sure = scored.limits(topic)
        if by_rule:
            return self._finding(_as_topic(ruled), ruled, scored, lang, unsure=_ordinary(scored))
        if known.exact or (known.sure and score < sure) or (ruled is not None and ruled.name in MANNERS):
            return None
        if score >= sure and scored.best in URGENT:
            return self._finding(topic, None, scored, lang, unsure=known.sure)
        return self._finding(topic, None, scored, lang, unsure=True) if score >= likely else None

    def _topic(self, ruled: Found | None, scored: Scored | None, known: Known) -> Topic | None:
        """Any other topic: by a rule, or the best of the examples where its score is high enough for what follows."""
        if ruled is not None and ruled.name == "human" and _ordinary(scored):
            return None
        if ruled is not None and not (known.exact and ruled.name in SENSITIVE):
            return _as_topic(ruled)
        if scored is None or known.exact or scored.best not in TOPICS:
            return None
        best = _topic_named(scored.best)
        likely, sure = scored.limits(best)
        if self.triage(best).happens == "person":
            likely = max(likely, CALLING)
        least = sure if known.sure else likely
        if known.sure and best not in SENSITIVE and self.unanswered(best):
            least = max(least, CHATTING)
        return best if scored.scores[best] >= least else None

    def _finding(
        self, topic: Topic, ruled: Found | None, scored: Scored | None, lang: str, *, unsure: bool = False
    ) -> Finding:
        found = replace(self.triage(topic), reasons=tuple(_reasons(topic, ruled, scored)))
        return Finding(intent_of(topic), found, lang, unsure)


def _ordinary(scored: Scored | None) -> bool:
    return scored is not None and scored.best == ORDINARY and scored.scores[ORDINARY] >= DOUBTED


def _reasons(topic: Topic, ruled: Found | None, scored: Scored | None) -> list[Reason]:
    found = [Reason("rule", ruled.name, ruled.words)] if ruled is not None else []
    if scored is not None:
        name = "urgent" if topic == "self-harm" else topic  # who says that is in need like who is hurt
        found.append(Reason("examples", name, example=scored.nearest, score=round(scored.scores[name], 2)))
    return found


def _manners(ruled: Found) -> Triage:
    return Triage(reasons=(Reason("rule", ruled.name, ruled.words),))


def _topic_named(name: str) -> Topic:
    return next(topic for topic in TOPICS if topic == name)


def _as_topic(ruled: Found | None) -> Topic:
    return _topic_named(ruled.name if ruled is not None else "urgent")
