"""Korean letters put together into syllables as they are typed on a two-set keyboard (KS X 5002).

A syllable of Unicode is `0xAC00 + (lead * 21 + vowel) * 28 + tail` (The Unicode Standard, 3.12).
"""

from __future__ import annotations

from typing import Final

LEADS: Final = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS: Final = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
TAILS: Final = "\0ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
PAIRS: Final = {
    "ㅗㅏ": "ㅘ",
    "ㅗㅐ": "ㅙ",
    "ㅗㅣ": "ㅚ",
    "ㅜㅓ": "ㅝ",
    "ㅜㅔ": "ㅞ",
    "ㅜㅣ": "ㅟ",
    "ㅡㅣ": "ㅢ",
    "ㄱㅅ": "ㄳ",
    "ㄴㅈ": "ㄵ",
    "ㄴㅎ": "ㄶ",
    "ㄹㄱ": "ㄺ",
    "ㄹㅁ": "ㄻ",
    "ㄹㅂ": "ㄼ",
    "ㄹㅅ": "ㄽ",
    "ㄹㅌ": "ㄾ",
    "ㄹㅍ": "ㄿ",
    "ㄹㅎ": "ㅀ",
    "ㅂㅅ": "ㅄ",
}
"""Two letters that are typed one after the other and make one vowel or one tail."""
PARTS: Final = {pair: letters for letters, pair in PAIRS.items()}
FIRST: Final = 0xAC00


def is_letter(text: str) -> bool:
    """Whether this is one letter of a Korean keyboard."""
    return len(text) == 1 and (text in LEADS or text in VOWELS)


def typed(text: str, letter: str) -> str:
    """The text after one more letter; its last character is the syllable that is being put together.

    >>> typed("우유 이", "ㅆ")
    '우유 있'
    >>> typed("있", "ㅓ")
    '이써'
    """
    before, last = text[:-1], text[-1:]
    if letter in VOWELS:
        return before + _with_vowel(last, letter)
    return before + _with_consonant(last, letter)


def shortened(text: str) -> str:
    """The text without the letter that was typed last.

    >>> shortened("닭")
    '달'
    """
    before, last = text[:-1], text[-1:]
    if last in PARTS:
        return before + PARTS[last][0]
    lead, vowel, tail = _split(last)
    if tail:
        return before + _syllable(lead, vowel, PARTS.get(tail, "\0")[0])
    if vowel in PARTS:
        return before + _syllable(lead, PARTS[vowel][0])
    return before + lead


def _syllable(lead: str, vowel: str, tail: str = "\0") -> str:
    return chr(FIRST + (LEADS.index(lead) * 21 + VOWELS.index(vowel)) * 28 + TAILS.index(tail or "\0"))


def _split(char: str) -> tuple[str, str, str]:
    """Lead, vowel and tail of a syllable; empty for what it lacks, and for what is no syllable."""
    code = ord(char) - FIRST if char else -1
    if not 0 <= code < 19 * 21 * 28:
        return "", "", ""
    return LEADS[code // 588], VOWELS[code % 588 // 28], TAILS[code % 28].strip("\0")


def _with_vowel(last: str, vowel: str) -> str:
    if last and last in LEADS:
        return _syllable(last, vowel)
    if last + vowel in PAIRS:
        return PAIRS[last + vowel]
    lead, middle, tail = _split(last)
    if not tail:
        pair = PAIRS.get(middle + vowel) if middle else None
        return _syllable(lead, pair) if pair else last + vowel
    stays, goes = (PARTS[tail][0], PARTS[tail][1]) if tail in PARTS else ("", tail)
    return _syllable(lead, middle, stays) + _syllable(goes, vowel)


def _with_consonant(last: str, consonant: str) -> str:
    lead, vowel, tail = _split(last)
    together = PAIRS.get(tail + consonant) if tail else consonant
    if not vowel or not together or together not in TAILS:
        return last + consonant
    return _syllable(lead, vowel, together)
