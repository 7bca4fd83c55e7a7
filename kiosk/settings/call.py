"""[call]: calls with a colleague's browser."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kiosk.settings.section import Section


class Call(Section):
    """Calls with a colleague's browser, in sound and picture. They go from the kiosk to the browser itself."""

    engine: Annotated[
        Literal["aiortc", "reactor"],
        Field(description="`reactor` (libwebrtc) needs the extra `webrtc`; both do the same"),
    ] = "aiortc"
    relay_only: Annotated[
        bool, Field(description="Through the TURN servers of the desk alone: for shops whose network lets nothing else")
    ] = False
    tcp_only: Annotated[bool, Field(description="Through those alone that are reached by TCP or TLS")] = False
    loopback: Annotated[
        bool, Field(description="The colleague's browser runs on this machine, which may have no network at all")
    ] = False
    kbps: Annotated[int, Field(description="So much the picture takes at most, kbit/s", ge=100, le=8000)] = 1000
    lost_s: Annotated[
        float, Field(description="A call that could not be brought about for so long is given up, s", ge=3, le=120)
    ] = 15.0
