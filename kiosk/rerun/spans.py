"""Which stretches of a run are drawn: those in which something happens, a turn, or from one second to another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from kiosk.commands import Answer, CloseSession, LookAt, LookAway, Show
from kiosk.errors import InputError
from kiosk.events import SpeechEnded, SpeechStarted, VoiceStarted
from kiosk.runtime.ledger import LedgerRow
from kiosk.stage.film.rerun import Span

MARGIN_S = 2.0
"""So much before and after something happens is drawn too."""
VOICE_S = 15.0
"""A question began with the voice that was noticed at most so long before it was understood."""
AFTER_S = 1.5


def whole(rows: Sequence[LedgerRow]) -> Span:
    """All of a run.

    Raises:
        InputError: `ledger.no-picture`.
    """
    if not rows:
        raise InputError(
            "ledger.no-picture", "The ledger holds nothing that could be drawn.", "Give the ledger of a run."
        )
    return Span(rows[0].at, rows[-1].at)


def lively(rows: Sequence[LedgerRow]) -> list[Span]:
    """The stretches in which the kiosk looks at somebody, speaks, or shows more than its invitation."""
    all_of_it = whole(rows)
    wide = [
        Span(max(all_of_it.start, start - MARGIN_S), min(all_of_it.end, end + MARGIN_S)) for start, end in _busy(rows)
    ]
    joined: list[Span] = []
    for span in sorted(wide, key=lambda each: each.start):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def _busy(rows: Sequence[LedgerRow]) -> Iterator[tuple[float, float]]:
    """From each row to the next while something goes on, and every sentence as long as it sounds."""
    shown = looking = False
    for row, following in pairwise((*rows, rows[-1])):
        match row.message:
            case Show(scene=scene):
                shown = scene.mode != "attract"
            case LookAt() | LookAway():
                looking = isinstance(row.message, LookAt)
            case SpeechStarted() as speech:
                yield speech.sounds_at, speech.at + speech.timeline.seconds
        if shown or looking:
            yield row.at, following.at


def turn(rows: Sequence[LedgerRow], number: int) -> Span:
    """The `number`th question of the run, from its first sound to the end of the reply.

    Raises:
        InputError: `replay.turn`.
    """
    asked = [row for row in rows if isinstance(row.message, Answer) and not row.message.partial]
    if not 1 <= number <= len(asked):
        known = f"It has turns 1 to {len(asked)}." if asked else "No question was asked in it."
        raise InputError("replay.turn", f"The ledger has no turn {number}.", known)
    starts = [_start(rows, row, before) for row, before in zip(asked, (rows[0], *asked), strict=False)]
    ends = [*starts[1:], rows[-1].at]
    return Span(starts[number - 1], _end(rows, asked[number - 1].at, ends[number - 1]))


def _start(rows: Sequence[LedgerRow], asked: LedgerRow, before: LedgerRow) -> float:
    """When the shopper began to ask it: not before the question `before` it was understood."""
    since = max(before.at, asked.at - VOICE_S)
    voices = [
        row.message.at for row in rows if isinstance(row.message, VoiceStarted) and since < row.message.at <= asked.at
    ]
    return max(rows[0].at, (voices[-1] if voices else asked.at) - MARGIN_S / 2)


def _end(rows: Sequence[LedgerRow], asked: float, latest: float) -> float:
    """When the last sentence of the turn is over, at the latest when the next turn begins or the session ends."""
    after = [row for row in rows if asked < row.at < latest]
    closed = next((row.at for row in after if isinstance(row.message, CloseSession)), latest)
    spoken = [row.at for row in after if isinstance(row.message, SpeechEnded) and row.at <= closed]
    return min(latest, spoken[-1] + AFTER_S) if spoken else closed


def between(spans: Sequence[Span], start: float, end: float) -> list[Span]:
    """What of the spans lies between two moments.

    Raises:
        InputError: `replay.nothing` if none of it does.
    """
    cut = [Span(max(span.start, start), min(span.end, end)) for span in spans]
    kept = [span for span in cut if span.seconds > 0]
    if not kept:
        raise InputError(
            "replay.nothing",
            "Nothing happens in that part of the ledger.",
            "Give other seconds, or --idle to draw it all the same.",
        )
    return kept
