"""What the processes of a run hold, by name, and what of it counts."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from kiosk.runtime import memory


def test_whoever_is_none_of_ours_is_left_out_with_all_that_it_started(monkeypatch: pytest.MonkeyPatch) -> None:
    own = os.getpid()
    monkeypatch.setattr(memory, "_children", lambda: {own: [2, 3, 4], 3: [31], 31: [311]})
    monkeypatch.setattr(memory, "pss_mb", float)
    monkeypatch.setattr(memory, "name_of", lambda pid: "shop" if pid in {2, 4} else str(pid))
    assert memory.by_process(3) == {"core": own, "shop": 6.0}
    assert set(memory.by_process()) == {"core", "shop", "3", "31", "311"}


def test_the_highest_is_that_of_those_that_count(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = [{"core": 5.0, "shop": 1.0}, {"core": 7.0, "shop": 2.0}, {"core": 6.0, "shop": 90.0}]
    monkeypatch.setattr(memory, "by_process", lambda _but: looks.pop(0))
    peak = memory.PeakMemory(apart=("shop",))
    with pytest.raises(IndexError):  # there is no fourth
        asyncio.run(peak.follow(0.0))
    assert (peak.mb, peak.held) == (7.0, {"core": 7.0, "shop": 2.0})


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("-P", "-m", "kiosk.runtime.child", "sight", "kiosk.sight.part", "27"), "sight"),
        (("-m", "kiosk.hearing.worker", "4"), "kiosk.hearing.worker"),
        (("-c", "pass"), "python"),
    ],
)
def test_a_process_is_named_after_what_it_does(
    words: tuple[str, ...], name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "PROC", tmp_path)
    folder = tmp_path / "12"
    folder.mkdir()
    (folder / "cmdline").write_text("\0".join(["/usr/bin/python", *words, ""]))
    assert memory.name_of(12) == name
    assert memory.name_of(13) == ""
