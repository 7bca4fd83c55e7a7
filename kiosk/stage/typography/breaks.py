"""Where a line may end: after blanks, hyphens and slashes, between ideographs; never before what closes a sentence.

The cases of Unicode's line breaking (UAX 14) that occur on a screen. Hangul breaks at its spaces, as Korean is set.
"""

from __future__ import annotations

import re
from functools import lru_cache

_OPENS = "([{«‹“„‘‚¿¡「『（【〈《"
_CLOSES = ")]}»›”’!?;:,.…%、。」』）】〉》！？：；，．"
_SMALL = "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮー々゛゜・"
_IDEOGRAPH = "\u2e80-\u2fdf\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
_BREAK = re.compile(
    rf"(?<=[ \u200b\u3000])(?=[^ \u200b\u3000])(?<![{re.escape(_OPENS)}] )(?![!?;:»%…])"
    rf"|(?<=\w[-\u2010\u2013/])(?=[^\W\d])"
    rf"|(?<=[—])(?=\w)"
    rf"|(?<=[{_IDEOGRAPH}])(?=[{_IDEOGRAPH}{re.escape(_OPENS)}\w])(?<![{re.escape(_OPENS)}])(?![{_SMALL}])"
    rf"|(?<=[{re.escape(_CLOSES)}])(?=[{_IDEOGRAPH}])(?![{_SMALL}])"
    rf"|(?<=[A-Za-z0-9])(?=[{_IDEOGRAPH}])(?![{_SMALL}])"
)


@lru_cache(maxsize=1024)
def opportunities(text: str) -> tuple[int, ...]:
    """Offsets at which a new line may begin, rising; neither 0 nor the end of the text is among them."""
    return tuple(match.start() for match in _BREAK.finditer(text) if 0 < match.start() < len(text))
