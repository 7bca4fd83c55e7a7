"""One call to a back end as data: what is sent, what came, and how that is read. Touches no network."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from kiosk.store.mapping import Endpoint


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent; `target` is path and query below the base URL. A POST with a `key` may be sent again."""

    method: str
    target: str
    body: Mapping[str, str] | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Response:
    """What came, and when it was sent by the back end's own clock."""

    status: int
    body: bytes
    sent: datetime
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Call:
    """A request, and what makes a value of its response, or raises `KioskError`."""

    kind: str
    request: Request
    read: Callable[[Response], Any]


def request(endpoint: Endpoint, key: str = "", **values: str) -> Request:
    """The request of an endpoint; what is filled in is quoted, and what is empty is left out of query and body."""
    path = endpoint.path.format(**{name: quote(value, safe="") for name, value in values.items()})
    asked = {name: text.format(**values) for name, text in endpoint.query.items()}
    body = {name: text.format(**values) for name, text in endpoint.body.items()}
    query = urlencode({name: text for name, text in asked.items() if text})
    target = f"{path}{'&' if '?' in path else '?'}{query}" if query else path
    sent = {name: text for name, text in body.items() if text}
    return Request(endpoint.method, target, sent if endpoint.method == "POST" else None, key)
