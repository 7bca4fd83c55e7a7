"""The tables of the desk. Times are seconds since 1970 (UTC). What changes here needs a step in `migrations/`."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

AT_KIOSK: Final = ("waiting", "offered", "accepted", "live")
"""States in which the ask is open at the kiosk: there is at most one of these for a kiosk."""
WITH_AGENT: Final = ("offered", "accepted", "live", "wrap-up")
"""States in which a colleague is taken up: there is at most one of these for a colleague."""
NOT_CLOSED: Final = (*AT_KIOSK, "wrap-up")
"""States in which somebody still has to do something: few, whatever has gathered in years."""

METADATA: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _key() -> Column[int]:
    return Column("id", Integer, primary_key=True, autoincrement=True)


def one_of(states: tuple[str, ...]) -> str:
    """The condition of a partial index: the ticket is in one of these states."""
    return f"state IN ({', '.join(repr(state) for state in states)})"


STORE: Final = Table("store", METADATA, _key(), Column("name", String(80), nullable=False, unique=True))

KIOSK: Final = Table(
    "kiosk",
    METADATA,
    _key(),
    Column("name", String(80), nullable=False, unique=True),
    Column("store_id", Integer, ForeignKey("store.id")),
    Column("token_sha256", String(64), nullable=False, unique=True),
    Column("enrolled_at", Double, nullable=False),
    Column("revoked_at", Double),
)

ENROLMENT: Final = Table(
    "enrolment",
    METADATA,
    _key(),
    Column("code_sha256", String(64), nullable=False, unique=True),
    Column("kiosk", String(80), nullable=False),
    Column("made_by", String(80), nullable=False),
    Column("expires_at", Double, nullable=False),
    Column("used_at", Double),
)

STAFF: Final = Table(
    "staff",
    METADATA,
    _key(),
    Column("name", String(80), nullable=False, unique=True),
    Column("shown", String(80), nullable=False),
    Column("role", String(20), nullable=False),
    Column("argon2", String(200), nullable=False),
    Column("languages", JSON, nullable=False),
    Column("skills", JSON, nullable=False),
    Column("left_at", Double),
    Column("subject_sha256", String(64), unique=True, index=True),
)
"""Who may sign in. `subject_sha256` is of a provider's number of somebody; none of who has a password here."""

STAFF_SESSION: Final = Table(
    "staff_session",
    METADATA,
    _key(),
    Column("token_sha256", String(64), nullable=False, unique=True),
    Column("staff_id", Integer, ForeignKey("staff.id"), nullable=False, index=True),
    Column("began_at", Double, nullable=False),
    Column("expires_at", Double, nullable=False),
)

TICKET: Final = Table(
    "ticket",
    METADATA,
    _key(),
    Column("kiosk", String(80), nullable=False),
    Column("key", String(64), nullable=False),
    Column("state", String(20), nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("lang", String(2), nullable=False),
    Column("priority", Integer, nullable=False),
    Column("skills", JSON, nullable=False),
    Column("card", JSON, nullable=False),
    Column("front", Boolean, nullable=False),
    Column("agent", String(80)),
    Column("wanted", String(80)),
    Column("briefing", Text, nullable=False),
    Column("declined", JSON, nullable=False),
    Column("missed", JSON, nullable=False),
    Column("mode", String(10), nullable=False),
    Column("outcome", String(20)),
    Column("asked_at", Double, nullable=False),
    Column("since", Double, nullable=False),
    Column("queued_at", Double, nullable=False),
    Column("answered_at", Double),
    Column("ended_at", Double),
    UniqueConstraint("kiosk", "key"),
    Index("ix_ticket_state_asked_at", "state", "asked_at"),
    Index("ix_ticket_answered_at", "answered_at"),
    Index("ix_ticket_asked_at", "asked_at"),
)
"""`since` is when the state began, `queued_at` when it last joined the queue, `answered_at` the first accept."""

Index(
    "one_open_ticket_a_kiosk",
    TICKET.c.kiosk,
    unique=True,
    sqlite_where=text(one_of(AT_KIOSK)),
)
"""With the same condition on PostgreSQL, as the migrations make it: to say so here would load all of that dialect."""
Index(
    "one_ticket_a_colleague",
    TICKET.c.agent,
    unique=True,
    sqlite_where=text(one_of(WITH_AGENT)),
)

TICKET_EVENT: Final = Table(
    "ticket_event",
    METADATA,
    _key(),
    Column("ticket_id", Integer, ForeignKey("ticket.id"), nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("at", Double, nullable=False),
    Column("cue", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("by", String(80), nullable=False),
    Column("detail", String(200), nullable=False),
    UniqueConstraint("ticket_id", "epoch"),
)

MESSAGE: Final = Table(
    "message",
    METADATA,
    _key(),
    Column("ticket_id", Integer, ForeignKey("ticket.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("at", Double, nullable=False),
    Column("by", String(20), nullable=False),
    Column("lang", String(2), nullable=False),
    Column("text", Text),
)
"""The transcript: `text` is emptied when its time is over."""

CALLBACK: Final = Table(
    "callback",
    METADATA,
    _key(),
    Column("kiosk", String(80), nullable=False),
    Column("key", String(64), nullable=False),
    Column("lang", String(2), nullable=False),
    Column("question", Text),
    Column("asked_at", Double, nullable=False, index=True),
    Column("number_encrypted", LargeBinary),
    Column("done_at", Double),
    Column("done_by", String(80)),
    UniqueConstraint("kiosk", "key"),
)
"""Numbers to call: number and question are emptied when it is done, or when its time is over."""

LEFT_MESSAGE: Final = Table(
    "left_message",
    METADATA,
    _key(),
    Column("kiosk", String(80), nullable=False),
    Column("key", String(64), nullable=False),
    Column("lang", String(2), nullable=False),
    Column("text", Text),
    Column("left_at", Double, nullable=False, index=True),
    Column("read_at", Double),
    Column("read_by", String(80)),
    UniqueConstraint("kiosk", "key"),
)
"""Messages for whoever comes next: `text` is emptied when its time is over."""

FLOOR_PAGE: Final = Table(
    "floor_page",
    METADATA,
    _key(),
    Column("kiosk", String(80), nullable=False),
    Column("key", String(64), nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("paged_at", Double, nullable=False, index=True),
    Column("told_at", Double, nullable=False),
    Column("over_at", Double),
    Column("taken_by", String(80)),
    UniqueConstraint("kiosk", "key"),
)
"""Calls for whoever is on the shop floor: over when somebody took it, or with nobody when its time was over."""

WRAPUP: Final = Table(
    "wrapup",
    METADATA,
    Column("ticket_id", Integer, ForeignKey("ticket.id"), primary_key=True),
    Column("by", String(80), nullable=False),
    Column("at", Double, nullable=False),
    Column("label", String(200), nullable=False),
    Column("summary", JSON, nullable=False),
    Column("mood", String(20), nullable=False),
    Column("result", String(20), nullable=False),
)

AUDIT: Final = Table(
    "audit",
    METADATA,
    _key(),
    Column("at", Double, nullable=False, index=True),
    Column("who", String(80), nullable=False),
    Column("did", String(40), nullable=False),
    Column("about", String(80), nullable=False),
    Column("detail", String(200), nullable=False),
)

NODE: Final = Table(
    "node",
    METADATA,
    Column("name", String(80), primary_key=True),
    Column("at", Double, nullable=False),
    Column("deaf", Boolean, nullable=False),
    Column("here", Text),
)
"""The nodes that serve: `here` is who has a line to one (`kiosk.desk.bus.roster.Here`), while some are unheard."""
