"""aioice set right for calls: gathering that ends soon, checks that a watchdog can go by, one machine alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import aioice.ice

from kiosk.call.engine.media_engine import Route

PROBE_S: Final = 0.5
"""Between two checks whether the other end is there (RFC 7675); aioice's 5 s are too slow for a watchdog of 2 s."""
GATHER_S: Final = 2
"""A STUN or TURN server that has not answered by then is done without; aioice waits 5 s."""
LOOPBACK: Final = "127.0.0.1"
Receive = Callable[[bytes, tuple[Any, ...]], None]


def shape_gathering(connection: aioice.ice.Connection, route: Route) -> None:
    """Not longer than `GATHER_S`; this machine's loopback where the other end is on it or there is no network."""
    aioice.ice.CONSENT_INTERVAL = PROBE_S  # type: ignore[assignment]
    gather = connection.get_component_candidates
    direct = not (route.relay_only or route.tcp_only)

    async def shaped(component: int, addresses: list[str]) -> list[aioice.Candidate]:
        if direct and (route.loopback or not addresses):
            addresses = [LOOPBACK]
        return await gather(component, addresses, timeout=GATHER_S)

    vars(connection)["get_component_candidates"] = shaped


def watch(connection: aioice.ice.Connection, heard: Callable[[], None]) -> None:
    """Call `heard` with every datagram that comes in, whatever it is."""

    def received(receive: Receive, data: bytes, address: tuple[Any, ...]) -> None:
        heard()
        receive(data, address)

    for protocol in connection._protocols:  # noqa: SLF001
        vars(protocol)["datagram_received"] = partial(received, protocol.datagram_received)


def relayed(connection: aioice.ice.Connection) -> bool:
    """Whether it goes by a TURN server at either end."""
    pairs = connection._nominated.values()  # noqa: SLF001
    return any("relay" in {pair.local_candidate.type, pair.remote_candidate.type} for pair in pairs)
