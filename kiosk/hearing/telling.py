"""What the core is told of what was heard: the signs of the listener as events, without the kiosk's own words."""

from __future__ import annotations

from pathlib import Path

from kiosk import turn_words
from kiosk.events import Event, Heard, HeardNothing, Partial, Reading, VoiceLasting, VoiceStarted
from kiosk.hearing.duplex import Duplex
from kiosk.hearing.signs import Lasting, Sign, Utterance, Voice, Words
from kiosk.utterance import made_of


def heard(utterance: Utterance, lang: str, ghost_gate_db: float) -> Heard | HeardNothing:
    """What the core is told of an utterance; a single word that hardly rose above the noise is none."""
    text = utterance.result.text
    readings = tuple(Reading(other, read.text, read.alternatives) for other, read in utterance.others)
    if not text and not readings:
        return HeardNothing(utterance.utterance, "cap" if utterance.capped else "no-words")
    if len(utterance.words) == 1 and utterance.over_noise_db < ghost_gate_db:
        return HeardNothing(utterance.utterance, "noise")
    others = utterance.result.alternatives
    return Heard(utterance.utterance, text, lang, utterance.confidence, others, utterance.ended, readings)


class Telling:
    """Of a store whose shoppers may interrupt the kiosk: words that it says itself are not theirs."""

    def __init__(self, duplex: Duplex, store: Path, ghost_gate_db: float) -> None:
        self._duplex, self._store, self._ghost_gate_db = duplex, store, ghost_gate_db
        self._stops: dict[str, tuple[str, ...]] = {}

    def event(self, sign: Sign, lang: str) -> Event | None:
        """The event for a sign; None for one that says nothing."""
        match sign:
            case Voice():
                return VoiceStarted(sign.utterance, sign.at)
            case Lasting():
                return VoiceLasting(sign.utterance, 1000 * sign.voiced_s) if self._duplex.speaking else None
            case Words():
                own = not sign.clear and self._own(sign.text, lang, sign.began, sign.until)
                return None if own else Partial(sign.utterance, sign.text, lang)
            case Utterance():
                if not sign.clear and self._own(sign.result.text, lang, sign.began, sign.ended):
                    return HeardNothing(sign.utterance, "echo")
                return heard(sign, lang, self._ghost_gate_db)

    def _own(self, text: str, lang: str, began: float, ended: float) -> bool:
        """Whether the kiosk said these words; one that silences it is obeyed whoever says it."""
        return not made_of(text, self._silencing(lang)) and self._duplex.repeats(text, began, ended)

    def _silencing(self, lang: str) -> tuple[str, ...]:
        if lang not in self._stops:
            self._stops[lang] = turn_words.load(lang, self._store).stop
        return self._stops[lang]
