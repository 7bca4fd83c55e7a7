"""Calls with a real browser, headless Chromium: the goals of docs/architecture.md, and reactor-webrtc beside aiortc."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import numpy as np

from kiosk.bench import call_channels
from kiosk.bench.call_browser import Browser
from kiosk.bench.call_trial import LOSS, Figures, Trial
from kiosk.bench.row import Done, Peer, Row, Skipped, Step

OWN: Final = "aiortc"
OTHER: Final = "reactor"
PEER: Final = "reactor-webrtc (libwebrtc)"


def steps(data: Path | None = None, *, full: bool = False) -> list[Step]:
    """All figures of calls: under three minutes; `full` is no longer.

    Raises:
        KioskError: there is no Chromium, or no Playwright to drive it.
    """
    del data, full  # all benches are called alike; a call is measured whole or not at all
    peer = list[Figures]()
    return [
        Step("the same trials by reactor-webrtc", partial(_peer, peer)),
        Step("calls by aiortc", partial(_own, peer)),
        Step("channels between the parts of the kiosk", call_channels.rows),
    ]


def _peer(into: list[Figures]) -> Iterator[Row | Skipped | Done]:
    if find_spec("reactor_webrtc") is None:
        yield Skipped("reactor-webrtc beside aiortc", 'Install it with `pip install "balie[webrtc]"`.')
        return
    with Browser() as browser, Trial(OTHER, browser) as trial:
        yield from trial.run()
        into.append(trial.figures)


def _own(peer: Sequence[Figures]) -> Iterator[Row | Skipped | Done]:
    with Browser() as browser, Trial(OWN, browser) as trial:
        yield from trial.run()
        yield from rows(trial.figures, peer[0] if peer else None)


def rows(own: Figures, peer: Figures | None) -> Iterator[Row]:
    """The goal table, with the other engine's figure where there is one."""

    def row(name: str, of: Callable[[Figures], float], unit: str, goal: float | None, *, higher: bool = False) -> Row:
        beside = None if peer is None else Peer(PEER, round(of(peer), 1))
        return Row(name, round(of(own), 1), unit, goal, "higher" if higher else "lower", beside)

    loss = f"{LOSS:.0%} loss"
    yield row("octets of camera and microphone before consent", lambda f: f.before, "", 0)
    yield row("the same counter two pictures after consent", lambda f: f.after, "", 1, higher=True)
    yield row("accept → video both ways, p95", lambda f: 1000 * _part(f.accepts, 95), "ms", 600)
    yield row("browser → kiosk, p50", lambda f: _part(f.to_kiosk, 50), "ms", 30)
    yield row("browser → kiosk, p95", lambda f: _part(f.to_kiosk, 95), "ms", 80)
    yield row("kiosk → browser, p50", lambda f: _part(f.to_browser, 50), "ms", 120)
    yield row("kiosk → browser, p95", lambda f: _part(f.to_browser, 95), "ms", 200)
    yield row("sound later than picture at the kiosk", lambda f: f.offset_kiosk, "ms", 100)
    yield row("sound later than picture in the browser", lambda f: f.offset_browser, "ms", 100)
    yield row(f"frames a second at the kiosk, {loss}", lambda f: f.lossy_to_kiosk, "", 20, higher=True)
    yield row(f"frames a second in the browser, {loss}", lambda f: f.lossy_to_browser, "", 20, higher=True)
    yield row("outage of 5 s → video both ways", lambda f: f.outage, "s", 1)
    yield row("page reloaded → video both ways", lambda f: f.reload, "s", 1)
    yield row("kiosk's process killed → video both ways", lambda f: f.crash, "s", 3)
    yield row("processor for both ways at 640×480, of a core", lambda f: f.cpu, "%", None)
    yield row("memory of the call's process", lambda f: f.memory_mb, "MB", None)


def _part(values: Sequence[float], percentile: int) -> float:
    return float(np.percentile(values, percentile)) if values else float("nan")
