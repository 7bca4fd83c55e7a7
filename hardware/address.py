"""Addresses of devices on the network, fit to be shown."""

from __future__ import annotations

from urllib.parse import urlsplit


def without_password(address: str) -> str:
    """An address without user, password and query, any of which may be a secret; other text as it is.

    `stream:rtsp://me:secret@host/path?key=x` becomes `stream:rtsp://host/path`.
    """
    head, found, rest = address.partition("://")
    if not found:
        return address
    parts = urlsplit(f"//{rest}")
    return f"{head}://{parts.netloc.rpartition('@')[2]}{parts.path}"
