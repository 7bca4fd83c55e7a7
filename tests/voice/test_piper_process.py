"""The pipe to Piper's process, with a stand-in at its other end."""

from __future__ import annotations

import sys

import pytest

from kiosk.errors import KioskError
from kiosk.voice.piper_process import PiperProcess

TORN = """
import sys
sys.stdin.readline()
sys.stdout.write('{"id": 1, "bytes": 8}' + chr(10) + "abc")
"""
HALF_A_LINE = """
import sys
sys.stdin.readline()
sys.stdout.write('{"id": 1, "by')
"""


@pytest.mark.parametrize("worker", [TORN, HALF_A_LINE])
@pytest.mark.timeout(150)
def test_an_answer_that_was_broken_off_is_a_process_that_stopped(worker: str) -> None:
    piper = PiperProcess((sys.executable, "-c", worker))
    with pytest.raises(KioskError, match="stopped"):
        piper.ask({"order": "anything"}, idle=False)
    piper.close()
