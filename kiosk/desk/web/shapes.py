"""What each route takes and gives, for the description of the desk: beside the table of routes, by the same names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import BaseModel

from kiosk.desk.auth.roles import Role
from kiosk.desk.figures.report import PeriodFigures
from kiosk.desk.web import requests as r
from kiosk.desk.web import requests_knowledge as k
from kiosk.settings import LANGS

JSON: Final = "application/json"
CSV: Final = "text/csv"
FILE: Final = "application/octet-stream"
Schema = Mapping[str, Any]
TEXT: Final[Schema] = {"type": "string"}
LANG: Final[Schema] = {"type": "string", "enum": [*LANGS]}
FILE_NAME: Final[Schema] = {"type": "string", "pattern": r"^[\w-]{1,60}\.(xlsx|csv|tsv|yaml)$"}
HEADERS: Final[Schema] = {"type": "string", "contentMediaType": JSON, "enum": ["{}"]}
"""Which header is which column: an object whose values are texts."""
DAY: Final[Schema] = {"type": "string", "pattern": "^([0-9]{4}-[0-9]{2}-[0-9]{2})?$"}
YES: Final[Schema] = {"type": "string", "description": "1 for yes; anything else is no."}
NUMBER: Final[Schema] = {"type": "string", "pattern": "^[0-9]{1,6}$"}


@dataclass(frozen=True, slots=True)
class Shape:
    """A route's body, the status of its success, what it gives then, and what its query may hold."""

    takes: type[BaseModel] | None = None
    status: int = 200
    gives: type[BaseModel] | Schema | None = None
    kind: str = JSON
    query: Mapping[str, Schema] = field(default_factory=dict)
    needs: frozenset[str] = frozenset()
    """What of the query must be there."""
    sends: str = ""
    """The kind of a body that is no JSON."""


def _listed(name: str, of: Schema) -> Schema:
    listed = {"type": "array", "items": of}
    return {"type": "object", "required": [name], "properties": {name: listed}, "additionalProperties": False}


def _object(**fields: Schema) -> Schema:
    return {"type": "object", "required": list(fields), "properties": fields, "additionalProperties": False}


AT: Final[Schema] = {"type": "number"}
ONCE: Final[Schema] = {"type": ["number", "null"]}
NAMES: Final[Schema] = {"type": "array", "items": TEXT}
ROLE: Final[Schema] = {"type": "string", "enum": [role.value for role in Role]}
PERSON: Final = _object(name=TEXT, shown=TEXT, role=ROLE, languages=NAMES, skills=NAMES)
KIOSK: Final = _object(name=TEXT, enrolled_at=AT, revoked_at=ONCE)
DEED: Final = _object(id={"type": "integer"}, at=AT, who=TEXT, did=TEXT, about=TEXT, detail=TEXT)
PERIOD: Final = {"from": DAY, "to": DAY, "zone": TEXT}
TABLE: Final = Shape(kind=CSV, query=PERIOD | {"bom": YES})
DONE: Final = Shape(status=204)

SHAPES: Final[Mapping[str, Shape]] = {
    "front": Shape(kind="text/html"),
    "file": Shape(kind="*/*"),
    "health": Shape(gives=_object(ok={"type": "boolean"})),
    "metrics": Shape(kind="text/plain"),
    "provider": Shape(gives=_object(offered={"type": "boolean"})),
    "to_provider": Shape(status=302),
    "from_provider": Shape(status=302, query={"state": TEXT, "code": TEXT, "error": TEXT}),
    "sign_in": Shape(r.SignIn, gives=PERSON),
    "who_am_i": Shape(gives=PERSON),
    "sign_out": DONE,
    "enrol": Shape(r.Code, 201, _object(kiosk=TEXT, token=TEXT)),
    "make_enrolment": Shape(r.EnrolmentWanted, 201, _object(kiosk=TEXT, code=TEXT, until=AT, command=TEXT, qr=NAMES)),
    "list_kiosks": Shape(gives=_listed("kiosks", KIOSK)),
    "revoke_kiosk": DONE,
    "list_staff": Shape(gives=_listed("staff", PERSON)),
    "add_staff": Shape(r.NewStaff, 201, _object(name=TEXT)),
    "change_staff": Shape(r.StaffChanges, 204),
    "remove_staff": DONE,
    "list_audit": Shape(gives=_listed("audit", DEED)),
    "list_entries": Shape(query={"query": TEXT, "missing": LANG, "first": NUMBER}),
    "add_draft": Shape(k.NewDraft, 201),
    "check_drafts": Shape(k.Chosen),
    "publish_drafts": Shape(k.Chosen),
    "list_unanswered": Shape(query={"lang": LANG}),
    "dismiss_unanswered": Shape(k.Dismissed),
    "try_question": Shape(k.Tried),
    "roll_back": Shape(k.Back),
    "export_knowledge": Shape(
        kind=FILE, query={"form": {"type": "string", "enum": ["xlsx", "csv", "yaml"]}, "lang": LANG}
    ),
    "import_knowledge": Shape(
        sends=FILE, query={"name": FILE_NAME, "seen": TEXT, "map": HEADERS, "lang": LANG, "whole": YES}
    ),
    "see_number": Shape(gives=_object(number=TEXT)),
    "end_call_back": DONE,
    "read_left_message": DONE,
    "period_figures": Shape(gives=PeriodFigures, query=PERIOD),
    "export_tickets": TABLE,
    "export_hours": TABLE,
    "export_topics": TABLE,
    "export_kiosks": TABLE,
    "export_agents": TABLE,
    "kiosk_line": Shape(status=101),
    "phone_page": Shape(kind="text/html"),
    "phone_line": Shape(status=101, query={"key": TEXT}, needs=frozenset({"key"})),
    "staff_line": Shape(status=101),
}
"""A route that is not named here takes nothing and gives an object."""
