"""What the self-test says and shows, per language: `config/doctor.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict, ValidationError

from kiosk.errors import InputError
from kiosk.resources import config_dir

FALLBACK = "en"


class Words(BaseModel):
    """Of one language. `instruction` holds {seconds}."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    sentence: str
    instruction: str


def load(langs: Iterable[str]) -> dict[str, Words]:
    """Those of these languages that it has words of, in order; English if it has none.

    Raises:
        InputError: `doctor.words`: the file is wrong.
    """
    file = config_dir() / "doctor.toml"
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
        known = [lang for lang in langs if lang in tables] or [FALLBACK]
        return {lang: Words.model_validate(tables[lang]) for lang in known}
    except (OSError, KeyError, tomllib.TOMLDecodeError, ValidationError) as fault:
        raise InputError("doctor.words", f"{file} cannot be used ({fault}).", "Install Balie again.") from fault
