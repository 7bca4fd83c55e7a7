"""The kiosk that is looked at: its settings, and the machine below `root`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from kiosk.settings import Settings


@dataclass(frozen=True, slots=True)
class Site:
    """What a check is given.

    `asked` are the settings as written, where `auto` may stand; `settings` are those with what is plugged in. `root`
    is where /dev, /proc and /sys are looked for. `faults` are those of the configuration: what is wrong in it is not in
    the settings.
    """

    asked: Settings
    settings: Settings
    headless: bool = False
    root: Path = Path("/")
    faults: tuple[str, ...] = ()

    def text(self, path: str) -> str:
        """A small file of the machine without blanks at its ends; empty if it is not there or cannot be read."""
        try:
            return (self.root / path.lstrip("/")).read_text(encoding="utf-8", errors="replace").strip("\0 \n")
        except OSError:
            return ""

    def glob(self, pattern: str) -> list[Path]:
        """Files of the machine, sorted."""
        return sorted(self.root.glob(pattern.lstrip("/")))

    def kiosk_pids(self) -> Iterator[int]:
        """Kiosks that run on this machine now: they hold its devices."""
        for file in self.root.glob("proc/[0-9]*/cmdline"):
            words = self.text(str(file.relative_to(self.root))).split("\0")
            names = [Path(word).name for word in words[:4]]
            if any(pair in {("kiosk", "run"), ("kiosk", "demo")} for pair in pairwise(names)):
                yield int(file.parent.name)

    def as_data(self) -> dict[str, Any]:
        """For a worker's first line."""
        return {
            "asked": self.asked.model_dump(mode="json"),
            "settings": self.settings.model_dump(mode="json"),
            "headless": self.headless,
            "root": str(self.root),
            "faults": self.faults,
        }


def from_data(data: dict[str, Any]) -> Site:
    """The inverse of `Site.as_data`."""
    asked, settings = (Settings.model_validate(data[name]) for name in ("asked", "settings"))
    return Site(asked, settings, data["headless"], Path(data["root"]), tuple(data["faults"]))
