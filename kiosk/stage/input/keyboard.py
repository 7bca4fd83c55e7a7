"""The keyboard on the screen: which keys it has in a language, row by row.

Only small letters: a question is understood without capitals, and a key shows what it types. Digits and accents have
rows of their own instead of a second layer, so that nobody has to find out what a key does for a while. Only Korean has
Shift, which everybody who types Korean knows, for the five double consonants and two vowels that need it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

KeyKind = Literal["letter", "space", "backspace", "shift", "ask", "done", "open", "close"]


@dataclass(frozen=True, slots=True)
class Key:
    """A key, or what opens and closes the keyboard; `text` is what it types, `width` in letter keys."""

    kind: KeyKind
    text: str = ""
    width: float = 1.0

    @property
    def name(self) -> str:
        """Its letter, or what it does."""
        return self.text.strip() or self.kind


OPEN: Final = Key("open")
CLOSE: Final = Key("close", width=1.8)
SHIFT: Final = Key("shift", width=1.5)
DIGITS: Final = "1234567890"
LETTERS: Final[Mapping[str, tuple[str, str, str]]] = {
    "en": ("qwertyuiop", "asdfghjkl", "zxcvbnm'"),
    "fr": ("azertyuiop", "qsdfghjklm", "wxcvbn'"),
    "de": ("qwertzuiopü", "asdfghjklöä", "yxcvbnmß"),
    "ko": ("ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ", "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ", "ㅋㅌㅊㅍㅠㅜㅡ"),
}
"""Rows of letters per language; one that has none of its own types as English does."""
ACCENTS: Final[Mapping[str, str]] = {"fr": "éèêëàâçîïôùû"}
SHIFTED: Final = str.maketrans("ㅂㅈㄷㄱㅅㅐㅔ", "ㅃㅉㄸㄲㅆㅒㅖ")

Row = tuple[Key, ...]


def keypad() -> tuple[Row, ...]:
    """The keys of a telephone number, as on a telephone (ITU-T E.161), with what ends it below."""
    rest = (*_letters("+0"), Key("backspace"))
    return (_letters("123"), _letters("456"), _letters("789"), rest, (Key("close", width=1.5), Key("done", width=1.5)))


def rows(lang: str, *, shifted: bool = False) -> tuple[Row, ...]:
    """The keyboard of a language from top to bottom."""
    upper, middle, lower = LETTERS.get(lang, LETTERS["en"])
    if shifted:
        upper = upper.translate(SHIFTED)
    shift = (SHIFT,) if lang == "ko" else ()
    accents = (_letters(ACCENTS[lang]),) if lang in ACCENTS else ()
    foot = (CLOSE, *_letters(","), Key("space", " ", 3.6), *_letters("?"), Key("ask", width=2.4))
    return (
        _letters(DIGITS),
        *accents,
        _letters(upper),
        _letters(middle),
        (*shift, *_letters(lower), Key("backspace", width=1.8)),
        foot,
    )


def _letters(text: str) -> Row:
    return tuple(Key("letter", letter) for letter in text)
