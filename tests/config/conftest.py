"""A store that a test may break, and a data folder of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kiosk.configuration.layers import Places
from kiosk.resources import config_dir, data_dir


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder: the models of this machine, and nothing else."""
    models = data_dir() / "models"
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    folder = tmp_path / "home" / "balie"
    folder.mkdir(parents=True)
    if models.is_dir():
        (folder / "models").symlink_to(models)
    return folder


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """`store/` and `config/`: copies of what is shipped."""
    stores = shutil.ignore_patterns("demo-store", "bare-store")
    shutil.copytree(config_dir(), tmp_path / "files" / "config", ignore=stores)
    shutil.copytree(config_dir() / "demo-store", tmp_path / "files" / "store")
    return tmp_path / "files"


@pytest.fixture
def store(files: Path) -> Path:
    """The copy of the demo store."""
    return files / "store"


@pytest.fixture
def places(files: Path) -> Places:
    """The copies of the rest."""
    return Places(files / "config", files / "device.toml")
