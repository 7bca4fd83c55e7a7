"""Ready replies, for the page to choose from."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web
from aiohttp.typedefs import Handler

from kiosk.desk.node.hub import Hub


class ReplyRoutes:
    """The route of ready replies."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def handlers(self) -> Mapping[str, Handler]:
        """Every handler, by the name in the table."""
        return {"list_replies": self.list_replies}

    async def list_replies(self, _request: web.Request) -> web.Response:
        """All ready replies, in every language in which they are written."""
        return web.json_response({"replies": [each.model_dump(mode="json") for each in self._hub.features.replies]})
