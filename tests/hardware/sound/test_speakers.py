"""One contract for every speaker, and what each kind promises besides."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import deque
from pathlib import Path

import numpy as np
import pytest
from support import Stopwatch, until

from hardware.errors import HardwareError
from hardware.sound import recorded
from hardware.sound.buffer_clock import BufferClock
from hardware.sound.mixer import BUFFER, MixerSpeaker
from hardware.sound.recording import RecordingSpeaker
from hardware.sound.speaker import ClockSpeaker, Speaker, open_speaker
from kiosk.simulation.shop import ShopServer
from kiosk.simulation.sound import Air
from kiosk.simulation.speaker import ShopSpeaker

RATE = 22050


def tone(seconds: float, level: int = 8000) -> np.ndarray:
    return np.full(round(seconds * RATE), level, np.int16)


def sdl(driver: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> MixerSpeaker:
    monkeypatch.setenv("SDL_AUDIODRIVER", driver)
    monkeypatch.setenv("SDL_DISKAUDIOFILE", str(folder / "stream.raw"))
    return MixerSpeaker(RATE)


@pytest.fixture(params=["clock", "record", "mixer-dummy", "mixer-disk", "shop"])
def speaker(request, tmp_path, monkeypatch):
    kind, _, driver = request.param.partition("-")
    shop = None
    match kind:
        case "clock":
            opened: Speaker = ClockSpeaker(RATE)
        case "record":
            opened = RecordingSpeaker(tmp_path, RATE)
        case "shop":
            shop = ShopServer(tmp_path, Air(1, 60.0), list)
            opened = ShopSpeaker(tmp_path / "shop.sock", RATE)
        case _:
            opened = sdl(driver, tmp_path, monkeypatch)
    yield opened
    opened.close()
    if shop is not None:
        shop.close()


BUSY_MACHINE_S = 4.0


def lasts(seconds: float) -> object:
    """So long, and not much longer; a busy machine sees the end late."""
    return pytest.approx(seconds + BUSY_MACHINE_S / 2 - 0.02, abs=BUSY_MACHINE_S / 2)


def pass_by(speaker: Speaker, seconds: float) -> None:
    """So long on the device's own clock: a busy machine makes SDL's stand-ins late."""
    if not isinstance(speaker, MixerSpeaker):
        time.sleep(seconds)
        return
    ends = speaker._mixed.count() + round(seconds * RATE / BUFFER) + 1
    while speaker._mixed.count() < ends:
        time.sleep(0.002)


def busy_s(speaker: Speaker, since: float | None = None) -> float:
    begin = time.monotonic() if since is None else since
    while speaker.playing() and time.monotonic() < begin + 15:
        time.sleep(0.002)
    return time.monotonic() - begin


def test_plays_for_as_long_as_the_sound_is(speaker):
    begin = time.monotonic()
    speaker.play(tone(0.25), begin)
    assert busy_s(speaker, begin) == lasts(0.25)


def test_is_busy_from_the_order_to_the_end_of_a_sound_that_starts_later(speaker):
    begin = time.monotonic()
    speaker.play(tone(0.1), begin + 0.15)
    assert busy_s(speaker, begin) == lasts(0.25)


def test_a_start_that_has_passed_is_now_and_loses_nothing(speaker):
    begin = time.monotonic()
    speaker.play(tone(0.2), begin - 1)
    assert busy_s(speaker, begin) == lasts(0.2)


def test_stop_is_immediate_and_may_be_repeated(speaker):
    speaker.play(tone(2), time.monotonic())
    time.sleep(0.05)
    watch = Stopwatch()
    speaker.stop()
    assert watch.seconds < 0.05 + watch.late_s
    assert not speaker.playing()
    speaker.stop()


def test_whatever_is_done_to_its_loudness_a_sound_keeps_its_time_and_can_be_stopped(speaker):
    for at_rest in (True, False):
        speaker.duck(down=at_rest)
    speaker.play(tone(20), time.monotonic() + 0.05)
    for down in (True, True, False):
        speaker.duck(down=down)
        speaker.set_gain(0.3 if down else 1.0)
        assert speaker.playing()
    assert speaker.fault() is None
    speaker.stop()
    speaker.duck(down=True)
    assert not speaker.playing()


def test_a_new_sound_replaces_the_former(speaker):
    speaker.play(tone(30), time.monotonic())
    speaker.play(tone(0.1), time.monotonic())
    assert busy_s(speaker) < 0.1 + BUSY_MACHINE_S


def test_silence_before_the_first_sound_and_after_close(speaker):
    assert not speaker.playing()
    speaker.play(tone(1), time.monotonic())
    speaker.close()
    assert not speaker.playing()


def test_other_formats_are_refused(speaker):
    with pytest.raises(HardwareError) as refused:
        speaker.play(np.zeros(100, np.float32), time.monotonic())
    assert refused.value.code == "speaker.format"


def test_says_that_nobody_hears_it(speaker):
    assert speaker.simulated
    assert speaker.name
    assert speaker.sample_rate == RATE


# --- recording --------------------------------------------------------------------------------------------------------


def heard(folder: Path) -> list[tuple[float, np.ndarray]]:
    return [(run.at, run.samples) for run in recorded.runs(folder)]


def test_a_recording_holds_every_sample_at_its_time(tmp_path):
    pcm = np.arange(1, RATE // 2, dtype=np.int16)
    speaker = RecordingSpeaker(tmp_path, RATE)
    at = time.monotonic() + 0.5
    speaker.play(pcm, at)
    busy_s(speaker)
    speaker.close()
    runs = heard(tmp_path)
    assert len(runs) > 2
    assert np.array_equal(np.concatenate([samples for _, samples in runs]), pcm)
    for begins, samples in runs:
        assert begins == pytest.approx(at + (int(samples[0]) - 1) / RATE, abs=1e-6)


def test_a_recording_ends_where_it_was_stopped_with_a_fade(tmp_path):
    speaker = RecordingSpeaker(tmp_path, RATE)
    at = time.monotonic() + 0.5
    speaker.play(tone(9), at)
    time.sleep(max(0.0, at + 0.25 - time.monotonic()))
    ordered = time.monotonic()
    speaker.stop()
    stopped = time.monotonic()
    speaker.close()
    samples = np.concatenate([samples for _, samples in heard(tmp_path)])
    assert ordered - at - 0.015 <= samples.size / RATE <= stopped - at + 0.025
    fade = samples[-round(0.005 * RATE) :]
    assert samples[0] == 8000
    assert 7900 < fade[0] < 8000
    assert fade[-1] < 100
    assert (np.diff(fade.astype(int)) <= 0).all()


def test_a_sound_that_is_stopped_before_it_starts_was_never_heard(tmp_path):
    speaker = RecordingSpeaker(tmp_path, RATE)
    speaker.play(tone(1), time.monotonic() + 0.5)
    speaker.stop()
    speaker.close()
    assert heard(tmp_path) == []


def test_what_was_heard_can_be_asked_by_time_to_the_sample(tmp_path):
    speaker = RecordingSpeaker(tmp_path, RATE)
    at = time.monotonic() + 0.5
    speaker.play(np.arange(RATE // 2, dtype=np.int16), at)
    time.sleep(max(0.0, at + 0.1 - time.monotonic()))
    next_at = time.monotonic() + 0.5
    speaker.play(tone(0.2, 77), next_at)  # stops the former
    busy_s(speaker)
    speaker.close()
    assert recorded.heard(tmp_path, at + 221 / RATE, at + 441 / RATE).tolist() == list(range(221, 441))
    silent = 1100
    around = recorded.heard(tmp_path, next_at - silent / RATE, next_at + 1100 / RATE)
    assert not around[: silent - 1].any(), "the former was stopped with a fade"
    assert (around[silent + 1 :] == 77).all()
    assert recorded.heard(tmp_path, at + 9, at + 9.1).tolist() == [0] * round(0.1 * RATE)


def test_a_sentence_that_was_stopped_is_resumed_with_both_on_record(tmp_path):
    """As the voice does: the rest of the sentence, from its word on."""
    sentence = np.arange(1, RATE, dtype=np.int16)
    speaker = RecordingSpeaker(tmp_path, RATE)
    at = time.monotonic()
    speaker.play(sentence, at)
    time.sleep(0.1)
    speaker.duck(down=True)
    time.sleep(0.1)
    called, watch = time.monotonic(), Stopwatch()
    speaker.stop()
    assert watch.seconds < 0.25 + watch.late_s
    again = time.monotonic() + 0.5
    speaker.play(sentence[RATE // 2 :], again)
    busy_s(speaker)
    speaker.close()
    assert not recorded.heard(tmp_path, called + 0.08 + watch.late_s, again).any(), "silent within 80 ms"
    rest = recorded.heard(tmp_path, again, again + 0.4)
    assert np.abs(rest[1:].astype(int) - sentence[RATE // 2 :][: rest.size - 1]).max() <= 1, "as loud as ever"


def test_a_sound_is_on_record_to_its_end_also_when_the_next_one_follows_at_once(tmp_path):
    speaker = RecordingSpeaker(tmp_path, RATE)
    for level in (100, 200):
        speaker.play(tone(0.12, level), time.monotonic())
        busy_s(speaker)
    speaker.close()
    samples = np.concatenate([samples for _, samples in heard(tmp_path)])
    assert [np.count_nonzero(samples == level) for level in (100, 200)] == [tone(0.12).size] * 2


def test_a_recording_is_continued(tmp_path):
    for level in (100, 200):
        speaker = RecordingSpeaker(tmp_path, RATE)
        speaker.play(tone(0.05, level), time.monotonic())
        busy_s(speaker)
        speaker.close()
    assert [int(samples[0]) for _, samples in heard(tmp_path)] == [100, 200]


def test_a_killed_process_leaves_all_but_the_last_moment(tmp_path):
    script = (
        "import sys, time, numpy, pathlib; from hardware.sound.recording import RecordingSpeaker\n"
        f"speaker = RecordingSpeaker(pathlib.Path(sys.argv[1]), {RATE})\n"
        f"speaker.play(numpy.full({5 * RATE}, 7, numpy.int16), time.monotonic())\n"
        "print('playing', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE) as child:
        child.stdout.readline()
        until(lambda: sum(samples.size for _, samples in heard(tmp_path)) > 0.3 * RATE)
        before = sum(samples.size for _, samples in heard(tmp_path))
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        killed = time.monotonic()
    played = heard(tmp_path)
    samples = np.concatenate([samples for _, samples in played])
    assert before / RATE <= samples.size / RATE <= killed - played[0][0] + 0.01, "it grows while the sound sounds"
    assert (samples == 7).all()


def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(HardwareError) as refused:
        RecordingSpeaker(tmp_path / "file", RATE)
    assert refused.value.code == "speaker.folder"


# --- the mixer --------------------------------------------------------------------------------------------------------


def test_the_device_plays_the_very_samples_and_then_silence(tmp_path, monkeypatch):
    pcm = np.arange(1, 6001, dtype=np.int16)
    speaker = sdl("disk", tmp_path, monkeypatch)
    speaker.play(pcm, time.monotonic() + 0.1)
    pass_by(speaker, 0.7)
    speaker.close()
    stream = np.fromfile(tmp_path / "stream.raw", "<i2")
    first = int(np.flatnonzero(stream)[0])
    assert np.array_equal(stream[first : first + pcm.size], pcm)
    assert not stream[first + pcm.size :].any()


def test_the_device_waits_for_the_start_time(tmp_path, monkeypatch):
    speaker = sdl("disk", tmp_path, monkeypatch)
    speaker.play(tone(0.1), time.monotonic() + 0.05)
    pass_by(speaker, 0.5)
    speaker.play(tone(0.1, 50), time.monotonic() + 1.5)
    pass_by(speaker, 2.0)
    speaker.close()
    stream = np.fromfile(tmp_path / "stream.raw", "<i2")
    end_of_first, start_of_second = np.flatnonzero(stream == 8000)[-1], np.flatnonzero(stream == 50)[0]
    assert (start_of_second - end_of_first) / RATE > 1.0, "half a second passed before the order"


def test_a_stopped_device_is_silent_within_80_ms(tmp_path, monkeypatch):
    speaker = sdl("disk", tmp_path, monkeypatch)
    begin = time.monotonic()
    speaker.play(tone(9), begin)
    pass_by(speaker, 0.2)
    speaker.stop()
    stopped = time.monotonic()
    pass_by(speaker, 0.3)
    speaker.close()
    stream = np.fromfile(tmp_path / "stream.raw", "<i2")
    assert 0.1 < np.count_nonzero(stream) / RATE < stopped - begin + 0.08


class Unheeded(BufferClock):
    """A clock whose thread takes no notice of its wakes until it was asked for them `asked` times."""

    def __init__(self, since: float, wakes: int, asked: int) -> None:
        self._period_s, self._seen = 0.1, (5, time.monotonic() - since)
        self._begins = deque([self._seen[1] - 0.5], maxlen=15)
        self._wakes, self._left = wakes, asked

    def _waiting(self) -> int:
        self._left -= 1
        if self._left < 0 < self._wakes:
            self._seen, self._wakes = (5 + self._wakes, time.monotonic() - 0.03), 0
            self._begins.append(self._seen[1] - 0.1 * self._seen[0])
        return self._wakes


def test_a_buffer_that_was_mixed_unheeded_is_not_counted_on():
    assert Unheeded(0.02, wakes=0, asked=0).count() == 5
    assert Unheeded(0.02, wakes=1, asked=9).count() == 6
    assert Unheeded(0.11, wakes=0, asked=0).count() == 6, "its wake is due: nobody may write into it"
    for since in (0.02, 0.13):
        count, at = Unheeded(since, wakes=1, asked=2).next()
        assert (count, at > time.monotonic()) == (6, True)


def test_buffers_that_a_sound_server_takes_in_bursts_are_played_evenly():
    clock = Unheeded(0.0, wakes=0, asked=0)
    first = clock._begun()
    for number in range(6, 52):
        clock._heed(first + number * 0.1 - 0.03 * (number % 3 == 2))
        assert clock._begun() == pytest.approx(first, abs=1e-6), f"buffer {number}"
    clock._heed(first + 9.0)
    assert clock._begun() == pytest.approx(first + 9.0 - 5.2, abs=1e-6), "after a stall the device begins anew"


def test_a_device_that_is_always_too_late_is_stopped_all_the_same(tmp_path, monkeypatch):
    speaker = sdl("dummy", tmp_path, monkeypatch)
    speaker.play(tone(2), time.monotonic())
    moments = iter(np.arange(1, 100) * BUFFER / RATE + speaker._sound.starts)
    monkeypatch.setattr(speaker, "_soonest", lambda _: next(moments))
    speaker.stop()
    assert not speaker._memory[-RATE:].any()
    speaker.close()


# --- opening ----------------------------------------------------------------------------------------------------------


def without_devices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "no-such-driver")


def test_auto_keeps_time_where_there_is_no_device(monkeypatch):
    without_devices(monkeypatch)
    speaker = open_speaker("auto", None, RATE)
    assert speaker.name == "clock"
    assert speaker.simulated


def test_device_says_that_there_is_none(monkeypatch):
    without_devices(monkeypatch)
    with pytest.raises(HardwareError) as refused:
        open_speaker("device", None, RATE)
    assert refused.value.code == "speaker.none"


def test_auto_takes_what_sdl_offers_and_tells_a_dummy_from_a_device(monkeypatch):
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    speaker = open_speaker("auto", None, RATE)
    assert (speaker.name, speaker.simulated) == ("dummy", True)
    speaker.close()


def test_record_none_and_nonsense(tmp_path):
    recorder = open_speaker("record", tmp_path, RATE)
    recorder.close()
    assert (tmp_path / "speaker.jsonl").exists()
    assert open_speaker("none", None, RATE).name == "none"
    with pytest.raises(HardwareError, match="folder"):
        open_speaker("record", None, RATE)
    with pytest.raises(HardwareError) as refused:
        open_speaker("gramophone", None, RATE)
    assert refused.value.code == "speaker.source"


def test_a_silent_speaker_may_be_in_a_hurry():
    speaker = open_speaker("clock:20", None, RATE)
    speaker.play(np.zeros(20 * RATE, np.int16), time.monotonic())
    begin = time.monotonic()
    assert speaker.playing()
    assert busy_s(speaker, begin) < 10, "twenty seconds are over in one"


def test_a_sound_is_made_louder_and_silent_while_it_sounds_without_a_click(tmp_path):
    speaker = RecordingSpeaker(tmp_path, RATE)
    speaker.set_gain(0.25)
    speaker.play(tone(3.0), time.monotonic())
    for gain in (1.0, 0.0):
        time.sleep(0.2)
        speaker.set_gain(gain)
    assert speaker.playing(), "a silent sound keeps its time"
    busy_s(speaker)
    speaker.close()
    heard = np.fromfile(tmp_path / "speaker.raw", "<i2").astype(int)
    assert heard.size == 3 * RATE
    assert (heard[0], heard.max(), heard[-1]) == (2000, 8000, 0)
    assert np.abs(np.diff(heard)).max() < 10, "a step would be heard"


@pytest.mark.parametrize("kind", ["record", "mixer"])
def test_a_voice_goes_down_at_once_and_up_again_gently_and_never_clicks(kind, tmp_path, monkeypatch):
    speaker = sdl("disk", tmp_path, monkeypatch) if kind == "mixer" else RecordingSpeaker(tmp_path, RATE)
    speaker.play(tone(9), time.monotonic())
    for down in (True, True, False):
        pass_by(speaker, 0.1)
        speaker.duck(down=down)
    pass_by(speaker, 0.3)
    speaker.duck(down=True)
    pass_by(speaker, 0.1)
    speaker.play(tone(0.1), time.monotonic())
    pass_by(speaker, 0.25)
    speaker.close()
    heard = np.fromfile(tmp_path / ("stream.raw" if kind == "mixer" else "speaker.raw"), "<i2").astype(int)
    heard = heard[np.flatnonzero(heard)[0] :]
    lowered = np.flatnonzero(heard < 8000)[0]
    assert heard[lowered + round(0.025 * RATE)] == pytest.approx(8000 * 10 ** (-14 / 20), abs=15)
    raised = lowered + np.flatnonzero(np.diff(heard[lowered:]) > 0)[0]
    assert heard[raised + round(0.19 * RATE)] < 8000
    assert heard[raised + round(0.21 * RATE)] == 8000
    assert np.abs(np.diff(heard[: raised + round(0.21 * RATE)])).max() < 15, "a step would be heard"
    assert heard[np.flatnonzero(heard)[-1]] == 8000, "the next sound is not lowered"


def test_a_device_goes_to_its_new_loudness_in_small_steps(tmp_path, monkeypatch):
    speaker = sdl("disk", tmp_path, monkeypatch)
    speaker.set_gain(0.5)
    speaker.play(tone(9), time.monotonic())
    pass_by(speaker, 0.25)
    speaker.set_gain(0.0)
    pass_by(speaker, 0.25)
    speaker.close()
    heard = np.fromfile(tmp_path / "stream.raw", "<i2").astype(int)
    assert heard.max() == pytest.approx(4000, abs=40)
    assert len(set(heard)) > 2, "there are steps between loud and silent"
    assert heard[-1] == 0


def test_the_gain_stays_for_what_is_said_next(speaker):
    speaker.set_gain(2.0)
    speaker.set_gain(0.5)
    begin = time.monotonic()
    speaker.play(tone(0.1), begin)
    assert busy_s(speaker, begin) == lasts(0.1)


def test_louder_and_louder_and_then_silence(tmp_path, monkeypatch):
    speaker = sdl("disk", tmp_path, monkeypatch)
    speaker.set_gain(0.2)
    speaker.play(tone(2), time.monotonic())
    for gain in (0.4, 0.6, 0.8, 1.0):
        speaker.set_gain(gain)
    speaker.stop()
    speaker.play(tone(0.3), time.monotonic())
    pass_by(speaker, 0.3)
    speaker.close()
    heard = np.fromfile(tmp_path / "stream.raw", "<i2")
    assert heard[np.flatnonzero(heard)[-1]] == 8000, "the next sound is as loud as was told last"
