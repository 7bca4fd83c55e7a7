"""Before every route: where a request comes from, who sends it, and whether they may; after it, what a browser may do.

A page elsewhere has another Origin, and the cookie is SameSite=Strict: another site can neither send as somebody who is
signed in here, nor open their line.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from sqlalchemy.exc import SQLAlchemyError

from kiosk.desk.auth.limits import FILES, LINES, REQUESTS, Limit
from kiosk.desk.auth.roles import Door, Route
from kiosk.desk.auth.staff_accounts import Person
from kiosk.desk.node.hub import Hub
from kiosk.desk.storage.database import away
from kiosk.desk.web.trust import Trust, place, within
from kiosk.errors import InputError, KioskError

LOG: Final = logging.getLogger(__name__)
COOKIE: Final = "desk"
POLICY: Final = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self' blob:; "
    "connect-src 'self'; object-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Permissions-Policy": "camera=(self), microphone=(self), geolocation=()",
    "Referrer-Policy": "no-referrer",
    "Server": "Balie",
    "X-Content-Type-Options": "nosniff",
}
PERSON: Final = web.RequestKey("person", Person)
KIOSK: Final = web.RequestKey("kiosk", str)
STATUS: Final[Mapping[str, int]] = {
    "desk.credentials": 401,
    "desk.sign-in": 401,
    "desk.token": 401,
    "desk.code": 403,
    "desk.origin": 403,
    "desk.role": 403,
    "desk.no-call-back": 404,
    "desk.no-kiosk": 404,
    "desk.no-message": 404,
    "desk.no-page": 404,
    "desk.no-route": 404,
    "desk.no-staff": 404,
    "desk.method": 405,
    "desk.scraper": 403,
    "desk.staff-name": 409,
    "desk.too-long": 413,
    "desk.too-many": 429,
    "desk.database-away": 503,
}
"""The status of a refusal; 400 for what was sent wrongly, 409 for what cannot be done now."""


def answered(fault: KioskError) -> web.Response:
    """A refusal as a response."""
    status = STATUS.get(fault.code, 400 if isinstance(fault, InputError) else 409)
    said = {"code": fault.code, "sentence": fault.sentence, "remedy": fault.remedy}
    return web.json_response({"error": said}, status=status)


@web.middleware
async def headers(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Put the headers on every response, and make refusals responses."""
    try:
        response = await handler(request)
    except KioskError as fault:
        response = answered(fault)
    except SQLAlchemyError as fault:
        LOG.warning("%s met a database that does not answer: %s", request.path, str(fault).partition("\n")[0])
        response = answered(away())
    except web.HTTPException as fault:
        response = _plain(fault)
    if not response.prepared:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
    return response


def _plain(fault: web.HTTPException) -> web.Response:
    """What aiohttp itself refuses, as all else is refused."""
    if fault.status == 404:
        response = answered(KioskError("desk.no-route", "There is nothing at this address.", "See /openapi.json."))
    elif fault.status == 405:
        response = answered(KioskError("desk.method", "This address does not take this method.", "See /openapi.json."))
    elif fault.status == 413:
        response = answered(KioskError("desk.too-long", "What was sent is too long.", "Send less at once."))
    else:
        sentence = f"The request cannot be served: {fault.reason}."
        response = answered(KioskError("desk.request-form", sentence, "See /openapi.json."))
        response.set_status(fault.status)
    if "Allow" in fault.headers:
        response.headers["Allow"] = fault.headers["Allow"]
    return response


def limited(hub: Hub) -> Middleware:
    """Let an address send only so much."""
    asked, fetched, lines = Limit(REQUESTS), Limit(FILES), Limit(LINES)

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        limit = fetched if request.path.startswith("/page/") else lines if request.path == "/ws/kiosk" else asked
        if not limit.take(place(request), hub.now()):
            raise too_many()
        return await handler(request)

    return middleware


def too_many() -> KioskError:
    """What is tried too often."""
    return KioskError("desk.too-many", "Too many tries.", "Wait a minute.")


def guarded(hub: Hub, route: Route, handler: Handler, trust: Trust) -> Handler:
    """A handler that only those who may use its route come to."""

    async def guard(request: web.Request) -> web.StreamResponse:
        if "%00" in request.raw_path:
            raise InputError("desk.request", "The address holds the character NUL.", "Take it out.")
        _own_origin(request, required=route.path.startswith("/ws/staff"))
        if route.who is Door.KIOSK:
            request[KIOSK] = await _kiosk(hub, request)
        elif route.who is Door.SCRAPER:
            if not within(request.remote, trust.scrapers):
                raise KioskError("desk.scraper", "Figures are not for this address.", "Name it in desk.metrics_from.")
        elif isinstance(route.who, frozenset):
            person = await _person(hub, request)
            if person.role not in route.who:
                raise KioskError("desk.role", f"The role {person.role.value} may not do this.", "Ask a supervisor.")
            request[PERSON] = person
        return await handler(request)

    return guard


def _own_origin(request: web.Request, *, required: bool) -> None:
    """Refuse what a page elsewhere sends. Whatever is no browser sends no Origin, and has no cookie either.

    A page that came without TLS is another site than one that came with it: anybody on the way can write the former.
    """
    origin = request.headers.get("Origin")
    own = {f"https://{request.host}"} if request.secure else {f"https://{request.host}", f"http://{request.host}"}
    if (origin is None and required) or (origin is not None and origin not in own):
        raise KioskError("desk.origin", "This comes from another site.", "Use the page of the desk itself.")


async def _person(hub: Hub, request: web.Request) -> Person:
    person = await hub.staff.of_token(request.cookies.get(COOKIE, ""), hub.now())
    if person is None:
        raise KioskError("desk.sign-in", "Nobody is signed in here.", "Sign in.")
    return person


async def _kiosk(hub: Hub, request: web.Request) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    kiosk = await hub.enrolment.of_token(token) if scheme == "Bearer" else None
    if kiosk is None:
        raise KioskError("desk.token", "This kiosk is not enrolled, or was revoked.", "Enrol it with a new code.")
    return kiosk
