"""Tables as YAML: a list of entries, each with its phrasings as a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from kiosk.errors import InputError
from kiosk.knowledge.columns import COLUMNS
from kiosk.knowledge.csv_form import decoded
from kiosk.knowledge.form import Row, Table, tidy

LISTS: Final = ("entries", "entry")
SHAPE: Final = "Write a list: `- id: …`, with `language`, `answer` and `phrasing` below it."


def read(path: Path, _sheet: str = "") -> Table:
    """The entries of a file; the rows are numbered by its lines.

    Raises:
        InputError: `knowledge.yaml` or `knowledge.empty`.
    """
    try:
        root = yaml.compose(decoded(path.read_bytes(), path.name), Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as fault:
        mark = getattr(fault, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise InputError(
            "knowledge.yaml", f"{path.name}{where}, is no YAML.", "Mend the line, or one above."
        ) from fault
    if root is None:
        raise InputError("knowledge.empty", f"{path.name} is empty.", "Give a table with a header and rows.")
    if isinstance(root, yaml.MappingNode):
        root = next((value for key, value in root.value if key.value in LISTS), root)
    if not isinstance(root, yaml.SequenceNode):
        raise InputError("knowledge.yaml", f"{path.name} is no list of entries.", SHAPE)
    rows = tuple(row for node in root.value for row in _rows(path, node))
    return Table(path, tuple(dict.fromkeys(name for row in rows for name in row.cells)), rows, "line")


def _rows(path: Path, node: yaml.Node) -> Iterator[Row]:
    """An entry: a row with all that stands once, and a row for each further item of a list."""
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        raise InputError("knowledge.yaml", f"{path.name}, line {line}, is no entry.", SHAPE)
    single: dict[str, str] = {}
    listed: list[tuple[int, str, str]] = []
    for key, value in node.value:
        name = tidy(str(key.value))
        if isinstance(value, yaml.ScalarNode):
            single[name] = _text(value)
        elif isinstance(value, yaml.SequenceNode) and all(isinstance(each, yaml.ScalarNode) for each in value.value):
            if name == "tags":
                single[name] = ", ".join(_text(each) for each in value.value)
            else:
                listed += [(each.start_mark.line + 1, name, _text(each)) for each in value.value]
        else:
            where = f"line {value.start_mark.line + 1}"
            raise InputError("knowledge.yaml", f"{path.name}, {where}: {name} is neither text nor list.", SHAPE)
    yield Row(line, single)
    same = {name: text for name, text in single.items() if name != "phrasing"}
    yield from (Row(number, {**same, name: text}) for number, name, text in listed)


def _text(node: yaml.ScalarNode) -> str:
    """A text as it stands there: `no` is no truth value, and a day no date. An empty value is nothing."""
    return "" if node.tag == "tag:yaml.org,2002:null" and node.style is None else tidy(str(node.value))


def write(path: Path, rows: Iterable[Mapping[str, str]]) -> None:
    """Rows of one entry become one item."""
    items: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        item = items.setdefault((row["id"], row["language"]), {})
        item.update({column: row[column] for column in COLUMNS if row.get(column) and column != "phrasing"})
        item.setdefault("phrasing", []).append(row["phrasing"])
    with path.open("w", encoding="utf-8", newline="\n") as file:
        yaml.safe_dump(list(items.values()), file, allow_unicode=True, sort_keys=False, width=120)
