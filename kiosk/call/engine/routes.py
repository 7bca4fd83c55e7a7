"""Which STUN and TURN servers a call goes by. Pure.

There is always a list, if an empty one: without it aiortc asks a public server of somebody else.
"""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.call.engine.media_engine import IceServer, Route
from kiosk.errors import KioskError


def chosen(servers: Sequence[IceServer], route: Route, attempt: int = 0) -> tuple[IceServer, ...]:
    """The servers that a route allows; with each attempt that came to nothing another address of theirs is the first.

    aiortc uses one relay alone, and the first address is often the one by UDP that a fire wall stops.

    Raises:
        KioskError: `call.no-relay`: a relay is demanded and none is there.
    """
    relays = route.relay_only or route.tcp_only
    kept = list[IceServer]()
    for server in servers:
        urls = tuple(url for url in server.urls if _allowed(url, route, relays=relays))
        if urls:
            turn = attempt % len(urls)
            kept.append(IceServer(urls[turn:] + urls[:turn], server.username, server.credential))
    if relays and not kept:
        how = "over TCP " if route.tcp_only else ""
        sentence = f"Calls may go through a relay {how}only, and the desk names none."
        raise KioskError("call.no-relay", sentence, "Set up [desk.turn] at the desk, or allow other ways in [call].")
    return tuple(kept)


def _allowed(url: str, route: Route, *, relays: bool) -> bool:
    if not relays:
        return True
    if not url.startswith(("turn:", "turns:")):
        return False
    return not route.tcp_only or url.startswith("turns:") or url.endswith("transport=tcp")
