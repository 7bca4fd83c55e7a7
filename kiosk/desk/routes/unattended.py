"""What was left where nobody was: numbers to call, and messages."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web
from aiohttp.typedefs import Handler

from kiosk.desk.node.hub import Hub
from kiosk.desk.web.guard import PERSON
from kiosk.errors import InputError


class UnattendedRoutes:
    """Routes of what was left."""

    def __init__(self, hub: Hub) -> None:
        self._hub, self._left = hub, hub.features.unattended

    def handlers(self) -> Mapping[str, Handler]:
        """Every handler, by the name in the table."""
        return {
            "list_call_backs": self.list_call_backs,
            "see_number": self.see_number,
            "end_call_back": self.end_call_back,
            "list_left_messages": self.list_left_messages,
            "read_left_message": self.read_left_message,
        }

    async def list_call_backs(self, _request: web.Request) -> web.Response:
        """All that want to be called, newest first; the numbers themselves are asked for one by one."""
        everything = await self._left.call_backs.everything()
        return web.json_response({"call_backs": [each.model_dump() for each in everything]})

    async def see_number(self, request: web.Request) -> web.Response:
        """One telephone number; that it was looked at is noted."""
        told = await self._left.call_backs.number(_number(request), request[PERSON].name, self._hub.now())
        return web.json_response({"number": told})

    async def end_call_back(self, request: web.Request) -> web.Response:
        """It was called: the number is erased."""
        await self._left.done(_number(request), request[PERSON].name, self._hub.now())
        return web.Response(status=204)

    async def list_left_messages(self, _request: web.Request) -> web.Response:
        """All messages, newest first."""
        everything = await self._left.messages.everything()
        return web.json_response({"messages": [each.model_dump() for each in everything]})

    async def read_left_message(self, request: web.Request) -> web.Response:
        """Somebody read it."""
        await self._left.read(_number(request), request[PERSON].name, self._hub.now())
        return web.Response(status=204)


def _number(request: web.Request) -> int:
    text = request.match_info["number"]
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise InputError("desk.request", f"{text[:40]!r} is no number.", "Take the numbers of the list.")
    return int(text)
