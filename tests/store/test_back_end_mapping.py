"""A back end of any shape, by its mapping: where things are, how they are written, who asks, and what is refused."""

from __future__ import annotations

import json
import shutil
import stat
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from kiosk.checks import back_end
from kiosk.checks.inspection import Inspection
from kiosk.configuration.layers import Layers, Places
from kiosk.errors import InputError, KioskError
from kiosk.faults import FaultyInputError
from kiosk.resources import config_dir
from kiosk.settings import Settings, Store
from kiosk.store import mapping
from kiosk.store.auth import Signer, Tokens
from kiosk.store.call import Response
from kiosk.store.client import StoreClient
from kiosk.store.mapping import BackEndFile
from kiosk.store.reading import Reader
from kiosk.store.secrets import secret
from kiosk.store.told import Appointment

NOW = datetime(2026, 3, 11, 13, 0, tzinfo=UTC)
OTHERS = BackEndFile.model_validate(
    {
        "dates": "%d-%m-%Y %H:%M",
        "timezone": "Europe/Amsterdam",
        "price": {"path": "/v2/items?sku={product}", "value": "data.items[0].amount", "unit": "cent", "at": ""},
        "stock": {"path": ""},
        "orders": {
            "path": "/v2/sales/{order}",
            "state": "sale.status",
            "states": {"ready": ["PICKABLE", "WAITING"], "cancelled": ["VOID"]},
            "place": "sale.desk",
            "pickup": "",
            "ready_at": "sale.when",
        },
    }
)


def came(body: object, status: int = 200) -> Response:
    return Response(status, json.dumps(body).encode(), NOW)


def test_values_are_found_by_path_and_converted() -> None:
    reader = Reader(OTHERS, 900)
    assert reader.price(came({"data": {"items": [{"amount": 129}]}})) == 1.29
    told = {"sale": {"status": "WAITING", "desk": "service-desk", "when": "11-03-2026 16:30", "buyer": "E. Jansen"}}
    order = reader.order(came(told))
    assert (order.state, order.place, order.pickup) == ("ready", "service-desk", "")
    assert order.ready_at is not None
    assert order.ready_at.astimezone(UTC) == datetime(2026, 3, 11, 15, 30, tzinfo=UTC)
    assert "Jansen" not in repr(order)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"data": {"items": []}}, 200, "store.malformed"),
        ({"data": {"items": [{"amount": True}]}}, 200, "store.malformed"),
        ({"data": {"items": [{"amount": "many"}]}}, 200, "store.malformed"),
        ([1], 200, "store.malformed"),
        ({}, 404, "store.unknown"),
        ({}, 410, "store.unknown"),
        ({}, 409, "store.taken"),
        ({}, 500, "store.status"),
    ],
)
def test_what_makes_no_sense_is_a_code(body: object, status: int, code: str) -> None:
    with pytest.raises(KioskError) as fault:
        Reader(OTHERS, 900).price(came(body, status))
    assert fault.value.code == code


def test_nesting_without_end_is_a_code() -> None:
    with pytest.raises(KioskError) as fault:
        Reader(OTHERS, 900).price(Response(200, b"[" * 60_000, NOW))
    assert fault.value.code == "store.malformed"


def test_a_value_of_a_time_to_come_is_not_told_as_fresh() -> None:
    reader = Reader(BackEndFile.model_validate({"dates": "%H:%M %d-%m-%Y", "timezone": "UTC"}), 900)
    assert reader.price(came({"price_eur": 2, "at": "13:04 11-03-2026"})) == 2.0
    with pytest.raises(KioskError, match="yet to come"):
        reader.price(came({"price_eur": 2, "at": "14:00 11-03-2026"}))


def test_the_time_that_something_on_the_way_kept_an_answer_counts() -> None:
    reader = Reader(BackEndFile.model_validate({"price": {"at": ""}}), 900)
    kept = Response(200, b'{"price_eur": 2}', NOW, {"Age": "899"})
    assert reader.price(kept) == 2.0
    with pytest.raises(KioskError) as fault:
        reader.price(replace(kept, headers={"Age": "901"}))
    assert fault.value.code == "store.stale"


