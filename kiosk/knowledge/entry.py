"""One question of one language, as the store's staff wrote it."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from kiosk.marks import split
from kiosk.toml_file import Strict
from kiosk.utterance import normal

Action = Literal["", "hours", "product", "order", "returns", "booking"]


def _printable(text: str) -> str:
    text = text.replace("\t", " ")
    if text.isprintable():
        return text
    strange = next((letter for letter in text if unicodedata.category(letter) in UNPRINTABLE and letter != "\n"), "")
    if strange:
        sentence = f"has a control character (U+{ord(strange):04X}), which can be neither shown nor spoken"
        raise PydanticCustomError("control_character", "{error}", {"error": sentence})
    return text


def _one_line(text: str) -> str:
    if "\n" in text:
        raise PydanticCustomError("several_lines", "goes over several lines")
    return text


def _worded(phrasing: str) -> str:
    if not normal(phrasing):
        raise PydanticCustomError("wordless", "is an empty phrasing: it has no word")
    return phrasing


UNPRINTABLE: Final = frozenset({"Cc", "Cs"})
ENDS_FIRST: Final = "ends_first"
"""The type of this error."""
LONGEST: Final = 10_000
"""Letters of the longest text; what is too long to be spoken is told by the lint, long before."""
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST), AfterValidator(_printable)]
Line = Annotated[Text, AfterValidator(_one_line)]
Phrasing = Annotated[Line, AfterValidator(_worded)]


class Entry(Strict):
    """One question of one language. An entry with an action may leave its answer to that action.

    `answer` is what is spoken, `caption` what is shown instead of it, if that is not the same. `owner` is who in the
    store answers for it; `valid_from` and `valid_to` are the first and the last day on which it is answered.
    """

    id: Annotated[Line, StringConstraints(min_length=1, max_length=80)]
    title: Annotated[Line, StringConstraints(min_length=1, max_length=60)]
    owner: Line = ""
    answer: Text = ""
    caption: Text = ""
    phrasings: Annotated[tuple[Phrasing, ...], Field(min_length=1)]
    action: Action = ""
    tags: tuple[Line, ...] = ()
    place: Line = ""
    picture: Line = ""
    valid_from: date | None = None
    valid_to: date | None = None

    @model_validator(mode="after")
    def _whole(self) -> Entry:
        if not self.answer and not self.action:
            raise PydanticCustomError("no_answer", "has neither an answer nor an action")
        if self.answer and not split(self.answer)[0].strip():
            raise PydanticCustomError("marks_alone", "has an answer of marks alone: there is nothing to say")
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise PydanticCustomError(ENDS_FIRST, "ends before it begins")
        return self

    def valid(self, day: date) -> bool:
        """Whether it may be answered on that day."""
        return (self.valid_from or day) <= day <= (self.valid_to or day)
