"""Where the files that a technician edits are found: beside the package in the wheel, beside the checkout otherwise."""

from __future__ import annotations

from pathlib import Path

import platformdirs

APP = "balie"


def config_dir() -> Path:
    """The shipped `config/` folder."""
    packaged = Path(__file__).parent / "config"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "config"


def languages() -> tuple[str, ...]:
    """The languages of the product, ISO 639-1: each has its sentences in `config/lang/`, and no list names them."""
    return tuple(sorted(path.stem for path in (config_dir() / "lang").glob("??.toml")))


def data_dir() -> Path:
    """The user's data folder: models, device settings, the live ledger."""
    return Path(platformdirs.user_data_dir(APP))


def cache_dir() -> Path:
    """What can be made again at any time."""
    return Path(platformdirs.user_cache_dir(APP))
