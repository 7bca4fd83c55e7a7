"""The reference server speaks as its description says, and the contract test tells good servers from bad ones."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import yaml
from answers_support import STORE
from jsonschema import Draft202012Validator, FormatChecker
from typer.testing import CliRunner

from kiosk.cli import build
from kiosk.resources import config_dir
from kiosk.settings import Store
from kiosk.simulation.store_server import Fault, StoreServer
from kiosk.simulation.store_tables import StoreTables
from kiosk.store.contract import Contract, Finding, Samples
from kiosk.store.mapping import BackEndFile

DESCRIPTION = yaml.safe_load((config_dir() / "store-openapi.yaml").read_text(encoding="utf-8"))
SAMPLES = Samples("milk", "204518", "appointment", books=True)
WEDNESDAY = datetime(2026, 3, 11, 13, 0, tzinfo=UTC)


def schema_of(template: str, method: str, status: int) -> dict[str, Any]:
    """The schema of an answer; only of one that the description has."""
    operation = DESCRIPTION["paths"][template][method]
    answer = operation["responses"][str(status)]
    if "$ref" in answer:
        answer = DESCRIPTION["components"]["responses"][answer["$ref"].rsplit("/", 1)[1]]
    schema: dict[str, Any] = {
        **answer["content"]["application/json"]["schema"],
        "components": DESCRIPTION["components"],
    }
    return schema


def refs(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        yield from (str(value) for name, value in node.items() if name == "$ref")
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    for child in children:
        yield from refs(child)


def test_the_description_is_whole() -> None:
    assert DESCRIPTION["openapi"].startswith("3.1")
    for ref in set(refs(DESCRIPTION)):
        here: Any = DESCRIPTION
        for part in ref.removeprefix("#/").split("/"):
            here = here[part]
    for schema in DESCRIPTION["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_every_thing_that_the_kiosk_asks_is_described() -> None:
    """The paths of the simple protocol, with what is filled in, are those of the description."""
    mapping = BackEndFile()
    for kind in ("price", "stock", "orders", "slots", "bookings"):
        endpoint = getattr(mapping, kind)
        operation = DESCRIPTION["paths"][endpoint.path][endpoint.method.lower()]
        described = {each["name"] for each in operation.get("parameters", ()) if each["in"] == "query"}
        assert set(endpoint.query) == described, kind
    body = DESCRIPTION["components"]["schemas"]["Booking"]["properties"]
    assert set(mapping.bookings.body) == set(body)


BOOKING = {"service": "appointment", "start": "2026-03-13T15:30:00+01:00"}
CALLS = [
    ("GET", "/products/milk/price", "/products/{product}/price", None, "", 200),
    ("GET", "/products/unicorn/price", "/products/{product}/price", None, "", 404),
    ("GET", "/products/milk/stock", "/products/{product}/stock", None, "", 200),
    ("GET", "/orders/204518", "/orders/{order}", None, "", 200),
    ("GET", "/orders/204519", "/orders/{order}", None, "", 200),
    ("GET", "/orders/1", "/orders/{order}", None, "", 404),
    ("GET", "/slots?service=appointment&from=2026-03-11&until=2026-03-24", "/slots", None, "", 200),
    ("GET", "/slots?service=appointment&from=soon&until=later", "/slots", None, "", 422),
    ("POST", "/bookings", "/bookings", BOOKING, "k-one-of-them", 201),
    ("POST", "/bookings", "/bookings", BOOKING, "k-another-one", 409),
    ("POST", "/bookings", "/bookings", BOOKING, "", 400),
    ("POST", "/bookings", "/bookings", {"service": "appointment"}, "k-a-third-one", 422),
]


def test_the_reference_server_answers_as_described() -> None:
    tables = StoreTables(STORE, lambda: WEDNESDAY)
    for method, target, template, body, key, status in CALLS:
        got, data = tables.answer(method, target, json.dumps(body).encode() if body else b"", key)
        assert got == status, (target, data)
        schema = schema_of(template, method.lower(), status)
        Draft202012Validator(schema, format_checker=FormatChecker()).validate(json.loads(json.dumps(data)))


def test_a_booking_with_the_same_key_is_made_once() -> None:
    tables = StoreTables(STORE, lambda: WEDNESDAY)
    body = json.dumps(BOOKING).encode()
    answers = [tables.answer("POST", "/bookings", body, "k-one-of-them") for _ in range(3)]
    assert tables.bookings == 1
    assert answers[0] == answers[2]
    free = tables.answer("GET", "/slots?service=appointment&from=2026-03-13&until=2026-03-13")[1]["slots"]
    assert BOOKING["start"] not in [slot["start"] for slot in free]


def findings(*faults: Fault, mapping: BackEndFile | None = None, samples: Samples = SAMPLES) -> dict[str, Finding]:
    with StoreServer(STORE, faults) as server:
        settings = Store(backend_url=server.start(), backend_timeout_s=2)
        return {found.what: found for found in Contract(settings, mapping or BackEndFile()).run(samples)}


def test_the_reference_server_passes_its_own_test() -> None:
    found = findings()
    assert [each.what for each in found.values() if not each.ok] == []
    assert len(found) == 12
    assert found["bookings: never twice"].found == "the same booking"


@pytest.mark.parametrize(
    ("fault", "what", "told"),
    [
        (Fault("price", status=500), "price of milk", "answered 500"),
        (Fault("stock", body='{"stock": -1, "at": "2099-01-01T00:00:00+00:00"}'), "stock of milk", "makes no sense"),
        (Fault("price", body='{"price_eur": 1, "at": "2020-01-01T00:00:00+00:00"}'), "price of milk", "is of 2020"),
        (Fault("orders", body='{"state": "packed"}'), "orders of 204518", "none that is known"),
        (Fault("bookings", status=500), "book", "answered 500"),
    ],
)
def test_what_is_wrong_is_told_with_how_to_mend_it(fault: Fault, what: str, told: str) -> None:
    wrong = [each for each in findings(fault).values() if each.ok is False]
    assert wrong[0].what.startswith(what)
    assert told in wrong[0].found
    assert wrong[0].remedy
    assert wrong[0].ms is not None


def test_a_server_that_books_twice_is_found_out() -> None:
    again = [Fault("bookings", status=201, body=f'{{"reference": "K{number}"}}') for number in range(2)]
    found = findings(*again)
    assert found["bookings: never twice"].ok is False


def test_an_answer_that_tells_of_a_person_is_found_out() -> None:
    told = Fault("orders", body='{"state": "ready", "customer_name": "E. Jansen"}')
    found = findings(told, told)["orders: privacy"]
    assert found.ok is False
    assert "Jansen" not in found.found


def test_nothing_is_booked_without_leave() -> None:
    with StoreServer(STORE) as server:
        settings = Store(backend_url=server.start(), backend_timeout_s=2)
        list(Contract(settings, BackEndFile()).run(Samples("milk", "204518", "appointment")))
        assert server.tables.bookings == 0


def test_the_command_prints_one_document_and_ends_with_1_on_a_fault() -> None:
    with StoreServer(STORE, [Fault("stock", status=500)]) as server:
        asked = ["store", "test", server.start(), "--store", str(STORE), "--service", "appointment", "--json"]
        result = CliRunner().invoke(build(), asked)
    document = json.loads(result.stdout)
    assert (result.exit_code, document["ok"]) == (1, False)
    assert [each["what"] for each in document["findings"] if each["ok"] is False] == ["stock of milk"]
