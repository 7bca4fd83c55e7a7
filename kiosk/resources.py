"""Where the files that a technician edits are found: beside the package in the wheel, beside the checkout otherwise."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

APP = "balie"
CONFIG = "BALIE_CONFIG"


def config_dir() -> Path:
    """The shipped `config/` folder, or the copy of it that a running kiosk gives its parts in `BALIE_CONFIG`."""
    if copy := os.environ.get(CONFIG):
        return Path(copy)
    packaged = Path(__file__).parent / "config"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "config"


def languages() -> tuple[str, ...]:
    """The languages of the product, ISO 639-1: each has its sentences in `config/lang/`, and no list names them."""
    return tuple(sorted(path.stem for path in (config_dir() / "lang").glob("??.toml")))


def device_profile(name: str) -> Path:
    """The profile of a robot: one's own in `devices/` of the data folder, else the shipped one."""
    own = data_dir() / "devices" / f"{name}.toml"
    return own if own.is_file() else config_dir() / "devices" / f"{name}.toml"


def data_dir() -> Path:
    """The user's data folder: models, device settings, the live ledger."""
    return Path(platformdirs.user_data_dir(APP))


def cache_dir() -> Path:
    """What can be made again at any time."""
    return Path(platformdirs.user_cache_dir(APP))
