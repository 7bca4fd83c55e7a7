"""Telephone numbers encrypted at rest, with a key that lies in the desk's folder and never in the database.

Fernet (AES-128 in CBC with an HMAC, github.com/fernet/spec). The file holds a key a line: the first encrypts, each
decrypts, so that a new one can be put before the old. Nodes of one desk share the file.
"""

from __future__ import annotations

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kiosk.errors import InputError, KioskError

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

KEY_BYTES: Final = 32
FILE: Final = "numbers.key"


class Numbers:
    """Encrypts and decrypts numbers."""

    def __init__(self, keys: tuple[bytes, ...]) -> None:
        if not keys or any(len(urlsafe_b64decode(key)) != KEY_BYTES for key in keys):
            raise ValueError("a key is 32 bytes in base64")
        self._keys = keys

    @cached_property
    def _fernet(self) -> MultiFernet:
        """Imported for the first number: it is some 7 MB, and most nodes never see one."""
        from cryptography.fernet import Fernet, MultiFernet

        return MultiFernet([Fernet(key) for key in self._keys])

    def sealed(self, number: str) -> bytes:
        """What the database keeps of a number."""
        return self._fernet.encrypt(number.encode())

    def opened(self, sealed: bytes) -> str:
        """The number.

        Raises:
            KioskError: `desk.number-key`: it was encrypted with another key.
        """
        from cryptography.fernet import InvalidToken

        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken as fault:
            sentence = "This number was encrypted with a key that this desk does not have."
            raise KioskError(
                "desk.number-key", sentence, f"Bring back the file {FILE} of the desk's folder."
            ) from fault


def open_numbers(folder: Path) -> Numbers:
    """The keys in a folder, which is made with a new key where there is none: for its owner alone.

    Raises:
        InputError: `desk.number-key-file`: the file holds no key, or cannot be read or made.
    """
    file = folder / FILE
    try:
        _made(file)
        return Numbers(tuple(file.read_bytes().split()))
    except (OSError, ValueError) as fault:
        sentence = f"{file} holds no key for telephone numbers: {fault}."
        remedy = "Bring the file back from where it is kept; without it the numbers of before cannot be read."
        raise InputError("desk.number-key-file", sentence, remedy) from fault


def fresh_numbers() -> Numbers:
    """A key that nobody keeps: numbers can be read until the process ends."""
    return Numbers((_fresh(),))


def _fresh() -> bytes:
    return urlsafe_b64encode(os.urandom(KEY_BYTES))


def _made(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "wb") as out:
        out.write(_fresh() + b"\n")
