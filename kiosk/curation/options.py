"""What the commands of `kiosk knowledge` have in common: the store's folder, a language, a document."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kiosk.errors import InputError

StoreOption = Annotated[Path | None, typer.Option("--store", help="The store's folder (default: as the settings say).")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]


def known_store(store: Path | None) -> Path:
    """A store's folder that is there; without one, that of the settings.

    Raises:
        InputError: there is none.
    """
    from kiosk.configuration import layers

    return layers.store_dir(store) if store is not None else layers.gather(None).store


def checked_language(lang: str) -> str:
    """A language of Balie, or none.

    Raises:
        InputError: `answers.language`.
    """
    from kiosk.settings import LANGS

    if lang and lang not in LANGS:
        raise InputError("answers.language", f"{lang!r} is no language of Balie.", f"Use {', '.join(LANGS)}.")
    return lang
