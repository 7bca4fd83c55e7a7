"""Who may do what: every route, for everybody who may not; passwords, tokens, codes, cookies, other sites."""

from __future__ import annotations

import asyncio
import itertools
import re
from dataclasses import replace

import cv2
import desk_databases
import numpy as np
import pytest
from aiohttp import WSServerHandshakeError
from desk_support import PASSWORD, QUICK, served
from sqlalchemy import text

from kiosk.desk.auth.enrolment import CODE_S, Enrolment
from kiosk.desk.auth.limits import Limit, Rate
from kiosk.desk.auth.roles import ROUTES, Door, Role
from kiosk.desk.auth.staff_accounts import SESSION_S, Newcomer, Staff
from kiosk.desk.storage.database import migrate, open_database
from kiosk.desk.web.trust import HERE, Trust
from kiosk.errors import InputError, KioskError


def run(folder, talk):
    async def all_of_it():
        async with served(folder) as desk:
            await talk(desk)

    asyncio.run(all_of_it())


def test_every_route_refuses_without_its_role(tmp_path):
    async def talk(desk):
        nobody = await desk.client()
        people = {role: await desk.signed_in(role.value) for role in Role}
        clock = itertools.count(desk.hub.now())
        desk.hub.now = lambda: next(clock)  # nobody is too fast
        for route in ROUTES:
            path = desk.at + re.sub(r"{\w+}", "door", route.path)
            options = {"json": {}, "headers": {"Origin": desk.at}}
            if route.who in {Door.ANYONE, Door.SCRAPER}:
                continue
            async with nobody.request(route.method, path, **options) as answer:
                assert answer.status == 401, route
            kiosk_only = route.who is Door.KIOSK
            for role, client in people.items():
                if kiosk_only or role not in route.who:
                    async with client.request(route.method, path, **options) as answer:
                        assert answer.status == (401 if kiosk_only else 403), (route, role)
                        assert (await answer.json())["error"]["remedy"]
        served_ = {(each.method, each.resource.canonical) for each in desk.hub_routes()}
        assert served_ == {(route.method, route.path) for route in ROUTES}, "there is no route beside the table"

    run(tmp_path, talk)


def test_a_role_opens_its_routes(tmp_path):
    async def talk(desk):
        boss = await desk.signed_in("supervisor")
        new = {"name": "cas", "shown": "Cas", "role": "agent", "password": PASSWORD, "languages": ["ko"]}
        async with boss.post(f"{desk.at}/api/staff", json=new) as answer:
            assert answer.status == 201
        async with boss.post(f"{desk.at}/api/staff", json=new) as answer:
            assert answer.status == 409
        async with (await desk.signed_in("cas")).get(f"{desk.at}/api/session") as answer:
            assert (await answer.json())["languages"] == ["ko"]
        technician = await desk.signed_in("technician")
        async with technician.post(f"{desk.at}/api/enrolments", json={"kiosk": "door"}) as answer:
            code = (await answer.json())["code"]
        stranger = await desk.client()
        async with stranger.post(f"{desk.at}/api/enrol", json={"code": code.lower()}) as answer:
            assert (answer.status, (await answer.json())["kiosk"]) == (201, "door")
        async with stranger.post(f"{desk.at}/api/enrol", json={"code": code}) as answer:
            assert answer.status == 403
        async with technician.get(f"{desk.at}/api/kiosks") as answer:
            assert [each["name"] for each in (await answer.json())["kiosks"]] == ["door"]
        async with boss.get(f"{desk.at}/api/audit") as answer:
            deeds = [(each["who"], each["did"]) for each in (await answer.json())["audit"]]
        assert {("technician", "enrolment-made"), ("door", "enrolled"), ("supervisor", "staff-added")} <= set(deeds)
        async with boss.delete(f"{desk.at}/api/staff/supervisor") as answer:
            assert (await answer.json())["error"]["code"] == "desk.yourself"

    run(tmp_path, talk)


def test_a_colleague_is_changed_and_begins_anew_with_it(tmp_path):
    async def talk(desk):
        boss, ann = await desk.signed_in("supervisor"), await desk.signed_in("ann")
        page = await desk.page("ann", client=ann)
        wish = {"role": "content", "skills": ["sign-nl"], "languages": ["de"]}
        async with boss.patch(f"{desk.at}/api/staff/ann", json=wish) as answer:
            assert answer.status == 204
        with pytest.raises(TypeError):  # its line was shut: what it may see is another now
            await page.hear("refusal")
        async with ann.get(f"{desk.at}/api/session") as answer:
            told = await answer.json()
        assert (told["role"], told["skills"], told["languages"], told["shown"]) == (
            "content",
            ["sign-nl"],
            ["de"],
            "Ann",
        )
        async with boss.patch(f"{desk.at}/api/staff/ann", json={"password": "another sentence"}) as answer:
            assert answer.status == 204
        async with ann.get(f"{desk.at}/api/session") as answer:
            assert answer.status == 401
        stranger = await desk.client()
        for password, status in ((PASSWORD, 401), ("another sentence", 200)):
            async with stranger.post(f"{desk.at}/api/session", json={"name": "ann", "password": password}) as answer:
                assert answer.status == status
        for name, wish, code in (
            ("ann", {"password": "short"}, "desk.password"),
            ("nobody", {"shown": "Nobody"}, "desk.no-staff"),
            ("nobody", {}, "desk.no-staff"),
            ("supervisor", {"role": "agent"}, "desk.yourself"),
        ):
            async with boss.patch(f"{desk.at}/api/staff/{name}", json=wish) as answer:
                assert (await answer.json())["error"]["code"] == code
        async with boss.patch(f"{desk.at}/api/staff/supervisor", json={"password": "a third sentence"}) as answer:
            assert answer.status == 204
        async with boss.get(f"{desk.at}/api/audit") as answer:
            deeds = (await answer.json())["audit"]
        assert [each["did"] for each in deeds if each["who"] == "supervisor"][:3] == [
            *("password-set", "password-set", "staff-changed")
        ]
        assert "sentence" not in str(deeds)

    run(tmp_path, talk)


