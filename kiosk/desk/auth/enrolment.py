"""Kiosks: a code that works once makes a token, of which the database keeps the SHA-256; a token can be revoked."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Final

from sqlalchemy import RowMapping, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from kiosk.desk.auth.staff_accounts import sha256
from kiosk.desk.storage import audit
from kiosk.desk.storage.database import writing
from kiosk.desk.storage.tables import ENROLMENT, KIOSK
from kiosk.errors import KioskError

ALPHABET: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
LENGTH: Final = 12
"""60 bits: with the limit on tries no code is guessed before it is over."""
CODE_S: Final = 900.0


class Enrolment:
    """The kiosks of a desk."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def make_code(self, kiosk: str, by: str, now: float) -> str:
        """A code that a technician types at the kiosk within 15 minutes."""
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        row = {"code_sha256": sha256(code), "kiosk": kiosk, "made_by": by, "expires_at": now + CODE_S}
        async with writing(self._engine) as connection:
            await connection.execute(insert(ENROLMENT).values(row))
            await audit.note(connection, now, by, "enrolment-made", kiosk)
        return "-".join(code[at : at + 4] for at in range(0, LENGTH, 4))

    async def enrol(self, code: str, now: float) -> tuple[str, str]:
        """The kiosk's name and its token, told this once. A kiosk that is enrolled anew has a new token only.

        Raises:
            KioskError: `desk.code`: the code is wrong, used or over.
        """
        digest, token = sha256("".join(code.upper().split()).replace("-", "")), secrets.token_urlsafe(32)
        good = (ENROLMENT.c.code_sha256 == digest, ENROLMENT.c.used_at.is_(None), ENROLMENT.c.expires_at > now)
        async with writing(self._engine) as connection:
            done = await connection.execute(update(ENROLMENT).where(*good).values(used_at=now))
            if done.rowcount != 1:
                raise KioskError("desk.code", "This code is wrong, used, or older than 15 minutes.", "Make a new one.")
            named = select(ENROLMENT.c.kiosk).where(ENROLMENT.c.code_sha256 == digest)
            kiosk: str = (await connection.execute(named)).scalar_one()
            values = {"token_sha256": sha256(token), "enrolled_at": now, "revoked_at": None}
            again = await connection.execute(update(KIOSK).where(KIOSK.c.name == kiosk).values(values))
            if again.rowcount == 0:
                await connection.execute(insert(KIOSK).values(values | {"name": kiosk}))
            await audit.note(connection, now, kiosk, "enrolled")
        return kiosk, token

    async def of_token(self, token: str) -> str | None:
        """The kiosk that holds a token; None for one that is unknown or revoked."""
        query = select(KIOSK.c.name).where(KIOSK.c.token_sha256 == sha256(token), KIOSK.c.revoked_at.is_(None))
        async with self._engine.connect() as connection:
            name: str | None = (await connection.execute(query)).scalar_one_or_none()
        return name

    async def revoke(self, kiosk: str, by: str, now: float) -> None:
        """Let a kiosk in no more.

        Raises:
            KioskError: `desk.no-kiosk`.
        """
        good = (KIOSK.c.name == kiosk, KIOSK.c.revoked_at.is_(None))
        async with writing(self._engine) as connection:
            done = await connection.execute(update(KIOSK).where(*good).values(revoked_at=now))
            if done.rowcount != 1:
                raise no_kiosk(kiosk)
            await audit.note(connection, now, by, "kiosk-revoked", kiosk)

    async def everything(self) -> Sequence[RowMapping]:
        """All kiosks that were ever enrolled: name, enrolled_at, revoked_at."""
        query = select(KIOSK.c.name, KIOSK.c.enrolled_at, KIOSK.c.revoked_at).order_by(KIOSK.c.name)
        async with self._engine.connect() as connection:
            return (await connection.execute(query)).mappings().all()


def no_kiosk(name: str) -> KioskError:
    """What is told of a kiosk that is not enrolled, or not any more."""
    return KioskError("desk.no-kiosk", f"There is no kiosk {name!r}.", "Look at the list of kiosks.")