@pytest.mark.parametrize(
    ("dates", "written"), [("unix", 1773234000), ("unix_ms", 1773234000000), ("iso", "2026-03-11T14:00:00+01:00")]
)
def test_times_are_read_as_the_mapping_says(dates: str, written: object) -> None:
    reader = Reader(BackEndFile(dates=dates), 900)
    assert reader.price(came({"price_eur": 2, "at": written})) == 2.0
    with pytest.raises(KioskError, match="makes no sense"):
        reader.price(came({"price_eur": 2, "at": "soon"}))


def test_a_state_that_nobody_knows_is_not_told() -> None:
    with pytest.raises(KioskError, match="none that is known"):
        Reader(OTHERS, 900).order(came({"sale": {"status": "ready"}}))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[price]\npath = "/p/{sku}"', "{product}"),
        ('[price]\nvalue = "a..b"', "no path into JSON"),
        ('[auth]\nkind = "bearer"\nsecret = "hunter2"', "never the secret itself"),
        ('[auth]\nkind = "oauth"\nsecret = "env:X"', "needs token_url and client_id"),
        ('[auth]\nkind = "bearer"', "needs secret"),
        ('timezone = "Utrecht"', "no time zone"),
        ('[orders]\nnumber = "("', "no regular expression"),
        ('[price]\npth = "/p"', "path"),
    ],
)
def test_a_faulty_mapping_is_told_by_its_place(text: str, told: str, tmp_path: Any) -> None:
    (tmp_path / "backend.toml").write_text(text, encoding="utf-8")
    with pytest.raises(FaultyInputError) as fault:
        mapping.load(tmp_path)
    assert told in str(fault.value)
    assert "backend.toml" in str(fault.value)


