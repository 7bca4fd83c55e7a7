"""The wall clock is a seam: it can be wrong, and jump, in every process at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from hardware.errors import HardwareError
from hardware.sound.speaker import open_speaker
from kiosk.clock import ShiftedClock, open_clock, set_shift
from kiosk.errors import InputError


def test_the_system_clock_is_the_machines(tmp_path: Path) -> None:
    before = datetime.now(UTC)
    assert before <= open_clock("system").now() <= datetime.now(UTC)
    assert open_clock("system").now(ZoneInfo("Asia/Seoul")).utcoffset() == timedelta(hours=9)


def test_a_shifted_clock_jumps_when_its_file_says_so(tmp_path: Path) -> None:
    file = tmp_path / "shift"
    clock = ShiftedClock(file, seconds=lambda: 1_000_000.0)
    true = datetime.fromtimestamp(1_000_000, UTC)
    assert clock.now() == true
    set_shift(file, -7200)
    assert clock.now() == true - timedelta(hours=2)
    set_shift(file, 86_400)
    assert clock.now(ZoneInfo("Europe/Amsterdam")) == true + timedelta(days=1)


@pytest.mark.parametrize("source", ["sundial", "shifted:", ""])
def test_a_clock_that_there_is_not_is_refused(source: str) -> None:
    with pytest.raises(InputError, match="no clock"):
        open_clock(source)


def test_a_shift_that_is_no_number_is_told(tmp_path: Path) -> None:
    (tmp_path / "shift").write_text("soon")
    with pytest.raises(InputError, match="no number"):
        open_clock(f"shifted:{tmp_path / 'shift'}").now()


@pytest.mark.parametrize("source", ["clock:fast", "clock:0", "clock:-1", "clock:nan", "clock:inf"])
def test_a_silent_speaker_has_a_speed_that_makes_sense(source: str) -> None:
    with pytest.raises(HardwareError, match="no speaker"):
        open_speaker(source, None, 16_000)
