"""Whom a provider vouches for and who signs in twice at the same moment becomes one colleague, with two sessions."""

from __future__ import annotations

import asyncio

import desk_databases

from kiosk.desk.auth import staff_accounts
from kiosk.desk.auth.roles import Role
from kiosk.desk.auth.staff_accounts import Staff
from kiosk.desk.storage.database import migrate, open_database


def test_two_first_sign_ins_at_once_are_both_let_in(tmp_path, on_both, monkeypatch):
    """Where two may look at once, as on PostgreSQL, neither writes before both have looked."""
    looked, known = asyncio.Barrier(2), staff_accounts._outsider
    looks = 0

    async def look(connection, subject, name):
        nonlocal looks
        looks += 1
        row = await known(connection, subject, name)
        if on_both == "postgresql" and looks <= 2:
            await looked.wait()
        return row

    async def both():
        engine = open_database(desk_databases.address(tmp_path))
        await migrate(engine)
        staff = Staff(engine)
        monkeypatch.setattr(staff_accounts, "_outsider", look)
        coming = (staff.admit("subject", "ann", "Ann", Role.AGENT, 10.0) for _ in range(2))
        (one, ann), (other, again) = await asyncio.gather(*coming)
        assert (ann.name, again.name) == ("ann", "ann")
        assert one != other
        assert [each.name for each in await staff.everybody()] == ["ann"]
        for token in (one, other):
            assert (await staff.of_token(token, 11.0)).name == "ann"
        await engine.dispose()

    asyncio.run(both())
