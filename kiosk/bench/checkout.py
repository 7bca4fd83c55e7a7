"""What lies only in the source of Balie: the board in its simulator, and the tools that a test has for it.

They are modules of the tests and stay there, out of the wheel: what simulates the chip is under the GPL, which the
product is not. They import each other by name, so their folder is put on the path, behind all others.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from kiosk.bench.row import Skipped

TESTS = Path(__file__).parents[2] / "tests"


def avr(figure: str) -> ModuleType | Skipped:
    """The module `boards` of the tests, whose `Real` is the firmware's own binary; or why there is none here."""
    if not (TESTS / "avr_board.py").is_file():
        return Skipped(figure, "needs the source of Balie, and simavr: it runs the firmware's binary")
    if str(TESTS) not in sys.path:
        sys.path.append(str(TESTS))
    board = importlib.import_module("avr_board")
    lacking: str = board.missing()
    if lacking:
        return Skipped(figure, f"the firmware's binary cannot run here: {lacking}")
    return importlib.import_module("boards")


def standard_firmata(figure: str) -> Path | Skipped:
    """The prebuilt StandardFirmata, fetched if need be; or why there is none here."""
    boards = avr(figure)
    if isinstance(boards, Skipped):
        return boards
    firmata = importlib.import_module("standard_firmata")
    try:
        found: Path = firmata.hex_file()
    except firmata.pytest.skip.Exception as why:
        return Skipped(figure, f"StandardFirmata cannot be had here: {why}")
    return found


@contextmanager
def importable() -> Iterator[None]:
    """Processes that are started find the modules of the tests."""
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(TESTS), str(TESTS.parent), before)))
    try:
        yield
    finally:
        if before is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = before
