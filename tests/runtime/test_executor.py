"""The executor carries and decides nothing: order, recipients, timers, deadlines."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from kiosk.commands import AskHuman, CloseCase, Listen, Say, Show
from kiosk.events import (
    BodyStopped,
    Failed,
    HumanPressed,
    PartReady,
    Policy,
    ScreenTouched,
    SpeechEnded,
    SpeechStarted,
    Started,
    StoreHours,
)
from kiosk.phrases import load
from kiosk.ports import Message
from kiosk.resources import config_dir
from kiosk.runtime import executor as module
from kiosk.runtime.executor import CORE, Executor
from kiosk.runtime.ledger import Ledger, read
from kiosk.runtime.replay import replay
from kiosk.timeline import Timeline


class Part:
    """A part that takes everything and does nothing by itself."""

    def __init__(self, *, ready: bool = True) -> None:
        self.ready = ready
        self.got: list[Message] = []

    def send(self, message: Message) -> bool:
        self.got.append(message)
        return True


class Bench:
    """An executor over parts that only collect, and its ledger."""

    def __init__(self, tmp_path: Path, *absent: str) -> None:
        names = ("stage", "voice", "hearing", "answers", "sight", "body")
        self.parts = {name: Part(ready=name not in absent) for name in names}
        self.path = tmp_path / "ledger.sqlite"
        self.ledger = Ledger(self.path)
        self.seen: list[Message] = []
        self.executor = Executor(self.parts, self.ledger, lambda _part, message: self.seen.append(message))
        words = load(config_dir() / "lang", ("en",))
        self.executor.post(CORE, Started(1, "en", ("en",), Policy(), words, names))
        for name in names:
            if name not in absent:
                self.executor.post(name, PartReady(name))

    def of(self, kind: type[Message]) -> list[Message]:
        return [message for message in self.seen if isinstance(message, kind)]


def test_a_sentence_goes_to_the_voice_and_its_start_to_face_and_body(tmp_path: Path) -> None:
    async def story() -> None:
        bench = Bench(tmp_path)
        bench.executor.post("stage", ScreenTouched())
        say = bench.of(Say)[0]
        assert say in bench.parts["voice"].got
        assert say not in bench.parts["stage"].got
        started = SpeechStarted(say.utterance, 1.0, Timeline("x", "en", "e", 22050, 22050))  # type: ignore[union-attr]
        bench.executor.post("voice", started)
        for name in ("stage", "body", "hearing"):
            assert started in bench.parts[name].got
        assert started not in bench.parts["answers"].got
        bench.executor.post("voice", SpeechEnded(say.utterance, completed=True))  # type: ignore[union-attr]
        assert bench.of(Listen)
        bench.ledger.close()
        assert any(isinstance(row.message, Show) and row.part == "stage" for row in read(bench.path))

    asyncio.run(story())


def test_a_shopper_in_a_simulated_shop_sees_the_screen_and_the_ledger_knows_who_draws_it(tmp_path: Path) -> None:
    async def story() -> None:
        bench = Bench(tmp_path)
        bench.parts["shop"] = Part()
        bench.executor.post("stage", ScreenTouched())
        shown = bench.of(Show)[-1]
        assert shown in bench.parts["shop"].got
        bench.ledger.close()
        assert {row.part for row in read(bench.path) if isinstance(row.message, Show)} == {"stage"}

    asyncio.run(story())


def test_displays_and_lamps_are_told_what_the_robot_is_told_and_catch_up_when_they_come_back(tmp_path: Path) -> None:
    async def story() -> None:
        bench = Bench(tmp_path)
        beside = bench.parts["devices"] = Part()
        bench.executor.post("stage", ScreenTouched())
        shown = bench.of(Show)[-1]
        assert shown in beside.got
        assert shown in bench.parts["body"].got
        beside.got.clear()
        bench.parts["body"].got.clear()
        bench.executor.post("devices", PartReady("devices"))
        assert beside.got == [shown]
        assert not bench.parts["body"].got
        stopped = BodyStopped()
        bench.executor.post("body", stopped)
        assert stopped in beside.got
        closed = StoreHours(open=False)
        bench.executor.post("answers", closed)
        assert closed in beside.got
        bench.parts["body"].got.clear()
        bench.executor.post("body", PartReady("body"))
        assert closed in bench.parts["body"].got, "one that comes back knows that it is night"
        bench.executor.post("stage", HumanPressed())
        assert any(isinstance(message, AskHuman | CloseCase) for message in beside.got)
        bench.ledger.close()

    asyncio.run(story())


def test_a_command_that_nobody_can_do_comes_back(tmp_path: Path) -> None:
    async def story() -> None:
        bench = Bench(tmp_path)
        bench.parts["voice"].ready = False
        bench.executor.post("stage", ScreenTouched())
        say = bench.of(Say)[0]
        bench.ledger.close()
        assert Failed("Say", say.utterance, "voice.absent") in bench.seen  # type: ignore[union-attr]

    asyncio.run(story())


def test_a_command_that_is_not_done_in_time_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SAY_WITHIN_S", 0.05)

    async def story() -> None:
        bench = Bench(tmp_path)
        bench.executor.post("stage", ScreenTouched())
        say = bench.of(Say)[0]
        failures: list[Message] = []
        while not failures:
            await asyncio.sleep(0.01)
            failures = [failed for failed in bench.of(Failed) if failed.code == "part.late"]  # type: ignore[union-attr]
        bench.ledger.close()
        assert [(failed.command, failed.id) for failed in failures] == [("Say", say.utterance)]  # type: ignore[union-attr]

    asyncio.run(story())


def test_what_was_done_can_be_replayed(tmp_path: Path) -> None:
    async def story() -> None:
        bench = Bench(tmp_path, "hearing")
        bench.executor.post("stage", ScreenTouched())
        await asyncio.sleep(0.05)
        bench.ledger.close()
        result = replay(read(bench.path))
        assert result.difference is None
        assert result.commands > 3

    asyncio.run(story())