def test_kiosk_check_tells_of_the_mapping_and_of_what_the_store_needs_of_it(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "shop"
    shutil.copytree(config_dir() / "bare-store", store)
    file = store / "knowledge" / "en.toml"
    entry = (
        '[[entry]]\nid = "order"\ntitle = "Order"\naction = "order"\nphrasings = ["where is my order", "my order"]\n'
    )
    file.write_text(f"{file.read_text(encoding='utf-8')}\n{entry}", encoding="utf-8")
    told = '[auth]\nkind = "bearer"\nsecret = "env:NOT_THERE"\n[orders]\npath = ""\n'
    (store / "backend.toml").write_text(told, encoding="utf-8")
    monkeypatch.delenv("NOT_THERE", raising=False)
    seen = Inspection(Layers(store, ()), Places(config_dir()), Settings())
    back_end.check(seen)
    assert [(fault.code, fault.line) for fault in seen.faults] == [("store.secret", 3), ("store.needed", 5)]


def test_a_secret_is_in_the_environment_or_in_a_file_of_its_own(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_KEY", "hunter2")
    assert (secret("env:SHOP_KEY"), secret("")) == ("hunter2", "")
    file = tmp_path / "key"
    file.write_text("hunter3\n", encoding="utf-8")
    file.chmod(stat.S_IRUSR)
    assert secret(f"file:{file}") == "hunter3"
    file.chmod(0o644)
    for place in (f"file:{file}", "env:NOT_THERE", f"file:{tmp_path}/none"):
        with pytest.raises(InputError) as fault:
            secret(place)
        assert fault.value.code == "store.secret"
        assert "hunter" not in str(fault.value)


class Shop:
    """A server that notes what it is asked and answers from a list; the last answer goes on."""

    def __init__(self, *answers: tuple[int, Mapping[str, str], object]) -> None:
        self.answers, self.asked = list(answers), list[tuple[str, str, Mapping[str, str], bytes]]()
        shop = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                shop.asked.append((self.command, self.path, dict(self.headers), body))
                status, headers, data = shop.answers.pop(0) if len(shop.answers) > 1 else shop.answers[0]
                if not status:
                    self.close_connection = True
                    return
                out = json.dumps(data).encode()
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(out))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(out)

            do_POST = do_GET  # noqa: N815 - the library's name

            def log_message(self, *_args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def shops() -> Iterator[Any]:
    opened: list[Shop] = []

    def start(*answers: tuple[int, Mapping[str, str], object]) -> Shop:
        opened.append(Shop(*answers))
        return opened[-1]

    yield start
    for shop in opened:
        shop.close()


def fresh(**more: object) -> dict[str, object]:
    return {"at": datetime.now(UTC).isoformat(), **more}


def client(shop: Shop, **asked: object) -> StoreClient:
    settings = Store(backend_url=shop.url, backend_timeout_s=5)
    return StoreClient(settings, mapping=BackEndFile.model_validate({"stock": {"path": ""}, **asked}))


@pytest.mark.parametrize(
    ("auth", "header", "query"),
    [
        ({"kind": "header", "name": "X-Key"}, ("X-Key", "hunter2"), ""),
        ({"kind": "bearer"}, ("Authorization", "Bearer hunter2"), ""),
        ({"kind": "query", "name": "key"}, ("Accept", "application/json"), "?key=hunter2"),
    ],
)
def test_who_asks_is_told_as_the_mapping_says(
    auth: dict[str, str], header: tuple[str, str], query: str, shops: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_KEY", "hunter2")
    shop = shops((200, {}, fresh(price_eur=1.5)))
    with client(shop, auth={**auth, "secret": "env:SHOP_KEY"}) as asking:
        assert asking.look_up("milk").wait().price_eur == 1.5
    _, path, headers, _ = shop.asked[0]
    assert (headers[header[0]], path) == (header[1], f"/products/milk/price{query}")


def test_a_key_in_the_address_shows_in_no_fault(monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    monkeypatch.setenv("SHOP_KEY", "hunter2")
    asked = BackEndFile.model_validate({"auth": {"kind": "query", "name": "key", "secret": "env:SHOP_KEY"}})
    with StoreClient(Store(backend_url="http://127.0.0.1:1", backend_timeout_s=2), mapping=asked) as asking:
        lookup = asking.look_up("milk")
        assert set(lookup.wait().faults.values()) == {"store.unreachable"}
        faults = [str(call.exception()) for call in lookup._calls.values()]
    assert "refused" in faults[0]
    assert "hunter2" not in "".join(faults) + caplog.text


def test_a_token_is_kept_until_it_ends_and_renewed_when_it_is_refused(
    shops: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_KEY", "hunter2")
    gate = shops(*((200, {}, {"access_token": f"t{number}", "expires_in": 3600}) for number in range(1, 4)))
    shop = shops(
        (200, {}, fresh(price_eur=1)), (200, {}, fresh(price_eur=2)), (401, {}, {}), (200, {}, fresh(price_eur=3))
    )
    auth = {"kind": "oauth", "secret": "env:SHOP_KEY", "client_id": "balie", "token_url": f"{gate.url}/token"}
    with client(shop, auth=auth) as asking:
        assert [asking.look_up("milk").wait().price_eur for _ in range(3)] == [1, 2, 3]
    assert [headers["Authorization"] for *_, headers, _ in shop.asked] == ["Bearer t1"] * 3 + ["Bearer t2"]
    assert [body for *_, body in gate.asked] == [b"grant_type=client_credentials"] * 2


@pytest.mark.parametrize("token", ["t\u20acn", "a\nX-More: b", 7, ""], ids=["letters", "line break", "number", "none"])
def test_a_token_that_no_header_can_carry_is_none(token: object, shops: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_KEY", "hunter2")
    gate, shop = shops((200, {}, {"access_token": token})), shops((200, {}, fresh(price_eur=1)))
    auth = {"kind": "oauth", "secret": "env:SHOP_KEY", "client_id": "balie", "token_url": gate.url}
    with client(shop, auth=auth) as asking:
        assert asking.look_up("milk").wait().faults == {"price": "store.token"}
    assert shop.asked == []


def test_a_secret_that_no_header_can_carry_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_KEY", "hunter2\nhunter3")
    with pytest.raises(InputError, match="line breaks") as fault:
        Signer(mapping.Auth(kind="bearer", secret="env:SHOP_KEY"))
    assert "hunter" not in str(fault.value)


def test_an_address_that_is_none_is_nobody_there() -> None:
    with StoreClient(Store(backend_url="http://shop..example", backend_timeout_s=2)) as asking:
        assert set(asking.look_up("milk").wait().faults.values()) == {"store.unreachable"}


def test_a_token_is_renewed_before_it_ends(shops: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_KEY", "hunter2")
    gate = shops(
        (200, {}, {"access_token": "t1", "expires_in": 100}), (200, {}, {"access_token": "t2", "expires_in": 100})
    )
    now = [0.0]
    auth = mapping.Auth(kind="oauth", secret="env:SHOP_KEY", client_id="balie", token_url=gate.url)
    tokens = Tokens(auth, lambda: now[0])
    assert [tokens.token(2), tokens.token(2)] == ["t1", "t1"]
    now[0] = 71.0
    assert tokens.token(2) == "t2"


AGAIN = [(502, {}, {}), (503, {"Retry-After": "0"}, {}), (429, {"Retry-After": "0"}, {}), (0, {}, {})]


@pytest.mark.parametrize("first", AGAIN, ids=["on the way", "says when", "too often", "connection lost"])
def test_what_fails_in_passing_is_asked_again(first: tuple[int, dict[str, str], object], shops: Any) -> None:
    shop = shops(first, (200, {}, fresh(price_eur=2)))
    with client(shop) as asking:
        assert asking.look_up("milk").wait().price_eur == 2
    assert len(shop.asked) == 2


@pytest.mark.parametrize("status", [500, 503, 400])
def test_what_will_not_pass_is_asked_once(status: int, shops: Any) -> None:
    shop = shops((status, {}, {}))
    with client(shop) as asking:
        assert asking.look_up("milk").wait().faults == {"price": "store.status"}
    assert len(shop.asked) == 1


def test_a_booking_whose_answer_was_lost_is_sent_again_with_its_key(shops: Any) -> None:
    shop = shops((0, {}, {}), (201, {}, {"reference": "K1"}))
    wanted = Appointment("appointment", datetime(2026, 3, 13, 15, 30, tzinfo=UTC), "a-key-of-its-own")
    with client(shop) as asking:
        assert asking.book(wanted).wait().reference == "K1"
    assert [headers["Idempotency-Key"] for *_, headers, _ in shop.asked] == ["a-key-of-its-own"] * 2
    assert json.loads(shop.asked[1][3]) == {"service": "appointment", "start": "2026-03-13T15:30:00+00:00"}


def test_what_was_told_before_is_told_with_its_time_and_only_where_that_is_allowed(shops: Any) -> None:
    answers = ((200, {}, fresh(price_eur=2)), (500, {}, {}))
    kept, forgotten = shops(*answers), shops(*answers)
    for shop, seconds, known in ((kept, 600.0, 2.0), (forgotten, 0.0, None)):
        settings = Store(backend_url=shop.url, backend_timeout_s=5, backend_as_of_s=seconds)
        asked = BackEndFile.model_validate({"stock": {"path": ""}})
        with StoreClient(settings, mapping=asked) as asking:
            asking.look_up("milk").wait()
            live = asking.look_up("milk").wait()
        assert live.price_eur is None, "an old price is told as one of now"
        assert (live.earlier["price"].value if live.earlier else None) == known


def test_the_days_of_free_times_stand_in_the_query(shops: Any) -> None:
    shop = shops((200, {}, {"slots": [{"start": "2026-03-13T16:00:00+01:00"}, {"start": "2026-03-12T11:00:00+01:00"}]}))
    with client(shop) as asking:
        told = asking.times("appointment", date(2026, 3, 11), date(2026, 3, 24)).wait()
    assert [start.day for start in told.starts] == [12, 13]
    assert shop.asked[0][1] == "/slots?service=appointment&from=2026-03-11&until=2026-03-24"
