"""Microphones: one contract for every driver, the formats of recordings, and another sample rate."""

from __future__ import annotations

import itertools
import socket
import struct
import threading
import time
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from support import Stopwatch

from hardware.errors import HardwareError
from hardware.sound.microphone import (
    BACKLOG_S,
    BLOCK,
    JITTER_S,
    RATE,
    Block,
    FileMicrophone,
    Microphone,
    SampleClock,
    open_microphone,
    resample,
)
from hardware.sound.wave_file import read_wave
from kiosk.simulation.microphone import ShopMicrophone

Opener = Callable[[], Microphone]


def tone(seconds: float, rate: int = RATE, hz: float = 440.0) -> NDArray[np.float64]:
    return 0.5 * np.sin(2 * np.pi * hz * np.arange(round(seconds * rate)) / rate)


def write(path: Path, samples: NDArray[np.float64], rate: int, width: int = 2, channels: int = 1) -> Path:
    scaled = np.repeat(samples, channels) * (2 ** (8 * width - 1) - 1)
    if width == 1:
        data = (scaled + 128).astype(np.uint8).tobytes()
    else:
        data = scaled.astype("<i4").view(np.uint8).reshape(-1, 4)[:, :width].tobytes()
    with wave.open(str(path), "wb") as out:
        out.setparams((channels, width, rate, 0, "NONE", ""))
        out.writeframes(data)
    return path


