"""Levels that are known by construction are measured as they are."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.hearing import level

RATE = 16_000


def hiss(db: float, seconds: float, seed: int = 1) -> level.Samples:
    wave = np.random.default_rng(seed).normal(0, 32768 * 10 ** (db / 20), round(seconds * RATE))
    return np.asarray(np.clip(np.rint(wave), -32768, 32767), np.int16)


def test_mean_peak_and_clipping() -> None:
    square = np.tile(np.array([16384, -16384], np.int16), RATE)
    assert level.level(square).mean_db == pytest.approx(-6.02, abs=0.01)
    assert level.level(square).peak_db == pytest.approx(-6.02, abs=0.01)
    assert level.level(hiss(-6.0, 1.0)).clipped > 0.02
    assert level.level(np.full(100, 7, np.int16)).dead


def test_a_door_that_slams_does_not_change_the_noise_of_a_room() -> None:
    room = hiss(-55.0, 10.0)
    room[RATE : RATE + RATE // 2] = hiss(-10.0, 0.5)
    assert level.noise_db(room) == pytest.approx(-55.0, abs=0.5)
    assert level.level(room).mean_db > -30


def test_a_voice_is_told_from_the_noise_around_it() -> None:
    sound = hiss(-55.0, 3.0)
    sound[RATE : 2 * RATE] = hiss(-25.0, 1.0, seed=2)
    heard = level.speech(sound)
    assert heard.voice_db == pytest.approx(-25.0, abs=0.7)
    assert heard.noise_db == pytest.approx(-55.0, abs=1.0)
    assert heard.snr_db == pytest.approx(30.0, abs=1.5)


def test_digital_silence_has_the_lowest_level() -> None:
    assert level.noise_db(np.zeros(RATE, np.int16)) == level.FLOOR_DB
