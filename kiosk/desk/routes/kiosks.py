"""Which kiosks there are, and how one becomes known to the desk."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web
from aiohttp.typedefs import Handler

from kiosk.desk.auth.enrolment import CODE_S
from kiosk.desk.auth.limits import ENROL, Limit
from kiosk.desk.lines.lines import kiosk_right
from kiosk.desk.node.hub import Hub
from kiosk.desk.routes import qr
from kiosk.desk.web.guard import PERSON, too_many
from kiosk.desk.web.requests import Code, EnrolmentWanted, body
from kiosk.desk.web.trust import place


class KioskRoutes:
    """Routes of kiosks."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._enrols = Limit(ENROL)

    def handlers(self) -> Mapping[str, Handler]:
        """Every handler, by the name in the table."""
        return {
            "enrol": self.enrol,
            "make_enrolment": self.make_enrolment,
            "list_kiosks": self.list_kiosks,
            "revoke_kiosk": self.revoke_kiosk,
        }

    async def enrol(self, request: web.Request) -> web.Response:
        """A token for who has a code."""
        form, now = await body(request, Code), self._hub.now()
        if not self._enrols.take(place(request), now):
            raise too_many()
        kiosk, token = await self._hub.enrolment.enrol(form.code, now)
        await self._hub.shut(kiosk_right(kiosk))
        return web.json_response({"kiosk": kiosk, "token": token}, status=201)

    async def make_enrolment(self, request: web.Request) -> web.Response:
        """A code for a kiosk, until when it is good, and the command that uses it there, as a picture too."""
        form, now = await body(request, EnrolmentWanted), self._hub.now()
        code = await self._hub.enrolment.make_code(form.kiosk, request[PERSON].name, now)
        command = f"kiosk desk join {request.scheme}://{request.host} {code}"
        told = {"kiosk": form.kiosk, "code": code, "until": now + CODE_S, "command": command, "qr": qr.rows(command)}
        return web.json_response(told, status=201)

    async def list_kiosks(self, _request: web.Request) -> web.Response:
        """All kiosks."""
        kiosks = [dict(row) for row in await self._hub.enrolment.everything()]
        return web.json_response({"kiosks": kiosks})

    async def revoke_kiosk(self, request: web.Request) -> web.Response:
        """Let a kiosk in no more."""
        name = request.match_info["name"]
        await self._hub.enrolment.revoke(name, request[PERSON].name, self._hub.now())
        await self._hub.shut(kiosk_right(name))
        return web.Response(status=204)
