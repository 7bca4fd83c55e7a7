"""What an ID token says, if its signature and its claims are right: OpenID Connect Core 1.0, section 3.1.3.7."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any, Final

from kiosk.errors import InputError, KioskError

ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures alone: no shared secret, and never none."""
LEEWAY_S: Final = 60.0


def claims_of(
    token: str, keys: Mapping[str, Any], issuer: str, client: str, nonce: str, now: float
) -> Mapping[str, Any]:
    """The claims of a token.

    Raises:
        InputError: `desk.oidc-package`.
        KioskError: `desk.oidc-token`.
    """
    try:
        from joserfc import jwt
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet
    except ModuleNotFoundError as fault:
        sentence = f"Signing in at a provider needs the package {fault.name}."
        raise InputError("desk.oidc-package", sentence, "Install it: `pip install 'balie[oidc]'`.") from fault
    try:
        claims = jwt.decode(token, KeySet.import_key_set({"keys": keys.get("keys", [])}), ALGORITHMS).claims
    except (JoseError, ValueError, TypeError, KeyError) as fault:
        raise _wrong(f"its signature is not good ({type(fault).__name__})") from fault
    if claims.get("iss") != issuer:
        raise _wrong("it is of another provider")
    meant = claims.get("aud")
    if client not in ([meant] if isinstance(meant, str) else meant or []) or claims.get("azp", client) != client:
        raise _wrong("it is for somebody else")
    if not secrets.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise _wrong("it is of another sign-in")
    until = claims.get("exp")
    if not isinstance(until, int | float) or now > until + LEEWAY_S:
        raise _wrong("it is over")
    return claims


def _wrong(why: str) -> KioskError:
    sentence = f"The provider's word cannot be taken: {why}."
    return KioskError("desk.oidc-token", sentence, "Sign in again; if it stays so, ask a technician.")
