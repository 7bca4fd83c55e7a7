"""A desk that serves: its folder, certificate, first password, the kiosk beside it, and what stands in its way."""

from __future__ import annotations

import asyncio
import socket
import ssl
import stat

import aiohttp
import pytest
from desk_support import PASSWORD

from kiosk.desk.auth import certificate, joining, reach
from kiosk.desk.auth.first_start import own_kiosk, readable_password
from kiosk.desk.auth.roles import Role
from kiosk.desk.auth.staff_accounts import Newcomer
from kiosk.desk.messages.protocol import VERSION
from kiosk.desk.node.rights_watch import RightsWatch
from kiosk.desk.serving import serving
from kiosk.desk.storage.folder import Folder, token_in, write_private
from kiosk.errors import InputError, KioskError
from kiosk.settings import Desk


def desk(folder, **more):
    return Desk(**{"dir": folder / "desk", "host": "127.0.0.1", "port": 0} | more)


def pinned(node):
    return aiohttp.Fingerprint(certificate.digest(node.served.fingerprint))


def refused(settings, code):
    async def tried():
        async with serving(settings):
            pytest.fail("it serves")

    with pytest.raises(KioskError) as fault:
        asyncio.run(tried())
    assert fault.value.code == code
    assert fault.value.remedy


def test_the_first_start_makes_what_is_needed_and_the_second_keeps_it(tmp_path):
    async def first():
        async with serving(desk(tmp_path), first=True) as node:
            asked = {"name": "admin", "password": node.password}
            at = f"{node.served.url}/api/session"
            async with aiohttp.ClientSession() as client, client.post(at, json=asked, ssl=pinned(node)) as answer:
                assert (answer.status, (await answer.json())["role"]) == (200, "supervisor")
                assert answer.cookies["desk"]["secure"], "the cookie goes over TLS alone"
            assert Folder(tmp_path / "desk").running() == node.served
            await own_kiosk(node.hub.enrolment, "door", tmp_path / "token", node.hub.now())
            return node.served.fingerprint

    async def second():
        async with serving(desk(tmp_path), first=True) as node:
            assert node.password is None, "it is told once"
            before = token_in(tmp_path / "token")
            await own_kiosk(node.hub.enrolment, "door", tmp_path / "token", node.hub.now())
            assert token_in(tmp_path / "token") == before
            await node.hub.enrolment.revoke("door", "test", node.hub.now())
            with pytest.raises(KioskError, match="revoked"):
                await own_kiosk(node.hub.enrolment, "door", tmp_path / "token", node.hub.now())
            return node.served.fingerprint

    assert asyncio.run(first()) == asyncio.run(second())
    assert Folder(tmp_path / "desk").running() is None
    for name in ("desk.sqlite", "key.pem", "certificate.pem", "numbers.key"):
        assert stat.S_IMODE((tmp_path / "desk" / name).stat().st_mode) == 0o600, name


