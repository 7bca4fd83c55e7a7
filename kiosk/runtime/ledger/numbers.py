"""What a shopper leaves to be called back is written nowhere at the kiosk: digits are hidden before a row is kept.

They are hidden so that the dialogue, played again on those rows, reads back the same hidden number: what is kept still
replays.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from kiosk.commands import CloseSession, RequestCallBack, Show
from kiosk.dialogue.overheard import readings
from kiosk.events import Heard, NumberTyped, Partial, Reading, Reconfigured, Started
from kiosk.ports import Message
from kiosk.privacy.telephone import has_digits, hidden, hidden_words, is_digit, names_of, of_emergency, spoken
from kiosk.runtime.ledger.texts import BETWEEN, changed


class Numbers:
    """Follows a run row by row."""

    def __init__(self) -> None:
        self._names: Mapping[str, Mapping[str, str]] = {}
        self._beside: Mapping[str, tuple[str, ...]] = {}
        self._asked = False
        self._number = ""

    def kept(self, message: Message) -> Message:
        """The message as a ledger may keep it."""
        match message:
            case Started(phrases=phrases) | Reconfigured(phrases=phrases):
                self._names = {lang: names_of(of.get("digits", ())) for lang, of in phrases.items()}
                self._beside = {lang: tuple(of.get("beside", ())) for lang, of in phrases.items()}
                return message
            case CloseSession():
                self._asked, self._number = False, ""
                return message
            case NumberTyped(number=number) if of_emergency(number):
                return message  # nobody's own; hidden, it would not be played again as the call for help that it is
            case NumberTyped(number=number):
                self._know(number)
                return NumberTyped(hidden(number))
            case RequestCallBack(number=number):
                self._know(number)
        if isinstance(message, Heard | Partial) and self._asked:
            message = self._heard(message)
        if isinstance(message, Show):
            if message.scene.keypad and not self._asked:
                self._number = ""  # asked for anew
            self._asked = message.scene.keypad
        return self._without(message)

    def _know(self, number: str) -> None:
        self._number = "".join(filter(is_digit, number))

    def _heard(self, message: Heard | Partial) -> Message:
        """What is said while a number is asked for, if it is one; what it adds to is known from then on."""
        names, beside = self._names.get(message.lang, {}), self._beside.get(message.lang, ())
        if isinstance(message, Partial):
            return replace(message, text=hidden_words(message.text, names))
        said = next((found for each in readings(message) if (found := spoken(each, names, beside))), "")
        if not said and not has_digits(message.text, names):
            return message
        self._number += "".join(filter(str.isdecimal, said))
        return replace(
            message,
            text=hidden_words(message.text, names),
            alternatives=tuple(hidden_words(each, names) for each in message.alternatives),
            readings=tuple(self._reading(each) for each in message.readings),
        )

    def _reading(self, reading: Reading) -> Reading:
        names = self._names.get(reading.lang, {})
        others = tuple(hidden_words(each, names) for each in reading.alternatives)
        return Reading(reading.lang, hidden_words(reading.text, names), others)

    def _without(self, message: Message) -> Message:
        """The same where the number stands in it, however it is spaced: what is read back, and stands on the screen."""
        if not self._number:
            return message
        pattern = re.compile(rf"(?<!\w){BETWEEN.join(map(re.escape, self._number))}(?!\w)")
        return changed(message, lambda text, _: pattern.sub(lambda found: hidden(found.group()), text))
