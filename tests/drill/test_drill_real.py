"""One short drill of a real kiosk, and that nothing of it outlives a drill that is interrupted or killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from story_support import have
from support import until

from kiosk.drill.host import running
from kiosk.runtime.memory import tree

pytestmark = [pytest.mark.story, pytest.mark.engine, pytest.mark.timeout(600)]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a short path, for sockets have no long ones."""
    with tempfile.TemporaryDirectory(prefix="d-", dir="/tmp") as path:
        (Path(path) / "tmp").mkdir()
        yield Path(path)


def started(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "kiosk", "drill", "--out", str(folder / "out"), *arguments]
    environment = {**os.environ, "TMPDIR": str(folder / "tmp")}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@contextmanager
def ended(drill: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    """Whatever becomes of the test, nothing of the drill stays."""
    with drill:
        try:
            yield drill
        finally:
            drill.kill()


def test_shoppers_of_a_real_kiosk_notice_little_of_clock_disk_and_flood(folder: Path) -> None:
    if reason := have("yunet"):
        pytest.skip(reason)
    with ended(started(folder, "--shoppers", "2", "--faults", "disk,flood", "--json")) as drill:
        out, err = drill.communicate(timeout=550)
    assert out, err[-2000:]
    document = json.loads(out)
    assert document == json.loads((folder / "out" / "report.json").read_text(encoding="utf-8"))
    assert drill.returncode == (0 if document["passed"] else 1), "a bar of seconds may be missed on a busy machine"
    seen = {row["name"]: row["value"] for row in document["rows"]}
    assert seen["turns lost that were not in progress when a fault hit"] == 0
    assert seen["processes left behind"] == 0
    assert document["shoppers"] >= 2
    assert 2 <= document["sessions"] <= document["shoppers"] + 4, "each flood may leave one of its own"
    assert {fault["name"] for fault in document["faults"]} == {
        "disk full", "flood touches", "flood junk", "flood events",
    }  # fmt: skip
    assert sum(turn["verdict"] == "right" for turn in document["turns"]) >= 2
    assert "<svg" in (folder / "out" / "drill.html").read_text(encoding="utf-8")
    assert list((folder / "tmp").iterdir()) == [], "no temporary folder stays"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_nothing_outlives_a_drill_that_is_ended(folder: Path, number: int) -> None:
    if reason := have("yunet"):
        pytest.skip(reason)
    with ended(started(folder, "--shoppers", "1", "--faults", "flood")) as drill:
        ends = time.monotonic() + 300
        while len(tree(drill.pid) - {drill.pid}) < 8 and time.monotonic() < ends and drill.poll() is None:
            time.sleep(0.05)
        processes = tree(drill.pid) - {drill.pid}
        drill.send_signal(number)
        _, err = drill.communicate(timeout=200)
    assert len(processes) >= 8, f"core, parts and board: {err[-2000:]}"
    until(lambda: not any(map(running, processes)), 60)
    if number == signal.SIGINT:
        assert drill.returncode == 130
        assert "Traceback" not in err
        assert list((folder / "tmp").iterdir()) == []
