"""A desk as a file: everything is in it, nothing strange comes out of it, and what was there is kept."""

from __future__ import annotations

import asyncio
import errno
import io
import stat
import tarfile

import pytest
from desk_support import PASSWORD, QUICK

from kiosk.desk.auth import certificate
from kiosk.desk.auth.enrolment import Enrolment
from kiosk.desk.auth.roles import Role
from kiosk.desk.auth.staff_accounts import Newcomer, Staff
from kiosk.desk.messages.kiosk import CallBack
from kiosk.desk.storage import archive
from kiosk.desk.storage.database import beside, migrate, newest, open_database
from kiosk.desk.storage.encryption import fresh_numbers
from kiosk.desk.storage.folder import Folder
from kiosk.desk.unattended.call_backs import CallBacks
from kiosk.errors import InputError, KioskError


def people(folder, *names):
    """Who may sign in, after `names` were added."""

    async def talk():
        engine = open_database(beside(folder.path))
        await migrate(engine)
        staff = Staff(engine, QUICK)
        for name in names:
            await staff.add(Newcomer(name, name, Role.AGENT, PASSWORD), "test", 0.0)
        found = [person.name for person in await staff.everybody()]
        await engine.dispose()
        return found

    return asyncio.run(talk())


@pytest.fixture
def desk(tmp_path):
    folder = Folder(tmp_path / "desk")
    folder.open()
    certificate.own(folder, 1_800_000_000.0)
    people(folder, "ann", "bob")
    return folder


def test_what_is_restored_is_what_was_kept_and_what_was_there_is_kept_too(desk, tmp_path):
    file, elsewhere = tmp_path / "desk.tar.gz", Folder(tmp_path / "elsewhere")
    assert archive.backup(desk, file) == archive.look(file)
    assert (archive.look(file).staff, archive.look(file).kiosks) == (2, 0)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert archive.restore(file, elsewhere) is None
    assert people(elsewhere) == ["ann", "bob"]
    assert elsewhere.certificate.read_bytes() == desk.certificate.read_bytes(), "kiosks and browsers know it"
    assert stat.S_IMODE(elsewhere.database.stat().st_mode) == 0o600
    people(desk, "cas")
    before = archive.restore(file, desk)
    assert people(desk) == ["ann", "bob"]
    archive.restore(before, desk)
    assert people(desk) == ["ann", "bob", "cas"]


def test_what_ended_since_a_backup_does_not_come_back_with_it(desk, tmp_path):
    file, elsewhere = tmp_path / "desk.tar.gz", Folder(tmp_path / "elsewhere")

    def at(folder, work):
        async def talk():
            engine = open_database(beside(folder.path))
            try:
                return await work(engine, Staff(engine, QUICK), Enrolment(engine), CallBacks(engine, fresh_numbers()))
            finally:
                await engine.dispose()

        return asyncio.run(talk())

    async def before(_engine, staff, kiosks, numbers):
        tokens = [(await kiosks.enrol(await kiosks.make_code(name, "test", 0), 1))[1] for name in ("till", "door")]
        for number in (1, 2):
            wish = CallBack(key=f"key-000{number}", number="+31 6 1234 5678", lang="nl")
            await numbers.keep("till", wish, 2.0)
        return tokens, (await staff.sign_in("ann", PASSWORD, 3.0))[0]

    async def since(_engine, staff, kiosks, numbers):
        await kiosks.revoke("till", "test", 4.0)
        await staff.remove("bob", "test", 4.0)
        await numbers.done(1, "ann", 4.0)
        return (await kiosks.enrol(await kiosks.make_code("door", "test", 4), 5))[1]

    async def found(_engine, staff, kiosks, numbers):
        who = [person.name for person in await staff.everybody()]
        left = [each.id for each in await numbers.everything() if each.kept]
        let_in = [await kiosks.of_token(token) for token in (*tokens, fresh)]
        return who, let_in, left, await staff.of_token(session, 6.0)

    tokens, session = at(desk, before)
    archive.backup(desk, file)
    fresh = at(desk, since)
    archive.restore(file, desk)
    assert at(desk, found) == (["ann"], [None, None, "door"], [2], None)
    archive.restore(file, elsewhere)
    assert at(elsewhere, found) == (["ann", "bob"], ["till", "door", None], [2, 1], None), (
        "which knows of nothing since"
    )


