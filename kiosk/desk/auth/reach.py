"""Whether a desk answers at an address, and is the one that it should be."""

from __future__ import annotations

import hashlib
import http.client
import ssl
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from kiosk.desk.auth.certificate import digest, fingerprint
from kiosk.desk.storage.folder import folder_of, token_in
from kiosk.settings import Desk

PATIENCE_S: Final = 4.0
NONE: Final[Mapping[str, str]] = MappingProxyType({})
ANOTHER: Final = "its certificate is another one than this kiosk knows"
SHUT: Final = "it does not let this kiosk in, which was revoked there or never enrolled"


def why_not(url: str, known: str = "", token: str = "") -> str:
    """Empty if a desk answers, else why not; `known` is the fingerprint of the one certificate that it may have.

    With the `token` of a kiosk it must let that kiosk in as well.
    """
    at = urlsplit(url)
    host, port = at.hostname or "", at.port or (443 if at.scheme == "https" else 80)
    try:
        connection = _secure(host, port, known) if at.scheme == "https" else _plain(host, port)
        if connection is None:
            return ANOTHER
        status, shut = _status(connection, "/health"), False
        if status == 200 and token:
            shut = _status(connection, "/ws/kiosk", {"Authorization": f"Bearer {token}"}) == 401
        connection.close()
    except ssl.SSLCertVerificationError as fault:
        return f"nobody vouches for its certificate ({fault.verify_message})"
    except (OSError, http.client.HTTPException) as fault:
        return getattr(fault, "strerror", None) or str(fault) or type(fault).__name__
    if shut:
        return SHUT
    return "" if status == 200 else f"it answers with {status}"


def why_not_joined(settings: Desk) -> str:
    """The same of the desk elsewhere that this machine's kiosk has joined.

    Raises:
        InputError: `desk.certificate`: the file of its certificate holds none.
    """
    folder = folder_of(settings)
    known = known_by(settings.pinned_file or folder.joined)
    return why_not(settings.url, known, token_in(settings.token_file or folder.token))


def known_by(pinned: Path | None) -> str:
    """The fingerprint of a file that names the desk's certificate; empty where there is none."""
    return fingerprint(pinned) if pinned is not None and pinned.is_file() else ""


def _status(connection: http.client.HTTPConnection, path: str, headers: Mapping[str, str] = NONE) -> int:
    connection.request("GET", path, headers=dict(headers))
    response = connection.getresponse()
    response.read()  # the next request comes on the same connection
    return response.status


def _plain(host: str, port: int) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(host, port, timeout=PATIENCE_S)


def _secure(host: str, port: int, known: str) -> http.client.HTTPConnection | None:
    """None where the certificate is not the known one."""
    context = ssl.create_default_context()
    if known:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    connection = http.client.HTTPSConnection(host, port, timeout=PATIENCE_S, context=context)
    connection.connect()
    shown = connection.sock.getpeercert(binary_form=True) or b""
    return connection if not known or hashlib.sha256(shown).digest() == digest(known) else None
