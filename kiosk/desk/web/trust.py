"""Where a request comes from: through a reverse proxy that is trusted, or from whom it seems to come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from kiosk.errors import InputError

Network = IPv4Network | IPv6Network
HERE: Final[tuple[Network, ...]] = (IPv4Network("127.0.0.0/8"), IPv6Network("::1/128"))
HOUSEHOLD: Final = 64
"""Bits of an IPv6 address that one customer of a network has to himself: RFC 6177."""


@dataclass(frozen=True, slots=True)
class Trust:
    """Whose word is taken for where a request comes from, and who may read the figures of a node."""

    proxies: tuple[Network, ...] = ()
    scrapers: tuple[Network, ...] = HERE


def networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """The networks that settings name; an address alone is one.

    Raises:
        InputError: `desk.network`.
    """
    found = []
    for text in texts:
        try:
            found.append(ip_network(text, strict=False))
        except ValueError as fault:
            sentence = f"{text!r} is no network."
            raise InputError("desk.network", sentence, "Write one as 10.0.0.0/8, or an address.") from fault
    return tuple(found)


def within(remote: str | None, known: Iterable[Network]) -> bool:
    """Whether an address lies in one of the networks."""
    try:
        address = ip_address((remote or "").partition("%")[0])
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return any((mapped or address) in network for network in known)


def forwarded(trust: Trust) -> Middleware:
    """Let requests through a trusted proxy count as from who sent them to it: X-Forwarded-For, -Proto and -Host."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not within(request.remote, trust.proxies):
            return await handler(request)
        chain = [each.strip() for each in request.headers.get("X-Forwarded-For", "").split(",") if each.strip()]
        strangers = [each for each in chain if not within(each, trust.proxies)]
        scheme = request.headers.get("X-Forwarded-Proto", request.scheme).rpartition(",")[2].strip()
        host = request.headers.get("X-Forwarded-Host", request.host).rpartition(",")[2].strip()
        remote = strangers[-1] if strangers else request.remote or ""
        scheme = scheme if scheme in {"http", "https"} else request.scheme
        return await handler(request.clone(remote=remote, scheme=scheme, host=host))

    return middleware


def place(request: web.Request) -> str:
    """By what a limit knows a sender: the address, of IPv6 the part that one customer has."""
    try:
        address = ip_address((request.remote or "").partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(ip_network((address, HOUSEHOLD), strict=False))
    return str(address)
