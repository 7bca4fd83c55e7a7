"""Learning is limited by the work that it does: a busy machine makes it wait, and is no reason to give it up."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from kiosk.answers import trained
from kiosk.errors import KioskError

BURN = "import resource, sys; resource.setrlimit(resource.RLIMIT_CPU, (1, -1))\nwhile True: pass"


def job() -> dict[str, object]:
    return {"texts": [], "encoder": False, "second": False, "always": False, "behind": False}


def test_too_much_work_is_told_as_such(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    real = subprocess.run

    def burning(command: list[str], **given: Any) -> Any:
        return real([command[0], "-c", BURN], **given)

    monkeypatch.setattr(subprocess, "run", burning)
    with pytest.raises(KioskError, match="took too long") as told:
        trained._run(job(), tmp_path / "x.npz")
    assert told.value.code == "answers.training"


def test_the_clock_gives_it_many_times_the_work(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    limits: list[float] = []

    def noted(*_command: Any, timeout: float, **_given: Any) -> None:
        limits.append(timeout)

    monkeypatch.setattr(subprocess, "run", noted)
    trained._run(job(), tmp_path / "x.npz", 30.0)
    assert limits[0] >= 10 * 30.0
