"""Signs records with a key that was made on this kiosk and never leaves it (Ed25519, RFC 8032).

A signature shows that a record is as this kiosk wrote it. Whose kiosk that is shows the fingerprint: write it down when
the key is made, and compare.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from kiosk.errors import InputError, KioskError
from kiosk.resources import data_dir

SIGNATURE: Final = "signature"
Record = Mapping[str, Any]


def key_path() -> Path:
    """Where the key is kept, readable by its owner alone."""
    return data_dir() / "keys" / "records.pem"


def sign(record: Record, path: Path | None = None) -> dict[str, Any]:
    """The record with its signature; the key is made if there is none.

    Raises:
        KioskError: `signature.key`: it cannot be read, made, or is no key.
    """
    key = _key(path or key_path())
    plain = {name: value for name, value in record.items() if name != SIGNATURE}
    signed = key.sign(_canonical(plain))
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return {
        **plain,
        SIGNATURE: {
            "algorithm": "Ed25519",
            "public_key": base64.b64encode(public).decode(),
            "fingerprint": fingerprint(public),
            "value": base64.b64encode(signed).decode(),
        },
    }


def valid(record: Record) -> bool:
    """Whether a record is as it was signed.

    Raises:
        InputError: `signature.none`: there is no signature that could be looked at.
    """
    try:
        told = record[SIGNATURE]
        public = base64.b64decode(told["public_key"], validate=True)
        value = base64.b64decode(told["value"], validate=True)
        key = Ed25519PublicKey.from_public_bytes(public)
        named = str(told["fingerprint"])
    except (KeyError, TypeError, ValueError) as fault:
        raise InputError("signature.none", "The record has no signature.", "Give the report as it was made.") from fault
    plain = {name: value_ for name, value_ in record.items() if name != SIGNATURE}
    try:
        key.verify(value, _canonical(plain))
    except InvalidSignature:
        return False
    return named == fingerprint(public)


def own(record: Record, path: Path | None = None) -> bool:
    """Whether it was signed by this kiosk's key."""
    file = path or key_path()
    if not file.is_file():
        return False
    public = _key(file).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return bool(record[SIGNATURE]["fingerprint"] == fingerprint(public))


def fingerprint(public: bytes) -> str:
    """SHA-256 of a public key in eight groups that one can read out: the first 128 bits."""
    digits = hashlib.sha256(public).hexdigest()[:32]
    return "-".join(digits[at : at + 4] for at in range(0, 32, 4))


def _canonical(record: Record) -> bytes:
    """The same bytes for the same record: sorted keys, no blanks, UTF-8."""
    return json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _key(path: Path) -> Ed25519PrivateKey:
    try:
        if not path.exists():
            _make(path)
        key = load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError) as fault:
        remedy = "See who may read it, or move it away: a new one is made, with another fingerprint."
        raise KioskError("signature.key", f"The signing key {path} cannot be used ({fault}).", remedy) from fault
    if isinstance(key, Ed25519PrivateKey):
        return key
    raise KioskError("signature.key", f"{path} is no Ed25519 key.", "Move it away: a new one is made.")


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(pem)