def test_what_stands_in_the_way_is_told_with_a_remedy(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        refused(desk(tmp_path, port=taken.getsockname()[1]), "desk.port")
    refused(desk(tmp_path, host="192.0.2.77"), "desk.host")
    (tmp_path / "file").write_text("no folder")
    refused(desk(tmp_path, dir=tmp_path / "file"), "desk.folder")
    with (tmp_path / "desk" / "desk.sqlite").open("r+b") as database:
        database.write(b"something else")
    refused(desk(tmp_path), "desk.damaged")
    (tmp_path / "desk" / "certificate.pem").write_text("no certificate")
    refused(desk(tmp_path), "desk.certificate")
    folder = Folder(tmp_path / "desk")
    with folder.held(alone=False), folder.held(alone=False):
        write_private(folder.served, '{"url": "https://desk", "fingerprint": "", "pid": 1, "since": 0.0}')
        assert folder.running().url == "https://desk"
    assert folder.running() is None
    with folder.held():
        refused(desk(tmp_path), "desk.running")


def test_the_certificate_names_the_machine_and_is_what_is_served(tmp_path):
    folder = Folder(tmp_path)
    folder.open()
    certificate.own(folder, 1_800_000_000.0)
    before = folder.certificate.read_bytes()
    certificate.own(folder, 1_900_000_000.0)
    assert folder.certificate.read_bytes() == before, "browsers and kiosks know this one"
    context = certificate.context(folder.certificate, folder.key)
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    shown = certificate.fingerprint(folder.certificate)
    for copied in (shown, shown.lower().replace(":", ""), f" {shown.replace(':', ' ')} "):
        assert certificate.digest(copied).hex(":").upper() == shown
    assert {"localhost", "127.0.0.1", socket.gethostname()} <= set(certificate.machine_names())
    with pytest.raises(KioskError, match="fingerprint"):
        certificate.digest("AB:CD")


def test_passwords_can_be_read_out_and_are_not_alike():
    made = {readable_password() for _ in range(50)}
    assert len(made) == 50
    assert all(len(each) == 24 and each.replace("-", "").isalpha() and each.islower() for each in made)


@pytest.mark.parametrize(
    "url",
    ["https://[::1", "https://desk:port", "https://desk:99999", "https://ann:secret@desk", "ftp://desk", "https://"],
)
def test_what_is_no_address_of_a_desk_is_told(tmp_path, url):
    with pytest.raises(InputError, match="no address of a desk"):
        asyncio.run(joining.join(url, "AAAA-BBBB-CCCC", "", Folder(tmp_path), None))


def test_a_kiosk_elsewhere_joins_by_a_code_and_a_fingerprint(tmp_path, monkeypatch):
    monkeypatch.setattr(joining, "data_dir", lambda: tmp_path)
    (tmp_path / "device.toml").write_text("# measured here\n[hearing]\necho_ms = 41.5\n")
    (tmp_path / "device.toml").chmod(0o600)
    here = Folder(tmp_path / "here")

    async def talk():
        async with serving(desk(tmp_path)) as node:
            code = await node.hub.enrolment.make_code("entrance", "test", node.hub.now())
            at, shown = node.served.url, node.served.fingerprint
            for wanted, sure in (("00" * 32, None), ("", None), ("", lambda _: False)):
                with pytest.raises(KioskError) as fault:
                    await joining.join(at, code, wanted, here, sure)
                assert fault.value.code == "desk.certificate-unknown"
            with pytest.raises(KioskError) as fault:
                await joining.join(at, "AAAA-BBBB-CCCC", shown, here, None)
            assert fault.value.code == "desk.not-joined"
            joined = await joining.join(at, code, "", here, lambda asked: asked == shown)
            assert (joined.kiosk, joined.url, joined.fingerprint) == ("entrance", at, shown)
            assert await node.hub.enrolment.of_token(token_in(here.token)) == "entrance"
            far = Desk(mode="remote", url=at, dir=here.path, name="entrance")
            assert await asyncio.to_thread(reach.why_not_joined, far) == ""
            await node.hub.enrolment.revoke("entrance", "test", node.hub.now())
            assert await asyncio.to_thread(reach.why_not_joined, far) == reach.SHUT
        with pytest.raises(KioskError) as fault:
            await joining.join(at, code, shown, here, None)
        assert fault.value.code == "desk.unreached"

    asyncio.run(talk())
    assert certificate.fingerprint(here.joined)
    written = (tmp_path / "device.toml").read_text()
    assert stat.S_IMODE((tmp_path / "device.toml").stat().st_mode) == 0o600, "it may hold a password"
    assert "# measured here" in written
    assert 'mode = "remote"' in written
    assert 'name = "entrance"' in written


def test_a_right_that_ended_elsewhere_ends_its_lines_here(tmp_path):
    async def talk():
        async with serving(desk(tmp_path, tls=False)) as node, aiohttp.ClientSession() as client:
            hub = node.hub
            await hub.staff.add(Newcomer("ann", "Ann", Role.AGENT, PASSWORD), "test", hub.now())
            token, _ = await hub.staff.sign_in("ann", PASSWORD, hub.now())
            code = await hub.enrolment.make_code("door", "test", hub.now())
            _, kiosk = await hub.enrolment.enrol(code, hub.now())
            page = {"Cookie": f"desk={token}", "Origin": node.served.url}
            ann = await client.ws_connect(f"{node.served.url}/ws/staff", headers=page)
            bearer = {"Authorization": f"Bearer {kiosk}"}
            door = await client.ws_connect(f"{node.served.url}/ws/kiosk", headers=bearer)
            for end, kind in ((ann, "staff-hello"), (door, "kiosk-hello")):
                await end.send_json({"type": kind, "version": VERSION})
                await end.receive()
            assert len(hub.lines.rights()) == 3
            watch = RightsWatch(hub)
            await watch.look()
            assert not ann.closed
            await hub.staff.remove("ann", "the command line", hub.now())
            await hub.enrolment.revoke("door", "the command line", hub.now())
            await watch.look()
            for end in (ann, door):
                while (await asyncio.wait_for(end.receive(), 60)).type is aiohttp.WSMsgType.TEXT:
                    pass
            assert not hub.lines.rights()

    asyncio.run(talk())


@pytest.mark.parametrize("work", ["hub", "watch"])
def test_a_node_that_does_but_half_of_its_work_ends(tmp_path, monkeypatch, work):
    async def fails(*_):
        raise ValueError("what nobody thought of")

    async def life():
        async with serving(desk(tmp_path, tls=False)) as node:
            monkeypatch.setattr(*((node.hub, "look") if work == "hub" else (RightsWatch, "look")), fails)
            await node.serve(asyncio.Event())

    monkeypatch.setattr("kiosk.desk.node.rights_watch.LOOK_S", 0.01)
    with pytest.raises(ValueError, match="nobody thought of"):
        asyncio.run(life())
