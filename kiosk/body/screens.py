"""What a small display shows: messages in with their time, its content out for any instant. Touches no device.

A caption is too long for two lines: it goes by in pages, each as its first word sounds, or, where nothing sounds, as
fast as people read. A number, price or word that an answer marks (`^display(B 12)`) is shown as it is said, and held in
the last line until the session ends or a minute is over. A display without the letters of a language shows what it can:
digits, prices, and its own few words in another language of the kiosk.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from hardware.protocols.displays.code_page import fit, shows
from hardware.protocols.displays.display_codec import Content, Screen, State
from hardware.protocols.displays.text_pages import pages
from kiosk.body.display_words import OTHERWISE, Words, words_of
from kiosk.commands import CloseSession, Mode, Scene, Show
from kiosk.events import Answered, SpeechEnded, SpeechStarted
from kiosk.marks import DISPLAY, split
from kiosk.ports import Message

HELD_S: Final = 60.0
READING: Final = 14.0
"""Letters a second."""
STATES: Final[dict[Mode, State]] = {
    "attract": "idle",
    "greeting": "speaking",
    "listening": "listening",
    "thinking": "thinking",
    "speaking": "speaking",
    "waiting": "waiting",
    "in-call": "in-call",
}
_PRICE: Final = re.compile(r"[€$£¥₩]|\bEUR\b|원|\d+[.,]\d\d\b")
Kind = Literal["number", "price", "text"]


def kind_of(text: str) -> Kind:
    """What a marked text is: a price has a currency or cents, a number any digit."""
    if _PRICE.search(text):
        return "price"
    return "number" if any(letter.isdigit() for letter in text) else "text"


@dataclass(frozen=True, slots=True)
class _Fact:
    text: str
    since: float

    def held(self, now: float) -> bool:
        return self.since <= now < self.since + HELD_S


class Screens:
    """What one display shows.

    Args:
        screen: Its size and its letters.
        langs: The kiosk's languages. For those that the display has no letters for English stands in, or the first one.
    """

    def __init__(self, screen: Screen, langs: Sequence[str]) -> None:
        self._screen = screen
        legible = [lang for lang in langs if shows(words_of(lang).greeting, screen.encoding)]
        self._langs = legible or [OTHERWISE]
        self._scene = Scene("attract", langs[0])
        self._since = 0.0
        self._speech: SpeechStarted | None = None
        self._spoken = ""
        self._facts: tuple[_Fact, ...] = ()
        self._marked = ("", "")

    def heed(self, message: Message, now: float) -> None:
        """Take in a message; those that do not concern a display are passed over."""
        match message:
            case Show(scene):
                self._show(scene, now)
            case Answered(reply=reply):
                self._marked = (reply.caption, reply.text)
            case SpeechStarted():
                self._speak(message)
            case SpeechEnded(utterance, completed) if self._speech and self._speech.utterance == utterance:
                self._spoken, self._speech = self._speech.timeline.text, None
                self._facts = tuple(fact for fact in self._facts if completed or fact.since <= now)
            case CloseSession():
                self._forget()
            case _:
                pass

    def content(self, now: float) -> Content:
        """What is shown now."""
        state, fact = STATES[self._scene.mode], next((one for one in reversed(self._facts) if one.held(now)), None)
        if fact is not None:
            label = self._words().number if kind_of(fact.text) == "number" else ""
            return Content(state, self._caption(now, 1), fact.text, kind_of(fact.text), label)
        if state == "idle":
            return Content(state, self._greeting())
        priced = [card for card in self._scene.cards if card.price]
        if len(self._scene.cards) == len(priced) == 1:
            return Content(state, self._caption(now, 1), priced[0].price, "price", priced[0].title)
        return Content(state, self._caption(now, 0) or self._instead(state))

    def _show(self, scene: Scene, now: float) -> None:
        if scene.caption != self._scene.caption:
            self._since = now
            if self._speech is None and scene.caption == self._marked[0]:
                self._mark(now)
        self._scene = scene
        if scene.mode == "attract":
            self._forget()

    def _mark(self, now: float) -> None:
        """The marks of an answer that is read: each when its word is reached. A voice that begins takes it over."""
        marks = split(self._marked[1])[1]
        self._facts += tuple(_Fact(mark.arg, now + mark.char / READING) for mark in marks if mark.name == DISPLAY)

    def _speak(self, speech: SpeechStarted) -> None:
        self._speech = speech
        rest = speech.timeline.rest(speech.from_ms)
        told = tuple(_Fact(mark.arg, speech.at + mark.at_ms / 1000) for mark in rest.marks if mark.name == DISPLAY)
        self._facts = tuple(fact for fact in self._facts if fact.since <= speech.sounds_at) + told

    def _forget(self) -> None:
        self._facts, self._speech, self._spoken, self._marked = (), None, "", ("", "")

    def _caption(self, now: float, held: int) -> tuple[str, ...]:
        """The page of the caption that belongs to this instant; `held` lines are taken."""
        rows = self._screen.rows - held
        if self._speech is None and self._scene.mode in {"waiting", "in-call"}:
            words = self._words()
            return self._paged(words.calling if self._scene.mode == "waiting" else words.person, rows)
        text = self._speech.timeline.text if self._speech else self._scene.caption
        if held and self._speech is None and text == self._spoken:
            return ()
        if rows < 1 or not shows(text, self._screen.encoding):
            return ()
        found = pages(text, self._screen.columns, rows, self._screen.encoding)
        char = self._char(now)
        return next((page.lines for page in reversed(found) if page.char <= char), ())

    def _char(self, now: float) -> int:
        """How far the caption has come, in letters."""
        if self._speech is None:
            read = int((now - self._since) * READING)
            return len(self._scene.caption) if self._scene.caption == self._spoken else read
        t_ms = 1000 * (now - self._speech.at)
        return max((word.char for word in self._speech.timeline.words if word.start_ms <= t_ms), default=0)

    def _instead(self, state: State) -> tuple[str, ...]:
        """Where no word of a caption is to be seen."""
        if self._speech or self._scene.caption:
            return self._paged(self._words().screen)
        return ("...",) if state == "thinking" else self._paged(self._words().greeting)

    def _paged(self, text: str, rows: int = 0) -> tuple[str, ...]:
        """The first page of a few words."""
        found = pages(text, self._screen.columns, rows or self._screen.rows, self._screen.encoding)
        return found[0].lines if found else ()

    def _words(self) -> Words:
        """In the session's language; where the display has no letters for it in English, or the first that it has."""
        wanted = (lang for lang in (self._scene.lang, OTHERWISE) if lang in self._langs)
        return words_of(next(wanted, self._langs[0]))

    def _greeting(self) -> tuple[str, ...]:
        """A line for each of the first languages: a display does not know who comes."""
        lines = [fit(words_of(lang).greeting, self._screen.encoding) for lang in self._langs[: self._screen.rows]]
        return tuple(line for line in lines if len(line) <= self._screen.columns)
