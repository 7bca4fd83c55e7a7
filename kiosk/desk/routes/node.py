"""What a node says of itself, and the two lines that lead to it."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web
from aiohttp.typedefs import Handler
from prometheus_client import CONTENT_TYPE_LATEST

from kiosk.desk.node import ws_kiosk, ws_staff
from kiosk.desk.node.hub import Hub
from kiosk.desk.node.measures import Measures
from kiosk.desk.web import openapi
from kiosk.desk.web.guard import KIOSK, PERSON


class NodeRoutes:
    """Routes of the node."""

    def __init__(self, hub: Hub, measures: Measures) -> None:
        self._hub, self._measures = hub, measures
        self.described: Mapping[str, Handler] = {}
        """All handlers of the node, of which the description is made."""

    def handlers(self) -> Mapping[str, Handler]:
        """Every handler, by the name in the table."""
        return {
            "health": self.health,
            "metrics": self.metrics,
            "openapi": self.openapi,
            "kiosk_line": self.kiosk_line,
            "staff_line": self.staff_line,
        }

    async def health(self, _request: web.Request) -> web.Response:
        """Whether the node serves."""
        return web.json_response({"ok": True})

    async def metrics(self, _request: web.Request) -> web.Response:
        """Figures of the node for Prometheus."""
        return web.Response(body=self._measures.text(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def openapi(self, _request: web.Request) -> web.Response:
        """What each address takes and gives."""
        return web.json_response(openapi.document(self.described))

    async def kiosk_line(self, request: web.Request) -> web.StreamResponse:
        """A kiosk's websocket."""
        return await ws_kiosk.serve(self._hub, request[KIOSK], request)

    async def staff_line(self, request: web.Request) -> web.StreamResponse:
        """A page's websocket."""
        return await ws_staff.serve(self._hub, request[PERSON], request)
