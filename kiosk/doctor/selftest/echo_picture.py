"""What the microphone hears of the kiosk's own voice, and what is left of it: in a line of signs, and as a picture."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Final

from kiosk.doctor.selftest.echo_levels import Levels
from kiosk.errors import InputError, KioskError

SIGNS: Final = "▁▂▃▄▅▆▇█"
QUIET_DB, LOUD_DB = -70.0, -10.0
SUFFIXES: Final = (".png", ".svg")


def signs(levels: Levels) -> dict[str, str]:
    """Two lines, a sign for each tenth of a second; none without levels."""
    if not levels:
        return {}
    return {
        "heard": "".join(_sign(before) for _, before, _ in levels),
        "left": "".join(_sign(after) for _, _, after in levels),
    }


def check(file: Path) -> None:
    """Whether a picture can be written there.

    Raises:
        InputError: `doctor.picture`.
        KioskError: `doctor.no-plot`.
    """
    if file.suffix.lower() not in SUFFIXES or not file.resolve().parent.is_dir():
        raise InputError("doctor.picture", f"No picture can be written to {file}.", "Name a .png or .svg in a folder.")
    if find_spec("matplotlib") is None:
        raise KioskError("doctor.no-plot", "Matplotlib is not installed.", "Run `pip install 'balie[demo]'`.")


def draw(levels: Levels, title: str, file: Path) -> None:
    """Both levels over time, with what was taken out between them."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 4), layout="constrained")
    axes = figure.subplots()
    times, before, after = ([step[part] for step in levels] for part in range(3))
    axes.fill_between(times, before, after, color="#56b4e9", alpha=0.25, label="taken out")
    axes.plot(times, before, color="#d55e00", label="heard: the kiosk's voice and the room")
    axes.plot(times, after, color="#0072b2", label="left for the recogniser")
    axes.set(xlabel="s", ylabel="dBFS", title=title, xlim=(0, max(times, default=1)))
    axes.grid(alpha=0.3)
    axes.legend(loc="lower right", fontsize="small")
    figure.savefig(file, dpi=100)


def _sign(level_db: float) -> str:
    share = (level_db - QUIET_DB) / (LOUD_DB - QUIET_DB)
    return SIGNS[min(max(round(share * (len(SIGNS) - 1)), 0), len(SIGNS) - 1)]
