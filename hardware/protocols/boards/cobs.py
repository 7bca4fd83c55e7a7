"""Consistent Overhead Byte Stuffing: takes every zero out of a frame, so that a zero can end it.

Source: Cheshire and Baker, "Consistent Overhead Byte Stuffing", IEEE/ACM Transactions on Networking 7(2), 1999.
"""

from __future__ import annotations

RUN = 254
"""Longest run of bytes without a zero that one code byte can announce."""


def encode(data: bytes) -> bytes:
    """`data` without zeros; at most one byte longer for each 254 bytes begun."""
    stuffed = bytearray()
    runs = data.split(b"\0")
    for number, run in enumerate(runs):
        rest = run
        while len(rest) >= RUN:
            stuffed += b"\xff" + rest[:RUN]
            rest = rest[RUN:]
        full = len(run) >= RUN and not rest and number == len(runs) - 1
        if not full:
            stuffed += bytes([len(rest) + 1]) + rest
    return bytes(stuffed)


def decode(stuffed: bytes) -> bytes | None:
    """What `encode` was given, or None if `stuffed` cannot have come from it (it holds a zero, or is cut short)."""
    if not stuffed or 0 in stuffed:
        return None
    data, at = bytearray(), 0
    while at < len(stuffed):
        code = stuffed[at]
        if at + code > len(stuffed):
            return None
        data += stuffed[at + 1 : at + code]
        at += code
        if code <= RUN and at < len(stuffed):
            data.append(0)
    return bytes(data)
