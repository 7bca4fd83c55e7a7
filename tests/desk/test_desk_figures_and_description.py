"""What machines read of a desk: its figures, its description; and whose word it takes for where a request is from."""

from __future__ import annotations

import asyncio
import threading
import traceback

import pytest
from desk_support import PASSWORD, card, served
from jsonschema import Draft202012Validator
from yarl import URL

from kiosk.desk.auth.roles import ROUTES, Door
from kiosk.desk.web.shapes import SHAPES
from kiosk.desk.web.trust import Trust, networks, within
from kiosk.errors import InputError

HERE = networks(["127.0.0.1"])


def run(folder, talk, **options):
    async def all_of_it():
        async with served(folder, **options) as desk:
            await talk(desk)

    asyncio.run(all_of_it())


async def told(client, at, **headers):
    async with client.get(at, headers=headers) as answer:
        return answer.status, await answer.text()


def test_figures_count_and_name_nobody(tmp_path):
    async def talk(desk):
        door, ann = await desk.kiosk("door"), await desk.page("ann")
        await door.say("ask", key="key-0001", card=card())
        await ann.hear("offered")
        status, text = await told(await desk.client(), f"{desk.at}/metrics")
        assert status == 200
        assert 'balie_desk_lines{kind="kiosk"} 1.0' in text
        assert 'balie_desk_staff{presence="available"} 1.0' in text
        assert 'balie_desk_requests_total{route="/api/session",status="200"} 1.0' in text
        open_ = [line for line in text.splitlines() if line.startswith("balie_desk_asks{") and line.endswith(" 1.0")]
        assert len(open_) == 1
        assert not any(word in text for word in ("ann", "door", "haverdrank"))

    run(tmp_path, talk)


def test_figures_are_for_the_networks_that_are_named(tmp_path):
    async def talk(desk):
        status, text = await told(await desk.client(), f"{desk.at}/metrics")
        assert (status, "desk.scraper" in text) == (403, True)

    run(tmp_path, talk, trust=Trust(scrapers=networks(["10.0.0.0/8"])))


def test_a_proxy_that_is_trusted_tells_who_sends_and_how(tmp_path):
    async def guess(client, at, forwarded):
        headers = {"X-Forwarded-For": forwarded, "X-Forwarded-Proto": "https", "X-Forwarded-Host": "desk.example"}
        sent = {"name": "".join(each for each in forwarded if each.isalnum()), "password": "x"}
        async with client.post(f"{at}/api/session", json=sent, headers=headers) as said:
            return said.status

    async def trusted(desk):
        client = await desk.client()
        one = [await guess(client, desk.at, f"198.51.100.{n}, 203.0.113.9") for n in range(9)]
        assert one == [401] * 8 + [429], "who is nearest to the proxy counts, not what they say of themselves"
        assert await guess(client, desk.at, "198.51.100.1, 203.0.113.8, 127.0.0.1") == 401, "another address is another"
        same = [await guess(client, desk.at, f"2001:db8:1:2::{n}") for n in range(9)]
        assert same[-1] == 429, "a household has many addresses"
        sent = {"name": "ann", "password": PASSWORD}
        headers = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "desk.example", "Origin": "https://desk.example"}
        async with client.post(f"{desk.at}/api/session", json=sent, headers=headers) as answer:
            assert (answer.status, answer.cookies["desk"]["secure"]) == (200, True)
        for origin in ("http://desk.example", "https://desk.example:8443"):
            async with client.get(f"{desk.at}/api/session", headers=headers | {"Origin": origin}) as answer:
                assert (await answer.json())["error"]["code"] == "desk.origin"

    async def unknown(desk):
        client = await desk.client()
        assert [await guess(client, desk.at, f"203.0.113.{n}") for n in range(9)][-1] == 429

    run(tmp_path, trusted, trust=Trust(proxies=HERE))
    run(tmp_path, unknown)


def test_networks():
    assert within("::ffff:10.1.2.3", networks(["10.0.0.0/8"]))
    assert within("fe80::1%eth0", networks(["fe80::/10"]))
    assert not within("nowhere", HERE)
    assert not within(None, HERE)
    with pytest.raises(InputError, match="no network"):
        networks(["10.0.0.0/99"])


