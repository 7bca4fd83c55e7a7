"""A trained model is on disk whole or not at all, whoever else writes it."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kiosk.answers import npz


def test_arrays_come_back_as_they_were_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "cache" / "model.npz"
    npz.save(path, bias=np.arange(3))
    with np.load(path) as data:
        assert data["bias"].tolist() == [0, 1, 2]
    assert list(path.parent.iterdir()) == [path]


def test_a_second_process_that_writes_the_same_meanwhile_does_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, write = tmp_path / "model.npz", np.savez

    def slowly(part: Path, **arrays: Any) -> None:
        monkeypatch.setattr(np, "savez", write)
        write(part, **arrays)
        monkeypatch.setattr(os, "getpid", lambda: 1)
        npz.save(path, bias=np.zeros(2))

    monkeypatch.setattr(np, "savez", slowly)
    npz.save(path, bias=np.ones(2))
    with np.load(path) as data:
        assert data["bias"].tolist() == [1, 1]


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "model.npz"
    npz.save(path, bias=np.arange(3))

    def full(part: Path, **_: Any) -> None:
        part.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(OSError, match="No space"):
        npz.save(path, bias=np.zeros(3))
    assert list(tmp_path.iterdir()) == [path]
    with np.load(path) as data:
        assert data["bias"].tolist() == [0, 1, 2]


def test_what_was_not_used_for_long_goes_and_what_is_used_stays(tmp_path: Path) -> None:
    files = [tmp_path / f"{number}.npz" for number in range(npz.KEPT + 2)]
    for path in files:
        npz.save(path, bias=np.arange(3))
    for age, path in enumerate(reversed(files)):
        os.utime(path, (0, time.time() - npz.KEPT_S * (1 + age)))
    assert npz.load(files[0], lambda data: int(data["bias"].sum())) == 3
    npz.save(tmp_path / "new.npz", bias=np.arange(3))
    assert files[0].is_file()
    assert not files[1].is_file()
    assert len(list(tmp_path.iterdir())) == npz.KEPT
