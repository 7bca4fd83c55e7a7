"""The part behind a link: every question is answered in time, whatever else comes in."""

import threading
import time
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from answers_support import STORE, answerer
from support import FakeLink, Stopwatch, running

from kiosk.answers import doors, learning, part
from kiosk.clock import set_shift
from kiosk.commands import Answer, CloseSession
from kiosk.events import Answered, Candidates, Failed, PartFailed, PartReady, StoreHours
from kiosk.settings import Answers, Kiosk, Settings, Store
from kiosk.simulation.store_server import Fault, StoreServer

READY_S = 90.0
"""Both stages are trained in it where nobody has done so yet, on a machine that is busy."""


@pytest.fixture
def started(tmp_path):
    """Starts the part with these settings of the store; closes it after the test."""
    with ExitStack() as stack:

        def start(*, clock="system", **store):
            kiosk = Kiosk(clock=clock)
            settings = Settings(kiosk=kiosk, store=Store(**{"dir": STORE, **store}), answers=Answers())
            return stack.enter_context(running(part.run, FakeLink(tmp_path), settings))

        yield start


def until(link, kind, count, timeout_s=10.0):
    """The first `count` events of a kind."""
    end = time.monotonic() + timeout_s
    while time.monotonic() < end and len(link.of(kind)) < count:
        time.sleep(0.005)
    assert len(link.of(kind)) >= count, link.sent
    return link.of(kind)


def test_ready_then_answers(started):
    link = started()
    ready = link.wait(PartReady, READY_S)
    assert ready.part == "answers"
    assert "61 entries" in ready.detail
    link.give(Answer(7, "do you have wifi", "en"))
    answered = link.wait(Answered)
    assert (answered.query, answered.reply.entry, answered.reply.band) == (7, "wifi", "answer")
    assert 0 < answered.ms < 1000
    link.give(Answer(8, "do you have wifi", "en", need=True), Answer(9, "my wife has collapsed", "en", need=True))
    message, help_ = (event.reply for event in until(link, Answered, 3)[1:])
    assert (message.intent, message.band, message.entry) == ("question", "none", ""), "it is not looked up"
    assert help_.intent == "urgent"


def test_it_tells_when_the_store_opens_and_closes(started, tmp_path, monkeypatch):
    monkeypatch.setattr(doors, "LOOK_S", 0.1)
    noon = datetime(2026, 3, 11, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))
    shift = noon.timestamp() - time.time()
    set_shift(tmp_path / "clock", shift)
    link = started(clock=f"shifted:{tmp_path / 'clock'}")
    assert link.wait(StoreHours, READY_S) == StoreHours(open=True)
    set_shift(tmp_path / "clock", shift + 12 * 3600)
    assert until(link, StoreHours, 2)[1] == StoreHours(open=False)


def test_a_store_that_told_no_hours_is_neither_open_nor_closed():
    shop = answerer()
    assert shop.is_open() is True
    told = shop.store
    shop.store = replace(told, facts=told.facts.model_copy(update={"hours": ""}))
    try:
        assert shop.is_open() is None
    finally:
        shop.store = told


def test_candidates_while_the_shopper_speaks(started):
    link = started()
    link.wait(PartReady, READY_S)
    for query, text in enumerate(["uh", "waar zijn", "waar zijn de toiletten"]):
        link.give(Answer(query, text, "nl", partial=True))
        until(link, Candidates, query + 1)
    first, _, last = link.of(Candidates)
    assert not first.complete
    assert last.complete
    assert last.cards[0].id == "toilets"
    assert last.cards[0].place == "toilets"
    assert all(len(each.cards) <= 3 for each in link.of(Candidates))
    assert link.of(Answered) == []


def test_a_storm_of_partials_does_not_delay_a_question(started):
    link = started()
    link.wait(PartReady, READY_S)
    storm = [Answer(1, f"waar staat de melk {number}", "nl", partial=True) for number in range(2000)]
    link.give(*storm)
    watch = Stopwatch()
    link.give(Answer(2, "waar staat de melk", "nl"))
    assert link.wait(Answered).query == 2
    assert link.sent_at[link.sent.index(link.of(Answered)[0])] - watch.began < 1.0 + watch.late_s
    assert len(link.of(Candidates)) < 100  # the newest of what has come, not each


def test_a_slow_back_end_keeps_the_part_alive_and_the_reply_in_time(started):
    server = StoreServer(STORE, [Fault("stock", delay_s=3.0), Fault("price", delay_s=3.0)])
    with server:
        link = started(backend_url=server.start(), backend_timeout_s=1.0)
        link.wait(PartReady, READY_S)
        watch, beats = Stopwatch(), link.received
        link.give(Answer(1, "where is the milk", "en"))
        link.give(Answer(2, "where are the toilets", "en"))
        replies = until(link, Answered, 2, 20)
        assert [reply.query for reply in replies] == [2, 1]
        assert link.sent_at[link.sent.index(replies[1])] - watch.began < 1.3 + watch.late_s
        assert link.received - beats > 10
        assert replies[1].reply.caption.endswith("I can't see the price and the stock just now.")


def test_a_closed_session_is_forgotten(started):
    server = StoreServer(STORE, [Fault("stock", delay_s=0.5), Fault("price", delay_s=0.5)])
    with server:
        link = started(backend_url=server.start(), backend_timeout_s=1.0)
        link.wait(PartReady, READY_S)
        link.give(Answer(1, "where is the milk", "en"), CloseSession(1, "left"), Answer(2, "do you have wifi", "en"))
        link.wait(Answered)
        time.sleep(0.8)
        assert [reply.query for reply in link.of(Answered)] == [2]


def test_a_bad_question_fails_and_the_next_is_answered(started):
    link = started()
    link.wait(PartReady, READY_S)
    link.give(Answer(1, "  ", "en"), Answer(2, "hello", "xx"), Answer(3, "?!", "en", partial=True))
    link.give(Answer(4, "do you have wifi", "en"))
    assert link.wait(Answered).query == 4
    assert [(fault.id, fault.code) for fault in link.of(Failed)] == [(1, "answers.empty"), (2, "answers.language")]


def test_a_store_at_fault_is_told_once_and_questions_are_refused(started, tmp_path):
    link = started(dir=tmp_path)
    assert link.wait(PartFailed).code == "knowledge.missing"
    link.give(Answer(5, "do you have wifi", "en"))
    assert link.wait(Failed).code == "answers.unready"
    assert len(link.of(PartFailed)) == 1


def test_it_lives_and_refuses_while_it_learns_and_then_serves(started, monkeypatch):
    learnt = threading.Event()
    learn = learning.learn

    def slowly(*given, **more):
        assert learnt.wait(READY_S)
        learn(*given, **more)

    monkeypatch.setattr(learning, "learn", slowly)
    link = started()
    link.give(Answer(5, "do you have wifi", "en"))
    assert link.wait(Failed).code == "answers.unready"
    assert not link.of(PartReady)
    learnt.set()
    link.wait(PartReady, READY_S)
    link.give(Answer(6, "do you have wifi", "en"))
    assert link.wait(Answered).query == 6


def test_what_was_learnt_before_is_not_learnt_again(monkeypatch):
    learning.learn(STORE, Answers(), at_once=True)
    monkeypatch.setattr(learning.trained, "_run", pytest.fail)
    learning.learn(STORE, Answers(), at_once=True)
