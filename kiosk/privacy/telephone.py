"""Telephone numbers as shoppers say and type them, and what stands for them in a ledger, which keeps none. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from kiosk.utterance import normal

LEAST_DIGITS, MOST_DIGITS = 6, 15
"""ITU-T E.164: 15 at most; shorter than six are numbers of within a firm."""
EMERGENCY: Final = frozenset({"112", "110", "119", "911", "999", "15", "17", "18", "100", "101"})
"""Where an emergency service answers: of the European Union, and of the countries whose languages the kiosk speaks."""
HIDDEN: Final = "〇"
"""What stands for a digit in a ledger: a letter, so that it is read as a word, and a number has its length."""


def is_digit(letter: str) -> bool:
    """Whether a letter stands for a digit."""
    return letter.isdecimal() or letter == HIDDEN


def count(number: str) -> int:
    """How many digits a number has."""
    return sum(map(is_digit, number))


def of_emergency(number: str) -> bool:
    """Whether a number is one of the emergency services: nobody is to be called back there."""
    return "".join(filter(is_digit, number)) in EMERGENCY


def names_of(digits: Iterable[str]) -> Mapping[str, str]:
    """The digit of each word, from phrases such as `0 zero`."""
    return {normal(name): digit for digit, name in (each.split(maxsplit=1) for each in digits)}


def spoken(text: str, names: Mapping[str, str], beside: Iterable[str] = ()) -> str:
    """The number that a text is, digit by digit or in figures; empty if it says anything else besides."""
    found, others = "", {normal(each) for each in beside}
    for word in normal(text).split():
        if all(map(is_digit, word)):
            found += word
        elif word in names:
            found += names[word]
        elif all(letter in names for letter in word):  # as Korean writes them: in one word
            found += "".join(names[letter] for letter in word)
        elif word not in others:
            return ""
    return f"+{found}" if found and text.strip().startswith("+") else found


def has_digits(text: str, names: Mapping[str, str]) -> bool:
    """Whether digits are among the words, two or more: "oh six twelve" is no number to `spoken`, and no question."""
    return sum(word in names or all(map(is_digit, word)) for word in normal(text).split()) > 1


def aloud(number: str) -> str:
    """A number as it is read back: digit by digit, in twos so that an ear can follow.

    >>> aloud("0612345")
    '0 6, 1 2, 3 4, 5'
    """
    plain = [each for each in number if is_digit(each)]
    pairs = [" ".join(plain[at : at + 2]) for at in range(0, len(plain), 2)]
    return ("+ " if number.startswith("+") else "") + ", ".join(pairs)


def hidden(text: str) -> str:
    """A text whose digits are hidden."""
    return "".join(HIDDEN if letter.isdecimal() else letter for letter in text)


def hidden_words(text: str, names: Mapping[str, str]) -> str:
    """The same of one that was said: words for digits are hidden too."""
    return " ".join(_hidden_word(word, names) for word in text.split())


def _hidden_word(word: str, names: Mapping[str, str]) -> str:
    plain = normal(word)
    if plain in names:
        return HIDDEN
    return HIDDEN * len(plain) if plain and all(letter in names for letter in plain) else hidden(word)
