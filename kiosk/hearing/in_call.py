"""Hearing in a call: the shopper's sound goes to the colleague, and what the colleague says is read for the screen.

Both begin and end with `CallMode`. No shopper's sound leaves this process before it names the microphone.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from hardware.sound.microphone import RATE, Block, SampleClock
from hardware.sound.resample import Resampler
from kiosk.channels.call_sound import CAPTIONS, COLLEAGUE_RATE, MICROPHONE, READ_S, SoundFeed, SoundWriter, Stretch
from kiosk.commands import CallMode
from kiosk.events import HumanSaid
from kiosk.hearing.decoder import Decoder, Reading
from kiosk.hearing.endpoint import Pauses
from kiosk.hearing.listener import Listener
from kiosk.hearing.signs import Sign, Utterance, Words
from kiosk.turn_words import Kept
from kiosk.utterance import normal

FIRST: Final = 1_000_000_000
"""Utterances of colleagues are counted from here: a late reading of a shopper's is never taken for one."""
GAP_S: Final = 0.3
"""Sound that comes so much later than it should was interrupted."""
SILENT_S: Final = 0.6
"""A muted colleague sends nothing at all: what was being said ends then."""


class InCall:
    """One call after the other; idle, and without a line to anybody, between them. It shares the ears' `decoder`."""

    def __init__(self, run_dir: Path, decoder: Decoder, store: Path) -> None:
        self._run_dir, self._decoder, self._words = run_dir, decoder, Kept(store)
        self._writer = SoundWriter(run_dir, MICROPHONE)
        self._captions: Captions | None = None
        self.shares = False
        """Whether the shopper's sound is wanted."""

    @property
    def on(self) -> bool:
        """Whether a colleague is heard."""
        return self._captions is not None

    def obey(self, mode: CallMode, lang: str, pauses: Pauses) -> None:
        """The one key to the microphone; in the language of the call the colleague is read, unless the kiosk asks.

        Then the recogniser is the shopper's: no word of a colleague may stand in the answer.
        """
        talks = mode.mode in ("voice", "video") and mode.heard
        self.shares = talks and mode.microphone
        if not self.shares:
            self._writer.close()
        if not talks:
            self.close()
        elif self._captions is None or (self._captions.case, self._captions.lang) != (mode.case, lang):
            if self._captions is not None:
                self._captions.close()
            words = self._words.of(lang)
            listener = Listener(self._decoder, pauses, words=words, first=FIRST)
            listener.configure(pauses, words, lang)
            self._captions = Captions(mode.case, lang, SoundFeed(self._run_dir, CAPTIONS, READ_S), listener)

    def share(self, block: Block) -> None:
        """The shopper's next sound, without the kiosk's own in it."""
        if self.shares and block.samples.size:
            self._writer.put(block.samples, block.at)

    def read(self, reading: Reading) -> None:
        """A reading that the decoder has made."""
        if self._captions is not None:
            self._captions.listener.read(reading)

    def said(self, now: float) -> Iterator[HumanSaid]:
        """What the colleague says, as it becomes known."""
        if self._captions is not None:
            yield from self._captions.look(now)

    def close(self) -> None:
        """Nothing goes out, and nothing is read any more."""
        self._writer.close()
        if self._captions is not None:
            self._captions.close()
        self._captions = None


class Captions:
    """What a colleague says, in words."""

    def __init__(self, case: int, lang: str, feed: SoundFeed, listener: Listener) -> None:
        self.case, self.lang, self._feed = case, lang, feed
        self.listener = listener
        self._down, self._clock = Resampler(COLLEAGUE_RATE, RATE), SampleClock(COLLEAGUE_RATE)
        self._ends = 0.0

    def look(self, now: float) -> Iterator[HumanSaid]:
        """Take in what has come, and tell what is new."""
        for stretch in self._feed.take():
            self._hear(stretch)
        if self.listener.busy and now - self._ends > SILENT_S:
            self.listener.finish()
        for sign in self.listener.signs():
            if (said := self._said(sign)) is not None:
                yield said

    def close(self) -> None:
        """The call is over: what was being said is not read to its end."""
        self.listener.forget()
        self._feed.close()

    def _hear(self, stretch: Stretch) -> None:
        if stretch.at - self._ends > GAP_S:
            self._down, self._clock = Resampler(COLLEAGUE_RATE, RATE), SampleClock(COLLEAGUE_RATE)
        lasts_s = len(stretch.pcm) / COLLEAGUE_RATE
        self._ends = self._clock.first_sample(len(stretch.pcm), stretch.at + lasts_s) + lasts_s
        samples = self._down.take(stretch.pcm)
        if samples.size:
            self.listener.take(Block(samples, self._ends - self._down.late_s - samples.size / RATE))

    def _said(self, sign: Sign) -> HumanSaid | None:
        match sign:
            case Words() if normal(sign.text):
                return HumanSaid(self.case, sign.text, self.lang, final=False)
            case Utterance() if normal(sign.result.text):
                return HumanSaid(self.case, sign.result.text, self.lang)
            case _:
                return None
