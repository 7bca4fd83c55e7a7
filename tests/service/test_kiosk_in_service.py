"""A whole kiosk as a technician finds it: its log, its figures, its watchdog; and no shopper's words anywhere in it."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from story_support import running, settings_for

from kiosk.events import Answered, Heard, PartFailed, PartReady, QuestionTyped
from kiosk.logs.jsonl import Entry
from kiosk.logs.reader import Wanted, read

CANARIES = ("zanzibarquark", "mondkalb", "voddenraper")


async def until(check: Callable[[], bool], within_s: float = 90.0) -> None:
    for _ in range(int(within_s / 0.05)):
        if check():
            return
        await asyncio.sleep(0.05)
    pytest.fail("it did not come")


def scrape(port: int) -> dict[tuple[str, str], float]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30) as answer:
        text = answer.read().decode()
    assert not [word for word in CANARIES if word in text.casefold()]
    return {
        (sample.name, ",".join(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


class Systemd:
    """The other end of NOTIFY_SOCKET."""

    def __init__(self, path: Path) -> None:
        self.said: list[str] = []
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(path))
        self._socket.setblocking(False)

    def hear(self) -> None:
        self.said.append(self._socket.recv(4096).decode())

    async def __aenter__(self) -> Systemd:
        asyncio.get_running_loop().add_reader(self._socket, self.hear)
        return self

    async def __aexit__(self, *_: object) -> None:
        asyncio.get_running_loop().remove_reader(self._socket)
        self._socket.close()

    @property
    def fed(self) -> int:
        return self.said.count("WATCHDOG=1")


@pytest.mark.story
def test_log_figures_and_watchdog_of_a_kiosk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    monkeypatch.setenv("WATCHDOG_USEC", "2000000")
    monkeypatch.delenv("WATCHDOG_PID", raising=False)
    settings = settings_for(
        tmp_path, None, metrics={"port": port}, runtime={"heartbeat_s": 30.0}, sight={"camera": "none"}
    )

    async def story() -> tuple[dict[tuple[str, str], float], list[str], int]:
        async with Systemd(tmp_path / "notify") as systemd, running(settings, tmp_path) as kiosk:
            kiosk.kiosk.post("stage", QuestionTyped(f"where is the {CANARIES[0]} milk"))
            await kiosk.until(Answered)
            kiosk.kiosk.post("hearing", Heard(1, f"{CANARIES[1]} bitte", "en", 0.9, (CANARIES[2],)))
            hearing, voice = kiosk.kiosk.parts["hearing"], kiosk.kiosk.parts["voice"]
            mark = kiosk.mark()
            assert hearing.pid is not None
            os.kill(hearing.pid, signal.SIGSEGV)
            await kiosk.until(PartFailed, lambda event: event.part == "hearing", since=mark)
            await kiosk.until(PartReady, lambda event: event.part == "hearing", since=mark)
            stage = kiosk.kiosk.parts["stage"]
            await until(lambda: systemd.fed > 2 and stage.counts["frames"] > 5)
            figures = await asyncio.to_thread(scrape, port)
            assert stage.pid is not None
            os.kill(stage.pid, signal.SIGSTOP)
            await asyncio.sleep(1.0)  # the last heartbeat is on its way
            fed = systemd.fed
            await asyncio.sleep(2.5)
            stopped = systemd.fed - fed
            os.kill(stage.pid, signal.SIGCONT)
            await until(lambda: systemd.fed > fed)
            assert voice.lives == 1
        return figures, systemd.said, stopped

    figures, said, stopped = asyncio.run(story())
    assert stopped == 0, "a stage that draws nothing does not feed the watchdog"
    assert said[-1] == "STOPPING=1"
    assert said.count("READY=1") == 1
    assert said.index("READY=1") > next(k for k, word in enumerate(said) if word.startswith("STATUS=starting"))
    assert any("without" in word and "hearing" in word for word in said), "the status line says what is missing"
    told(list(read(tmp_path / "logs", Wanted())))
    counted(figures)
    for file in (tmp_path / "logs").iterdir():
        text = file.read_text().casefold()
        assert not [word for word in CANARIES if word in text], f"{file.name} holds a shopper's words"


def told(log: list[Entry]) -> None:
    codes = [entry.code for entry in log]
    for code in ("kiosk.start", "part.ready", "kiosk.ready", "session.opened", "turn", "part.died", "part.restored"):
        assert code in codes, code
    assert codes.index("kiosk.start") < codes.index("part.ready") < codes.index("kiosk.ready")
    assert codes[-1] == "kiosk.end"
    crash = [entry.message for entry in log if entry.part == "hearing" and entry.code == "output"]
    assert any("Segmentation fault" in line for line in crash), "the crash inside a library is told"
    assert any("kiosk/hearing/part.py" in line for line in crash), "with the place it happened"
    assert [entry.part for entry in log if entry.code == "watchdog.starved"] == ["core"]


def counted(figures: dict[tuple[str, str], float]) -> None:
    assert figures["balie_sessions_total", ""] == 1
    assert sum(figures["balie_turns_total", band] for band in ("answer", "ask", "none")) >= 1
    assert figures["balie_part_up", "voice"] == 1
    assert figures["balie_part_restarts_total", "hearing"] == 1
    assert figures["balie_part_recovery_seconds_count", ""] == 1
    assert figures["balie_frames_drawn_total", ""] > 5
    assert figures["balie_part_memory_bytes", "stage"] > 1e7
    assert figures["balie_log_entries_total", "error"] >= 1


@pytest.mark.story
def test_a_fault_of_the_core_ends_the_run_and_is_in_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kiosk.app import Kiosk
    from kiosk.runtime import executor

    def broken(_state: object, event: object) -> object:
        match event:
            case PartReady():
                raise ArithmeticError(CANARIES[0])
            case _:
                return begun, ()

    begun = executor.begin()
    monkeypatch.setattr(executor, "step", broken)
    settings = settings_for(tmp_path, None, sight={"camera": "none"}, hearing={"microphone": "none", "engine": "none"})
    kiosk = Kiosk(settings, tmp_path / "ledger.sqlite", run_dir=tmp_path / "run")
    with pytest.raises(ArithmeticError, match=CANARIES[0]):
        asyncio.run(asyncio.wait_for(kiosk.run(), 90))
    log = list(read(tmp_path / "logs", Wanted("error")))
    (crash,) = [entry for entry in log if entry.code == "core.crash"]
    assert crash.fields["exception"] == "ArithmeticError"
    assert "executor.py" in crash.fields["traceback"]
    assert CANARIES[0] not in (tmp_path / "logs" / "kiosk.jsonl").read_text()
