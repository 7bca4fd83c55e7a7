"""What displays and lamps beside the robot showed during a run, from the logs of their simulated devices."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, Final

from hardware.profiles.robot_profile import load
from kiosk.report.picture import Bar
from kiosk.resources import device_profile

DISPLAY, LAMPS = "display.jsonl", "lamps.jsonl"
STYLE: Final = (
    "<style>.vfd{display:flex;flex-wrap:wrap;gap:.6rem;margin:1rem 0}.vfd figure{margin:0}.vfd pre{margin:0;"
    "padding:.5rem .7rem;border-radius:6px;background:#04211f;color:#5ff5e0;font:15px/1.35 ui-monospace,monospace}"
    ".vfd figcaption{font-size:.8rem;opacity:.75}</style>"
)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a display showed from a moment on, monotonic s."""

    at: float
    lines: tuple[str, ...]


def displayed(run_dir: Path, devices: Mapping[str, str]) -> list[Shown]:
    """What the first of the displays showed; `devices` are the profiles by name."""
    logs = [run_dir / name / DISPLAY for name in devices if (run_dir / name / DISPLAY).is_file()]
    found = (Shown(line["at"], tuple(line.get("lines") or line["fields"].values())) for line in _lines(logs[:1]))
    return [one for one in found if one.lines]


def bars(run_dir: Path, devices: Mapping[str, str], end: float) -> list[Bar]:
    """The stretches of the lanes `display` and `lamps`; none without such a device."""
    return [*_display(displayed(run_dir, devices), end), *_lamps(run_dir, devices, end)]


def strip(shown: list[Shown], begin: float) -> str:
    """Each page of a display as it looked, with its time, in HTML; empty without any."""
    if not shown:
        return ""
    figures = (
        f"<figure><pre>{escape(chr(10).join(one.lines))}</pre>"
        f"<figcaption>{max(0.0, one.at - begin):.1f} s</figcaption></figure>"
        for one in shown
        if any(line.strip() for line in one.lines)
    )
    return f'{STYLE}<h2>On the display</h2><div class="vfd">{"".join(figures)}</div>'


def _display(shown: list[Shown], end: float) -> Iterator[Bar]:
    for one, until in zip(shown, [*(later.at for later in shown[1:]), end], strict=False):
        if label := " / ".join(line.strip() for line in one.lines if line.strip()):
            yield Bar("display", one.at, until, label, "display")


def _lamps(run_dir: Path, devices: Mapping[str, str], end: float) -> Iterator[Bar]:
    """A bar for each time in which the same lamps were lit."""
    for name, kind in devices.items():
        if not (log := run_dir / name / LAMPS).is_file():
            continue
        since, label = 0.0, ""
        for line in _lines([log]):
            lit = _names(line["lamps"], kind)
            if lit != label and label:
                yield Bar("lamps", since, line["at"], label, "lamps")
            since, label = (line["at"], lit) if lit != label else (since, label)
        if label:
            yield Bar("lamps", since, end, label, "lamps")


def _names(lamps: Mapping[str, Any], kind: str) -> str:
    """What the lit lamps tell of."""
    lights = load(device_profile(kind)).lights
    told = {str(number): "/".join(things) for number, things in lights.lamps.items()} if lights else {}
    return " · ".join(told.get(number, number) for number in sorted(lamps))


def _lines(logs: list[Path]) -> Iterator[dict[str, Any]]:
    for log in logs:
        yield from (json.loads(line) for line in log.read_text(encoding="utf-8").splitlines())
