"""What the page on the Raspberry Pi says of our own files, settings and words is so."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from page_support import BLOCK, DOCS

from kiosk.resources import config_dir
from kiosk.service import units
from kiosk.settings import Logs, Settings

PAGE = (DOCS / "raspberry-pi.md").read_text(encoding="utf-8")
UNITS = {name: (config_dir() / "systemd" / file).read_text() for name, file in units.TEMPLATES.items()}


def test_the_files_it_names_are_those_that_are_written(tmp_path: Path) -> None:
    plan = units.plan("cage", units.Account("kiosk", 1000, 1000, Path("/home/kiosk")), None, Path("/"))
    for file in plan.files:
        assert f"`{file.path}`" in PAGE
    assert f"`~/{plan.account.data.relative_to('/home/kiosk')}`" in PAGE


def test_its_settings_are_settings() -> None:
    (toml,) = [text for lang, _, text in BLOCK.findall(PAGE) if lang == "toml"]
    Settings.model_validate(tomllib.loads(toml))
    for section, key in re.findall(r"`([a-z]+)\.([a-z_]+)`", PAGE):
        if section in Settings.model_fields and key != "sqlite":
            assert key in getattr(Settings(), section).model_dump()


def test_its_changes_of_the_unit_start_the_kiosk_as_the_unit_does() -> None:
    start = next(line for line in UNITS["cage"].splitlines() if line.startswith("ExecStart="))
    ahead = start.partition(" -- ")[0]
    found = re.findall(r"^(ExecStart=\S.*)$", PAGE, re.MULTILINE)
    assert len(found) == 2
    for line in found:
        assert line.startswith(ahead), "another way to start it loses the watchdog"
        assert "kiosk run --store" in line


@pytest.mark.parametrize("lang", ["sh"])
def test_its_shell_is_shell(lang: str) -> None:
    for block in [text for kind, _, text in BLOCK.findall(PAGE) if kind == lang]:
        done = subprocess.run(["bash", "-n"], input=block, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def test_its_figures_are_those_of_the_code() -> None:
    assert f"at most {(Logs().keep + 1) * Logs().size_mb:g} MB" in PAGE
    for unit in UNITS.values():
        assert "WatchdogSec=30" in unit
        assert "TimeoutStopSec=20" in unit
        assert "StartLimitBurst=20\n" in unit
        assert "StartLimitIntervalSec=600\n" in unit
    for words in ("no frame was drawn for 30 s", "within 20 s", "twenty starts in ten minutes"):
        assert words in PAGE
    assert "SDL_VIDEODRIVER=kmsdrm" in UNITS["kms"]
