"""The first start of a desk: somebody must be able to sign in, and the kiosk beside it must be known."""

from __future__ import annotations

import re
import secrets
import socket
from pathlib import Path
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from kiosk.desk.auth.enrolment import Enrolment
from kiosk.desk.auth.roles import Role
from kiosk.desk.auth.staff_accounts import Newcomer, Staff
from kiosk.desk.storage.folder import token_in, write_private
from kiosk.desk.storage.tables import STAFF
from kiosk.errors import KioskError

ADMIN: Final = "admin"
CONSONANTS: Final = "bdfghjklmnprstvz"
VOWELS: Final = "aeiou"
WORDS: Final = 5
"""Of two syllables each: 63 bits, which can be read out and typed."""


def readable_password() -> str:
    """A password such as `bado-kiru-mepo-zatu-lefi`."""
    letters = (CONSONANTS, VOWELS, CONSONANTS, VOWELS)
    return "-".join("".join(secrets.choice(each) for each in letters) for _ in range(WORDS))


async def first_supervisor(engine: AsyncEngine, staff: Staff, now: float) -> str | None:
    """The password of `admin`, who is made where nobody was ever added; it is told this once. None otherwise."""
    async with engine.connect() as connection:
        if (await connection.execute(select(func.count()).select_from(STAFF))).scalar_one():
            return None
    password = readable_password()
    await staff.add(Newcomer(ADMIN, "Admin", Role.SUPERVISOR, password), "first start", now)
    return password


def machine_kiosk(name: str) -> str:
    """The name of the kiosk on this machine: as set, else the machine's."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", name or socket.gethostname()).strip("-")[:80]
    return plain or "kiosk"


async def own_kiosk(enrolment: Enrolment, name: str, token: Path, now: float) -> None:
    """Let in the kiosk on this machine: its token lies in a file that only its user can read.

    Raises:
        KioskError: `desk.revoked`: somebody has revoked it, and a restart does not undo that.
    """
    known = token_in(token)
    if known and await enrolment.of_token(known) == name:
        return
    if any(row["name"] == name and row["revoked_at"] is not None for row in await enrolment.everything()):
        sentence = f"The kiosk {name!r} was revoked at the desk."
        raise KioskError("desk.revoked", sentence, "To let it in again: `kiosk desk enrol`, then `kiosk desk join`.")
    code = await enrolment.make_code(name, "this machine", now)
    write_private(token, (await enrolment.enrol(code, now))[1])
