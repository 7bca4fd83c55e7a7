"""The way to the provider of sign-ins and back."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from aiohttp import web
from aiohttp.typedefs import Handler

from kiosk.desk.auth.limits import SIGN_IN, Limit
from kiosk.desk.auth.openid_connect import Provider, away, new_try, tried
from kiosk.desk.node.hub import Hub
from kiosk.desk.routes.people import let_in
from kiosk.desk.web.guard import too_many
from kiosk.desk.web.trust import place
from kiosk.errors import KioskError

GOING: Final = "desk-provider"
GOING_S: Final = 600
PATH: Final = "/api/provider"


class ProviderRoutes:
    """Routes of a provider; without any where none is set."""

    def __init__(self, hub: Hub, provider: Provider | None, *, secure: bool) -> None:
        self._hub, self._provider, self._secure = hub, provider, secure
        self._tries = Limit(SIGN_IN)

    def handlers(self) -> Mapping[str, Handler]:
        """Every handler, by the name in the table."""
        return {"provider": self.offered, "to_provider": self.there, "from_provider": self.back}

    async def offered(self, _request: web.Request) -> web.Response:
        """Whether staff may sign in at a provider."""
        return web.json_response({"offered": self._provider is not None})

    async def there(self, request: web.Request) -> web.Response:
        """Send the browser to the provider."""
        provider = self._known()
        if not self._tries.take(place(request), self._hub.now()):
            raise too_many()
        going = new_try()
        response = web.Response(status=302, headers={"Location": await provider.address(going, _back(request))})
        secure = self._secure or request.secure
        response.set_cookie(
            GOING, going.text(), httponly=True, samesite="Lax", secure=secure, path=PATH, max_age=GOING_S
        )
        return response

    async def back(self, request: web.Request) -> web.Response:
        """Let in who comes back from the provider; a refusal is told on the page."""
        try:
            response = await self._let_in(request)
        except KioskError as fault:
            response = web.Response(status=302, headers={"Location": f"/?refused={quote(fault.code)}"})
        response.del_cookie(GOING, path=PATH)
        return response

    async def _let_in(self, request: web.Request) -> web.Response:
        going, state = tried(request.cookies.get(GOING, "")), request.query.get("state", "")
        if going is None or not secrets.compare_digest(going.state.encode(), state.encode()):
            sentence = "This sign-in did not begin in this browser, or is over."
            raise KioskError("desk.oidc-state", sentence, "Sign in again.")
        if "code" not in request.query:
            raise KioskError("desk.oidc-refused", "The provider let nobody in.", "Sign in again, or with a password.")
        now = self._hub.now()
        who = await self._known().who(request.query["code"], going, _back(request), now)
        token, _ = await self._hub.staff.admit(who.subject, who.name, who.shown, who.role, now)
        response = web.Response(status=302, headers={"Location": "/"})
        return let_in(response, token, secure=self._secure or request.secure)

    def _known(self) -> Provider:
        if self._provider is None:
            raise away("none is set")
        return self._provider


def _back(request: web.Request) -> str:
    return f"{request.scheme}://{request.host}{PATH}/back"
