"""Where in a sentence of the kiosk a shopper began to speak, read from a ledger."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.events import Heard, SpeechEnded, SpeechStarted, VoiceStarted
from kiosk.ports import Message
from kiosk.runtime.ledger import LedgerRow


def word_at(before: Sequence[LedgerRow], heard: Message) -> int:
    """The word, counted from 1, at which the voice of what was heard began; 0 if nothing was being said then."""
    if not isinstance(heard, Heard):
        return 0
    rows = list(before)
    while rows and not _begins(rows[-1].message, heard):
        rows.pop()
    ends = {row.message.utterance for row in rows if isinstance(row.message, SpeechEnded)}
    sounding = [row.message for row in rows if isinstance(row.message, SpeechStarted)][-1:]
    if not sounding or sounding[0].utterance in ends:
        return 0
    began_ms = (rows[-1].at - sounding[0].at) * 1000
    return max(1, sum(word.start_ms <= began_ms for word in sounding[0].timeline.words))


def _begins(message: Message, heard: Heard) -> bool:
    return isinstance(message, VoiceStarted) and message.utterance == heard.utterance
