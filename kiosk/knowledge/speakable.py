"""Whether a text can be spoken: what a voice would spell, drop, or take too long over."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kiosk.marks import split

LONGEST_S: Final = 25.0
"""Who stands at a kiosk listens so long to one answer."""
CHARS_PER_S: Final = 14.0
MARKUP: Final = (
    (re.compile(r"</?[a-zA-Z][^<>]*>|&(?:[a-z]{2,6}|#\d+);"), "HTML"),
    (re.compile(r"\[[^\]\n]+\]\([^)\n]*\)|`|(?m:^\s*(?:#{1,6}|[-*•]|\d+\.)\s)"), "signs of formatting"),
    (re.compile(r"\{[^{}]*\}|<<|>>|%[sd]\b|\$\w+"), "a gap that was to be filled in"),
)
CAPITALS: Final = re.compile(r"(?<![\w-])[A-ZÀ-Þ]{2,5}(?![\w-])")
CODE: Final = re.compile(r"(?<!\w)(?=\w*[A-Za-z])(?=\w*\d)\w{7,}(?!\w)")
SIGNS: Final = re.compile(r"[™®©|_\\^=<>#*~]")
LONG_NUMBER: Final = re.compile(r"\d(?:[\s.-]?\d){5,}")
Aloud = tuple[str, Sequence[tuple[str, str]]]
Reading = Callable[[str, str], Aloud]
"""What a voice makes of a text in a language: the words it says, and what is written with the kind of its reading."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a text: of which kind, at what, as a sentence, and what to do; `grave` if never meant so."""

    kind: str
    text: str
    message: str
    remedy: str
    grave: bool = False


def troubles(answer: str, caption: str, lang: str, read: Reading) -> Iterator[Trouble]:
    """All that a voice cannot do well with an answer."""
    text = split(answer)[0]
    found = next(((match[0].strip(), kind) for pattern, kind in MARKUP if (match := pattern.search(text))), None)
    if found:
        message = f"holds {kind_of(found)}, which the voice would read out"
        yield Trouble("markup", found[0][:20], message, "Write plain sentences.", grave=True)
        return
    said, readings = read(text, lang)
    yield from _addresses(readings)
    if not caption and (number := LONG_NUMBER.search(text)):
        message = f"holds the number {number[0]!r}, which is said digit by digit and hard to remember"
        remedy = "Say it as you would at the counter, and put the digits into `caption`."
        yield Trouble("number", number[0], message, remedy)
    yield from _spelled(text, said, readings)
    seconds = len(said) / CHARS_PER_S
    if seconds > LONGEST_S:
        remedy = "Two sentences are enough; leave the rest to staff."
        yield Trouble("long", f"{seconds:.0f}", f"takes {seconds:.0f} seconds to say", remedy)


def kind_of(found: tuple[str, str]) -> str:
    """`HTML (<b>)`."""
    sample, kind = found
    return f"{kind} ({sample[:20]})"


def _addresses(readings: Sequence[tuple[str, str]]) -> Iterator[Trouble]:
    for written, kind in readings:
        if kind == "web address":
            message = f"holds the address {written.strip()!r}, which is spelled out"
            yield Trouble("address", written.strip(), message, "Put it into `caption`, and say where it is.")
        if kind == "pictogram":
            message = f"holds {written.strip()!r}, which is not heard"
            yield Trouble("pictogram", written.strip(), message, "Take it out, or write it in `caption` only.")


def _spelled(text: str, said: str, readings: Sequence[tuple[str, str]]) -> Iterator[Trouble]:
    """What stands there as it was written, and is no word."""
    written = " ".join(each for each, _ in readings)
    for pattern, what in ((CAPITALS, "letters, which the voice may spell"), (CODE, "a code, which is spelled out")):
        for match in pattern.finditer(said):
            if match[0] in text and match[0] not in written:
                remedy = "Write it as it is said, or add it to pronunciation.toml."
                yield Trouble("spelled", match[0], f"holds {match[0]!r}, {what}", remedy)
    if sign := SIGNS.search(said):
        message = f"holds the sign {sign[0]!r}, which is read by its name or not at all"
        yield Trouble("sign", sign[0], message, "Write the word for it.")
