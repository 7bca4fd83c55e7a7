"""The engine by aiortc (BSD-3-Clause) with libvpx and libopus of av: the default."""

from __future__ import annotations

from typing import Final

from kiosk.call.aiortc.aiortc_connection import AiortcConnection
from kiosk.call.engine.media_engine import Quality, Route, Tell
from kiosk.call.engine.threaded import ThreadedEngine

NAME: Final = "aiortc"


def engine(tell: Tell, quality: Quality | None = None, route: Route | None = None) -> ThreadedEngine:
    """An engine, warm: its thread runs, the libraries are loaded. `tell` hears of everything, on that thread."""
    return ThreadedEngine(NAME, AiortcConnection, tell, quality or Quality(), route or Route())
