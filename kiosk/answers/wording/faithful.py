"""Whether a text says what its source says and nothing else: no number, time, price, name, place or "not" more or less.

It errs on one side: what is not known to be harmless is refused, and the source is said as it stands.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Annotated, Final

from pydantic import Field

from kiosk.answers.language import WEEKDAYS, language
from kiosk.knowledge.entry import Strict
from kiosk.resources import config_dir
from kiosk.toml_file import read

LENGTHS: Final = (0.5, 1.8)
"""Of a text to its source, in characters."""
KEPT: Final = 0.6
"""Share of the source's own words that must come back."""
STEM: Final = 5
"""Letters with which a word must begin like one of the source to count as its other form."""
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


@cache
def _bound(lang: str) -> frozenset[str]:
    spoken = language(lang)
    times = [name for kind in (*WEEKDAYS, "today", "tomorrow", "overmorrow", "morning", "evening", "now")
             for name in spoken.words.get(kind, ())]  # fmt: skip
    numbers = [word for word, value in spoken.numbers.items() if str(value) not in _SMALL]
    holidays = [name for names in spoken.holidays.values() for name in names]
    every = (*times, *numbers, *holidays, *spoken.day.months, *spoken.day.weekdays, *words(lang).binding)
    free = {word.casefold() for word in words(lang).free}
    return frozenset(part.casefold() for text in every for part in _TOKEN.findall(text)) - free


def _named(tokens: Sequence[str], text: str) -> list[str]:
    """Words with a capital that do not begin a sentence, or consist of capitals."""
    starts = {match.start(1) for match in re.finditer(r"(?:^|[.!?…:]\s+)[\"'«„“]?(\w)", text)}
    found = [match for match in _TOKEN.finditer(text) if match.start() not in starts or match[0][1:].isupper()]
    return [match[0] for match in found if match[0][0].isupper() and match[0] in tokens]


def _added(before: Sequence[str], after: Sequence[str], lang: str) -> str:
    known = {token.casefold() for token in before} | {word.casefold() for word in words(lang).free}
    stems = {word[:STEM] for word in known if len(word) >= STEM}
    for token in after:
        word = token.casefold()
        if word not in known and not (len(word) >= STEM and word[:STEM] in stems):
            return f"the word {token!r}"
    return ""


def _lost(before: Sequence[str], after: Sequence[str], lang: str) -> str:
    free = {word.casefold() for word in words(lang).free}
    own = {token.casefold() for token in before} - free
    kept = {word for word in own if any(_same(word, token.casefold()) for token in after)}
    return "" if len(kept) >= KEPT * len(own) else "too much is left out"


def _same(one: str, other: str) -> bool:
    return one == other or (len(one) >= STEM and one[:STEM] == other[:STEM])
