"""A voice that comes piece by piece sounds without a seam, and whoever listens along gets the same."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from hardware.sound import recorded
from hardware.sound.mixer import BUFFER, MixerSpeaker
from hardware.sound.played import SOCKET, PlayedServer
from hardware.sound.recording import RecordingSpeaker
from hardware.sound.reference import Reference
from hardware.sound.resample import Resampler, resample
from hardware.sound.speaker import ClockSpeaker
from kiosk.simulation import sound
from kiosk.simulation.shop import ShopServer
from kiosk.simulation.sound import Air
from kiosk.simulation.speaker import ShopSpeaker

RATE = 22_050
PIECE = 441


RING = 20


def voice(seconds: float, rate: int = RATE) -> np.ndarray:
    t = np.arange(round(seconds * rate)) / rate
    return np.round(8000 * np.sin(2 * np.pi * (200 + 300 * t) * t)).astype(np.int16)


def feed(speaker, pcm: np.ndarray, begin: float) -> None:
    for place in range(0, len(pcm), PIECE):
        speaker.feed(pcm[place : place + PIECE], begin + place / RATE)


@pytest.mark.parametrize(("rate", "target"), [(16_000, 48_000), (48_000, 16_000), (48_000, 22_050), (22_050, 16_000)])
def test_pieces_are_resampled_as_one_sound(rate, target):
    pcm, pieces = voice(0.5, rate), Resampler(rate, target)
    sizes = [rate // 50, 7, rate // 100, 333]
    got, place = [], 0
    while place < len(pcm):
        got.append(pieces.take(pcm[place : place + sizes[len(got) % 4]]))
        place += sizes[len(got) % 4 - 1]
    out, whole = np.concatenate(got), resample(pcm, rate, target)
    begin = len(out) - round((len(pcm) / rate - pieces.late_s) * target)
    assert np.abs(out[:begin]).max() < 100, "before the sound there was none, but for the filter's ringing"
    assert len(out) - begin >= len(whole) - target // 50
    assert np.abs(out[begin:].astype(int) - whole[: len(out) - begin]).max() <= 1


def test_a_speaker_that_is_fed_is_busy_and_stops_at_once():
    speaker = ClockSpeaker(RATE)
    feed(speaker, voice(0.4), time.monotonic())
    assert speaker.playing()
    speaker.duck(down=True)
    speaker.stop()
    assert not speaker.playing()
    speaker.play(voice(5.0), time.monotonic())
    speaker.feed(voice(0.02), time.monotonic() + 0.05)
    assert speaker._sound.pcm.size == PIECE, "it takes the place of what was played"


def test_what_was_fed_is_on_record_without_a_seam_and_follows_the_level_slowly(tmp_path):
    speaker = RecordingSpeaker(tmp_path, RATE)
    begin = time.monotonic() + 0.5
    feed(speaker, voice(0.4), begin)
    speaker.set_gain(0.5)
    speaker.feed(np.full(PIECE, 8000, np.int16), begin + 0.4)
    time.sleep(max(0.0, begin + 0.45 - time.monotonic()))
    speaker.close()
    got = recorded.heard(tmp_path, begin, begin + 0.4)
    assert np.abs(got.astype(int) - voice(0.4)).max() <= 1
    last = recorded.heard(tmp_path, begin + 0.4, begin + 0.42)
    assert int(last[1]) > 7990
    assert 8000 * 0.8 < int(last[-1]) < 7000, "120 ms from loud to soft: no click"


def test_who_listens_along_has_the_same_sound_at_its_time(tmp_path):
    mirror = PlayedServer(tmp_path / SOCKET)
    reference = Reference(tmp_path / SOCKET)
    assert reference.connected
    speaker = ClockSpeaker(RATE)
    speaker.mirror = mirror
    begin = time.monotonic() + 0.5
    feed(speaker, voice(0.6), begin)
    until = time.monotonic() + 10
    while not reference.sounded(begin + 0.55, begin + 0.56):
        assert time.monotonic() < until
        time.sleep(0.002)
    truth = resample(voice(0.6), RATE, 16_000).astype(float)[800:8800]
    wrong = reference.window(begin, 9600).astype(float)[800:8800] - truth
    assert np.mean(wrong**2) < 1e-5 * np.mean(truth**2)
    reference.close()
    mirror.close()


def test_the_simulated_shop_hears_it_as_it_hears_one_sound(tmp_path):
    air = Air(1, 120.0)
    air._noise[:] = 0
    shop = ShopServer(tmp_path, air, list)
    speaker = ShopSpeaker(tmp_path / "shop.sock", RATE)
    begin = time.monotonic() + 30
    feed(speaker, voice(0.6), begin)
    until = time.monotonic() + 10
    while len(air._voices) < 30:
        assert time.monotonic() < until
        time.sleep(0.002)
    got = np.concatenate([air.block(begin + n * 0.02) for n in range(30)]).astype(float)
    other = Air(1, 120.0)
    other._noise[:] = 0
    whole = resample(voice(0.6), RATE, 16_000)
    from kiosk.simulation.room import heard

    other.say(heard(whole), begin)
    want = np.concatenate([other.block(begin + n * 0.02) for n in range(30)]).astype(float)[800:8800]
    wrong = got[800:8800] - want
    assert np.mean(wrong**2) < 1e-3 * np.mean(want**2)
    speaker.close()
    shop.close()
    assert sound.RATE == 16_000


def test_a_device_goes_round_a_ring_and_loses_no_sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "disk")
    monkeypatch.setenv("SDL_DISKAUDIOFILE", str(tmp_path / "stream.raw"))
    monkeypatch.setattr("hardware.sound.mixer.RING", RING)
    speaker = MixerSpeaker(RATE)
    pcm = voice(RING * BUFFER / RATE + 0.5)
    speaker.feed(pcm[:PIECE], time.monotonic() + 0.3)
    for place in range(PIECE, len(pcm), PIECE):  # on the device's own clock: a busy machine makes this one late
        while speaker._filled - (speaker._mixed.count() - speaker._begun) * BUFFER > RING * BUFFER // 4:
            time.sleep(0.002)
        speaker.feed(pcm[place : place + PIECE], speaker._heard_at(speaker._filled))
    while (speaker._mixed.count() - speaker._begun) * BUFFER < speaker._filled + 8 * BUFFER:
        time.sleep(0.01)
    speaker.close()
    stream = np.fromfile(tmp_path / "stream.raw", "<i2")
    first = int(np.flatnonzero(stream)[0]) - int(np.flatnonzero(pcm)[0])
    assert np.array_equal(stream[first : first + len(pcm)], pcm)
    assert not stream[first + len(pcm) + BUFFER :].any(), "what has sounded does not come round again"
