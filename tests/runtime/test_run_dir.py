"""What a killed run leaves in the folder for temporary files goes at the next start; nothing else does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from kiosk.runtime.run_dir import LOCK, RunDir, sweep

HOLD = "import sys; from kiosk.runtime.run_dir import RunDir; print(RunDir().path, flush=True); sys.stdin.read()"


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_folder_lives_as_long_as_its_process_and_no_longer(temporary: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"TMPDIR": str(temporary)},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    folder = Path(process.stdout.readline().strip())
    (folder / "speaker.raw").write_bytes(b"sound")
    assert sweep() == []
    assert folder.is_dir(), "its process lives"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdin.close()
    process.stdout.close()
    assert folder.is_dir(), "nobody removed it"
    own = RunDir()
    assert not folder.exists()
    assert own.path.is_dir()
    own.close()
    assert not own.path.exists()


def test_folders_that_are_no_run_of_ours_are_left_alone(temporary: Path) -> None:
    (temporary / "balie-notes").mkdir()
    (temporary / "other").mkdir()
    (temporary / "other" / LOCK).touch()
    (temporary / "balie-link").symlink_to(temporary / "other")
    (temporary / "balie-file").touch()
    assert sweep() == []
    assert sorted(path.name for path in temporary.iterdir()) == ["balie-file", "balie-link", "balie-notes", "other"]
