"""Settings of the voice that are each right, and wrong together."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.checks.check import check


def told(**voice: object) -> list[tuple[str, str]]:
    return [(fault.key, fault.message) for fault in check(None, {"voice": voice}).found if "voice." in fault.key]


def test_quiet_hours_have_a_begin_and_an_end() -> None:
    found = told(quiet_from="21:00")
    assert found == [("voice.quiet_from", "stands alone: there are no quiet hours")]
    assert not told(quiet_from="21:00", quiet_until="08:00")
    assert "the whole day" in told(quiet_from="08:00", quiet_until="08:00")[0][1]


def test_a_voice_that_is_not_there_is_told(tmp_path: Path) -> None:
    pytest.importorskip("piper")
    ((key, message),) = told(piper={"en": f"{tmp_path}/none.onnx"})
    assert key == "voice.piper"
    assert "none.onnx.json" in message
