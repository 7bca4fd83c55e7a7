"""Whether a text says what its source says and nothing else: no number, time, price, name, place or "not" more or less.

It errs on one side: what is not known to be harmless is refused, and the source is said as it stands.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Annotated, Final

from pydantic import Field

from kiosk.answers.language import WEEKDAYS, language
from kiosk.resources import config_dir
from kiosk.toml_file import Strict, read

LENGTHS: Final = (0.5, 1.8)
"""Of a text to its source, in characters."""
KEPT: Final = 0.6
"""Share of the source's own words that must come back."""
STEM, ENDING = 5, 3
"""Letters with which a word must begin like one of the source to count as its other form, and the most that end it."""
WITHOUT: Final = ("free", "less", "vrij", "loos", "frei", "los")
"""What ends a word that says the opposite of what it begins with: "glutenfrei"."""
_TOKEN: Final = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’-][^\W\d_]+)*|[€$£%@]", re.UNICODE)
_STRANGE: Final = re.compile(r"[\^<>{}\[\]|*#_`\\]|https?:|www\.|\n")
_SMALL: Final = frozenset({"0", "1"})


class Words(Strict):
    """`config/wording/<lang>.toml`.

    `free` words may be added, for they tell nothing. `binding` ones, such as "not", "only" and "until", change what is
    told: they stay, as often as in the source and in its order.
    """

    free: Annotated[tuple[str, ...], Field(min_length=1)]
    binding: Annotated[tuple[str, ...], Field(min_length=1)]


@cache
def words(lang: str) -> Words:
    """The words of a language; raises as `kiosk.toml_file.read`."""
    return read(config_dir() / "wording" / f"{lang}.toml", Words).content


def fault(source: str, said: str, lang: str) -> str:
    """Why a text is no faithful wording of its source; empty if it is one. Both are without marks."""
    before, after = _TOKEN.findall(source), _TOKEN.findall(said)
    least, most = (share * len(source) for share in LENGTHS)
    if not least <= len(said) <= most or not after:
        return "its length"
    if _STRANGE.search(said):
        return "signs that are no speech"
    told, telling = _telling(before, lang), _telling(after, lang)
    if told != telling:
        return _difference(told, telling)
    if word := _moved(before, after, lang):
        return f"the place of {word!r}"
    if _led(before, lang) != _led(after, lang):
        return "what stands before a number"
    if source.count("?") != said.count("?"):
        return "a question"
    if name := next((word for word in _named(after, said) if word not in before), ""):
        return f"the name {name!r}"
    return _added(before, after, lang) or _lost(before, after, lang)


def _difference(told: Sequence[str], telling: Sequence[str]) -> str:
    more, less = Counter(telling) - Counter(told), Counter(told) - Counter(telling)
    if more:
        return f"{next(iter(more))!r} is not in the source"
    return f"{next(iter(less))!r} is left out" if less else "another order of numbers, times or conditions"


def _telling(tokens: Sequence[str], lang: str) -> list[str]:
    """Numbers, signs, times and binding words, in their order."""
    bound = _bound(lang)
    return [token.casefold() for token in tokens if not token[0].isalpha() or token.casefold() in bound]


def _moved(before: Sequence[str], after: Sequence[str], lang: str) -> str:
    """A word between other numbers, times and conditions than in the source: "cards are free, bags cost 10 cents"."""
    stood, stands = _places(before, lang), _places(after, lang)
    return next((word for word, places in stands.items() if not places <= stood.get(word, places)), "")


def _places(tokens: Sequence[str], lang: str) -> dict[str, set[int]]:
    """After how many numbers, times and conditions each word stands that tells something."""
    places: dict[str, set[int]] = {}
    count = 0
    for word in (token.casefold() for token in tokens):
        if not word[0].isalpha() or word in _bound(lang):
            count += 1
        elif word not in _free(lang):
            places.setdefault(word, set()).add(count)
    return places


def _led(tokens: Sequence[str], lang: str) -> list[str]:
    """What stands before each number: "at 9" is not "by 9"."""
    numbers = {word for word, value in language(lang).numbers.items() if str(value) not in _SMALL}
    found = pairwise(("", *(token.casefold() for token in tokens)))
    return [first for first, word in found if word[0].isdigit() or word in numbers]


@cache
def _free(lang: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in words(lang).free)


@cache
def _bound(lang: str) -> frozenset[str]:
    spoken = language(lang)
    times = [name for kind in (*WEEKDAYS, "today", "tomorrow", "overmorrow", "morning", "evening", "now")
             for name in spoken.words.get(kind, ())]  # fmt: skip
    numbers = [word for word, value in spoken.numbers.items() if str(value) not in _SMALL]
    holidays = [name for names in spoken.holidays.values() for name in names]
    every = (*times, *numbers, *holidays, *spoken.day.months, *spoken.day.weekdays, *words(lang).binding)
    return frozenset(part.casefold() for text in every for part in _TOKEN.findall(text)) - _free(lang)


def _named(tokens: Sequence[str], text: str) -> list[str]:
    """Words with a capital that do not begin a sentence, or consist of capitals."""
    starts = {match.start(1) for match in re.finditer(r"(?:^|[.!?…:]\s+)[\"'«„“]?(\w)", text)}
    found = [match for match in _TOKEN.finditer(text) if match.start() not in starts or match[0][1:].isupper()]
    return [match[0] for match in found if match[0][0].isupper() and match[0] in tokens]


def _added(before: Sequence[str], after: Sequence[str], lang: str) -> str:
    known = {token.casefold() for token in before} | _free(lang)
    for token in after:
        word = token.casefold()
        if word not in known and not any(_same(word, other) for other in known):
            return f"the word {token!r}"
    return ""


def _lost(before: Sequence[str], after: Sequence[str], lang: str) -> str:
    own = {token.casefold() for token in before} - _free(lang)
    kept = {word for word in own if any(_same(word, token.casefold()) for token in after)}
    return "" if len(kept) >= KEPT * len(own) else "too much is left out"


def _same(one: str, other: str) -> bool:
    """Whether two words are the same, or forms of one."""
    if one == other:
        return True
    stem = next(
        (at for at, (first, second) in enumerate(zip(one, other, strict=False)) if first != second),
        min(len(one), len(other)),
    )
    endings = {one[stem:], other[stem:]}
    opposite = "-" in one + other or one.endswith(WITHOUT) != other.endswith(WITHOUT)
    return stem >= STEM and max(map(len, endings)) <= ENDING and not opposite
