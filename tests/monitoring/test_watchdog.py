"""systemd's watchdog is fed by drawn frames; the messages go through a real datagram socket, as systemd's do."""

from __future__ import annotations

import os
import socket
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.monitoring import watchdog
from kiosk.monitoring.watchdog import Watchdog, limit_s, notify


class Clock:
    """A clock that the test sets."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as receiver:
        receiver.bind(str(tmp_path / "notify"))
        receiver.setblocking(False)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        yield receiver


def heard(receiver: socket.socket) -> list[str]:
    found = []
    while True:
        try:
            found.append(receiver.recv(4096).decode())
        except BlockingIOError:
            return found


def test_states_reach_systemd(systemd: socket.socket) -> None:
    assert notify("READY=1", "STATUS=all is well")
    assert heard(systemd) == ["READY=1\nSTATUS=all is well"]


def test_an_abstract_address_is_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"balie-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as receiver:
        receiver.bind(f"\0{name}")
        monkeypatch.setenv("NOTIFY_SOCKET", f"@{name}")
        assert notify("READY=1")
        assert receiver.recv(100) == b"READY=1"


def test_without_systemd_nothing_happens_and_a_deaf_one_is_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    assert not notify("READY=1")
    assert not caplog.records
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "gone"))
    assert not notify("READY=1")
    assert "READY=1" in caplog.text


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"WATCHDOG_USEC": "30000000"}, 30.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(os.getpid())}, 30.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({}, None),
    ],
)
def test_the_limit_is_what_systemd_gave_this_process(environ: dict[str, str], expected: float | None) -> None:
    assert limit_s(environ) == expected


def test_it_is_fed_only_while_frames_are_drawn(systemd: socket.socket, caplog: pytest.LogCaptureFixture) -> None:
    clock, stage = Clock(), Counter[str]()
    dog = Watchdog(lambda: stage["frames"], 30.0, clock=clock)
    assert dog.interval_s <= 30 / 2, "sd_watchdog_enabled(3) asks for half the time at most"
    dog.look()
    assert heard(systemd) == [], "not before the first frame"
    for _ in range(2):
        clock.now += 1
        stage.update(frames=30)
        dog.look()
    assert heard(systemd) == ["WATCHDOG=1", "WATCHDOG=1"]
    for _ in range(30):
        clock.now += 1
        dog.look()
    assert heard(systemd) == [], "a part that lives but draws nothing does not feed it"
    (record,) = caplog.records
    assert record.levelname == "ERROR"
    assert "No frame was drawn for 16 s" in record.getMessage(), "told once, in time to be read afterwards"
    stage.update(frames=1)
    dog.look()
    assert heard(systemd) == ["WATCHDOG=1"]


def test_nothing_is_late_while_the_kiosk_starts(systemd: socket.socket, caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock()
    dog = Watchdog(lambda: 0, 30.0, clock=clock)
    for _ in range(60):
        clock.now += 1
        dog.wait()
        dog.look()
    assert not caplog.records


def test_a_kiosk_without_a_stage_feeds_it_from_its_loop(systemd: socket.socket) -> None:
    dog = Watchdog(None, 30.0)
    dog.look()
    dog.look()
    assert heard(systemd) == ["WATCHDOG=1"] * 2


def test_without_a_watchdog_the_status_is_told_all_the_same(systemd: socket.socket) -> None:
    dog = Watchdog(lambda: 5, None)
    dog.look()
    for status in ("serving", "serving", "serving, without hearing"):
        dog.say(status)
    assert heard(systemd) == ["STATUS=serving", "STATUS=serving, without hearing"]
    assert dog.interval_s == watchdog.LOOK_S
