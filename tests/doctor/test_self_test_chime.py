"""The chime is found where it is, in noise, and each way of not being heard is told from the others."""

from __future__ import annotations

import numpy as np
import pytest

from hardware.sound.microphone import RATE
from hardware.sound.resample import resample
from kiosk.doctor.selftest.chime import FOUND_DB, chime, find
from kiosk.simulation.sound import shop_noise

PLACE = 21_111


def _heard(gain: float, noise_rms: float, seed: int = 1, played_at: int = RATE):
    pattern = resample(chime(played_at), played_at, RATE) * gain
    mix = shop_noise(seed, noise_rms)[: 3 * RATE].copy()
    mix[PLACE : PLACE + len(pattern)] += pattern
    return np.clip(mix, -32768, 32767).astype(np.int16)


@pytest.mark.parametrize("played_at", [RATE, 22_050])
@pytest.mark.parametrize(("gain", "noise_rms"), [(1.0, 20.0), (0.2, 200.0), (0.05, 100.0)])
def test_a_chime_is_placed_to_the_millisecond(gain, noise_rms, played_at):
    found = find(_heard(gain, noise_rms, played_at=played_at), RATE)
    assert found.verdict == "heard"
    assert abs(found.place - PLACE) <= RATE / 1000


def test_the_signal_to_noise_ratio_is_that_of_the_mix():
    tone = chime(RATE).astype(float)
    gain = np.sqrt(100.0) * 200.0 / np.sqrt(np.mean(tone**2))  # 20 dB over white noise of 200
    noise = np.random.default_rng(2).normal(0, 200.0, 3 * RATE)
    noise[PLACE : PLACE + len(tone)] += gain * tone
    found = find(noise.astype(np.int16), RATE)
    # The band of the sweep holds 3400 of the 8000 Hz that white noise is spread over: 3.7 dB less of it.
    assert found.snr_db == pytest.approx(23.7, abs=0.7)


def test_an_echo_does_not_hide_it():
    heard = _heard(0.3, 50.0).astype(float)
    for delay, share in ((700, 0.5), (1900, 0.35), (4100, 0.2)):
        heard[delay:] += share * heard[:-delay]
    found = find(np.clip(heard, -32768, 32767).astype(np.int16), RATE)
    assert found.verdict == "heard"
    assert abs(found.place - PLACE) <= RATE / 1000


@pytest.mark.parametrize("seed", range(8))
def test_noise_is_no_chime(seed):
    found = find(_heard(0.0, 300.0, seed), RATE)
    assert found.verdict == "nothing"
    assert found.peak_db < FOUND_DB - 2


def test_neither_a_falling_sweep_nor_a_voice_is_a_chime():
    from kiosk.voice.synthesis import Synthesiser

    falling = shop_noise(1, 50.0)[: 3 * RATE].copy()
    falling[PLACE : PLACE + len(chime(RATE))] += chime(RATE)[::-1] * 0.3
    synthesiser = Synthesiser()
    voice = resample(synthesiser.speak("Are you open on Sunday?", "en").pcm, synthesiser.sample_rate, RATE)
    spoken = shop_noise(2, 50.0)[: 3 * RATE].copy()
    spoken[RATE : RATE + len(voice)] += voice * 0.3
    assert find(falling.astype(np.int16), RATE).verdict == "nothing"
    assert find(spoken.astype(np.int16), RATE).verdict == "nothing"


def test_too_faint_clipped_and_switched_off_are_told_apart():
    assert find(_heard(0.02, 400.0), RATE).verdict == "faint"
    assert find(_heard(8.0, 400.0), RATE).verdict == "clipped"
    assert find(np.zeros(2 * RATE, np.int16), RATE).verdict == "dead"


def test_a_chime_is_soft_at_its_ends_and_as_loud_as_asked():
    loud, soft = chime(RATE), chime(RATE, 0.25)
    assert abs(int(loud[0])) < 10
    assert 16_000 < np.abs(loud).max() < 16_400
    assert np.abs(soft).max() == pytest.approx(np.abs(loud).max() / 4, abs=2)
