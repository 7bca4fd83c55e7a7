"""Takes out of a sentence what finds or pays a person: addresses, and numbers in digits or in words."""

from __future__ import annotations

import re
from typing import Final

from kiosk.privacy.spoken_numbers import number_words, runs

MASK: Final = "…"
_ADDRESS: Final = re.compile(r"\S+@\S+|https?://\S+|www\.\S+", re.IGNORECASE)
_NUMBER: Final = re.compile(r"(?<!\w)[\w/.-]*\d(?:[\s./-]?\d){2,}[\w/.-]*")
"""Three digits and more, with letters at them: of an order, a telephone, a card."""
PIECES, DIGITS = 3, 4
"""So many words for numbers in a row are a number that was said, or so many digits in fewer."""


def unnumbered(text: str) -> list[str]:
    """The words of a text, a mask for each address and each number, in the words of any language of the product."""
    text = _NUMBER.sub(MASK, _ADDRESS.sub(MASK, text))
    for run in sorted(runs(text, number_words()), key=lambda each: -each.start):
        if run.pieces >= PIECES or len(run.number) >= DIGITS:
            text = f"{text[: run.start]}{MASK}{text[run.end :]}"
    return text.split()
