"""Every bench can be called alike, and its document has the contract's shape."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from importlib import import_module

import pytest

from kiosk.bench.cli import PARTS
from kiosk.bench.row import Row, meets


@pytest.mark.parametrize("part", PARTS)
def test_benches_are_called_alike(part: str) -> None:
    parameters = inspect.signature(import_module(f"kiosk.bench.{part}").steps).parameters
    assert list(parameters) == ["data", "full"]
    assert parameters["full"].kind is inspect.Parameter.KEYWORD_ONLY


@pytest.mark.engine
def test_the_document_has_machine_rows_and_what_was_skipped() -> None:
    command = [sys.executable, "-P", "-m", "kiosk", "bench", "voice", "--json"]
    document = json.loads(subprocess.run(command, capture_output=True, text=True, check=True, timeout=100).stdout)
    assert set(document) == {"machine", "rows", "skipped"}
    assert "cores" in document["machine"]
    assert len(document["rows"]) > 3
    for row in document["rows"]:
        assert set(row) == {"name", "value", "unit", "goal", "better", "peer"}
        assert isinstance(row["value"], int | float)
        assert row["better"] in {"lower", "higher"}


def test_a_goal_has_a_side() -> None:
    assert meets(Row("a", 3.0, "ms", 4.0))
    assert not meets(Row("a", 3.0, "%", 4.0, "higher"))
    assert meets(Row("a", 3.0, "ms"))
