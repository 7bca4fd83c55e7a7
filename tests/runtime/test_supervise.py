"""A part is a process: it comes up, talks, is missed when it dies or hangs, comes back, and leaves no orphan."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from kiosk.commands import Answer, Say
from kiosk.events import Event, Heard, PartFailed, PartReady
from kiosk.logs import jsonl
from kiosk.runtime import supervise
from kiosk.runtime.supervise import Supervisor
from kiosk.settings import Runtime, Settings, Voice


class Watched:
    """A supervisor with what it emitted, in order, to wait for."""

    def __init__(self, tmp_path: Path, **runtime: float) -> None:
        limits = {"heartbeat_s": 1.0, "start_s": 20.0, "restarts": 3} | runtime
        settings = Settings(voice=Voice(wpm=123), runtime=Runtime.model_validate(limits))
        self.events: asyncio.Queue[Event] = asyncio.Queue()
        self.lines: list[str] = []
        self.part = Supervisor(
            "echo",
            "parts_for_tests",
            settings,
            tmp_path,
            lambda _name, event: self.events.put_nowait(event),
            lambda _name, line: self.lines.append(line),
        )

    async def next(self, kind: type[Event]) -> Event:
        event = await asyncio.wait_for(self.events.get(), 60)
        assert isinstance(event, kind), event
        return event


@asynccontextmanager
async def running(tmp_path: Path, **runtime: float) -> AsyncIterator[Watched]:
    watched = Watched(tmp_path, **runtime)
    task = asyncio.create_task(watched.part.run())
    try:
        yield watched
    finally:
        watched.part.close()
        await asyncio.wait_for(task, 30)


@pytest.fixture(autouse=True)
def _own_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))


def test_it_comes_up_with_its_settings_and_talks(tmp_path: Path) -> None:
    async def story() -> None:
        async with running(tmp_path) as echo:
            assert not echo.part.send(Say(1, "early", "", "nl")), "nothing is taken before there is a process"
            ready = await echo.next(PartReady)
            assert isinstance(ready, PartReady)
            assert ready.detail == f"{echo.part.pid} 123 {tmp_path}"
            assert echo.part.send(Say(1, "hoi é", "", "nl"))
            assert await echo.next(Heard) == Heard(1, "hoi é", "nl", 1.0)

    asyncio.run(story())


@pytest.mark.parametrize("word", ["die", "leave", "hang"])
def test_it_is_missed_and_comes_back(tmp_path: Path, word: str) -> None:
    async def story() -> None:
        async with running(tmp_path) as echo:
            await echo.next(PartReady)
            echo.part.send(Say(1, word, "", "nl"))
            failed = await echo.next(PartFailed)
            assert isinstance(failed, PartFailed)
            assert failed.code == "part.died"
            assert not echo.part.ready
            await echo.next(PartReady)
            echo.part.send(Say(2, "again", "", "nl"))
            await echo.next(Heard)

    asyncio.run(story())


def test_a_part_whose_device_is_gone_lives_and_takes_messages_and_does_not_serve(tmp_path: Path) -> None:
    async def story() -> None:
        async with running(tmp_path) as echo:
            assert not echo.part.serves
            await echo.next(PartReady)
            assert echo.part.serves
            echo.part.send(Say(1, "device camera.black", "", "nl"))
            await echo.next(PartFailed)
            assert (echo.part.ready, echo.part.serves) == (True, False)
            echo.part.send(Say(2, "back", "", "nl"))
            await echo.next(PartReady)
            assert echo.part.serves
            echo.part.send(Say(3, "device hearing.no-model", "", "nl"))
            await echo.next(PartFailed)
            assert echo.part.serves, "ears without a model for one language hear the others"
            assert not echo.part.off
            echo.part.send(Say(4, "device camera.off", "", "nl"))
            await echo.next(PartFailed)
            assert (echo.part.serves, echo.part.off) == (False, True)
            echo.part.send(Say(5, "back", "", "nl"))
            await echo.next(PartReady)
            assert not echo.part.off

    asyncio.run(story())


def test_an_exception_is_told_without_a_shoppers_words(tmp_path: Path) -> None:
    async def story() -> list[str]:
        async with running(tmp_path) as echo:
            await echo.next(PartReady)
            echo.part.send(Answer(1, "out of words", "nl"))
            await echo.next(PartFailed)
            return echo.lines

    (line,) = asyncio.run(story())
    entry = jsonl.decode(line)
    assert isinstance(entry, jsonl.Entry)
    assert (entry.level, entry.part, entry.code) == ("error", "echo", jsonl.CRASH)
    assert entry.fields["exception"] == "ValueError"
    assert "parts_for_tests.py" in entry.fields["traceback"], "where it happened is kept"
    assert "out of words" not in line


def test_what_a_library_writes_and_a_crash_inside_it_are_told(tmp_path: Path) -> None:
    async def story() -> list[str]:
        async with running(tmp_path) as echo:
            await echo.next(PartReady)
            echo.part.send(Say(1, "noise", "", "nl"))
            await echo.next(Heard)
            echo.part.send(Say(1, "die", "", "nl"))
            await echo.next(PartFailed)
            return echo.lines

    lines = asyncio.run(story())
    assert lines[0] == "ALSA lib pcm.c:2664:(snd_pcm_open) Unknown PCM"
    assert lines[1] == "without a newline Fatal Python error: Aborted"
    assert any("parts_for_tests.py" in line for line in lines[2:]), "the stack of the crash"


def test_what_it_counts_is_told_by_its_heartbeat_over_all_its_lives(tmp_path: Path) -> None:
    async def counted(echo: Watched, frames: int) -> None:
        echo.part.send(Say(7, "draw", "", "nl"))
        for _ in range(600):
            if echo.part.counts["frames"] == frames:
                return
            await asyncio.sleep(0.05)
        raise AssertionError(echo.part.counts)

    async def story() -> None:
        async with running(tmp_path) as echo:
            await echo.next(PartReady)
            await counted(echo, 7)
            echo.part.send(Say(1, "leave", "", "nl"))
            await echo.next(PartFailed)
            await echo.next(PartReady)
            assert echo.part.lives == 2
            await counted(echo, 14)

    asyncio.run(story())


def test_it_is_given_up_after_too_many_deaths(tmp_path: Path) -> None:
    async def story() -> list[str]:
        watched = Watched(tmp_path, restarts=1)
        task = asyncio.create_task(watched.part.run())
        for _ in range(2):
            await watched.next(PartReady)
            watched.part.send(Say(1, "die", "", "nl"))
            await watched.next(PartFailed)
        last = await watched.next(PartFailed)
        await asyncio.wait_for(task, 30)
        assert isinstance(last, PartFailed)
        return [last.code]

    assert asyncio.run(story()) == ["part.given-up"]


CORE = """
import asyncio, sys
from pathlib import Path
from kiosk.runtime import supervise
from kiosk.runtime.supervise import Supervisor
from kiosk.settings import Settings
async def main():
    emit = lambda name, event: print(event.detail.split()[0], flush=True)
    part = Supervisor("echo", "parts_for_tests", Settings(), Path(sys.argv[1]), emit, lambda name, line: None)
    await part.run()
