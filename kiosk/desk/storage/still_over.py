"""What was over at the desk that is here stays over in one that is restored: rights that ended, numbers called.

A backup is of a moment. Since then a kiosk may have been stolen and a colleague removed: neither comes back with it.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

ALWAYS: Final = ("DELETE FROM staff_session", "DELETE FROM enrolment")
"""Everybody signs in again, and no code is good twice."""
KIOSKS: Final = """UPDATE kiosk SET token_sha256 = now.token_sha256, revoked_at = now.revoked_at
    FROM present.kiosk AS now WHERE now.name = kiosk.name"""
STAFF: Final = """UPDATE staff SET left_at = now.left_at
    FROM present.staff AS now WHERE now.name = staff.name AND now.left_at IS NOT NULL"""
NUMBERS: Final = """DELETE FROM callback WHERE EXISTS (SELECT 1 FROM present.callback AS now
    WHERE now.id = callback.id AND now.asked_at = callback.asked_at AND now.number_encrypted IS NULL)"""
BY_THE_PRESENT: Final = (KIOSKS, STAFF, NUMBERS)
"""In columns that every version of the tables has."""


def keep_over(coming: Path, present: Path | None) -> None:
    """End in a database that comes what is over in the one that is there; both are whole, of whatever versions."""
    with closing(sqlite3.connect(coming)) as connection:
        connection.execute("PRAGMA secure_delete=ON")
        if present is not None:
            connection.execute("ATTACH ? AS present", (str(present),))
        with connection:
            for statement in ALWAYS if present is None else (*ALWAYS, *BY_THE_PRESENT):
                connection.execute(statement)
