"""Signing in and out, who may sign in, and who did what."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web
from aiohttp.typedefs import Handler

from kiosk.desk.auth.limits import NAMED, SIGN_IN, Limit
from kiosk.desk.auth.staff_accounts import SESSION_S, Changes, Newcomer, Person
from kiosk.desk.lines.lines import person_right, session_right
from kiosk.desk.node.hub import Hub
from kiosk.desk.storage import audit
from kiosk.desk.web.guard import COOKIE, PERSON, too_many
from kiosk.desk.web.requests import NewStaff, SignIn, StaffChanges, body
from kiosk.desk.web.trust import place
from kiosk.errors import KioskError


class PeopleRoutes:
    """Routes of colleagues. `secure`: TLS ends before this node, so the cookie is for TLS alone."""

    def __init__(self, hub: Hub, *, secure: bool) -> None:
        self._hub, self._secure = hub, secure
        self._sign_ins, self._named = Limit(SIGN_IN), Limit(NAMED)

    def handlers(self) -> Mapping[str, Handler]:
        """Every handler, by the name in the table."""
        return {
            "sign_in": self.sign_in,
            "who_am_i": self.who_am_i,
            "sign_out": self.sign_out,
            "list_staff": self.list_staff,
            "add_staff": self.add_staff,
            "change_staff": self.change_staff,
            "remove_staff": self.remove_staff,
            "list_audit": self.list_audit,
        }

    async def sign_in(self, request: web.Request) -> web.Response:
        """A session for who knows the password."""
        form, now = await body(request, SignIn), self._hub.now()
        if not (self._sign_ins.take(place(request), now) and self._named.take(form.name, now)):
            raise too_many()
        token, person = await self._hub.staff.sign_in(form.name, form.password, now)
        return let_in(web.json_response(_about(person)), token, secure=self._secure or request.secure)

    async def who_am_i(self, request: web.Request) -> web.Response:
        """Who is signed in."""
        return web.json_response(_about(request[PERSON]))

    async def sign_out(self, request: web.Request) -> web.Response:
        """End the session, and its lines."""
        person = request[PERSON]
        await self._hub.staff.sign_out(person, self._hub.now())
        await self._hub.shut(session_right(person))
        response = web.Response(status=204)
        response.del_cookie(COOKIE, path="/")
        return response

    async def list_staff(self, _request: web.Request) -> web.Response:
        """All colleagues."""
        return web.json_response({"staff": [_about(person) for person in await self._hub.staff.everybody()]})

    async def add_staff(self, request: web.Request) -> web.Response:
        """A new colleague."""
        form = await body(request, NewStaff)
        newcomer = Newcomer(form.name, form.shown, form.role, form.password, form.languages, form.skills)
        await self._hub.staff.add(newcomer, request[PERSON].name, self._hub.now())
        return web.json_response({"name": form.name}, status=201)

    async def change_staff(self, request: web.Request) -> web.Response:
        """Another name, role or password, other languages and skills: their pages begin anew with it."""
        form, person, now = await body(request, StaffChanges), request[PERSON], self._hub.now()
        name = request.match_info["name"]
        if name == person.name and form.role not in {None, person.role}:
            raise KioskError("desk.yourself", "Nobody changes their own role.", "Ask another supervisor.")
        changes = Changes(form.shown, form.role, form.languages, form.skills)
        if changes != Changes() or form.password is None:
            await self._hub.staff.change(name, changes, person.name, now)
        if form.password is not None:
            await self._hub.staff.set_password(name, form.password, person.name, now, but=person.session)
        await self._hub.shut(person_right(name))
        return web.Response(status=204)

    async def remove_staff(self, request: web.Request) -> web.Response:
        """Let a colleague in no more."""
        name = request.match_info["name"]
        if name == request[PERSON].name:
            raise KioskError("desk.yourself", "Nobody removes themselves.", "Ask another supervisor.")
        await self._hub.staff.remove(name, request[PERSON].name, self._hub.now())
        await self._hub.shut(person_right(name))
        return web.Response(status=204)

    async def list_audit(self, _request: web.Request) -> web.Response:
        """The last deeds."""
        return web.json_response({"audit": [dict(row) for row in await audit.latest(self._hub.engine)]})


def let_in(response: web.Response, token: str, *, secure: bool) -> web.Response:
    """The response, with a session for the browser that gets it."""
    kept_s = int(SESSION_S)
    response.set_cookie(COOKIE, token, httponly=True, samesite="Strict", secure=secure, path="/", max_age=kept_s)
    return response


def _about(person: Person) -> dict[str, object]:
    languages, skills = sorted(person.languages), sorted(person.skills)
    about = {"name": person.name, "shown": person.shown, "role": person.role.value}
    return about | {"languages": languages, "skills": skills}
