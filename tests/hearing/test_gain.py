"""Automatic gain: ordinary voices untouched, soft ones raised, loud ones lowered, and nothing pumps."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.hearing import gain
from kiosk.hearing.level import level

RATE = 16_000


def tone(peak_db: float, seconds: float = 0.2) -> gain.Samples:
    wave = np.sin(2 * np.pi * 220 * np.arange(round(seconds * RATE)) / RATE)
    return np.asarray(np.rint(wave * 32767 * 10 ** (peak_db / 20)), np.int16)


@pytest.mark.parametrize("onset_db", [-35.0, -26.0, -18.0])
def test_an_ordinary_voice_is_left_as_it_is(onset_db: float) -> None:
    sound = tone(onset_db)
    assert gain.UtteranceGain(onset_db).apply(sound) is sound


def test_soft_voices_are_raised_and_loud_ones_lowered_to_the_edge_of_what_is_read_well() -> None:
    assert -50 + gain.for_voice(-50.0) == gain.SOFT_DB
    assert -10 + gain.for_voice(-10.0) == gain.LOUD_DB
    assert gain.for_voice(-90.0) == gain.MOST_DB, "the hiss of a silent room is not made a storm"


def test_a_raised_voice_that_becomes_loud_is_not_clipped_and_the_gain_stays_down() -> None:
    utterance = gain.UtteranceGain(-60.0)
    raised = utterance.apply(tone(-60.0))
    assert level(raised).peak_db == pytest.approx(-35.0, abs=1.0)
    loud = utterance.apply(tone(-3.0))
    assert level(loud[gain.SLIDE :]).clipped == 0
    after = utterance.db
    assert after == pytest.approx(2.0, abs=0.1)
    utterance.apply(tone(-60.0))
    assert utterance.db == after


def test_the_detector_hears_a_silent_room_louder_and_a_shop_as_it_is() -> None:
    assert gain.for_detector(-55.0) == 0.0
    assert gain.for_detector(-80.0) == 20.0
    assert gain.for_detector(-96.0) == gain.DETECTOR_DB
