"""A shopper's phone goes on with an ask of a kiosk: text with a colleague, for one ticket, without an account.

To the rest of the desk the phone is a kiosk of its own that can do little. Its ask takes the place of the kiosk's, and
belongs to the first phone that opens the link.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

from kiosk.desk.auth.links import no_link
from kiosk.desk.node import phones, ws_kiosk
from kiosk.desk.node.hub import Hub
from kiosk.desk.routes.page import PageRoutes
from kiosk.desk.tickets.transitions import TALKING, Ticket

PAGE: Final = "phone.html"
MAY: Final = frozenset({"kiosk-hello", "joined", "typed", "mode-now", "hang-up", "cancel"})
"""The messages that a phone may send."""
KEY: Final = re.compile(r"[A-Za-z0-9_-]{16,58}")


class PhoneRoutes:
    """The page, and its line."""

    def __init__(self, hub: Hub, pages: PageRoutes) -> None:
        self._hub, self._pages = hub, pages

    def handlers(self) -> Mapping[str, Handler]:
        """Every handler, by the name in the table."""
        return {"phone_page": self.page, "phone_line": self.line}

    async def page(self, request: web.Request) -> web.Response:
        """The page on a shopper's phone."""
        return await self._pages.named(request, PAGE)

    async def line(self, request: web.Request) -> web.StreamResponse:
        """The phone's websocket.

        Raises:
            KioskError: `desk.phone`.
        """
        number, until = self._hub.features.links.ticket(request.match_info["token"])
        key = request.query.get("key", "")
        if not KEY.fullmatch(key):
            raise no_link()
        name = phones.name_of(number)
        own = await self._hub.tickets.last_of_kiosk(name)
        if own is None:
            await self._take_over(await self._hub.tickets.get(number), name, f"phone-{key}", until)
        elif own.key != f"phone-{key}":
            raise no_link()
        return await ws_kiosk.serve(self._hub, name, request, MAY)

    async def _take_over(self, ticket: Ticket, name: str, key: str, until: float) -> None:
        """The ask is the phone's from now on; one that a colleague has already stays at the kiosk."""
        if self._hub.now() > until or ticket.state in TALKING:
            raise no_link()
        await self._hub.ask(name, key, ticket.card)
        await ws_kiosk.end(self._hub, ticket, ticket.kiosk, "goes on with a phone")
