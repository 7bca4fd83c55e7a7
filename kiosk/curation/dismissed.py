"""Questions that are none of the store's business: `curation/dismissed.tsv`, a language and a question a line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kiosk.curation import shelf
from kiosk.knowledge import write
from kiosk.toml_file import present, read_text


def load(store: Path) -> list[tuple[str, str]]:
    """(language, text) of all that were dismissed."""
    path = store / shelf.FOLDER / shelf.DISMISSED
    lines = read_text(path).splitlines() if present(path) else []
    return [(lang, text) for lang, sign, text in (line.partition("\t") for line in lines) if sign]


def dismiss(store: Path, asked: Sequence[tuple[str, str]]) -> None:
    """Never show these questions, (language, text), again: they are not the store's to answer."""
    with shelf.alone(store):
        known = list(dict.fromkeys([*load(store), *((lang, " ".join(text.split())) for lang, text in asked)]))
        text = "".join(f"{lang}\t{text}\n" for lang, text in known)
        write.put({store / shelf.FOLDER / shelf.DISMISSED: text})
