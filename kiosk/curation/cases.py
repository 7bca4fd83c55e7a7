"""The regression set: questions that this store must go on answering, `curation/regression.tsv`, a question a line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk.curation import shelf
from kiosk.faults import Fault, refuse
from kiosk.settings import LANGS
from kiosk.toml_file import present, read_text
from kiosk.utterance import normal

COLUMNS: Final = ("language", "question", "entry")
UNANSWERED: Final = "-"
"""Stands for the entry of a question that the kiosk must leave to people."""


@dataclass(frozen=True, slots=True)
class Case:
    """A question with the entry that must answer it, or with `UNANSWERED`."""

    lang: str
    question: str
    entry: str


def path_of(store: Path) -> Path:
    """Where a store has its set."""
    return store / shelf.FOLDER / shelf.CASES


def load(store: Path) -> list[Case]:
    """The set of a store; none where there is no file yet.

    Raises:
        FaultyInputError: every line that is no case.
    """
    path = path_of(store)
    if not present(path):
        return []
    faults: list[Fault] = []
    table = csv.reader(io.StringIO(read_text(path), newline=""), delimiter="\t", quoting=csv.QUOTE_NONE)
    found = [_case(path, line, row, faults) for line, row in enumerate(table, 1) if any(cell.strip() for cell in row)]
    refuse(faults)
    return list(dict.fromkeys(case for case in found if case))


def _case(path: Path, line: int, row: list[str], faults: list[Fault]) -> Case | None:
    cells = [cell.strip() for cell in row]
    if line == 1 and cells[: len(COLUMNS)] == list(COLUMNS):
        return None
    sound = len(cells) == len(COLUMNS) and cells[0] in LANGS and normal(cells[1]) and cells[2]
    if not sound:
        message = "is no language, question and entry, with a tab between"
        faults.append(Fault("knowledge.case", str(path), message, "Mend the line, or take it out.", line=line))
        return None
    return Case(*cells)


def text(cases: Iterable[Case]) -> str:
    """The file of a set."""
    lines = ["\t".join(COLUMNS), *(f"{case.lang}\t{case.question}\t{case.entry}" for case in cases)]
    return "\n".join(lines) + "\n"


def merged(cases: Iterable[Case], new: Iterable[Case]) -> list[Case]:
    """The set with new cases; a question that is there already has the new entry from now on."""
    found = {(case.lang, normal(case.question)): case for case in cases}
    return list((found | {(case.lang, normal(case.question)): case for case in new}).values())
