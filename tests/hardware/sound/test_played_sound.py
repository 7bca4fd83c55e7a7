"""What a loudspeaker plays is known to whoever listens at its mirror, to the sample."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from hardware.errors import HardwareError
from hardware.sound.played import RATE, SLOW_BYTES, SOCKET, PlayedServer
from hardware.sound.recording import RecordingSpeaker
from hardware.sound.reference import KEEP_S, PlayedLog, Reference
from hardware.sound.resample import resample
from hardware.sound.scheduled_sound import DUCK_GAIN

START = 1000.0


def tone(seconds: float, rate: int = RATE, level: int = 8000) -> np.ndarray:
    return np.round(level * np.sin(2 * np.pi * 220 * np.arange(round(seconds * rate)) / rate)).astype(np.int16)


def wait(until: Callable[[], bool]) -> None:
    begin = time.monotonic()
    while not until():
        assert time.monotonic() < begin + 10, "it never came"
        time.sleep(0.002)


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[PlayedServer]:
    server = PlayedServer(tmp_path / SOCKET)
    yield server
    server.close()


@pytest.fixture
def reference(tmp_path: Path, mirror: PlayedServer) -> Iterator[Reference]:
    client = Reference(tmp_path / SOCKET)
    assert client.connected
    yield client
    client.close()


def test_any_window_of_the_sound_can_be_had(mirror, reference):
    pcm = tone(1.0)
    mirror.sound(pcm, RATE, START, 1.0)
    wait(lambda: reference.sounded(START, START + 1))
    assert np.array_equal(reference.window(START, RATE), pcm)
    assert np.array_equal(reference.window(START + 0.5, 320), pcm[8000:8320])
    before = reference.window(START - 0.01, 320)
    assert not before[:160].any()
    assert np.array_equal(before[160:], pcm[:160])
    assert not reference.window(START + 1, 320).any()


def test_what_is_played_while_nobody_asks_is_not_kept_for_ever():
    log = PlayedLog()
    for number in range(20):
        log.take(f'{{"sound": 4, "at": {START + number * KEEP_S}, "gain": 1.0}}\n'.encode() + bytes(8))
    assert len(log._sounds) <= 3


def test_a_sound_at_another_rate_is_told_at_16_khz(mirror, reference):
    pcm = tone(0.5, 22050)
    mirror.sound(pcm, 22050, START, 1.0)
    wait(lambda: reference.sounded(START, START + 1))
    assert np.array_equal(reference.window(START, 8000), resample(pcm, 22050, RATE)[:8000])


def test_ducking_loudness_and_stop_are_heard_in_it(mirror, reference):
    flat = np.full(2 * RATE, 10_000, np.int16)
    mirror.sound(flat, RATE, START, 1.0)
    mirror.duck(START + 0.5, down=True)
    mirror.duck(START + 1.0, down=False)
    mirror.level(0.5, START + 1.4)
    mirror.end(START + 1.8)
    wait(lambda: reference.sounded(START, START + 1) and not reference.sounded(START + 1.9, START + 2))
    heard = reference.window(START, 2 * RATE)
    assert heard[int(0.49 * RATE)] == 10_000
    assert heard[int(0.6 * RATE)] == int(10_000 * DUCK_GAIN)
    assert heard[int(1.3 * RATE)] == 10_000
    assert heard[int(1.6 * RATE)] == 5_000
    assert not heard[int(1.81 * RATE) :].any()


def test_what_a_speaker_renders_and_what_its_mirror_tells_is_the_same(tmp_path, mirror, reference):
    speaker = RecordingSpeaker(tmp_path / "recorded", RATE)
    speaker.mirror = mirror
    starts = time.monotonic() + 0.5
    speaker.play(tone(15.0), starts)
    time.sleep(0.65)
    speaker.duck(down=True)
    time.sleep(0.1)
    speaker.set_gain(0.5)
    time.sleep(0.15)
    speaker.stop()
    speaker.close()
    raw = np.fromfile(tmp_path / "recorded" / "speaker.raw", "<i2")
    assert 0.3 * RATE < raw.size < 15.0 * RATE
    wait(lambda: np.array_equal(reference.window(starts, raw.size), raw))
    assert not reference.window(starts + raw.size / RATE, 1600).any()


def test_many_may_listen_and_who_comes_late_hears_the_rest(tmp_path, mirror, reference):
    pcm = tone(1.0)
    mirror.sound(pcm, RATE, START, 1.0)
    mirror.duck(START + 0.5, down=True)
    wait(lambda: reference.sounded(START, START + 1))
    late = Reference(tmp_path / SOCKET)
    wait(lambda: late.sounded(START, START + 1))
    wait(lambda: np.array_equal(late.window(START, RATE), reference.window(START, RATE)))
    assert abs(int(late.window(START + 0.7, 1600).max()) - 8000 * DUCK_GAIN) < 2
    late.close()


def test_who_reads_nothing_is_dropped_and_holds_up_nobody(tmp_path, mirror, reference):
    deaf = socket.socket(socket.AF_UNIX)
    deaf.connect(str(tmp_path / SOCKET))
    minute = tone(60.0)
    begin = time.monotonic()
    for number in range(SLOW_BYTES // minute.nbytes + 2):
        mirror.sound(minute, RATE, START + 60 * number, 1.0)
    assert time.monotonic() - begin < 10.0
    last = START + 60 * number
    wait(lambda: reference.sounded(last, last + 1))
    deaf.settimeout(10)
    while deaf.recv(1 << 20):
        pass
    deaf.close()


def test_the_end_of_the_voice_ends_the_sound_and_its_return_is_noticed(tmp_path, mirror, reference):
    now = time.monotonic()
    mirror.sound(tone(20.0), RATE, now, 1.0)
    wait(lambda: reference.sounded(now, now + 1))
    mirror.close()
    wait(lambda: not reference.connected)
    assert not reference.window(time.monotonic() + 0.1, 1600).any()
    again = PlayedServer(tmp_path / SOCKET)
    wait(lambda: reference.connected)
    now = time.monotonic()
    again.sound(tone(1.0), RATE, now, 1.0)
    wait(lambda: bool(reference.window(now, 1600).any()))
    again.close()


def test_nobody_there_is_no_fault_and_gives_silence(tmp_path):
    reference = Reference(tmp_path / SOCKET)
    assert not reference.connected
    assert not reference.window(START, 320).any()
    assert not reference.sounded(START, START + 1)


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(HardwareError) as fault:
        PlayedServer(tmp_path / "missing" / SOCKET)
    assert fault.value.code == "played.socket"


def test_what_is_long_over_is_forgotten():
    log = PlayedLog()
    for number in range(100):
        at = START + 2 * number
        log.take(b'{"sound": 1600, "at": %f, "gain": 1.0}\n' % at + bytes(3200))
        log.window(at, 320)
    assert len(log._sounds) <= KEEP_S / 2 + 2


def test_messages_may_come_in_any_pieces():
    log, pcm = PlayedLog(), tone(0.1)
    told = b'{"sound": 1600, "at": 1000.0, "gain": 1.0}\n' + pcm.tobytes() + b'{"end": 1000.05}\n'
    for place in range(0, len(told), 7):
        log.take(told[place : place + 7])
    heard = log.window(START, 1600)
    assert np.array_equal(heard[:800], pcm[:800])
    assert not heard[1000:].any()


def test_a_mirror_that_fails_lets_its_listeners_go(mirror, reference, monkeypatch):
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    mirror.sound(tone(0.1), 0, START, 1.0)
    wait(lambda: not reference.connected)
    mirror.end(START)
    mirror.close()


def test_when_the_newest_sound_began_is_known_and_pieces_that_join_are_one(mirror, reference):
    mirror.sound(tone(0.5), RATE, START, 1.0)
    mirror.sound(tone(0.5), RATE, START + 0.6, 1.0)
    mirror.piece(tone(0.5), RATE, START + 1.1, 1.0)
    wait(lambda: reference.sounded(START + 1.2, START + 1.3))
    assert reference.began(START - 0.1) == 0.0
    assert reference.began(START + 0.55) == START
    assert reference.began(START + 0.7) == START + 0.6
    assert reference.began(START + 1.3) == START + 0.6
