"""A small store for tests of knowledge and its growth: written by an import, answered by letters and words alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from kiosk.curation import cli as knowledge_cli
from kiosk.knowledge import imports, sheet, write

TABLE = """id,language,answer,phrasing,valid_to
toilets,en,The toilets are beside the entrance.,where are the toilets,
toilets,en,,is there a restroom,
toilets,en,,i need the bathroom,
toilets,nl,De toiletten zijn naast de ingang.,waar is de wc,
parking,en,You park behind the shop.,where can i park my car,
parking,en,,is there a car park,
parking,en,,parking,
dogs,en,Dogs stay outside.,may my dog come in,
dogs,en,,are pets allowed,
dogs,en,,can i bring my dog inside,
sale,en,Everything is half the price.,is there a summer sale,2026-08-31
sale,en,,summer sale,
sale,en,,when does the summer sale end,
"""


def make_store(folder: Path, text: str = TABLE) -> Path:
    """A store in `folder/shop`, as the import makes it, without the encoder."""
    table, store = folder / "table.csv", folder / "shop"
    table.write_text(text, encoding="utf-8")
    write.put(imports.plan(sheet.read(table), store, {}).files)
    with (store / "kiosk.toml").open("a", encoding="utf-8") as file:
        file.write("\n[answers]\nencoder = false\n")
    return store


def run(*words: object) -> Result:
    """`kiosk knowledge …`."""
    return CliRunner().invoke(knowledge_cli.app, [str(word) for word in words])


def json_of(*words: object) -> Any:
    """What a command prints for machines."""
    return json.loads(run(*words, "--json").stdout)
