"""The sentences of the page: `config/technician/<lang>.toml`."""

from __future__ import annotations

from kiosk.errors import InputError
from kiosk.page_words import FOLDER, Words
from kiosk.resources import config_dir
from kiosk.toml_file import read


def languages() -> tuple[str, ...]:
    """Those that there are sentences for."""
    return tuple(sorted(path.stem for path in (config_dir() / FOLDER).glob("??.toml")))


def load(lang: str) -> Words:
    """The sentences of a language.

    Raises:
        InputError: `page.language`, or what is wrong with the file.
    """
    if lang not in languages():
        raise InputError("page.language", f"The page has no sentences in {lang!r}.", f"Take {', '.join(languages())}.")
    return read(config_dir() / FOLDER / f"{lang}.toml", Words).content
