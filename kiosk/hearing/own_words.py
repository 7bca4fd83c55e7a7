"""Whether words that were heard are those that the kiosk itself was saying at that time."""

from __future__ import annotations

from collections import deque
from typing import Final

from rapidfuzz import fuzz

from kiosk.timeline import Timeline
from kiosk.utterance import normal

ALIKE: Final = 70.0
"""A recogniser that hears the kiosk faintly gets two letters of three right."""
AROUND_S: Final = 0.5
KEPT: Final = 4


class OwnWords:
    """The last sentences, with the time of each word."""

    def __init__(self) -> None:
        self._said: deque[tuple[float, float, Timeline]] = deque(maxlen=KEPT)

    def say(self, at: float, from_ms: float, timeline: Timeline) -> None:
        """Sample 0 of a sentence would sound at `at`; it is heard from `from_ms` on."""
        self._said.append((at, from_ms, timeline))

    def stop(self, now: float) -> None:
        """What was not said by now will not be."""
        if self._said:
            at, from_ms, timeline = self._said.pop()
            words = tuple(word for word in timeline.words if at + word.start_ms / 1000 < now)
            self._said.append((at, from_ms, Timeline(timeline.text, timeline.lang, "", 1, 0, words)))

    def between(self, begin: float, end: float) -> str:
        """The words that sounded between two times, and just around them."""
        return normal(
            " ".join(
                word.text
                for at, from_ms, timeline in self._said
                for word in timeline.words
                if word.start_ms >= from_ms
                and at + word.start_ms / 1000 < end + AROUND_S
                and at + word.end_ms / 1000 > begin - AROUND_S
            )
        )

    def repeats(self, text: str, begin: float, end: float) -> bool:
        """Whether `text`, heard between two times, is like a piece of what the kiosk said then."""
        heard, said = normal(text), self.between(begin, end)
        if not heard or not said:
            return False
        alike = fuzz.partial_ratio(heard, said) if len(heard) <= len(said) else fuzz.ratio(heard, said)
        return alike >= ALIKE
