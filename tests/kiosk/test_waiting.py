"""Somebody at a terminal sees what is waited for, and for how long; a file gets nothing of it."""

from io import StringIO

import pytest
from rich.console import Console

from kiosk.waiting import waiting


@pytest.mark.parametrize("terminal", [True, False])
def test_what_is_waited_for_is_told_at_a_terminal_only(terminal: bool) -> None:
    written = StringIO()
    with waiting(Console(file=written, force_terminal=terminal), "learning"):
        pass
    assert ("learning" in written.getvalue() and "0:00:00" in written.getvalue()) is terminal
    assert bool(written.getvalue()) is terminal
