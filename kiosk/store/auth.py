"""How a request says who asks: a key in a header or in the query, a bearer token, or OAuth client credentials."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from typing import Final

import requests
from requests.auth import AuthBase, HTTPBasicAuth

from kiosk.errors import InputError, KioskError
from kiosk.store.body import body
from kiosk.store.mapping import Auth
from kiosk.store.secrets import secret

EARLY_S: Final = 30.0
"""A token is renewed so long before it ends."""
LASTS_S: Final = 300.0
"""A token that does not say how long it lasts is taken to last so long (RFC 6749, 5.1: expires_in is optional)."""


class Tokens:
    """Access tokens for client credentials (RFC 6749, 4.4), one at a time, renewed in time; threads may share them."""

    def __init__(self, auth: Auth, clock: Callable[[], float] = time.monotonic) -> None:
        self._auth, self._clock = auth, clock
        self._token, self._until = "", 0.0
        self._lock = threading.Lock()

    def token(self, within_s: float) -> str:
        """The token to use now.

        Raises:
            KioskError: `store.token`: none was given.
        """
        with self._lock:
            if not self._token or self._clock() >= self._until:
                self._renew(within_s)
            return self._token

    def forget(self, token: str) -> None:
        """Take none that was refused a second time."""
        with self._lock:
            if token == self._token:
                self._token = ""

    def _renew(self, within_s: float) -> None:
        auth, deadline = self._auth, time.monotonic() + within_s
        form = {"grant_type": "client_credentials", **({"scope": auth.scope} if auth.scope else {})}
        basic = HTTPBasicAuth(auth.client_id, secret(auth.secret))
        try:
            with requests.Session() as session:
                session.trust_env = False
                answer = session.post(
                    auth.token_url,
                    data=form,
                    auth=basic,
                    timeout=max(0.05, within_s),
                    allow_redirects=False,
                    stream=True,
                )
                answer.raise_for_status()
                data = json.loads(body(answer, deadline))
            token, lasts = _sendable(data["access_token"]), float(data.get("expires_in", LASTS_S))
        except (requests.RequestException, ValueError, KeyError, TypeError, RecursionError) as fault:
            raise KioskError(
                "store.token",
                f"No token was given for the back end: {type(fault).__name__}.",
                "Check [auth] in backend.toml: token_url, client_id, scope, and the secret.",
            ) from fault
        self._token = token
        self._until = self._clock() + max(lasts - EARLY_S, lasts / 2)


class Signer:
    """Signs requests as `[auth]` says."""

    def __init__(self, auth: Auth, clock: Callable[[], float] = time.monotonic) -> None:
        self._auth = auth
        self._tokens = Tokens(auth, clock) if auth.kind == "oauth" else None
        self._secret = "" if auth.kind in {"none", "oauth"} else secret(auth.secret)
        if auth.kind != "query" and not _fits_header(self._secret):
            raise InputError(
                "store.secret",
                f"The secret of the back end in {auth.secret} has letters or line breaks that no header can carry.",
                "Put the key alone there, on one line.",
            )

    def sign(self, within_s: float) -> tuple[AuthBase, dict[str, str]]:
        """What signs a request's headers, and what is added to its query; a token may first have to be fetched."""
        if self._auth.kind == "query":
            return _Headers({}), {self._auth.name: self._secret}
        if self._auth.kind == "header":
            return _Headers({self._auth.name: self._secret}), {}
        token = self._tokens.token(within_s) if self._tokens else self._secret
        return _Headers({"Authorization": f"Bearer {token}"} if token else {}), {}

    def refused(self, used: AuthBase) -> bool:
        """Whether it is worth another try with a new token, after the back end refused this one."""
        if self._tokens is None or not isinstance(used, _Headers):
            return False
        self._tokens.forget(used.headers["Authorization"].removeprefix("Bearer "))
        return True


def _sendable(token: object) -> str:
    if not isinstance(token, str) or not token or not _fits_header(token):
        raise TypeError("no token")
    return token


def _fits_header(text: str) -> bool:
    """Whether it can stand in a header (RFC 6750, 2.1)."""
    return text.isascii() and text.isprintable()


class _Headers(AuthBase):
    """Adds headers. Passing it as `auth` keeps requests from adding some of a .netrc."""

    def __init__(self, headers: dict[str, str]) -> None:
        self.headers = headers

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers.update(self.headers)
        return request
