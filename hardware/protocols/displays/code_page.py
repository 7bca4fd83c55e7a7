"""Text for a display that has one code page: what it cannot show becomes what people write in its stead.

A letter becomes its nearest (œ → oe, Ł → L, é → e where there is no é), a sign its usual spelling (€ → EUR), and what
has none is left out; a question mark only ever stands for a question mark.
"""

from __future__ import annotations

import unicodedata
from typing import Final

READABLE: Final = 0.8
"""Least share of a text's letters that a display must have for the text to be of use on it."""
_ALWAYS: Final = str.maketrans(
    {"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u00ad": "", "\u2011": "-", "\u200b": "", "\ufeff": ""}
)
"""Spaces and hyphens that only matter to a typesetter: code pages have odd glyphs in their places."""
_SPELLED: Final = {
    "€": "EUR",
    "£": "GBP",
    "œ": "oe",
    "Œ": "OE",
    "æ": "ae",
    "Æ": "AE",
    "ß": "ss",
    "ẞ": "SS",
    "ø": "o",
    "Ø": "O",
    "ł": "l",
    "Ł": "L",
    "đ": "d",
    "Đ": "D",
    "ð": "d",
    "þ": "th",
    "ı": "i",
    "–": "-",
    "—": "-",
    "−": "-",
    "‘": "'",
    "’": "'",
    "‚": ",",
    "“": '"',
    "”": '"',
    "„": '"',
    "«": '"',
    "»": '"',
    "•": "-",
    "·": "-",
    "×": "x",
    "→": ">",
}


def fit(text: str, encoding: str, without: str = "") -> str:
    """The text in letters that the code page has; control characters become spaces.

    `without` names letters of the code page that the device must not be sent.
    """
    plain = unicodedata.normalize("NFC", text).translate(_ALWAYS)
    return "".join(_letter(letter, encoding, without) for letter in plain)


def shows(text: str, encoding: str) -> bool:
    """Whether enough of the text's letters are left for somebody to read it; of one without letters, its digits."""
    letters = [letter for letter in unicodedata.normalize("NFC", text) if letter.isalnum()]
    kept = [letter for letter in letters if _letter(letter, encoding, "").strip()]
    return len(kept) >= READABLE * len(letters)


def _letter(letter: str, encoding: str, without: str) -> str:
    if unicodedata.category(letter) == "Cc":
        return " "
    bare = "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
    for form in (letter, _SPELLED.get(letter, ""), bare):
        if form and not set(form) & set(without) and _has(form, encoding):
            return form
    return ""


def _has(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
