"""The colleague's voice on the kiosk's loudspeaker: soon, without gaps, and only in a call."""

from __future__ import annotations

import time

import numpy as np
import pytest

from hardware.sound.speaker import ClockSpeaker
from kiosk.channels.call_sound import COLLEAGUE, SoundFeed, SoundWriter, Stretch
from kiosk.commands import CallMode
from kiosk.voice.colleague import HELD_S, PAUSE_S, Colleague
from kiosk.voice.playout import JUDGED_S, LEAD_S, MOST_S, Playout

STRETCH = np.full(960, 5000, np.int16)
LASTS_S = 0.02
AHEAD_S = 60.0
"""Sound that is fresh for longer than any machine is held up."""


class Mirror:
    """Who listens along."""

    def __init__(self) -> None:
        self.pieces, self.ended = [], 0

    def piece(self, pcm, sample_rate, starts, gain) -> None:
        self.pieces.append((starts, len(pcm) / sample_rate))

    def end(self, at) -> None:
        self.ended += 1


@pytest.fixture
def colleague(tmp_path):
    colleague = Colleague(tmp_path)
    yield colleague
    colleague.close()


@pytest.fixture
def speaker():
    speaker = ClockSpeaker(22_050)
    speaker.mirror = Mirror()
    yield speaker
    speaker.close()


def test_stretches_follow_each_other_however_unevenly_they_come():
    playout = Playout()
    times = [playout.due(n * LASTS_S + late, LASTS_S) for n, late in enumerate([0.0, 0.03, 0.05, 0.0, 0.04] * 20)]
    assert times[0] == pytest.approx(LEAD_S)
    assert np.allclose(np.diff(times), LASTS_S)


def test_after_a_gap_it_begins_anew_with_the_same_reserve():
    playout = Playout()
    playout.due(0.0, LASTS_S)
    assert playout.due(1.0, LASTS_S, delay_s=0.04) == pytest.approx(1.0 + LEAD_S + 0.04)


def test_what_comes_in_a_burst_is_left_out_beyond_what_a_conversation_bears():
    playout = Playout()
    times = [playout.due(0.0, LASTS_S) for _ in range(50)]
    assert max(at for at in times if at is not None) <= MOST_S + LASTS_S
    assert times[-1] is None


def test_a_reserve_that_nobody_needs_any_more_is_made_up_for_in_seconds_and_no_two_stretches_at_once():
    playout, now = Playout(), 0.0
    for _ in range(6):
        playout.due(0.0, LASTS_S)
    times = []
    for _ in range(round(3 * JUDGED_S / LASTS_S)):
        now += LASTS_S
        times.append(playout.due(now, LASTS_S))
    left_out = [n for n, at in enumerate(times) if at is None]
    assert 3 <= len(left_out) <= 6
    assert np.diff(left_out).min() > 1
    assert times[-1] - now == pytest.approx(LEAD_S, abs=1.5 * LASTS_S)


def test_nobody_is_heard_before_the_call_and_nothing_is_kept_for_it(colleague, speaker, tmp_path):
    writer = SoundWriter(tmp_path, COLLEAGUE)
    writer.put(STRETCH, time.monotonic())
    colleague.obey(CallMode(1, "whisper"))
    colleague.play(speaker, free=True)
    assert (writer.octets, speaker.playing()) == (0, False)
    colleague.obey(CallMode(1, "voice"))
    time.sleep(0.11)
    for _ in range(3):
        writer.put(STRETCH, time.monotonic() + AHEAD_S)
    colleague.play(speaker, free=True)
    begins, lasts = zip(*speaker.mirror.pieces, strict=True)
    assert np.allclose(np.diff(begins), lasts[1:])
    colleague.hush(speaker)
    assert not speaker.playing()
    writer.close()


def test_what_a_colleague_says_while_the_kiosk_speaks_is_played_behind_it_from_the_first_word_on(
    colleague, speaker, tmp_path
):
    colleague.obey(CallMode(1, "voice"))
    writer = SoundWriter(tmp_path, COLLEAGUE)
    for pcm in (STRETCH // 100, STRETCH, STRETCH // 100, STRETCH):
        writer.put(pcm, time.monotonic() + AHEAD_S)
    colleague.play(speaker, free=False)
    assert not speaker.mirror.pieces, "there are never two speakers"
    colleague.play(speaker, free=True)
    begins, lasts = zip(*speaker.mirror.pieces, strict=True)
    assert len(begins) == 3, "nobody waits for the silence before"
    assert np.allclose(np.diff(begins), lasts[1:], atol=1e-3)
    writer.close()


def test_while_the_kiosk_asks_and_is_answered_the_colleague_waits(colleague, speaker, tmp_path):
    colleague.obey(CallMode(1, "voice"))
    writer = SoundWriter(tmp_path, COLLEAGUE)
    writer.put(STRETCH, time.monotonic())
    colleague.play(speaker, free=True)
    assert speaker.playing()
    colleague.obey(CallMode(1, "voice", heard=False))
    writer.put(STRETCH, time.monotonic())
    colleague.play(speaker, free=True)
    assert not speaker.playing()
    colleague.obey(CallMode(1, "voice"))
    colleague.play(speaker, free=True)
    assert speaker.playing()
    writer.close()


def test_of_a_long_speech_beside_the_kiosk_the_newest_waits_and_none_of_it_for_the_next_call(colleague):
    colleague._hold([Stretch(0.0, STRETCH)] * round(2 * HELD_S / LASTS_S))
    assert len(colleague._held) == round(HELD_S / LASTS_S)
    colleague.close()
    assert not colleague._held


def test_what_waited_is_made_up_for_by_faster_speech_and_not_by_a_hole():
    playout, held = Playout(), 100
    playout.hold(held * LASTS_S)
    times = [playout.due(0.0, LASTS_S) for _ in range(held)]
    now = 0.0
    while now < 12.0:
        now += LASTS_S
        times.append(playout.due(now, LASTS_S))
    left_out = [n for n, at in enumerate(times) if at is None]
    assert np.diff(left_out).min() > 1, "no two stretches at once"
    assert times[-1] - now == pytest.approx(LEAD_S, abs=2 * LASTS_S)
    assert playout.due(now, 1.0) is not None
    assert playout.due(now, LASTS_S) is None, "a burst is left out as ever"


def test_a_line_that_falls_silent_lets_go_of_the_loudspeaker(colleague, speaker, tmp_path):
    colleague.obey(CallMode(1, "voice"))
    writer = SoundWriter(tmp_path, COLLEAGUE)
    writer.put(STRETCH, time.monotonic())
    colleague.play(speaker, free=True)
    colleague._until -= PAUSE_S + 1
    colleague.play(speaker, free=True)
    assert not colleague.sounds
    assert speaker.mirror.ended == 1
    writer.close()


def test_a_reader_that_was_held_up_loses_what_is_old_and_the_writer_never_waits(tmp_path):
    feed, writer = SoundFeed(tmp_path, COLLEAGUE), SoundWriter(tmp_path, COLLEAGUE)
    for _ in range(500):
        writer.put(STRETCH, time.monotonic() - 1.0)
    assert 0 < writer.octets < 500 * 1920
    assert not feed.take()
    writer.put(STRETCH, time.monotonic())
    (fresh,) = feed.take()
    assert np.array_equal(fresh.pcm, STRETCH)
    again = SoundFeed(tmp_path, COLLEAGUE)
    feed.close()
    writer.put(STRETCH, time.monotonic())
    again.close()
