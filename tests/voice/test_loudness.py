"""The voice follows the room slowly and within limits, keeps quiet hours, and obeys the shopper."""

from __future__ import annotations

import logging
import math
from datetime import UTC, datetime, time, timedelta

import pytest

from kiosk import clock
from kiosk.settings import Voice
from kiosk.voice.loudness import STEP_DB, Loudness, within
from kiosk.voice.store_time import store_time

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def at_noon() -> datetime:
    return NOON


def db(gain: float) -> float:
    return 20 * math.log10(gain)


def after(loudness: Loudness, sentences: int) -> float:
    for _ in range(sentences):
        loudness.sentence()
    return db(loudness.gain(3))


def test_half_a_decibel_for_each_of_the_room_within_limits():
    loudness = Loudness(Voice(), -60.0, at_noon)
    usual = after(loudness, 1)
    for noise, more in ((-52.0, 4.0), (-30.0, 6.0), (-64.0, -2.0), (-90.0, -3.0)):
        loudness.hear(noise)
        assert after(loudness, 10) - usual == pytest.approx(more)
    deaf = Loudness(Voice(boost_db=0), -60.0, at_noon)
    deaf.hear(-30.0)
    assert after(deaf, 10) == pytest.approx(usual)


def test_only_between_sentences_and_by_a_step():
    loudness = Loudness(Voice(), -60.0, at_noon)
    before = db(loudness.gain(3))
    loudness.hear(-30.0)
    assert db(loudness.gain(3)) == before, "not within a sentence"
    assert after(loudness, 1) - before == pytest.approx(STEP_DB)


def test_the_quietest_room_that_was_heard_stands_in_for_a_calibrated_one():
    loudness = Loudness(Voice(), None, at_noon)
    usual = after(loudness, 3)
    for noise in (-40.0, -50.0, -46.0):
        loudness.hear(noise)
    assert after(loudness, 10) - usual == pytest.approx(2.0)


def test_never_above_what_the_site_allows_and_silence_is_silence():
    loudness = Loudness(Voice(volume=0.5), -60.0, at_noon)
    loudness.hear(-30.0)
    after(loudness, 10)
    assert loudness.gain(5) == 0.5
    assert loudness.gain(0) == 0.0
    assert loudness.gain(4) > loudness.gain(3) > loudness.gain(2)


def test_quiet_hours_lower_the_voice_and_the_shopper_s_steps_count_from_there(caplog):
    caplog.set_level(logging.INFO)
    now = [NOON]
    loudness = Loudness(Voice(quiet_from="20:00", quiet_until="08:00", level=4, quiet_level=2), -60.0, lambda: now[0])
    loud = {level: loudness.gain(level) for level in range(6)}
    now[0] = NOON + timedelta(hours=9)
    loudness.hear(-30.0)
    after(loudness, 10)
    assert loudness.gain(4) == pytest.approx(loud[2]), "the start of a visit, and no boost at night"
    assert loudness.gain(5) == pytest.approx(loud[3]), "louder is a step louder"
    assert "quiet hours begin, until 08:00" in caplog.text
    now[0] += timedelta(hours=12)
    loudness.hear(-60.0)
    after(loudness, 10)
    assert loudness.gain(4) == pytest.approx(loud[4])


def test_a_span_of_the_day_may_go_over_midnight():
    evening, morning = time(20), time(8)
    assert [within(time(hour), evening, morning) for hour in (19, 20, 23, 0, 7, 8)] == [0, 1, 1, 1, 1, 0]
    assert [within(time(hour), morning, evening) for hour in (7, 8, 19, 20)] == [0, 1, 1, 0]


def test_the_store_s_clock_is_in_its_zone_and_may_be_wrong(tmp_path):
    (tmp_path / "store.toml").write_text('timezone = "Asia/Seoul"\n')
    clock.set_shift(tmp_path / "shift", 3600)
    there = store_time(tmp_path, f"shifted:{tmp_path / 'shift'}")()
    assert there.utcoffset() == timedelta(hours=9)
    assert abs(there - datetime.now(UTC) - timedelta(hours=1)) < timedelta(minutes=1)


def test_an_hour_that_is_none_is_refused():
    with pytest.raises(ValueError, match="pattern"):
        Voice(quiet_from="25:00")
