"""Codes that shoppers may show a kiosk's camera, and what each asks: `[codes]` of the store's `store.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from kiosk.codes import Forms
from kiosk.resources import languages
from kiosk.settings import Lang
from kiosk.toml_file import present, read

_Begins = Annotated[str, Field(min_length=3, max_length=60)]
_Asks = Annotated[str, Field(min_length=1, pattern=r"\S")]
Codes = Mapping[_Begins, _Asks | Mapping[Lang, _Asks]]
"""What a code begins with, to the question it asks: one for all languages, or one a language."""


class _Own(BaseModel):
    """`store.toml`, as far as codes go."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    codes: Codes = {}


def load(store: Path) -> Forms:
    """The codes of a store's folder; none without a `store.toml`.

    Raises:
        FaultyInputError: `store.toml` cannot be used.
    """
    own = store / "store.toml"
    codes = read(own, _Own).content.codes if present(own) else {}
    return {begins: _by_language(asks) for begins, asks in codes.items()}


def _by_language(asks: str | Mapping[str, str]) -> dict[str, str]:
    return dict.fromkeys(languages(), asks) if isinstance(asks, str) else dict(asks)
