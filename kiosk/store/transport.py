"""Sends requests over HTTP within a deadline, and again where that is safe and may help."""

from __future__ import annotations

import random
import re
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

import requests

from kiosk.clock import WallClock
from kiosk.errors import KioskError
from kiosk.store.auth import Signer
from kiosk.store.body import body, slow
from kiosk.store.call import Request, Response

FRESH: Final = {"Accept": "application/json", "Cache-Control": "no-cache"}
"""What every request says: something on the way that keeps answers must ask the back end itself (RFC 9111, 5.2.1.4)."""
PASSING: Final = frozenset({502, 504})
"""Told by something on the way, not by the back end: it may be there in a moment."""
BUSY: Final = frozenset({429, 503})
"""Tried again only if they say when (RFC 9110, 10.2.3)."""
PAUSE_S: Final = (0.05, 0.15)
"""Least and longest pause before another try; chance keeps kiosks from asking all at once."""


class Transport:
    """A back end over HTTP. A GET, or a POST with a key, is sent `tries` times at most; the deadline is monotonic."""

    def __init__(self, base: str, signer: Signer, tries: int, wall: WallClock, seed: int | None = None) -> None:
        self._base, self._signer, self._tries, self._wall = base.rstrip("/"), signer, tries, wall
        self._chance = random.Random(seed)
        self._sessions = threading.local()

    def send(self, request: Request, deadline: float) -> Response:
        """What comes back.

        Raises:
            KioskError: `store.timeout`, `store.unreachable`, `store.refused`, `store.token`, `store.malformed`.
        """
        again = self._tries if request.method == "GET" or request.key else 1
        for left in range(again - 1, -1, -1):
            try:
                response = self._once(request, deadline)
            except KioskError as fault:
                if not left or fault.code != "store.unreachable" or not self._pause(PAUSE_S[0], deadline):
                    raise
                continue
            after_s = _after_s(response)
            if not left or after_s is None or not self._pause(after_s, deadline):
                return response
        raise slow()

    def _once(self, request: Request, deadline: float) -> Response:
        """One try; a token that was refused is exchanged once."""
        response, used = self._signed(request, deadline)
        if response.status == requests.codes.unauthorized and self._signer.refused(used):
            response, _ = self._signed(request, deadline)
        if response.status in {requests.codes.unauthorized, requests.codes.forbidden}:
            raise KioskError(
                "store.refused",
                f"The back end refused the kiosk: {response.status}.",
                "Check [auth] in backend.toml, and what that key may see.",
            )
        return response

    def _signed(self, request: Request, deadline: float) -> tuple[Response, requests.auth.AuthBase]:
        left = deadline - time.monotonic()
        if left <= 0:
            raise slow()
        auth, query = self._signer.sign(left)
        headers = FRESH | ({"Idempotency-Key": request.key} if request.key else {})
        try:
            with self._session().request(
                request.method,
                self._base + request.target,
                params=query,
                json=request.body,
                headers=headers,
                auth=auth,
                timeout=max(0.05, deadline - time.monotonic()),
                stream=True,
                allow_redirects=False,
            ) as answer:
                return Response(answer.status_code, body(answer, deadline), self._sent(answer), answer.headers), auth
        except requests.Timeout as fault:
            raise slow() from fault
        except (requests.RequestException, ValueError) as fault:  # ValueError: urllib3 cannot read the address
            raise KioskError(
                "store.unreachable",
                f"The back end is not there: {_why(fault)}.",
                "Check store.backend_url, and that the back end runs.",
            ) from None  # what requests tells has the whole address, with a key in it

    def _pause(self, at_least_s: float, deadline: float) -> bool:
        """Wait a little, if there is time for another try after it."""
        pause_s = at_least_s + self._chance.uniform(0.0, PAUSE_S[1] - PAUSE_S[0])
        if time.monotonic() + pause_s >= deadline:
            return False
        time.sleep(pause_s)
        return True

    def _sent(self, answer: requests.Response) -> datetime:
        """The back end's own `Date` (RFC 9110, 6.6.1), so that a wrong clock here makes no price old; else our time."""
        with suppress(ValueError):
            sent = parsedate_to_datetime(answer.headers.get("Date", ""))
            return sent if sent.tzinfo else sent.replace(tzinfo=UTC)
        return self._wall.now()

    def _session(self) -> requests.Session:
        """One session a thread: connections are kept open, and a session is not made for sharing."""
        if not hasattr(self._sessions, "session"):
            self._sessions.session = requests.Session()
            self._sessions.session.trust_env = False  # a store's back end is never behind the machine's web proxy
        session: requests.Session = self._sessions.session
        return session


def _why(fault: Exception) -> str:
    """What went wrong, without the address: there may be a key in it."""
    found = re.search(r"\[Errno -?\d+\] ([\w ]+)", str(fault))
    return found[1] if found else type(fault).__name__


def _after_s(response: Response) -> float | None:
    """After how long another try may help; None if it would not."""
    if response.status in PASSING:
        return PAUSE_S[0]
    told = response.headers.get("Retry-After", "")
    return float(told) if response.status in BUSY and told.isdecimal() else None
