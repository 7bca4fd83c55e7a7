"""The engine that the settings name, with what they say of line and network."""

from __future__ import annotations

from kiosk.call.engine.media_engine import MediaEngine, Quality, Route, Tell
from kiosk.settings import Call


def open_engine(settings: Call, tell: Tell) -> MediaEngine:
    """An engine, warm; the other one's library is not loaded.

    Raises:
        KioskError: its library is missing.
    """
    quality = Quality(kbps=settings.kbps)
    route = Route(settings.relay_only, settings.tcp_only, settings.loopback)
    if settings.engine == "reactor":
        from kiosk.call.reactor import reactor_engine

        return reactor_engine.engine(tell, quality, route)
    from kiosk.call.aiortc import aiortc_engine

    return aiortc_engine.engine(tell, quality, route)
