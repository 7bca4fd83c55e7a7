"""The tables from one version to the next, by alembic: imported only where there is something to do."""

from __future__ import annotations

from importlib.resources import files
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import Connection, text

from kiosk.errors import KioskError

MIGRATING: Final = 7_241_013
"""PostgreSQL's lock of whoever changes the tables: of nodes that start together one does, the others wait."""


def upgrade(connection: Connection, version: str) -> None:
    """Bring the tables to a version, from whichever they have, or from none.

    Raises:
        KioskError: `desk.newer`: the database is of a newer desk.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATING})
    config = Config()
    config.set_main_option("script_location", str(files("kiosk.desk").joinpath("migrations")))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, version)
    except CommandError as fault:
        sentence = f"The desk's database has tables that this version does not know: {str(fault)[:160]}"
        raise KioskError("desk.newer", sentence, "Bring this desk to the version of the newest node.") from fault
