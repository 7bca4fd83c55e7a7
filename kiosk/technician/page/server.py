"""Serves the page and its socket: one address, one person with torque, and nothing from elsewhere."""

from __future__ import annotations

import asyncio
import json
from importlib.resources import files
from typing import Final

from aiohttp import WSMsgType, web
from aiohttp.typedefs import Handler, Middleware

from kiosk.errors import InputError
from kiosk.page_words import Words
from kiosk.technician.chosen import Chosen
from kiosk.technician.page import markup, wishes
from kiosk.technician.page.driver import Driver
from kiosk.technician.page.guard import COOKIE, Guard, here, same

SHOW_S: Final = 0.05
LONGEST: Final = 4096
FILES: Final = {"/page.css": "text/css", "/page.js": "text/javascript"}
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Page:
    """The page of one body."""

    def __init__(self, chosen: Chosen, driver: Driver, gestures: tuple[str, ...], words: Words, lang: str) -> None:
        self._chosen, self._driver, self._gestures = chosen, driver, gestures
        self._words, self._lang = words, lang
        self._holder: web.WebSocketResponse | None = None
        self._static = {path: _static(path) for path in FILES}

    def application(self, guard: Guard) -> web.Application:
        """The server's routes behind its guard."""
        app = web.Application(middlewares=[_guarded(guard, self._words, self._lang)], client_max_size=LONGEST)
        app.router.add_get("/", self._document)
        app.router.add_get("/socket", self._socket)
        app.router.add_post("/enter", _entering(guard, self._words, self._lang))
        for path in FILES:
            app.router.add_get(path, self._file)
        return app

    async def _document(self, _request: web.Request) -> web.Response:
        text = markup.document(self._chosen, self._gestures, self._words, self._lang)
        return web.Response(text=text, content_type="text/html")

    async def _file(self, request: web.Request) -> web.Response:
        return web.Response(text=self._static[request.path], content_type=FILES[request.path])

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        if not same(request.headers.get("Origin"), request.headers.get("Host")):
            raise web.HTTPForbidden(text="another origin")
        socket = web.WebSocketResponse(max_msg_size=LONGEST, heartbeat=5.0)
        await socket.prepare(request)
        showing = asyncio.create_task(self._show(socket))
        try:
            async for message in socket:
                if message.type is not WSMsgType.TEXT or not self._heed(socket, message.data):
                    break
        finally:
            showing.cancel()
            if self._holder is socket:
                self._holder = None
                self._driver.wish(wishes.Torque(type="torque", on=False))
        return socket

    def _heed(self, socket: web.WebSocketResponse, text: str) -> bool:
        """Take a wish; false if it was none. Anybody may stop; the rest is for who has the torque."""
        try:
            wish = wishes.read(text)
        except InputError:
            return False
        if isinstance(wish, wishes.Torque) and wish.on and self._holder in {None, socket}:
            self._holder = socket
        if isinstance(wish, wishes.Halt) or self._holder in {None, socket}:
            self._driver.wish(wish)
        return True

    async def _show(self, socket: web.WebSocketResponse) -> None:
        """Send what the body is like now, again and again."""
        while not socket.closed:
            fault = self._driver.fault
            state = self._driver.now.as_data() | ({"reason": fault.sentence} if fault else {})
            yours = self._holder is socket
            try:
                await socket.send_str(json.dumps({"state": state, "yours": yours, "free": self._holder is None}))
            except ConnectionError:
                return
            await asyncio.sleep(SHOW_S)


def _static(path: str) -> str:
    return files("kiosk.technician.page").joinpath("static", path.lstrip("/")).read_text(encoding="utf-8")


def _guarded(guard: Guard, words: Words, lang: str) -> Middleware:
    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not here(request.headers.get("Host")):
            raise web.HTTPForbidden(text="another host", headers=HEADERS)
        open_ = request.path in {"/enter", "/page.css"}
        if not open_ and not guard.known(request.cookies.get(COOKIE)):
            said = words.password_used if guard.locked else ""
            text = markup.password(words, lang, said)
            return web.Response(text=text, content_type="text/html", status=401, headers=HEADERS)
        response = await handler(request)
        if not response.prepared:
            response.headers.update(HEADERS)
        return response

    return middleware


def _entering(guard: Guard, words: Words, lang: str) -> Handler:
    async def enter(request: web.Request) -> web.Response:
        if not same(request.headers.get("Origin"), request.headers.get("Host")):
            raise web.HTTPForbidden(text="another origin")
        form = await request.post()
        token = guard.enter(str(form.get("password", "")))
        if token is None:
            said = words.password_used if guard.locked else words.password_wrong
            return web.Response(text=markup.password(words, lang, said), content_type="text/html", status=401)
        response = web.Response(status=303, headers={"Location": "/"})
        response.set_cookie(COOKIE, token, httponly=True, samesite="Strict")
        return response

    return enter
