"""Signing in at a provider that the chain has already: OpenID Connect Core 1.0, code flow with PKCE (RFC 7636).

The provider says who somebody is and in which groups; the settings say which role a group has. Nothing of the
provider's is kept: neither tokens nor claims.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote_plus, urlencode, urlsplit

import aiohttp

from kiosk.desk.auth.id_token import claims_of
from kiosk.desk.auth.roles import Role
from kiosk.desk.auth.secret import secret_at
from kiosk.desk.auth.staff_accounts import sha256
from kiosk.errors import InputError, KioskError
from kiosk.settings import Desk

PATIENCE_S: Final = 10.0
NAMES: Final = ("preferred_username", "email", "sub")
NEEDED: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")
LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})
LONGEST: Final = 80


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the settings say of the provider."""

    issuer: str
    client: str
    secret: str
    claim: str
    roles: Mapping[str, Role]


@dataclass(frozen=True, slots=True)
class Try:
    """One way to the provider and back: kept by the browser, and by nobody else."""

    state: str
    nonce: str
    verifier: str

    def text(self) -> str:
        """For a cookie."""
        return f"{self.state}.{self.nonce}.{self.verifier}"


@dataclass(frozen=True, slots=True)
class Outsider:
    """Who came back from the provider. `subject` is the SHA-256 of its number of them, which nobody else ever has.

    A name is not that: it may change, and be given to somebody new (OpenID Connect Core 1.0, section 5.7).
    """

    subject: str
    name: str
    shown: str
    role: Role


def new_try() -> Try:
    """Another one."""
    return Try(*(secrets.token_urlsafe(32) for _ in range(3)))


def tried(text: str) -> Try | None:
    """The one that a cookie holds; None for one that holds none."""
    parts = text.split(".")
    return Try(*parts) if len(parts) == 3 and all(parts) else None


def provider_of(settings: Desk) -> Provider | None:
    """The provider that the settings name, if they name one.

    Raises:
        InputError: `desk.oidc`.
    """
    if not settings.oidc_issuer:
        return None
    secret = secret_at(settings.oidc_secret)
    if settings.oidc_secret and not secret:
        sentence = f"desk.oidc_secret says {settings.oidc_secret!r}, and there is no secret."
        raise InputError("desk.oidc", sentence, "Put it there, or leave it out for a public client.")
    roles = {group: Role(name) for group, name in settings.oidc_roles.items()}
    return Provider(Chosen(settings.oidc_issuer, settings.oidc_client, secret, settings.oidc_claim, roles))


def checked(chosen: Chosen) -> Chosen:
    """The same.

    Raises:
        InputError: `desk.oidc`: the settings are not whole.
    """
    at = urlsplit(chosen.issuer)
    if at.scheme != "https" and at.hostname not in LOCAL:
        raise InputError("desk.oidc", f"The provider {chosen.issuer!r} is not reached by https.", "Mend oidc_issuer.")
    if not chosen.client or not chosen.roles:
        sentence = "For a provider the desk needs its client id there, and which group has which role."
        raise InputError("desk.oidc", sentence, "Set desk.oidc_client and [desk.oidc_roles].")
    return chosen


class Provider:
    """The provider of a desk; what it says of itself is asked once."""

    def __init__(self, chosen: Chosen) -> None:
        self._chosen = checked(chosen)
        self._about: Mapping[str, Any] = {}

    async def address(self, going: Try, back: str) -> str:
        """Where a browser is sent to.

        Raises:
            KioskError: `desk.oidc-away`.
        """
        about = await self._known()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(going.verifier.encode()).digest()).rstrip(b"=").decode()
        query = {
            "response_type": "code",
            "client_id": self._chosen.client,
            "redirect_uri": back,
            "scope": "openid profile email",
            "state": going.state,
            "nonce": going.nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return f"{about['authorization_endpoint']}?{urlencode(query)}"

    async def who(self, code: str, going: Try, back: str, now: float) -> Outsider:
        """Who a code stands for.

        Raises:
            KioskError: `desk.oidc-away`, `desk.oidc-token`, `desk.oidc-role`, `desk.oidc-name`.
        """
        about, chosen = await self._known(), self._chosen
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back}
        form |= {"client_id": chosen.client, "code_verifier": going.verifier}
        headers = {"Authorization": _basic(chosen.client, chosen.secret)} if chosen.secret else {}
        token = (await self._said("POST", about["token_endpoint"], data=form, headers=headers)).get("id_token")
        keys = await self._said("GET", about["jwks_uri"])
        claims = claims_of(str(token), keys, chosen.issuer, chosen.client, going.nonce, now)
        return _outsider(claims, chosen)

    async def _known(self) -> Mapping[str, Any]:
        if not self._about:
            place = f"{self._chosen.issuer.rstrip('/')}/.well-known/openid-configuration"
            about = await self._said("GET", place)
            needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            if about.get("issuer") != self._chosen.issuer or not all(
                isinstance(about.get(each), str) for each in needed
            ):
                raise away("it is another one than it should be")
            self._about = about
        return self._about

    async def _said(self, method: str, at: str, **more: Any) -> Mapping[str, Any]:  # noqa: ANN401 - aiohttp's options
        limit = aiohttp.ClientTimeout(total=PATIENCE_S)
        try:
            async with aiohttp.ClientSession(timeout=limit) as client, client.request(method, at, **more) as answer:
                said = await answer.json(content_type=None)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as fault:
            raise away(type(fault).__name__) from fault
        if answer.status != 200 or not isinstance(said, dict):
            raise away(f"it answers {answer.status}")
        return said


def _basic(client: str, secret: str) -> str:
    """RFC 6749, section 2.3.1: both are form-encoded first."""
    return f"Basic {base64.b64encode(f'{quote_plus(client)}:{quote_plus(secret)}'.encode()).decode()}"


def away(why: str) -> KioskError:
    """What is told of a provider that does not do as it should."""
    sentence = f"The provider of sign-ins cannot be used: {why}."
    return KioskError("desk.oidc-away", sentence, "Sign in with a password, or ask a technician.")


def _outsider(claims: Mapping[str, Any], chosen: Chosen) -> Outsider:
    groups = claims.get(chosen.claim, ())
    mine = {groups} if isinstance(groups, str) else {str(each) for each in groups or ()}
    role = next((role for group, role in chosen.roles.items() if group in mine), None)
    if role is None:
        raise KioskError("desk.oidc-role", "You have no role at this desk.", "Ask who runs the desk for one.")
    found = (str(claims[each]) for each in NAMES if claims.get(each))
    name = next((each for each in found if re.fullmatch(rf"[A-Za-z0-9._@-]{{1,{LONGEST}}}", each)), "")
    subject = claims.get("sub")
    if not name or not isinstance(subject, str) or not subject:
        raise KioskError("desk.oidc-name", "The provider tells no name that can be used here.", "Ask a technician.")
    shown = str(claims.get("given_name") or claims.get("name") or name).replace("\0", "")[:LONGEST]
    return Outsider(sha256(f"{chosen.issuer} {subject}"), name, shown, role)
