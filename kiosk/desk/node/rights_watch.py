"""Rights that end without this node being told: at the command line, by time, or in a message that was lost."""

from __future__ import annotations

import asyncio
import logging
from typing import Final

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from kiosk.desk.lines.lines import KIOSK_RIGHT, SESSION_RIGHT
from kiosk.desk.node.hub import Hub
from kiosk.desk.storage.tables import KIOSK, STAFF_SESSION

LOG: Final = logging.getLogger(__name__)
LOOK_S: Final = 3.0


class RightsWatch:
    """Ends the lines at this node whose right has ended in the database."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            await asyncio.sleep(LOOK_S)
            try:
                await self.look()
            except SQLAlchemyError as fault:
                LOG.warning("whose right has ended cannot be seen: %s", type(fault).__name__)

    async def look(self) -> None:
        """Look once."""
        held = self._hub.lines.rights()
        over = held & await self._revoked()
        sessions = {right for right in held if right.startswith(SESSION_RIGHT)}
        if sessions:
            over |= sessions - await self._sessions()
        for right in over:
            self._hub.lines.end(right)

    async def _revoked(self) -> set[str]:
        query = select(KIOSK.c.name).where(KIOSK.c.revoked_at.is_not(None))
        async with self._hub.engine.connect() as connection:
            return {f"{KIOSK_RIGHT}{name}" for name in (await connection.execute(query)).scalars()}

    async def _sessions(self) -> set[str]:
        query = select(STAFF_SESSION.c.token_sha256).where(STAFF_SESSION.c.expires_at > self._hub.now())
        async with self._hub.engine.connect() as connection:
            return {f"{SESSION_RIGHT}{digest}" for digest in (await connection.execute(query)).scalars()}
