"""Codes that are shown to a kiosk: which of a store's forms one has, by what it begins with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

REST: Final = "{rest}"
"""In a form's question: what stands in the code after its beginning."""
Forms = Mapping[str, Mapping[str, str]]
"""What codes begin with, to the question they ask in each language."""


def form_of(text: str, forms: Forms) -> str:
    """The longest beginning that a code has; empty for a code of no form."""
    return max((begins for begins in forms if text.startswith(begins)), key=len, default="")