asyncio.run(main())
"""


def test_no_orphan_when_the_core_is_killed(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", CORE, str(tmp_path)], stdout=subprocess.PIPE, text=True) as core:
        assert core.stdout is not None
        pid = int(core.stdout.readline())
        core.send_signal(signal.SIGKILL)
        core.wait()
        for _ in range(300):
            if not alive(pid):
                return
            asyncio.run(asyncio.sleep(0.1))
    pytest.fail("the part outlived the core")


def test_no_process_is_left_when_the_core_fails_on_what_it_says(tmp_path: Path) -> None:
    pids: list[int | None] = []

    def fails(_name: str, _event: Event) -> None:
        pids.append(part.pid)
        raise ArithmeticError

    part = Supervisor("echo", "parts_for_tests", Settings(), tmp_path, fails, lambda _name, _line: None)
    with pytest.raises(ArithmeticError):
        asyncio.run(part.run())
    (pid,) = pids
    assert pid is not None
    assert not Path(f"/proc/{pid}").exists()


def alive(pid: int) -> bool:
    """Whether it runs; a zombie whose parent was killed does not."""
    try:
        os.kill(pid, 0)
        return ") Z" not in Path(f"/proc/{pid}/stat").read_text()
    except (ProcessLookupError, FileNotFoundError):
        return False


def test_where_the_whole_machine_stood_still_nothing_hangs(tmp_path: Path) -> None:
    async def story() -> None:
        async with running(tmp_path) as echo:
            await echo.next(PartReady)
            assert echo.part.pid is not None
            os.kill(echo.part.pid, signal.SIGSTOP)
            await asyncio.sleep(0.45)
            time.sleep(1.2)  # noqa: ASYNC251 - this process stands still too
            os.kill(echo.part.pid, signal.SIGCONT)
            await asyncio.sleep(1.5)
            assert echo.events.empty(), "no PartFailed"
            assert echo.part.lives == 1

    asyncio.run(story())


def test_who_only_waits_for_a_processor_is_not_hung(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    busy = True
    real = supervise.run_delay_s
    monkeypatch.setattr(supervise, "run_delay_s", lambda pid: time.monotonic() if busy else real(pid))

    async def story() -> None:
        nonlocal busy
        async with running(tmp_path) as echo:
            await echo.next(PartReady)
            echo.part.send(Say(1, "hang", "", "nl"))
            await asyncio.sleep(2.5)
            assert echo.events.empty()
            busy = False
            assert isinstance(await echo.next(PartFailed), PartFailed)

    asyncio.run(story())
