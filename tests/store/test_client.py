"""The store's back end over true HTTP: fast, slow, down, wrong, absent."""

import socket
import threading
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from answers_support import STORE, answerer_with
from support import Stopwatch

from kiosk.settings import Store
from kiosk.simulation.store_server import Fault, StoreServer
from kiosk.store.breaker import Breaker
from kiosk.store.client import StoreClient

WITHIN_S = 0.5
LATE_S = 0.3


@pytest.fixture
def serve():
    """Starts a server with faults and gives a client of it."""
    opened = []

    def start(*faults, **settings):
        server = StoreServer(STORE, faults)
        client = StoreClient(Store(backend_url=server.start(), **{"backend_timeout_s": WITHIN_S, **settings}))
        opened.extend([client, server])
        return server, client

    yield start
    for each in opened:
        each.close()


def test_price_and_stock_come_from_the_server(serve):
    server, client = serve()
    live = client.look_up("milk").wait()
    assert (live.price_eur, live.stock, live.faults) == (1.29, 23, {})
    assert sorted(server.calls) == ["/products/milk/price", "/products/milk/stock"]


def test_both_are_asked_at_once(serve):
    _, client = serve(Fault("price", delay_s=0.3), Fault("stock", delay_s=0.3))
    watch = Stopwatch()
    live = client.look_up("milk").wait()
    assert live.faults == {}
    assert watch.seconds < 0.55 + watch.late_s


BAD = [
    (Fault("stock", delay_s=2.0), "store.timeout"),
    (Fault("stock", status=503), "store.status"),
    (Fault("stock", status=302), "store.status"),
    (Fault("stock", body="<html>"), "store.malformed"),
    (Fault("stock", body='{"stock": "many", "at": "2026-01-01T00:00:00+00:00"}'), "store.malformed"),
    (Fault("stock", body='{"stock": -3, "at": "2099-01-01T00:00:00+00:00"}'), "store.malformed"),
    (Fault("stock", body='{"stock": NaN, "at": "2099-01-01T00:00:00+00:00"}'), "store.malformed"),
    (Fault("stock", body='{"stock": 3, "at": "2099-01-01T00:00:00"}'), "store.malformed"),
    (Fault("stock", body='{"stock": 3}'), "store.malformed"),
    (Fault("stock", body="[1]"), "store.malformed"),
    (Fault("stock", body='{"stock": 3, "at": "2020-01-01T00:00:00+00:00"}'), "store.stale"),
    (Fault("stock", body="x" * 100_000), "store.malformed"),
]


@pytest.mark.parametrize(("fault", "code"), BAD, ids=[f"{fault.status}-{fault.body or ''}"[:40] for fault, _ in BAD])
def test_what_fails_is_a_code_within_the_deadline_and_the_other_is_told(serve, fault, code):
    _, client = serve(fault)
    shop = answerer_with(client)
    watch = Stopwatch()
    draft = shop.ask("where is the milk", "en")
    reply = draft.finished(draft.lookup.wait())
    assert watch.seconds < WITHIN_S + LATE_S + watch.late_s
    assert draft.lookup.result().faults == {"stock": code}
    assert reply.caption == (
        "You'll find semi-skimmed milk in aisle 4. The price is 1.29 euros; I can't see the stock just now."
    )


def test_a_reply_that_trickles_in_ends_at_the_deadline():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        over = threading.Event()

        def trickle():
            connection, _ = listener.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n")
                while not over.wait(0.05):
                    try:
                        connection.sendall(b"{")
                    except OSError:
                        return

        threading.Thread(target=trickle, daemon=True).start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with StoreClient(Store(backend_url=url, backend_timeout_s=WITHIN_S)) as client:
            watch = Stopwatch()
            live = client.look_up("milk").wait()
            assert watch.seconds < WITHIN_S + LATE_S + watch.late_s
            assert set(live.faults) == {"price", "stock"}
        over.set()


def test_nobody_there_is_said():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        free = listener.getsockname()[1]
    with StoreClient(Store(backend_url=f"http://127.0.0.1:{free}", backend_timeout_s=WITHIN_S)) as client:
        shop = answerer_with(client)
        draft = shop.ask("waar staat de melk", "nl")
        reply = draft.finished(draft.lookup.wait())
    assert set(draft.lookup.result().faults.values()) == {"store.unreachable"}
    assert reply.caption.endswith("De prijs en de voorraad kan ik nu even niet zien.")


def test_an_unknown_product_does_not_open_the_breaker(serve):
    _, client = serve(backend_failures=1)
    assert client.look_up("unicorn").wait().faults == {"price": "store.unknown", "stock": "store.unknown"}
    assert client.look_up("milk").wait().stock == 23


def test_after_failures_the_back_end_is_left_alone_and_tried_again():
    now = [0.0]
    server = StoreServer(STORE, [Fault("price", status=500)] * 2)
    settings = Store(backend_url=server.start(), backend_timeout_s=WITHIN_S, backend_failures=2, backend_pause_s=10)
    with server, StoreClient(settings, clock=lambda: now[0]) as client:
        for _ in range(2):
            assert client.look_up("milk").wait().faults == {"price": "store.status"}
        asked = len(server.calls)
        paused = client.look_up("milk").wait()
        assert paused.faults == {"price": "store.paused"}
        assert paused.stock == 23
        assert len(server.calls) == asked + 1
        now[0] = 10.1
        assert client.look_up("milk").wait().price_eur == 1.29


def test_breaker_lets_one_try_through_after_each_pause():
    now = [0.0]
    breaker = Breaker(2, 10.0, clock=lambda: now[0])
    breaker.failed()
    assert breaker.allows()
    breaker.failed()
    assert not breaker.allows()
    now[0] = 10.0
    assert [breaker.allows(), breaker.allows()] == [True, False]
    breaker.succeeded()
    assert breaker.allows()


def test_sold_out_is_told(serve):
    fresh = (datetime.now(UTC) - timedelta(seconds=5)).isoformat()
    _, client = serve(Fault("stock", body=f'{{"stock": 0, "at": "{fresh}"}}'))
    draft = answerer_with(client).ask("wie viel kostet milk", "de")
    assert "ausverkauft" in draft.finished(draft.lookup.wait()).caption


def test_a_reply_says_price_and_stock_and_shows_the_price(serve):
    _, client = serve()
    draft = answerer_with(client).ask("waar staat de melk", "nl")
    reply = draft.finished(draft.lookup.wait())
    assert (
        reply.text
        == "Halfvolle melk vindt u in ^point(aisle-4) gangpad 4. De prijs is 1,29 euro, en we hebben er nog 23."
    )
    card = reply.cards[0]
    assert (card.detail, card.price, card.stock) == ("gangpad 4 · 1 l", "€ 1,29", 23)


def test_the_server_does_not_know_other_paths(serve):
    server, _ = serve()
    assert server.answer("/products/milk/secret")[0] == 404
    assert server.answer("/../products.csv")[0] == 404


def test_a_price_is_not_old_because_the_clock_here_is_wrong():
    """The age of a reply is told by the back end's own `Date`; our clock may have jumped."""
    tomorrow = SimpleNamespace(now=lambda _zone=UTC: datetime.now(UTC) + timedelta(days=1))
    with (
        StoreServer(STORE) as server,
        StoreClient(Store(backend_url=server.start(), backend_timeout_s=WITHIN_S), wall=tomorrow) as client,
    ):
        assert client.look_up("milk").wait().price_eur == 1.29
