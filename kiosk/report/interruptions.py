"""How fast the kiosk gives way to a shopper who speaks over it, from the shopper's own clean voice.

A shopper's utterance counts from its first voiced sample, the kiosk's reaction from the rows of the ledger; the
loudspeaker's ramp is added to that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

from hardware.sound.scheduled_sound import DUCK_DOWN_S
from kiosk.bench.row import Row
from kiosk.commands import Duck
from kiosk.events import SpeechEnded, SpeechStarted
from kiosk.runtime.ledger import LedgerRow

LOWERED_BAR_MS: Final = 150.0
SILENT_BAR_MS: Final = 700.0
WITHIN_S: Final = 2.5
"""What the kiosk does later is no answer to this voice."""


@dataclass(frozen=True, slots=True)
class Interruption:
    """Ms from the first voiced sample of what was said over the kiosk until its voice is lowered, and silent."""

    text: str
    lowered_ms: float | None
    silent_ms: float | None


def interruptions(rows: Sequence[LedgerRow], said: Sequence[Mapping[str, Any]]) -> Iterator[Interruption]:
    """What was said or coughed while the kiosk spoke."""
    for entry, following in zip(said, (*said[1:], {}), strict=True):
        at = entry.get("first_voiced_at")
        if at is None or not _speaking(rows, at):
            continue
        until = min(at + WITHIN_S, following.get("at", at + WITHIN_S))
        after = [row for row in rows if at <= row.at <= until]
        lowered = next((row.at for row in after if isinstance(row.message, Duck) and row.message.down), None)
        ended = next((row for row in after if isinstance(row.message, SpeechEnded)), None)
        stopped = ended is not None and isinstance(ended.message, SpeechEnded) and not ended.message.completed
        yield Interruption(
            entry["text"] or entry["kind"],
            None if lowered is None else 1e3 * (lowered + DUCK_DOWN_S - at),
            1e3 * (ended.at - at) if ended is not None and stopped else None,
        )


def _speaking(rows: Sequence[LedgerRow], at: float) -> bool:
    """Whether the kiosk was sounding at a moment."""
    sounding = False
    for row in rows:
        if row.at > at:
            break
        if isinstance(row.message, SpeechStarted):
            sounding = row.message.sounds_at <= at
        elif isinstance(row.message, SpeechEnded):
            sounding = False
    return sounding


def figures(rows: Sequence[LedgerRow], said: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Rows for a report; none where nobody spoke over the kiosk."""
    found = list(interruptions(rows, said))
    lowered = [each.lowered_ms for each in found if each.lowered_ms is not None]
    silent = [each.silent_ms for each in found if each.silent_ms is not None]
    resumed = sum(isinstance(row.message, SpeechStarted) and row.message.from_ms > 0 for row in rows)
    if not found:
        return []
    return [
        Row("times somebody spoke over the kiosk", len(found), "times"),
        *_median("spoken over → the voice is 14 dB lower, median", lowered, LOWERED_BAR_MS),
        *_median("spoken over → silence, where it stopped, median", silent, SILENT_BAR_MS),
        Row("sentences that went on where they were broken off", resumed, "sentences"),
    ]


def _median(name: str, values: Sequence[float], goal: float) -> list[Row]:
    return [Row(name, round(median(values), 1), "ms", goal)] if values else []
