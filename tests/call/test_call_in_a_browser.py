"""A call with a real browser, headless Chromium: what leaves the kiosk before consent is counted on the wire."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from importlib.util import find_spec

import pytest
from call_ends import End, until

from kiosk.bench.call_browser import NAMES, Browser
from kiosk.bench.call_relay import Relay
from kiosk.call.engine.media import Text
from kiosk.call.engine.media_engine import Offered, Route

pytestmark = [
    pytest.mark.skipif(not any(map(shutil.which, NAMES)), reason="there is no Chromium here"),
    pytest.mark.skipif(find_spec("playwright") is None, reason="Playwright is not installed"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser() as opened:
        yield opened


def answer(browser: Browser, kiosk: End, relay: Relay) -> None:
    until(lambda: kiosk.count(Offered))
    offer = [one for one in kiosk.told if isinstance(one, Offered)][-1]
    kiosk.engine.answered(offer.epoch, relay.hidden(browser.answer(relay.through(offer.sdp))))
    until(lambda: "connected" in kiosk.states())


def test_not_a_packet_before_consent_then_what_was_consented_to_and_nothing_after(browser: Browser) -> None:
    kiosk, relay = End("aiortc", Route()), Relay()
    try:
        kiosk.engine.begin(1, ())
        answer(browser, kiosk, relay)
        until(lambda: sum(relay.inward.packets.values()) > 60, 30)
        assert relay.outward.packets == {}, "the browser sends picture and sound all the while, the kiosk nothing"
        assert (kiosk.source.pictures, kiosk.source.sounds, browser.seen("frames")) == (0, 0, 0)
        assert {**browser.received(), "jitter": 0} == {"audio": 0, "video": 0, "jitter": 0}

        kiosk.engine.open(camera=False, microphone=True)
        until(lambda: browser.received()["audio"] > 0)
        assert len(relay.outward.packets) == 1
        assert browser.received()["video"] == 0

        kiosk.engine.open(camera=True, microphone=True)
        until(lambda: browser.seen("frames") > 2)
        assert kiosk.source.pictures > 0

        browser.page.evaluate("write", json.dumps({"line": 1, "text": "Ik kom"}))
        kiosk.engine.write(Text(2, "Fijn"))
        until(lambda: kiosk.texts() == [Text(1, "Ik kom")])
        until(lambda: [json.loads(each)["text"] for each in browser.seen("texts")] == ["Fijn"])

        kiosk.engine.hang_up()
        browser.page.wait_for_timeout(150)
        before = dict(relay.outward.packets)
        browser.page.wait_for_timeout(300)
        assert relay.outward.packets == before
    finally:
        kiosk.engine.close()
        relay.close()
