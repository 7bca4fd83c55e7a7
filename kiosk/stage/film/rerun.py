"""A stage without a window: it is fed what a ledger holds, and logs the frames that a live one would have shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk.ports import Message
from kiosk.stage.director import Director
from kiosk.stage.film.record import Header, Recorder


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time that is drawn, in CLOCK_MONOTONIC seconds of the run."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.end - self.start


def rerun(
    messages: Iterable[tuple[float, Message]],
    spans: Sequence[Span],
    director: Director,
    log: Path,
    header: Header,
    fps: int,
) -> int:
    """Log the frames of the spans, one after the other from `header.t` on, as `record.read` reads them; how many.

    `messages` are all of the run with their times, rising: those between the spans count without being drawn.
    """
    recorder = Recorder(log, header)
    feed = _Feed(director, messages)
    count = 0
    for t in _moments(spans, fps):
        feed.until(t)
        recorder.frame(header.t + count / fps, director.pose(t), director.view(t), 0.0, 1000 / fps)
        count += 1
    recorder.flush(header.t + count / fps)
    return count


def _moments(spans: Sequence[Span], fps: int) -> Iterator[float]:
    for span in spans:
        yield from (span.start + number / fps for number in range(round(span.seconds * fps)))


class _Feed:
    """Hands the director every message whose time has come."""

    def __init__(self, director: Director, messages: Iterable[tuple[float, Message]]) -> None:
        self._director, self._messages = director, iter(messages)
        self._next = next(self._messages, None)

    def until(self, t: float) -> None:
        while self._next is not None and self._next[0] <= t:
            at, message = self._next
            self._director.take(message, at)
            self._next = next(self._messages, None)
