"""The other number of a product's name, by the ordinary endings of a language: "apple" for "apples" and back.

Only endings that leave the rest of the word as it is. A form that is no word costs nothing: a recogniser leaves out
what its model does not know.
"""

from __future__ import annotations

import re
from typing import Final

RULES: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "en": (
        (r"ies$", "y"),
        (r"(ss|x|ch|sh|o)es$", r"\1"),
        (r"([^s])s$", r"\1"),
        (r"([^aeiou])y$", r"\1ies"),
        (r"(ss|x|ch|sh)$", r"\1es"),
        (r"([^s])$", r"\1s"),
    ),
    "nl": ((r"'s$", ""), (r"([aiou])$", r"\1's"), (r"(el|er|en|je)s$", r"\1"), (r"(el|er|je)$", r"\1s")),
    "fr": ((r"aux$", "al"), (r"eaux$", "eau"), (r"([^su])s$", r"\1"), (r"eau$", "eaux"), (r"([^sxz])$", r"\1s")),
    "de": ((r"en$", "e"), (r"e$", "en"), (r"([^es])$", r"\1e")),
}  # fmt: skip
"""Per language, pattern and replacement of the end of the last word; the first that matches. Korean has no plural."""


def plurals(name: str, lang: str) -> tuple[str, ...]:
    """The other number of a name; empty where the language has none."""
    for pattern, ending in RULES.get(lang, ()):
        if re.search(pattern, name):
            return (re.sub(pattern, ending, name),)
    return ()