class Shop:
    """The sound of the simulated shop, as its socket serves it: a counter as samples, in real time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen()
        self._open = True
        self._clients: list[socket.socket] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while self._open:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self._clients.append(client)
            if not self._open or client.recv(64) != b"microphone\n":  # who left before this was served
                client.close()
                continue
            threading.Thread(target=self._feed, args=(client,), daemon=True).start()

    def _feed(self, client: socket.socket) -> None:
        due = time.monotonic()
        while self._open:
            due += BLOCK / RATE
            time.sleep(max(0.0, due - time.monotonic()))
            try:
                client.sendall(np.arange(BLOCK, dtype=np.int16).tobytes())
            except OSError:
                return

    def hang_up(self) -> None:
        for client in self._clients:
            client.close()

    def close(self) -> None:
        self._open = False
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.hang_up()


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    served = Shop(tmp_path / "shop.sock")
    yield served
    served.close()


@pytest.fixture(params=["file", "shop", "device"])
def opener(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Opener:
    if request.param == "file":
        path = write(tmp_path / "tone.wav", tone(2.0), RATE)
        return lambda: FileMicrophone(path)
    if request.param == "shop":
        served: Shop = request.getfixturevalue("shop")
        return lambda: ShopMicrophone(served.path)
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")  # a device of SDL's own: silence, in real time
    return lambda: open_microphone("auto")


def blocks(microphone: Microphone, seconds: float) -> list[Block]:
    """So much of what it hears; what came until a busy machine has had its time."""
    until, taken = time.monotonic() + 30.0, list[Block]()
    while sum(len(block.samples) for block in taken) < seconds * RATE and time.monotonic() < until:
        block = microphone.read(0.05)
        if block is not None:
            taken.append(block)
    return taken


def test_contract_sound_comes_in_real_time_with_even_times(opener: Opener) -> None:
    began = time.monotonic()
    microphone = opener()
    taken = blocks(microphone, 0.8)
    ended = time.monotonic()
    microphone.close()
    seconds = sum(len(block.samples) for block in taken) / RATE
    assert 0.8 <= seconds <= ended - began + 0.1
    assert all(block.samples.dtype == np.int16 and block.samples.ndim == 1 for block in taken)
    steps = [later.at - earlier.at for earlier, later in itertools.pairwise(taken)]
    assert min(steps) > 0
    assert abs(float(np.median(steps)) - len(taken[0].samples) / RATE) < 0.004
    assert all(began - 0.1 <= block.at <= ended for block in taken)
    assert microphone.detail


def test_contract_reading_waits_no_longer_than_told(opener: Opener) -> None:
    microphone = opener()
    watch = Stopwatch()
    microphone.read(0.0)
    assert watch.seconds < 0.1 + watch.late_s
    microphone.close()


def test_contract_closed_is_silent(opener: Opener) -> None:
    microphone = opener()
    blocks(microphone, 0.1)
    microphone.close()
    microphone.close()
    assert microphone.ended
    while (left := microphone.read(0.0)) is not None:
        assert left.at < time.monotonic()
    assert microphone.read(0.05) is None


def test_contract_what_nobody_reads_is_dropped_from_its_beginning(tmp_path: Path) -> None:
    now = 100.0
    path = write(tmp_path / "long.wav", tone(10.0), RATE)
    microphone = FileMicrophone(path, clock=lambda: now)
    now += 8.0
    block = microphone.read(0.0)
    assert block is not None
    assert now - block.at <= BACKLOG_S


def test_the_shop_may_come_late_and_come_back(tmp_path: Path) -> None:
    microphone = ShopMicrophone(tmp_path / "shop.sock")
    assert microphone.read(0.01) is None
    served = Shop(tmp_path / "shop.sock")
    assert blocks(microphone, 0.1)
    served.hang_up()
    while microphone.read(0.01) is not None:
        pass
    assert blocks(microphone, 0.1)
    served.close()
    microphone.close()


def test_an_unpaced_recording_is_read_at_once_and_whole(tmp_path: Path) -> None:
    microphone = FileMicrophone(write(tmp_path / "tone.wav", tone(30.0), RATE), paced=False)
    watch, read = Stopwatch(), 0
    while (block := microphone.read(1.0)) is not None:
        assert block.at == pytest.approx(read / RATE)
        read += len(block.samples)
    assert read == 30 * RATE
    assert microphone.ended
    assert watch.seconds < 15.0 + watch.late_s, "half of its length"


@pytest.mark.parametrize("rate", [8000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000])
@pytest.mark.parametrize(("width", "channels"), [(1, 1), (2, 1), (2, 2), (3, 2), (4, 6)])
def test_any_rate_depth_and_channels(tmp_path: Path, rate: int, width: int, channels: int) -> None:
    samples = read_wave(write(tmp_path / "tone.wav", tone(0.5, rate), rate, width, channels), RATE) / 32768
    expected = tone(0.5)
    assert len(samples) == len(expected)
    assert np.abs(samples - expected)[400:-400].max() < (0.02 if width == 1 else 0.002)


def chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def riff(*chunks: bytes) -> bytes:
    body = b"WAVE" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def test_extensible_float_and_other_chunks(tmp_path: Path) -> None:
    guid_tail = bytes.fromhex("000000001000800000aa00389b71")
    body = struct.pack("<HHIIHH", 0xFFFE, 1, RATE, RATE * 4, 4, 32) + struct.pack("<HHI", 22, 32, 4)
    layout = chunk(b"fmt ", body + struct.pack("<H", 3) + guid_tail)
    data = chunk(b"data", tone(0.2).astype("<f4").tobytes())
    path = tmp_path / "float.wav"
    path.write_bytes(riff(chunk(b"LIST", b"odd"), layout, data))
    assert np.abs(read_wave(path, RATE) / 32768 - tone(0.2)).max() < 1e-3


def test_a_stream_whose_length_was_never_written(tmp_path: Path) -> None:
    path = write(tmp_path / "tone.wav", tone(0.2), RATE)
    content = path.read_bytes()
    place = content.index(b"data") + 4
    path.write_bytes(content[:place] + b"\xff\xff\xff\xff" + content[place + 4 :])
    assert len(read_wave(path, RATE)) == RATE // 5


FORMAT = chunk(b"fmt ", struct.pack("<HHIIHH", 1, 1, RATE, RATE * 2, 2, 16))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "recording.missing"),
        (b"", "recording.format"),
        (b"ID3" + bytes(100), "recording.format"),
        (riff(), "recording.format"),
        (riff(FORMAT), "recording.format"),
        (riff(FORMAT, chunk(b"data", b"")), "recording.format"),
        (riff(chunk(b"fmt ", b"\x01\x00"), chunk(b"data", b"1234")), "recording.format"),
        (
            riff(chunk(b"fmt ", struct.pack("<HHIIHH", 85, 2, 44_100, 0, 1, 0)), chunk(b"data", b"mp3!")),
            "recording.format",
        ),
    ],
)
def test_what_is_no_recording_is_refused_with_a_remedy(tmp_path: Path, content: bytes | None, code: str) -> None:
    path = tmp_path / "bad.wav"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(HardwareError) as fault:
        open_microphone(f"file:{path}")
    assert fault.value.code == code
    assert str(path) in fault.value.sentence
    assert fault.value.remedy


def test_an_unknown_source_and_a_missing_device(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    with pytest.raises(HardwareError, match="no microphone"):
        open_microphone("gramophone")
    with pytest.raises(HardwareError, match="no microphone named 'Neumann'"):
        open_microphone("device:Neumann")


@pytest.mark.parametrize("rate", [22_050, 44_100, 48_000])
def test_nothing_above_the_new_band_folds_back(rate: int) -> None:
    loud = (tone(0.5, rate, 10_000) * 32767).astype(np.int16)
    assert np.abs(resample(loud, rate, RATE)[200:-200]).max() < 33


@given(st.integers(1, 400), st.lists(st.floats(0, 0.06), min_size=3, max_size=50))
def test_sample_clock_is_steady_and_never_ahead(count: int, late: list[float]) -> None:
    clock, duration = SampleClock(), count / RATE
    for number, delay in enumerate(late, 1):
        arrived = 10.0 + number * duration + delay
        first = clock.first_sample(count, arrived)
        assert first + duration <= arrived + 1e-9
        assert arrived - (first + duration) <= JITTER_S + 1e-9


def test_what_waited_while_a_machine_stood_still_was_taken_steadily() -> None:
    clock, step = SampleClock(), BLOCK / RATE
    taken = [number * step for number in range(50)]
    arrived = [10.0 + end + step for end in taken]
    arrived[20:28] = [arrived[28]] * 8  # 160 ms in one go
    seen = [clock.first_sample(BLOCK, at) for at in arrived]
    assert seen == pytest.approx([10.0 + begin for begin in taken])


def test_sound_that_was_lost_moves_what_comes_after_it() -> None:
    clock, step = SampleClock(), BLOCK / RATE
    arrived = [10.0 + number * step + (0.2 if number >= 20 else 0.0) for number in range(50)]
    seen = [clock.first_sample(BLOCK, at) for at in arrived]
    assert seen[-1] == pytest.approx(arrived[-1] - step)


def test_a_folder_is_told_to_be_one(tmp_path: Path) -> None:
    with pytest.raises(HardwareError, match="is a folder") as fault:
        read_wave(tmp_path, RATE)
    assert fault.value.code == "recording.missing"