def test_a_code_for_a_kiosk_is_a_picture_too(tmp_path):
    async def talk(desk):
        technician = await desk.signed_in("technician")
        async with technician.post(f"{desk.at}/api/enrolments", json={"kiosk": "door"}) as answer:
            told = await answer.json()
        assert told["until"] > desk.hub.now() + CODE_S - 60
        rows = np.array([[255 * (sign == "0") for sign in row] for row in told["qr"]], np.uint8)
        read = cv2.QRCodeDetector().detectAndDecode(np.kron(rows, np.ones((8, 8), np.uint8)))[0]
        assert read == told["command"] == f"kiosk desk join {desk.at} {told['code']}"

    run(tmp_path, talk)


def test_every_answer_forbids_what_is_not_its_own_and_the_cookie_is_the_browsers_alone(tmp_path):
    async def talk(desk):
        client = await desk.client()
        for path in ("/health", "/api/session", "/nothing"):
            async with client.get(desk.at + path) as answer:
                policy = answer.headers["Content-Security-Policy"]
                assert policy.startswith("default-src 'self'; ")
                assert "unsafe" not in policy
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
        async with client.post(f"{desk.at}/api/session", json={"name": "ann", "password": PASSWORD}) as answer:
            cookie = answer.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie

    run(tmp_path, talk)


def test_another_site_gets_nothing(tmp_path):
    async def talk(desk):
        ann = await desk.signed_in("ann")
        for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": "http://[::1"}, {}):
            with pytest.raises(WSServerHandshakeError, match="403"):
                await ann.ws_connect(f"{desk.at}/ws/staff", headers=headers)
        async with ann.delete(f"{desk.at}/api/session", headers={"Origin": "https://evil.example"}) as answer:
            assert answer.status == 403
        async with ann.post(f"{desk.at}/api/session", data="name=ann") as answer:
            assert (await answer.json())["error"]["code"] == "desk.request"

    run(tmp_path, talk)


def test_guessing_is_slowed_down(tmp_path):
    async def talk(desk):
        client = await desk.client()
        for last in [401] * 8 + [429]:
            async with client.post(f"{desk.at}/api/session", json={"name": "ann", "password": "guess"}) as answer:
                assert answer.status == last

    run(tmp_path, talk)


def test_who_guesses_keeps_nobody_else_out(tmp_path):
    async def talk():
        async with served(tmp_path, trust=Trust(proxies=HERE)) as desk:
            client, clock = await desk.client(), itertools.count(desk.hub.now(), 1.0)
            desk.hub.now = lambda: next(clock)

            async def sign_in(password, address):
                headers, form = {"X-Forwarded-For": address}, {"name": "ann", "password": password}
                async with client.post(f"{desk.at}/api/session", json=form, headers=headers) as answer:
                    return answer.status

            guesses = [await sign_in("a guess of mine", "192.0.2.7") for _ in range(100)]
            assert 8 < guesses.count(401) < 50
            assert await sign_in(PASSWORD, "192.0.2.8") == 200, "from elsewhere she gets in"

    asyncio.run(talk())


def test_a_limit_fills_again():
    limit = Limit(Rate(burst=2, every_s=10.0))
    assert [limit.take("a", at) for at in (0.0, 0.0, 0.0, 9.9, 10.0, 10.0, 40.0, 40.0, 40.0)] == [
        *(True, True, False, False),
        *(True, False),
        *(True, True, False),
    ]
    assert limit.take("b", 0.0)


def test_the_database_holds_no_secret_and_time_ends_every_right(tmp_path, on_both):
    async def talk():
        engine = open_database(desk_databases.address(tmp_path))
        await migrate(engine)
        staff, kiosks = Staff(engine, QUICK), Enrolment(engine)
        ann = Newcomer("ann", "Ann", Role.AGENT, PASSWORD)
        await staff.add(ann, "test", 0.0)
        with pytest.raises(InputError, match="characters"):
            await staff.add(replace(ann, name="bob", password="short"), "test", 0.0)
        token, person = await staff.sign_in("ann", PASSWORD, 0.0)
        assert await staff.of_token(token, SESSION_S - 1) == person
        assert await staff.of_token(token, SESSION_S) is None
        for name, password in (("ann", "wrong"), ("nobody", PASSWORD)):
            with pytest.raises(KioskError) as refused:
                await staff.sign_in(name, password, 0.0)
            assert refused.value.code == "desk.credentials"
        code = await kiosks.make_code("door", "test", 0.0)
        with pytest.raises(KioskError, match="15 minutes"):
            await kiosks.enrol(code, CODE_S)
        name, kiosk_token = await kiosks.enrol(code, 1.0)
        assert await kiosks.of_token(kiosk_token) == name
        anew = (await kiosks.enrol(await kiosks.make_code("door", "test", 2.0), 2.0))[1]
        assert (await kiosks.of_token(kiosk_token), await kiosks.of_token(anew)) == (None, "door")
        await kiosks.revoke("door", "test", 3.0)
        assert await kiosks.of_token(anew) is None
        async with engine.connect() as connection:
            kept = []
            for table in ("staff", "staff_session", "kiosk", "enrolment", "audit"):
                kept += map(str, (await connection.execute(text(f"SELECT * FROM {table}"))).all())
        for secret in (PASSWORD, token, code.replace("-", ""), kiosk_token, anew):
            assert secret not in "".join(kept)
        await engine.dispose()

    asyncio.run(talk())
