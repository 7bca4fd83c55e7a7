"""The engine by reactor-webrtc (Apache-2.0), which brings libwebrtc: the extra `webrtc`."""

from __future__ import annotations

from typing import Final

from kiosk.call.engine.media_engine import Quality, Route, Tell
from kiosk.call.engine.threaded import ThreadedEngine
from kiosk.errors import KioskError

NAME: Final = "reactor"


def engine(tell: Tell, quality: Quality | None = None, route: Route | None = None) -> ThreadedEngine:
    """An engine, warm: its thread runs, the library is loaded. `tell` hears of everything, on that thread.

    Raises:
        KioskError: `call.no-reactor`: the extra is not installed.
    """
    try:
        from kiosk.call.reactor.reactor_connection import ReactorConnection
    except ModuleNotFoundError as fault:
        sentence = "The engine `reactor` of calls is not installed."
        remedy = 'Install it with `pip install "balie[webrtc]"`, or set [call] engine = "aiortc".'
        raise KioskError("call.no-reactor", sentence, remedy) from fault
    return ThreadedEngine(NAME, ReactorConnection, tell, quality or Quality(), route or Route())
