"""What is said when a desk begins to serve: where, how its certificate is known, and the first password, once."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from kiosk.desk.auth.first_start import ADMIN


def lines(url: str, fingerprint: str, password: str | None, addresses: tuple[str, ...] = ()) -> Iterator[str]:
    """For a terminal."""
    at = urlsplit(url)
    others = [f"{at.scheme}://{f'[{each}]' if ':' in each else each}:{at.port}" for each in addresses]
    yield f"desk: staff open {' or '.join([url, *others])} in a browser"
    if fingerprint:
        yield f"desk: the browser asks once about the certificate; compare its SHA-256: {fingerprint}"
    if password is not None:
        yield f"desk: first sign-in: name {ADMIN}, password {password}"
        yield "desk: the password is shown this once; `kiosk desk staff password admin` sets another."
