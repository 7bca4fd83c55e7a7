"""Addresses of NATS: `nats://` or `tls://`, user and password or a token, the desk's own name, and files of its rights.

    tls://desk:secret@nats1.example:4222/chain?ca=/etc/balie/ca.pem&creds=/etc/balie/desk.creds

The path is the desk's own name there, so that desks can share servers; without one it is `balie`. `ca` is the
certificate that the servers' are held to, `cert` and `key` this node's own, `creds` a file of NATS with a user's JWT.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from kiosk.errors import InputError

SCHEMES: Final = frozenset({"nats", "tls"})
PREFIX: Final = "balie"
FILES: Final = frozenset({"ca", "cert", "key", "creds"})


@dataclass(frozen=True, slots=True)
class Address:
    """All servers of one desk; TLS and credentials are those of the first."""

    servers: tuple[str, ...]
    prefix: str
    tls: ssl.SSLContext | None
    rights: Mapping[str, Any]
    """What the client is told: `user` and `password`, or `token`, or `user_credentials`."""


def addresses(servers: Sequence[str]) -> Address:
    """What the addresses say.

    Raises:
        InputError: `desk.nats`: one of them is none, or names a file that is not there.
    """
    split = [_split(each) for each in servers]
    if not split:
        raise _wrong("", "there is none")
    first = split[0]
    files = dict(parse_qsl(first.query))
    for name, path in files.items():
        if name not in FILES or not Path(path).is_file():
            raise _wrong(_bare(first), f"{name}={path} names no file of it")
    prefix = first.path.strip("/") or PREFIX
    if not re.fullmatch(r"[A-Za-z0-9_-]+", prefix):
        raise _wrong(_bare(first), f"{prefix!r} is no name for a desk")
    tls = _tls(first, files) if first.scheme == "tls" else None
    bare = tuple(f"{each.scheme}://{each.netloc.rpartition('@')[2]}" for each in split)
    return Address(bare, prefix, tls, _rights(first, files))


def _rights(first: SplitResult, files: dict[str, str]) -> dict[str, str]:
    if "creds" in files:
        return {"user_credentials": files["creds"]}
    if first.password is not None:
        return {"user": unquote(first.username or ""), "password": unquote(first.password)}
    return {"token": unquote(first.username)} if first.username else {}


def _split(server: str) -> SplitResult:
    split = urlsplit(server)
    if split.scheme not in SCHEMES or not split.hostname:
        raise _wrong(_bare(split), "it is not nats://HOST or tls://HOST")
    return split


def _tls(first: SplitResult, files: dict[str, str]) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=files.get("ca"))
        if "cert" in files:
            context.load_cert_chain(files["cert"], files.get("key"))
    except (ssl.SSLError, OSError) as fault:
        raise _wrong(_bare(first), f"its certificates cannot be read: {fault}") from fault
    return context


def _bare(split: SplitResult) -> str:
    """Without a password."""
    return f"{split.scheme}://{split.hostname or ''}"


def _wrong(address: str, why: str) -> InputError:
    remedy = "Give addresses such as nats://nats1.example:4222 or tls://user:password@nats1.example:4222."
    return InputError("desk.nats", f"desk.nats has {address!r}: {why}.", remedy)
