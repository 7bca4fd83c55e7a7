"""The display: what shows the picture, at which size, and how many pictures a second the real stage gets there."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from kiosk.doctor.finding import Finding, failed, missing, ok, warning
from kiosk.doctor.site import Site
from kiosk.events import Event, PartFailed, PartReady
from kiosk.ports import LinkClosed, Message
from kiosk.settings import Settings

AREA = "display"
COST = "Shoppers see neither face nor captions nor the button for a colleague."
JERKY = "The face moves jerkily, and its lips do not fit the words."
SLOWER = "The main processor draws the face: it has less time for everything else."
BY_PROCESSOR = frozenset({"stage.no-gpu", "stage.gpu-lost"})
STEADY = 0.9
RUN_S = 2.0
LIBRARIES = "Run `sudo apt-get install -y libegl1 libgl1 libexpat1`."


class Audience:
    """The stage's link without a core: it looks for some seconds from when the stage is ready, then goes."""

    def __init__(self, run_dir: Path, seconds: float) -> None:
        self.run_dir = run_dir
        self.events: list[Event] = []
        self._seconds, self._ends = seconds, float("inf")

    def receive(self, timeout_s: float) -> Message | None:
        """Nothing ever comes."""
        if time.monotonic() >= self._ends:
            raise LinkClosed
        time.sleep(timeout_s)
        return None

    def count(self, **more: int) -> None:
        """Figures for Prometheus are of no use here."""

    def send(self, event: Event) -> None:
        """Keep what the stage says; the time begins when it is ready."""
        self.events.append(event)
        if isinstance(event, PartReady):
            self._ends = time.monotonic() + self._seconds


def check(site: Site, seconds: float = RUN_S) -> list[Finding]:
    """Findings for the real stage, run for two seconds."""
    stage = site.settings.stage.model_copy(update={"record": True})
    settings = site.settings.model_copy(update={"stage": stage})
    try:
        from kiosk.stage import part
        from kiosk.stage.film import record
    except ImportError as fault:
        return [failed(AREA, f"The drawing library cannot be loaded ({fault}).", COST, LIBRARIES)]
    with tempfile.TemporaryDirectory(prefix="balie-") as folder:
        link = Audience(Path(folder), seconds)
        part.run(link, settings)
        times = record.frame_times(record.read(Path(folder) / record.FILE))
    ready = next(event for event in link.events if isinstance(event, PartReady))
    faults = [event for event in link.events if isinstance(event, PartFailed)]
    return [*_window(site, ready, faults), _speed(settings, times.fps, times.draw_p95_ms)]


def _window(site: Site, ready: PartReady, faults: list[PartFailed]) -> list[Finding]:
    found = f"SDL driver, size and what draws: {ready.detail}"
    if site.headless:
        return [ok(AREA, f"Drawn without a window, as --headless asks. {found}.")]
    other = [_fault(fault) for fault in faults]
    if not ready.simulated:
        return [ok(AREA, f"{found}.", driver=ready.detail), *other]
    if faults or site.asked.stage.display == "window":
        remedy = "Start it in the desktop's session, or set DISPLAY or WAYLAND_DISPLAY; check the screen's cable."
        return other or [failed(AREA, f"No window can be opened. {found}.", COST, remedy)]
    if site.asked.stage.display == "none":
        return [warning(AREA, f"Switched off (stage.display is none). {found}.", COST, "Set stage.display to auto.")]
    remedy = "Connect a screen; on a desktop, run this in its session."
    return [missing(AREA, f"There is no screen: the kiosk draws unseen. {found}.", COST, remedy)]


def _fault(fault: PartFailed) -> Finding:
    found = f"{fault.code}: {fault.reason}"
    if fault.code in BY_PROCESSOR:
        return warning(AREA, found, SLOWER, "Install the driver of the graphics chip, or set stage.renderer to auto.")
    return failed(AREA, found, COST, "Mend the file it names.")


def _speed(settings: Settings, fps: float, draw_ms: float) -> Finding:
    wanted = settings.stage.fps
    found = f"The stage drew {fps:.0f} of {wanted} pictures a second, in {draw_ms:.0f} ms each at most (95 %)"
    figures = {"fps": round(fps, 1), "draw_p95_ms": round(draw_ms, 1)}
    if fps >= STEADY * wanted:
        return ok(AREA, f"{found}.", **figures)
    remedy = "Set stage.fps, stage.width and stage.height lower in device.toml; end other programs."
    return warning(AREA, f"{found}.", JERKY, remedy, **figures)
