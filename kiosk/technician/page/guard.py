"""Who may use the page: browsers on this machine, or one person with a password that works once.

Another site in the same browser is kept out by the names in Host and Origin: a page elsewhere has another Origin, and
a name that was made to point here (DNS rebinding) is no address.
"""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from typing import Final
from urllib.parse import urlsplit

ALPHABET: Final = "abcdefghijkmnpqrstuvwxyz23456789"
LENGTH: Final = 10
TRIES: Final = 5
COOKIE: Final = "technician"


class Guard:
    """Of one server. `password` is None where none is needed, or when it was used."""

    def __init__(self, *, open_to_others: bool) -> None:
        self._needed = open_to_others
        self.password = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH)) if open_to_others else None
        self._token = secrets.token_urlsafe(32)
        self._tries = 0

    @property
    def locked(self) -> bool:
        """Whether the password was guessed at too often, or is used up."""
        return self._needed and (self.password is None or self._tries >= TRIES)

    def enter(self, password: str) -> str | None:
        """The token for who knows the password, once; None for anybody else."""
        if self.locked or self.password is None:
            return None
        self._tries += 1
        if not hmac.compare_digest(password.strip().encode(), self.password.encode()):
            return None
        self.password = None
        return self._token

    def known(self, token: str | None) -> bool:
        """Whether a browser has been let in."""
        return not self._needed or (token is not None and hmac.compare_digest(token.encode(), self._token.encode()))


def here(host: str | None) -> bool:
    """Whether a Host header is an address, or this machine's own name for itself."""
    name = urlsplit(f"//{host or ''}").hostname or ""
    if name == "localhost":
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def same(origin: str | None, host: str | None) -> bool:
    """Whether a socket is opened by the page itself."""
    return here(host) and origin == f"http://{host}"
