"""Colleagues: passwords as argon2, sessions as SHA-256 in the database, so that any node knows them."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import RowMapping, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from kiosk.desk.auth.roles import Role
from kiosk.desk.storage import audit
from kiosk.desk.storage.database import writing
from kiosk.desk.storage.tables import STAFF, STAFF_SESSION
from kiosk.errors import InputError, KioskError

SESSION_S: Final = 12 * 3600.0
ELSEWHERE: Final = "elsewhere"
"""In the place of a password's hash: who signs in at a provider alone."""
SHORTEST: Final = 10
"""Characters of a password; NIST SP 800-63B asks for 8 at least, and for no other rule."""
LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody signed in; `session` is the hash of the token that the browser holds."""

    name: str
    shown: str
    role: Role
    languages: frozenset[str]
    skills: frozenset[str]
    session: str = ""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody to be added."""

    name: str
    shown: str
    role: Role
    password: str
    languages: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """What becomes of a colleague; None leaves it."""

    shown: str | None = None
    role: Role | None = None
    languages: tuple[str, ...] | None = None
    skills: tuple[str, ...] | None = None


def sha256(secret: str) -> str:
    """What the database keeps of a token or code: 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def hasher() -> PasswordHasher:
    """Argon2id with 19 MiB: the least that the OWASP Password Storage Cheat Sheet asks for, so that a node is small."""
    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


class Staff:
    """The colleagues of a desk."""

    def __init__(self, engine: AsyncEngine, hashing: PasswordHasher | None = None) -> None:
        self._engine = engine
        self._hasher = hashing or hasher()
        self._nobodys = self._hasher.hash(secrets.token_urlsafe(16))

    async def add(self, newcomer: Newcomer, by: str, now: float) -> None:
        """Add a colleague.

        Raises:
            InputError: `desk.password` for one that is too short; `desk.staff-name` for a name that is taken.
        """
        argon2 = await self._hashed(newcomer.password)
        row: dict[str, object] = {
            "name": newcomer.name,
            "shown": newcomer.shown,
            "role": newcomer.role.value,
            "argon2": argon2,
        }
        row |= {"languages": sorted(newcomer.languages), "skills": sorted(newcomer.skills)}
        try:
            async with writing(self._engine) as connection:
                await connection.execute(insert(STAFF).values(row))
                await audit.note(connection, now, by, "staff-added", newcomer.name, f"role: {newcomer.role.value}")
        except IntegrityError as fault:
            name = newcomer.name
            raise InputError("desk.staff-name", f"The name {name!r} was given before.", "Give another.") from fault

    async def change(self, name: str, changes: Changes, by: str, now: float) -> None:
        """Change what is known of a colleague; what is None stays.

        Raises:
            KioskError: `desk.no-staff`.
        """
        about = {"shown": changes.shown, "role": changes.role.value if changes.role else None}
        lists = {"languages": changes.languages, "skills": changes.skills}
        values: dict[str, object] = {key: text for key, text in about.items() if text is not None}
        values |= {key: sorted(names) for key, names in lists.items() if names is not None}
        async with writing(self._engine) as connection:
            await self._set(connection, name, values or {"name": name})
            if not values:
                return
            told = "; ".join(f"{key}: {_listed(value)}" for key, value in values.items())
            await audit.note(connection, now, by, "staff-changed", name, told)

    async def set_password(self, name: str, password: str, by: str, now: float, *, but: str = "") -> None:
        """Give a colleague another password, and end their sessions; `but` is the one that goes on.

        Raises:
            InputError: `desk.password` for one that is too short.
            KioskError: `desk.no-staff`.
        """
        argon2 = await self._hashed(password)
        async with writing(self._engine) as connection:
            await self._set(connection, name, {"argon2": argon2})
            ids = select(STAFF.c.id).where(STAFF.c.name == name)
            others = (STAFF_SESSION.c.staff_id.in_(ids), STAFF_SESSION.c.token_sha256 != but)
            await connection.execute(delete(STAFF_SESSION).where(*others))
            await audit.note(connection, now, by, "password-set", name)

    async def _set(self, connection: AsyncConnection, name: str, values: Mapping[str, object]) -> None:
        here = (STAFF.c.name == name, STAFF.c.left_at.is_(None))
        done = await connection.execute(update(STAFF).where(*here).values(**values))
        if done.rowcount != 1:
            raise no_staff(name)

    async def _hashed(self, password: str) -> str:
        if not SHORTEST <= len(password) <= LONGEST:
            raise InputError("desk.password", f"A password has {SHORTEST} to {LONGEST} characters.", "Take a sentence.")
        return await asyncio.to_thread(self._hasher.hash, password)

    async def remove(self, name: str, by: str, now: float) -> None:
        """Let a colleague in no more, and end their sessions.

        Raises:
            KioskError: `desk.no-staff`.
        """
        async with writing(self._engine) as connection:
            await self._set(connection, name, {"left_at": now})
            ids = select(STAFF.c.id).where(STAFF.c.name == name)
            await connection.execute(delete(STAFF_SESSION).where(STAFF_SESSION.c.staff_id.in_(ids)))
            await audit.note(connection, now, by, "staff-removed", name)

    async def sign_in(self, name: str, password: str, now: float) -> tuple[str, Person]:
        """A token for the browser, and who it is. A name that is not known takes as long as a wrong password.

        Raises:
            KioskError: `desk.credentials`.
        """
        async with self._engine.connect() as connection:
            known = select(STAFF).where(STAFF.c.name == name, STAFF.c.left_at.is_(None))
            row = (await connection.execute(known)).mappings().one_or_none()
        right = await asyncio.to_thread(self._right, self._nobodys if row is None else row["argon2"], password)
        async with writing(self._engine) as connection:
            if row is None or not right:
                await audit.note(connection, now, name, "sign-in-refused")
            else:
                return await _begun(connection, row, now)
        raise KioskError("desk.credentials", "Name or password is wrong.", "Try again, or ask a supervisor.")

    async def admit(self, subject: str, name: str, shown: str, role: Role, now: float) -> tuple[str, Person]:
        """A session for somebody whom a provider vouches for; at the first time they become a colleague.

        `subject` is who they are (`kiosk.desk.auth.openid_connect.Outsider`). They keep the name that they had first.

        Raises:
            KioskError: `desk.oidc-clash`: another colleague has the name; `desk.no-staff`: they were removed.
        """
        try:
            return await self._admitted(subject, name, shown, role, now)
        except IntegrityError:  # they became one at the same moment: in another tab, or at another node
            return await self._admitted(subject, name, shown, role, now)

    async def _admitted(self, subject: str, name: str, shown: str, role: Role, now: float) -> tuple[str, Person]:
        async with writing(self._engine) as connection:
            row = await _outsider(connection, subject, name)
            if row is None:
                fresh = {"name": name, "shown": shown, "argon2": ELSEWHERE, "languages": [], "skills": []}
                await connection.execute(insert(STAFF).values(fresh | {"role": role.value, "subject_sha256": subject}))
                await audit.note(connection, now, name, "staff-admitted", name, role.value)
            else:
                name = row["name"]
                values = {"role": role.value, "subject_sha256": subject}
                await connection.execute(update(STAFF).where(STAFF.c.name == name).values(values))
                if row["role"] != role.value:
                    await audit.note(connection, now, name, "staff-changed", name, f"role: {role.value}")
            row = (await connection.execute(select(STAFF).where(STAFF.c.name == name))).mappings().one()
            return await _begun(connection, row, now)

    async def of_token(self, token: str, now: float) -> Person | None:
        """Who holds a token; None for one that is unknown, over or signed out."""
        return await self.of_session(sha256(token), now)

    async def of_session(self, session: str, now: float) -> Person | None:
        """Whose session a hash is, if it goes on."""
        query = (
            select(STAFF)
            .join(STAFF_SESSION, STAFF_SESSION.c.staff_id == STAFF.c.id)
            .where(STAFF_SESSION.c.token_sha256 == session, STAFF_SESSION.c.expires_at > now)
            .where(STAFF.c.left_at.is_(None))
        )
        async with self._engine.connect() as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
        return None if row is None else _person(row, session)

    async def sign_out(self, person: Person, now: float) -> None:
        """End one session."""
        async with writing(self._engine) as connection:
            await connection.execute(delete(STAFF_SESSION).where(STAFF_SESSION.c.token_sha256 == person.session))
            await audit.note(connection, now, person.name, "signed-out")

    async def shown(self, name: str) -> str:
        """What shoppers are told that somebody is called."""
        async with self._engine.connect() as connection:
            found = (await connection.execute(select(STAFF.c.shown).where(STAFF.c.name == name))).scalar_one_or_none()
        return name if found is None else str(found)

    async def everybody(self) -> Sequence[Person]:
        """All who may sign in, by name."""
        query = select(STAFF).where(STAFF.c.left_at.is_(None)).order_by(STAFF.c.name)
        async with self._engine.connect() as connection:
            return [_person(row) for row in (await connection.execute(query)).mappings()]

    def _right(self, argon2: str, password: str) -> bool:
        try:
            return self._hasher.verify(argon2 if argon2 != ELSEWHERE else self._nobodys, password[:LONGEST])
        except VerificationError:
            return False


def no_staff(name: str) -> KioskError:
    """What is told of somebody who is not there, or not any more."""
    return KioskError("desk.no-staff", f"There is no colleague {name!r}.", "Look at the list of staff.")


async def _outsider(connection: AsyncConnection, subject: str, name: str) -> RowMapping | None:
    """The colleague whom a provider means; who came before subjects were kept is known by name, this once."""
    known = select(STAFF).where(or_(STAFF.c.subject_sha256 == subject, STAFF.c.name == name))
    rows = (await connection.execute(known)).mappings().all()
    row = next((each for each in rows if each["subject_sha256"] == subject), None)
    if row is None and rows:
        (row,) = rows
        if row["argon2"] != ELSEWHERE or row["subject_sha256"] is not None:
            raise KioskError("desk.oidc-clash", f"Somebody else is called {name!r} here.", "Ask a supervisor.")
    if row is not None and row["left_at"] is not None:
        raise no_staff(row["name"])
    return row


async def _begun(connection: AsyncConnection, row: RowMapping, now: float) -> tuple[str, Person]:
    """A session that begins; those that are over go."""
    token = secrets.token_urlsafe(32)
    session = {"token_sha256": sha256(token), "staff_id": row["id"], "began_at": now}
    await connection.execute(insert(STAFF_SESSION).values(session | {"expires_at": now + SESSION_S}))
    await connection.execute(delete(STAFF_SESSION).where(STAFF_SESSION.c.expires_at <= now))
    await audit.note(connection, now, row["name"], "signed-in")
    return token, _person(row, sha256(token))


def _person(row: RowMapping, session: str = "") -> Person:
    skills, languages = frozenset(row["skills"]), frozenset(row["languages"])
    return Person(row["name"], row["shown"], Role(row["role"]), languages, skills, session)


def _listed(value: object) -> str:
    """A value as it stands in the audit."""
    return ", ".join(value) if isinstance(value, list) else str(value)