def test_the_description_has_every_route_and_every_message(tmp_path):
    async def talk(desk):
        client = await desk.client()
        async with client.get(f"{desk.at}/openapi.json") as answer:
            told = await answer.json()
        assert told["openapi"] == "3.1.0"
        described = {(method.upper(), path) for path, methods in told["paths"].items() for method in methods}
        assert described == {(route.method, route.path) for route in ROUTES}
        for route in ROUTES:
            operation = told["paths"][route.path][route.method.lower()]
            assert operation["summary"].endswith("."), f"{route.name}: its handler says what it does"
            assert bool(operation["security"]) is (route.who not in {Door.ANYONE, Door.SCRAPER})
        assert {route.name for route in ROUTES} >= SHAPES.keys()
        everything = {"$ref": "#/components/schemas/FromKiosk", "components": told["components"]}
        Draft202012Validator.check_schema(everything)
        message = Draft202012Validator(everything)
        assert message.is_valid({"type": "ask", "key": "key-0001", "card": card()})
        assert not message.is_valid({"type": "ask", "key": "key-0001"})

    run(tmp_path, talk)


def test_what_nobody_serves_is_refused_like_all_else(tmp_path):
    async def talk(desk):
        client = await desk.client()
        for method, path, status, code in (
            ("GET", "/nothing", 404, "desk.no-route"),
            ("PUT", "/api/session", 405, "desk.method"),
            ("POST", "/api/session", 413, "desk.too-long"),
        ):
            body = b"x" * 20_000 if status == 413 else None
            headers = {"Content-Type": "application/json"}
            async with client.request(method, desk.at + path, data=body, headers=headers) as answer:
                assert (answer.status, (await answer.json())["error"]["code"]) == (status, code)
                assert answer.headers["X-Content-Type-Options"] == "nosniff"

    run(tmp_path, talk)


def tried(operation, session):
    """The statuses of three requests of each kind; `AssertionError` for an answer that is not as described."""
    import hypothesis
    from schemathesis import checks

    held = [
        checks.not_a_server_error,
        checks.status_code_conformance,
        checks.content_type_conformance,
        checks.response_schema_conformance,
        checks.negative_data_rejection,
    ]
    statuses = set()

    @hypothesis.settings(
        max_examples=3, deadline=None, database=None, suppress_health_check=list(hypothesis.HealthCheck)
    )
    @hypothesis.seed(7)
    @hypothesis.given(case=operation.as_strategy())
    def holds(case):
        statuses.add(case.call_and_validate(cookies={"desk": session}, checks=held).status_code)

    holds()
    return statuses


def test_schemathesis_finds_nothing(tmp_path):
    """Three requests of each kind a route; more: `schemathesis run`, as docs/developers/desk-api.md tells."""
    schemathesis = pytest.importorskip("schemathesis")

    class Clock:
        """So fast that no limit slows anybody down, and so slow that no session is over."""

        at = 1_800_000_000.0

        def __call__(self):
            self.at += 0.2
            return self.at

    ready, over, there, faults = threading.Event(), threading.Event(), {}, {}
    statuses = {}

    async def serve(desk):
        client = await desk.signed_in("supervisor")
        there["at"], there["session"] = desk.at, client.cookie_jar.filter_cookies(URL(desk.at))["desk"].value
        ready.set()
        await asyncio.to_thread(over.wait)

    thread = threading.Thread(target=run, args=(tmp_path, serve), kwargs={"now": Clock(), "tick_s": 3600.0})
    thread.start()
    try:
        assert ready.wait(30)
        schema = schemathesis.openapi.from_url(f"{there['at']}/openapi.json")
        for found in schema.get_all_operations():
            operation = found.ok()
            if operation.label in {"DELETE /api/session", "GET /ws/kiosk", "GET /ws/staff"}:
                continue
            try:
                statuses[operation.label] = tried(operation, there["session"])
            except (AssertionError, BaseExceptionGroup) as fault:
                faults[operation.label] = "".join(traceback.format_exception(fault, limit=0))[:1500]
    finally:
        over.set()
        thread.join(30)
    assert not faults, "\n".join(f"{label}\n{fault}" for label, fault in faults.items())
    for label in ("GET /api/staff", "GET /api/kiosks", "GET /api/audit", "POST /api/enrolments", "GET /health"):
        assert statuses[label] & {200, 201}, f"{label} was let in"
