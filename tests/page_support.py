"""Follows a page of the docs in a scratch copy of the product: its files are written, its commands are run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import avatars
import hardware
import kiosk
from kiosk.resources import config_dir, data_dir

DOCS = Path(__file__).parents[1] / "docs"
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the file that it is (none for commands), its text."""

    lang: str
    file: str
    text: str


def blocks(page: str) -> list[Block]:
    """Every fenced block of a page below docs/, in order."""
    text = (DOCS / page).read_text(encoding="utf-8")
    return [Block(lang, file or "", body) for lang, file, body in BLOCK.findall(text)]


class Scratch:
    """A checkout in a folder of its own: packages, `config/`, a `kiosk` command, a data folder without a past."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for package in (kiosk, hardware, avatars):
            source = Path(str(package.__file__)).parent
            shutil.copytree(source, folder / source.name, ignore=shutil.ignore_patterns("__pycache__", "config"))
        shutil.copytree(config_dir(), folder / "config")
        (folder / "site").mkdir()
        (folder / "bin").mkdir()
        (folder / "data" / "balie").mkdir(parents=True)
        (folder / "data" / "balie" / "models").symlink_to(data_dir() / "models")
        command = folder / "bin" / "kiosk"
        command.write_text(f'#!/bin/sh\nexec {sys.executable} -P -m kiosk "$@"\n')
        command.chmod(0o755)

    @property
    def environment(self) -> dict[str, str]:
        """The environment in which this checkout is the product."""
        paths = [str(self.folder), str(self.folder / "site")]
        return os.environ | {
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
            "PYTHONPATH": os.pathsep.join(paths),
            "XDG_DATA_HOME": str(self.folder / "data"),
            "KIOSK__ANSWERS__SECOND_STAGE": "off",  # learning a store twice takes a minute
        }

    def write(self, page: str) -> None:
        """Write every block of a page that is a file."""
        for block in blocks(page):
            if block.file:
                path = self.folder / block.file
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(block.text, encoding="utf-8")

    def install(self, project: str) -> None:
        """What `pip install ./PROJECT` does with a project of single modules."""
        folder = self.folder / project
        about = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
        for module in folder.glob("*.py"):
            shutil.copy(module, self.folder / "site")
        info = self.folder / "site" / f"{about['name'].replace('-', '_')}-{about['version']}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {about['name']}\nVersion: {about['version']}\n")
        groups = (
            f"[{group}]\n" + "".join(f"{name} = {place}\n" for name, place in points.items())
            for group, points in about["entry-points"].items()
        )
        (info / "entry_points.txt").write_text("\n".join(groups))

    def run(self, commands: str, *, status: int = 0) -> subprocess.CompletedProcess[str]:
        """Run lines of a shell; `pip install ./PROJECT` is done without a network."""
        lines = []
        for line in commands.splitlines():
            if found := re.fullmatch(r"pip install \./(\S+)", line):
                self.install(found[1])
            else:
                lines.append(line)
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", "\n".join(lines)],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=280,
            check=False,
        )
        assert done.returncode == status, f"{commands}\n{done.stdout}\n{done.stderr}"
        return done
