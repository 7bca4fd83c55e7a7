"""What the store knows, on the console: read, searched, tried, written as drafts, published by a second person."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import quote

from aiohttp import web
from aiohttp.typedefs import Handler

from kiosk.desk.node.hub import Hub
from kiosk.desk.storage import audit
from kiosk.desk.storage.database import writing
from kiosk.desk.web.guard import PERSON
from kiosk.desk.web.requests import body
from kiosk.desk.web.requests_knowledge import Back, Chosen, Dismissed, NewDraft, Tried
from kiosk.errors import InputError, KioskError
from kiosk.settings import LANGS

LONGEST: Final = 5 * 2**20
"""Bytes of a table: some 20 000 phrasings."""
FORMS: Final = ("xlsx", "csv", "yaml")


class Tasks(Protocol):
    """What works on the knowledge: `kiosk.desk.assist.knowledge_workers.Knowledge`."""

    async def do(self, task: str, **args: object) -> dict[str, Any]:
        """The result of a task."""
        ...

    async def close(self) -> None:
        """End what works on it."""
        ...


class KnowledgeRoutes:
    """Routes of the knowledge; without any where the desk has no store's folder."""

    def __init__(self, hub: Hub, knowledge: Tasks | None) -> None:
        self._hub, self._knowledge = hub, knowledge

    def handlers(self) -> Mapping[str, Handler]:
        """Every handler, by the name in the table."""
        return {
            "knowledge": self.knowledge,
            "list_entries": self.list_entries,
            "show_entry": self.show_entry,
            "list_drafts": self.list_drafts,
            "add_draft": self.add_draft,
            "drop_draft": self.drop_draft,
            "check_drafts": self.check_drafts,
            "publish_drafts": self.publish_drafts,
            "list_unanswered": self.list_unanswered,
            "dismiss_unanswered": self.dismiss_unanswered,
            "try_question": self.try_question,
            "ask_set": self.ask_set,
            "lint_knowledge": self.lint_knowledge,
            "list_versions": self.list_versions,
            "roll_back": self.roll_back,
            "export_knowledge": self.export_knowledge,
            "import_knowledge": self.import_knowledge,
        }

    async def _do(self, task: str, **args: object) -> dict[str, Any]:
        if self._knowledge is None:
            sentence = "The store's folder is not on this machine."
            raise KioskError("desk.no-store", sentence, "Open the desk of the kiosk itself, or give it the folder.")
        return await self._knowledge.do(task, **args)

    async def _told(self, task: str, **args: object) -> web.Response:
        return web.json_response(await self._do(task, **args))

    async def _note(self, request: web.Request, did: str, about: str, detail: str = "") -> None:
        async with writing(self._hub.engine) as connection:
            await audit.note(connection, self._hub.now(), request[PERSON].name, did, about, detail)

    async def knowledge(self, _request: web.Request) -> web.Response:
        """The store, its languages, and how much it knows."""
        if self._knowledge is None:
            return web.json_response({"here": False})
        return web.json_response({"here": True, **await self._do("overview")})

    async def list_entries(self, request: web.Request) -> web.Response:
        """Entries that hold the words of a query, from `first` on; `missing` is a language that they lack."""
        query, first = request.query.get("query", "")[:200], request.query.get("first", "0")
        if not first.isascii() or not first.isdecimal() or len(first) > 6:
            raise _bad("first")
        return await self._told("entries", query=query, lang=_lang(request, "missing"), first=int(first))

    async def show_entry(self, request: web.Request) -> web.Response:
        """An entry in all its languages."""
        return await self._told("entry", name=request.match_info["name"][:80])

    async def list_drafts(self, _request: web.Request) -> web.Response:
        """What waits for a second person."""
        return await self._told("drafts")

    async def add_draft(self, request: web.Request) -> web.Response:
        """Write something that a second person publishes."""
        form, person = await body(request, NewDraft), request[PERSON]
        wish = {"by": person.name, "lang": form.lang, "name": form.entry, "questions": form.questions}
        said = form.said()
        written = (await self._do("entry", name=form.entry))["written"] if form.answer and not form.owner else {}
        if form.answer and not form.owner and form.lang not in written:
            said["owner"] = next((entry["owner"] for entry in written.values() if entry["owner"]), person.shown)
        return web.json_response(await self._do("draft", **wish, said=said), status=201)

    async def drop_draft(self, request: web.Request) -> web.Response:
        """Take a draft back."""
        number = request.match_info["number"]
        if not number.isascii() or not number.isdecimal() or len(number) > 9:
            raise _bad("number")
        done = await self._do("drop", number=int(number))
        await self._note(request, "knowledge-draft-dropped", done["draft"]["id"], f"draft {number}")
        return web.json_response(done)

    async def check_drafts(self, request: web.Request) -> web.Response:
        """What publishing would do: nothing is written."""
        return await self._told("propose", numbers=(await body(request, Chosen)).drafts)

    async def publish_drafts(self, request: web.Request) -> web.Response:
        """Publish what others wrote."""
        form = await body(request, Chosen)
        done = await self._do("publish", numbers=form.drafts, by=request[PERSON].name)
        await self._note(request, "knowledge-published", f"version {done['version']}")
        return web.json_response(done)

    async def list_unanswered(self, request: web.Request) -> web.Response:
        """What was asked in vain."""
        return await self._told("unanswered", lang=_lang(request, "lang"))

    async def dismiss_unanswered(self, request: web.Request) -> web.Response:
        """Show questions no more."""
        form = await body(request, Dismissed)
        return await self._told("dismiss", lang=form.lang, questions=form.questions)

    async def try_question(self, request: web.Request) -> web.Response:
        """What the kiosk would answer, and why."""
        form = await body(request, Tried)
        return await self._told("ask", question=form.question, lang=form.lang)

    async def ask_set(self, _request: web.Request) -> web.Response:
        """How the regression set goes."""
        return await self._told("test")

    async def lint_knowledge(self, _request: web.Request) -> web.Response:
        """What is doubtful in what was written."""
        return await self._told("lint")

    async def list_versions(self, _request: web.Request) -> web.Response:
        """What was changed when, and by whom."""
        return await self._told("versions")

    async def roll_back(self, request: web.Request) -> web.Response:
        """Be as in a version again."""
        form = await body(request, Back)
        done = await self._do("rollback", by=request[PERSON].name, version=form.version)
        await self._note(request, "knowledge-back", f"version {done['again']}", f"now version {done['version']}")
        return web.json_response(done)

    async def export_knowledge(self, request: web.Request) -> web.Response:
        """What the store knows, as a table."""
        form = request.query.get("form", "xlsx")
        if form not in FORMS:
            raise _bad("form")
        done = await self._do("export", form=form, lang=_lang(request, "lang"), shared=False)
        named = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(done['name'])}"}
        return web.Response(body=b64decode(done["content"]), headers=named, content_type="application/octet-stream")

    async def import_knowledge(self, request: web.Request) -> web.Response:
        """What a table would change; with `seen` it is written. The body is the file, its name stands in the query."""
        name, seen = Path(request.query.get("name", "")[-120:]).name, request.query.get("seen", "")[:80]
        if request.content_type != "application/octet-stream" or not name:
            raise _bad("name or content type")
        wish = {"mapped": _mapped(request), "lang": _lang(request, "lang"), "whole": request.query.get("whole") == "1"}
        content = b64encode(await _content(request)).decode()
        done = await self._do("table", name=name, content=content, by=request[PERSON].name, seen=seen, **wish)
        if done["written"]:
            await self._note(request, "knowledge-imported", name, f"version {done['version']}")
        return web.json_response(done)


async def _content(request: web.Request) -> bytes:
    """The file that was sent, piece by piece: the limit of bodies is far below that of tables."""
    content = bytearray()
    async for piece in request.content.iter_chunked(65_536):
        content += piece
        if len(content) > LONGEST:
            sentence = f"The table has more than {LONGEST // 2**20} MB."
            raise InputError("desk.table", sentence, "Divide it, or use `kiosk knowledge import`.")
    return bytes(content)


def _mapped(request: web.Request) -> dict[str, str]:
    """Which header is which column, as JSON in the query."""
    try:
        mapped = json.loads(request.query.get("map", "{}"))
    except ValueError as fault:
        raise _bad("map") from fault
    if not isinstance(mapped, dict) or not all(isinstance(each, str) for each in mapped.values()):
        raise _bad("map")
    return mapped


def _lang(request: web.Request, name: str) -> str:
    lang = request.query.get(name, "")
    if lang and lang not in LANGS:
        raise _bad(name)
    return lang


def _bad(what: str) -> InputError:
    sentence = f"The request cannot be read: {what}."
    return InputError("desk.request", sentence, "Mend it by the description of the desk.")
