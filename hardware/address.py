"""Addresses of devices on the network, fit to be shown."""

from __future__ import annotations

import re


def without_password(address: str) -> str:
    """An address without user, password and query, any of which may be a secret; other text as it is.

    `stream:rtsp://me:secret@host/path?key=x` becomes `stream:rtsp://host/path`. A password may have any sign in it,
    also those that ought to be escaped, so all up to the last `@` is taken for one.
    """
    head, found, rest = address.partition("://")
    if not found:
        return address
    return f"{head}://{re.split('[?#]', rest.rpartition('@')[2])[0]}"
