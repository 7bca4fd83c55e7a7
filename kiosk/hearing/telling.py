"""What the core is told of what was heard: the signs of the listener as events, without the kiosk's own words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from kiosk import turn_words
from kiosk.events import Event, Heard, HeardNothing, Partial, Reading, VoiceLasting, VoiceStarted
from kiosk.hearing.duplex import Duplex
from kiosk.hearing.signs import Lasting, Sign, Utterance, Voice, Words
from kiosk.utterance import made_of, normal

SHORTEST_S: Final = 0.12
"""A click was read as "you" from 64 ms of voice; "stop", the shortest word that was tried, has 192."""


def heard(utterance: Utterance, ghost_gate_db: float, stops: Sequence[str] = ()) -> Heard | HeardNothing:
    """What the core is told of an utterance; a single word that hardly rose above the noise is none.

    `stops` are told however softly they are said.
    """
    text = utterance.result.text if normal(utterance.result.text) else ""  # of a noise is read "♪"
    readings = tuple(Reading(other, read.text, read.alternatives) for other, read in utterance.others)
    if not text and not readings:
        return HeardNothing(utterance.utterance, "cap" if utterance.capped else "no-words")
    if _is_ghost(utterance, ghost_gate_db) and not made_of(text, stops):
        return HeardNothing(utterance.utterance, "noise")
    others = utterance.result.alternatives
    return Heard(utterance.utterance, text, utterance.lang, utterance.confidence, others, utterance.ended, readings)


def _is_ghost(utterance: Utterance, gate_db: float) -> bool:
    """Whether it is the single word that a recogniser makes of a noise."""
    faint = utterance.over_noise_db < gate_db or utterance.ended - utterance.began < SHORTEST_S
    return faint and len(utterance.words) == 1


class Telling:
    """Of a store whose shoppers may interrupt the kiosk: words that it says itself are not theirs."""

    def __init__(self, duplex: Duplex, store: Path, ghost_gate_db: float) -> None:
        self._duplex, self._store, self._ghost_gate_db = duplex, store, ghost_gate_db
        self._stops: dict[str, tuple[str, ...]] = {}

    def event(self, sign: Sign) -> Event | None:
        """The event for a sign; None for one that says nothing."""
        match sign:
            case Voice():
                return VoiceStarted(sign.utterance, sign.at)
            case Lasting():
                return VoiceLasting(sign.utterance, 1000 * sign.voiced_s) if self._duplex.speaking else None
            case Words():
                own = not sign.clear and self._own(sign.text, sign.lang, sign.began, sign.until)
                return None if own or not normal(sign.text) else Partial(sign.utterance, sign.text, sign.lang)
            case Utterance():
                if not sign.clear and self._own(sign.result.text, sign.lang, sign.began, sign.ended):
                    return HeardNothing(sign.utterance, "echo")
                return heard(sign, self._ghost_gate_db, self._silencing(sign.lang))

    def _own(self, text: str, lang: str, began: float, ended: float) -> bool:
        """Whether the kiosk said these words; one that silences it is obeyed whoever says it."""
        return not made_of(text, self._silencing(lang)) and self._duplex.repeats(text, began, ended)

    def _silencing(self, lang: str) -> tuple[str, ...]:
        if lang not in self._stops:
            self._stops[lang] = turn_words.load(lang, self._store).stop
        return self._stops[lang]