def test_a_backup_that_finds_no_room_leaves_nothing_in_the_way(desk, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(archive, "_put", full)
        with pytest.raises(InputError, match="No space left"):
            archive.backup(desk, tmp_path / "desk.tar.gz")
    assert archive.backup(desk, tmp_path / "desk.tar.gz").staff == 2
    desk.database.write_bytes(b"")
    with pytest.raises(InputError, match="no desk"):
        archive.backup(desk, tmp_path / "none.tar.gz")


def test_a_damaged_desk_can_be_restored(desk, tmp_path):
    file = tmp_path / "desk.tar.gz"
    archive.backup(desk, file)
    desk.database.write_bytes(b"not a database, but long enough to look at" * 40)
    with pytest.raises(KioskError) as fault:
        archive.backup(desk, tmp_path / "other.tar.gz")
    assert fault.value.code == "desk.damaged"
    assert archive.restore(file, desk).name.startswith("damaged-")
    assert people(desk) == ["ann", "bob"]


@pytest.mark.parametrize("name", ["../outside", "/outside", "authorized_keys"])
def test_what_does_not_belong_to_a_desk_is_refused(desk, tmp_path, name):
    good, bad = tmp_path / "good.tar.gz", tmp_path / "bad.tar.gz"
    archive.backup(desk, good)
    with tarfile.open(good, "r:gz") as from_, tarfile.open(bad, "w:gz") as to:
        for member in from_:
            to.addfile(member, from_.extractfile(member))
        stranger = tarfile.TarInfo(name)
        stranger.size = 4
        to.addfile(stranger, io.BytesIO(b"evil"))
    with pytest.raises(KioskError) as fault:
        archive.restore(bad, Folder(tmp_path / "target"))
    assert fault.value.code == "desk.archive"
    assert not (tmp_path / "outside").exists()


def test_what_is_no_backup_and_a_desk_that_serves_are_told(desk, tmp_path):
    (tmp_path / "text.tar.gz").write_text("no archive")
    with pytest.raises(KioskError) as fault:
        archive.look(tmp_path / "text.tar.gz")
    assert fault.value.code == "desk.archive"
    file = tmp_path / "desk.tar.gz"
    archive.backup(desk, file)
    with pytest.raises(KioskError, match="already"):
        archive.backup(desk, file)
    with desk.held(), pytest.raises(KioskError) as fault:
        archive.restore(file, desk)
    assert fault.value.code == "desk.running"
    with pytest.raises(KioskError) as fault:
        archive.backup(Folder(tmp_path / "nothing"), tmp_path / "new.tar.gz")
    assert fault.value.code == "desk.no-desk"


def test_a_backup_of_a_newer_desk_is_refused_and_nothing_is_changed(desk, tmp_path):
    good, newer = tmp_path / "good.tar.gz", tmp_path / "newer.tar.gz"
    archive.backup(desk, good)
    before = desk.database.read_bytes()
    with tarfile.open(good, "r:gz") as from_, tarfile.open(newer, "w:gz") as to:
        for member in from_:
            content = from_.extractfile(member).read()
            if member.name == "about.json":
                content = content.replace(newest().encode(), b"v9999")
                member.size = len(content)
            to.addfile(member, io.BytesIO(content))
    for work in (lambda: archive.look(newer), lambda: archive.restore(newer, desk)):
        with pytest.raises(KioskError) as fault:
            work()
        assert fault.value.code == "desk.newer"
    assert desk.database.read_bytes() == before
    assert not list(desk.path.glob("before-restore-*"))
