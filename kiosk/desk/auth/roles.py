"""Who may use which route: one table, from which the application is made, so that no route can be without a row."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final


class Role(Enum):
    """What somebody at the desk is there for."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    CONTENT = "content"
    TECHNICIAN = "technician"


class Door(Enum):
    """A route that no role opens."""

    ANYONE = "anyone"
    KIOSK = "kiosk"
    """A kiosk's own token."""
    SCRAPER = "scraper"
    """Whoever asks from one of the networks that may read the figures."""


Who = frozenset[Role] | Door
EVERYBODY: Final = frozenset(Role)
HELPERS: Final = frozenset({Role.AGENT, Role.SUPERVISOR})
KEEPERS: Final = frozenset({Role.TECHNICIAN, Role.SUPERVISOR})
SUPERVISORS: Final = frozenset({Role.SUPERVISOR})
WRITERS: Final = frozenset({Role.AGENT, Role.CONTENT, Role.SUPERVISOR})
"""Read what the store knows, and write drafts: who helps shoppers sees what is lacking."""
EDITORS: Final = frozenset({Role.CONTENT, Role.SUPERVISOR})
"""Publish what others wrote, bring tables in, go back."""


@dataclass(frozen=True, slots=True)
class Route:
    """A method and a path, who may use it, and the name of what is done."""

    method: str
    path: str
    who: Who
    name: str


ROUTES: Final = (
    Route("GET", "/", Door.ANYONE, "front"),
    Route("GET", "/page/{file}", Door.ANYONE, "file"),
    Route("GET", "/phone/{token}", Door.ANYONE, "phone_page"),
    Route("GET", "/ws/phone/{token}", Door.ANYONE, "phone_line"),
    Route("GET", "/health", Door.ANYONE, "health"),
    Route("GET", "/metrics", Door.SCRAPER, "metrics"),
    Route("GET", "/openapi.json", Door.ANYONE, "openapi"),
    Route("POST", "/api/session", Door.ANYONE, "sign_in"),
    Route("GET", "/api/session", EVERYBODY, "who_am_i"),
    Route("DELETE", "/api/session", EVERYBODY, "sign_out"),
    Route("GET", "/api/provider", Door.ANYONE, "provider"),
    Route("GET", "/api/provider/there", Door.ANYONE, "to_provider"),
    Route("GET", "/api/provider/back", Door.ANYONE, "from_provider"),
    Route("POST", "/api/enrol", Door.ANYONE, "enrol"),
    Route("POST", "/api/enrolments", KEEPERS, "make_enrolment"),
    Route("GET", "/api/kiosks", KEEPERS, "list_kiosks"),
    Route("DELETE", "/api/kiosks/{name}", KEEPERS, "revoke_kiosk"),
    Route("GET", "/api/staff", SUPERVISORS, "list_staff"),
    Route("POST", "/api/staff", SUPERVISORS, "add_staff"),
    Route("PATCH", "/api/staff/{name}", SUPERVISORS, "change_staff"),
    Route("DELETE", "/api/staff/{name}", SUPERVISORS, "remove_staff"),
    Route("GET", "/api/audit", SUPERVISORS, "list_audit"),
    Route("GET", "/api/knowledge", WRITERS, "knowledge"),
    Route("GET", "/api/knowledge/entries", WRITERS, "list_entries"),
    Route("GET", "/api/knowledge/entries/{name}", WRITERS, "show_entry"),
    Route("GET", "/api/knowledge/drafts", WRITERS, "list_drafts"),
    Route("POST", "/api/knowledge/drafts", WRITERS, "add_draft"),
    Route("DELETE", "/api/knowledge/drafts/{number}", EDITORS, "drop_draft"),
    Route("POST", "/api/knowledge/check", EDITORS, "check_drafts"),
    Route("POST", "/api/knowledge/publish", EDITORS, "publish_drafts"),
    Route("GET", "/api/knowledge/unanswered", EDITORS, "list_unanswered"),
    Route("POST", "/api/knowledge/dismiss", EDITORS, "dismiss_unanswered"),
    Route("POST", "/api/knowledge/ask", WRITERS, "try_question"),
    Route("GET", "/api/knowledge/test", EDITORS, "ask_set"),
    Route("GET", "/api/knowledge/lint", EDITORS, "lint_knowledge"),
    Route("GET", "/api/knowledge/versions", EDITORS, "list_versions"),
    Route("POST", "/api/knowledge/back", EDITORS, "roll_back"),
    Route("GET", "/api/knowledge/export", EDITORS, "export_knowledge"),
    Route("POST", "/api/knowledge/import", EDITORS, "import_knowledge"),
    Route("GET", "/api/call-backs", HELPERS, "list_call_backs"),
    Route("POST", "/api/call-backs/{number}/number", HELPERS, "see_number"),
    Route("POST", "/api/call-backs/{number}/done", HELPERS, "end_call_back"),
    Route("GET", "/api/left-messages", HELPERS, "list_left_messages"),
    Route("POST", "/api/left-messages/{number}/read", HELPERS, "read_left_message"),
    Route("GET", "/api/replies", HELPERS, "list_replies"),
    Route("GET", "/api/figures", SUPERVISORS, "period_figures"),
    Route("GET", "/api/export/tickets.csv", SUPERVISORS, "export_tickets"),
    Route("GET", "/api/export/hours.csv", SUPERVISORS, "export_hours"),
    Route("GET", "/api/export/topics.csv", SUPERVISORS, "export_topics"),
    Route("GET", "/api/export/kiosks.csv", SUPERVISORS, "export_kiosks"),
    Route("GET", "/api/export/agents.csv", SUPERVISORS, "export_agents"),
    Route("GET", "/ws/kiosk", Door.KIOSK, "kiosk_line"),
    Route("GET", "/ws/staff", HELPERS, "staff_line"),
)
