"""`desk/assist.toml`: the words in which a colleague is told why something is suggested, in each language."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, RootModel, StringConstraints

from kiosk.resources import config_dir
from kiosk.settings import Lang
from kiosk.toml_file import Strict, read

FILE: Final = "desk/assist.toml"
Sentence = Annotated[str, StringConstraints(min_length=1, max_length=120)]
With = Annotated[Sentence, Field(pattern=r"\{words\}")]


class Reasons(Strict):
    """Why something is suggested, in one language; `mean` and `or` ask which entry is meant."""

    words: With
    phrasing: With
    asked: Sentence
    mean: With
    or_: Annotated[Sentence, Field(alias="or")]
    named: With
    kind: With


class ReasonFile(RootModel[Mapping[Lang, Reasons]]):
    """`assist.toml`: a table a language."""


def load(config: Path | None = None) -> Mapping[str, Reasons]:
    """What is shipped, by language.

    Raises:
        FaultyInputError: as `kiosk.toml_file.read`, each fault with file and line.
    """
    reasons = read((config or config_dir()) / FILE, ReasonFile).content.root
    return {str(lang): each for lang, each in reasons.items()}
