"""A trained model is on disk whole or not at all, whoever else writes it."""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np
import pytest

from kiosk.answers import aligned, npz


def test_arrays_come_back_as_they_were_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "cache" / "model.npz"
    npz.save(path, bias=np.arange(3))
    with np.load(path) as data:
        assert data["bias"].tolist() == [0, 1, 2]
    assert list(path.parent.iterdir()) == [path]


def test_a_second_process_that_writes_the_same_meanwhile_does_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, write = tmp_path / "model.npz", aligned.write

    def slowly(part: Path, arrays: aligned.Arrays) -> None:
        monkeypatch.setattr(aligned, "write", write)
        write(part, arrays)
        monkeypatch.setattr(os, "getpid", lambda: 1)
        npz.save(path, bias=np.zeros(2))

    monkeypatch.setattr(aligned, "write", slowly)
    npz.save(path, bias=np.ones(2))
    with np.load(path) as data:
        assert data["bias"].tolist() == [1, 1]


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "model.npz"
    npz.save(path, bias=np.arange(3))

    def full(part: Path, _: aligned.Arrays) -> None:
        part.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(aligned, "write", full)
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


def test_arrays_are_mapped_aligned_and_read_only(tmp_path: Path) -> None:
    path = tmp_path / "model.npz"
    by_columns = np.asfortranarray(np.arange(6.0).reshape(2, 3))
    npz.save(path, odd=np.arange(3, dtype=np.uint8), wide=np.arange(5.0), by_columns=by_columns, none=np.zeros((0, 4)))
    found = npz.load(path, dict)
    assert found is not None
    assert found["odd"].tolist() == [0, 1, 2]
    assert found["by_columns"].tolist() == by_columns.tolist()
    assert found["none"].shape == (0, 4)
    for array in found.values():
        assert array.ctypes.data % aligned.ALIGNED == 0 or not array.size
        assert not array.flags.owndata
        assert not array.flags.writeable


def test_a_file_with_a_bit_that_fell_over_is_none(tmp_path: Path) -> None:
    path = tmp_path / "model.npz"
    npz.save(path, bias=np.arange(300.0))
    whole = bytearray(path.read_bytes())
    whole[1000] ^= 4
    path.write_bytes(whole)
    assert npz.load(path, dict) is None
    whole[whole.rindex(b"PK\1\2") + 6] ^= 128  # says that a later format is needed to read it
    path.write_bytes(whole)
    assert npz.load(path, dict) is None
    path.write_bytes(whole[:900])
    assert npz.load(path, dict) is None
    path.write_bytes(b"")
    assert npz.load(path, dict) is None


def test_a_file_that_numpy_wrote_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "model.npz"
    np.savez(path, bias=np.arange(3.0))
    found = npz.load(path, dict)
    assert found is not None
    assert found["bias"].tolist() == [0, 1, 2]
