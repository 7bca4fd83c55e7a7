"""Which word of a caption sounds at an instant, on the sound's clock; with a face or without one."""

from __future__ import annotations

from bisect import bisect_right

from kiosk.events import SpeechEnded, SpeechStarted
from kiosk.timeline import Timeline


class Reading:
    """Follows what is said; times are CLOCK_MONOTONIC seconds."""

    def __init__(self) -> None:
        self._said: SpeechStarted | None = None
        self._broken_off: tuple[str, int] | None = None
        self._starts: tuple[float, ...] = ()

    def take(self, message: object) -> None:
        """Follow the voice."""
        match message:
            case SpeechStarted():
                self._said, self._broken_off = message, None
                self._starts = tuple(word.start_ms / 1000 for word in message.timeline.words)
            case SpeechEnded(utterance=number, completed=False, word=word) if (
                self._said and number == self._said.utterance
            ):
                self._broken_off = _end(self._said.timeline, word)
                self._said = None
            case _:
                pass

    def word(self, t: float, caption: str) -> tuple[int, int] | None:
        """Offset and length in the caption of the word that sounds at `t`; none if another sentence is sounding.

        Of a caption that was said to its end it is the end, of no length: a long one stays on its last page.
        """
        if self._said is None or self._said.timeline.text != caption:
            return None
        since = t - self._said.at
        if t < self._said.sounds_at:
            return None
        if since > self._said.timeline.seconds:
            return len(caption), 0
        index = bisect_right(self._starts, since) - 1
        if index < 0:
            return None
        word = self._said.timeline.words[index]
        return word.char, word.len

    def unsaid(self, caption: str) -> int | None:
        """Where in the caption the words begin that were not said, because it was broken off; else None."""
        return self._broken_off[1] if self._broken_off and self._broken_off[0] == caption else None


def _end(timeline: Timeline, word: int) -> tuple[str, int] | None:
    """A sentence and the offset at which it was broken off; None if nothing of it was said."""
    return (timeline.text, timeline.words[word].char) if 0 < word < len(timeline.words) else None
