"""Whether there is anything in an utterance besides days, times and numbers: "no, make it Thursday" has nothing."""

from __future__ import annotations

import re
from functools import cache

from kiosk.answers.language import WEEKDAYS, language
from kiosk.utterance import normal

MORE = 1
"""So many words that are not known are borne: a recogniser adds them."""
_KINDS = (*WEEKDAYS, "today", "tomorrow", "overmorrow", "now", "morning", "evening", "yesterday", "ago", "closing",
          "opening", "yes", "no", "cancel", "name_is", "courtesy", "beside", "day_unit", "week_unit")  # fmt: skip


def only_slots(text: str, lang: str, more: int = MORE) -> bool:
    """Whether at most `more` words are none of a day, a time, a number, or words beside them."""
    left = _known(lang).sub(" ", f" {normal(text)} ")
    return len([word for word in left.split() if not _spelled(word)]) <= more


def _spelled(word: str) -> bool:
    """A number, or a letter of one."""
    return any(letter.isdigit() for letter in word) or (len(word) == 1 and word.isascii())


@cache
def _known(lang: str) -> re.Pattern[str]:
    words = language(lang)
    of_kinds = [name for kind in _KINDS for name in words.names(kind)]
    holidays = [normal(alias) for aliases in words.holidays.values() for alias in aliases]
    numbers = map(normal, (*words.numbers, *words.spelling.numbers, *words.spelling.others, *words.lasting))
    months = map(normal, words.day.months)
    clock = [part for pattern in words.times for part in re.findall(r"[^\W\d_]{3,}", pattern.match)]
    every = sorted({*of_kinds, *holidays, *numbers, *months, *clock}, key=len, reverse=True)
    end = "" if lang == "ko" else r"\b"  # particles follow a Korean word without a space
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, filter(None, every)))}){end}")
