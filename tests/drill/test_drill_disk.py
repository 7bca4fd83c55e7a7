"""A disk can be made full, and empty again, with root and without."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import os, sys
from pathlib import Path
if sys.argv[2] == "user":
    os.geteuid = lambda: 1000
from kiosk.drill.disk import Disk
disk = Disk(Path(sys.argv[1]))
file = disk.path / "ledger"
file.write_bytes(b"begun")
def grows():
    try:
        with file.open("ab", buffering=0) as out:
            return out.write(bytes(10_000)) == 10_000
    except OSError:
        return False
told = [grows()]
disk.fill(os.getpid())
told.append(grows())
disk.free(os.getpid())
told.append(grows())
kept = []
disk.close(lambda path: kept.extend(path.iterdir()))
print(told, [each.name for each in kept], "RLIMIT" in disk.how)
"""


@pytest.mark.parametrize("who", ["root", "user"])
def test_a_disk_is_full_until_it_is_freed(tmp_path: Path, who: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path / "disk"), who],
        capture_output=True,
        text=True,
        timeout=200,
        check=True,
    )
    told, limited = done.stdout.strip().rsplit(" ", 1)
    assert told == "[True, False, True] ['ledger']"
    assert limited == "True" or who == "root"
