"""Reads the body of an answer within a deadline and up to a size, however slowly it trickles in."""

from __future__ import annotations

import time
from typing import Final

import requests
from urllib3.exceptions import HTTPError

from kiosk.errors import KioskError
from kiosk.store.lookup import SLOW
from kiosk.store.reading import malformed

LARGEST: Final = 65_536
"""Bytes of a reply that are read."""


def body(answer: requests.Response, deadline: float) -> bytes:
    """All bytes of an answer that is streamed; `deadline` is of `time.monotonic`.

    Raises:
        KioskError: `store.timeout`: the deadline passed first; `store.malformed`: it is too long.
        requests.ConnectionError: it broke off, or cannot be unpacked.
    """
    read = b""
    while chunk := _next(answer):
        read += chunk
        if time.monotonic() > deadline:
            raise slow()
        if len(read) > LARGEST:
            malformed("the reply is too long")
    return read


def _next(answer: requests.Response) -> bytes:
    """What is there by now, one byte at least; nothing at the end."""
    try:
        return bytes(answer.raw.read1(4096, decode_content=True))
    except HTTPError as fault:
        raise requests.ConnectionError(fault) from fault


def slow() -> KioskError:
    """That the back end did not answer in time."""
    return KioskError(
        SLOW, "The back end did not answer in time.", "Check the network, or raise store.backend_timeout_s."
    )
