"""The canceller takes the kiosk out of what its microphone hears, and leaves everybody else in."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from hardware.echo.canceller import HOP, QUIETEST_DB, RATE, EchoCanceller
from kiosk.simulation import room

BLOCK = 320


@cache
def babble(seed: int, seconds: float) -> NDArray[np.int16]:
    """Noise with the spectrum and the syllables of speech."""
    rng = np.random.default_rng(seed)
    count = round(seconds * RATE)
    wave = np.convolve(rng.standard_normal(count), 0.85 ** np.arange(60), "same")
    syllables = np.repeat(rng.random(count // 3200 + 1), 3200)[:count]
    loud = wave * np.where(syllables > 0.25, syllables, 0.0)
    return np.round(loud / np.abs(loud).max() * 14_000).astype(np.int16)


def played(far: NDArray[np.int16], late_s: float = 0.0):
    def window(at: float, count: int) -> NDArray[np.int16]:
        first = round((at - late_s) * RATE)
        found = np.zeros(count, np.int16)
        begin, end = max(0, first), min(len(far), first + count)
        if begin < end:
            found[begin - first : end - first] = far[begin:end]
        return found

    return window


def through(canceller: EchoCanceller, near: NDArray[np.int16], at: float = 0.0, block: int = BLOCK):
    pieces = [canceller.take(near[place : place + block], at + place / RATE)[0] for place in range(0, len(near), block)]
    return np.concatenate(pieces)


def level_db(samples: NDArray[np.int16]) -> float:
    return 10 * float(np.log10(np.mean(samples.astype(float) ** 2) + 1e-6))


def erle_db(near: NDArray[np.int16], left: NDArray[np.int16], begin_s: float, end_s: float) -> float:
    piece = slice(round(begin_s * RATE), round(end_s * RATE))
    return level_db(near[piece]) - level_db(left[piece])


def with_floor(echo: NDArray[np.int16]) -> NDArray[np.int16]:
    return (echo + 20 * np.random.default_rng(9).standard_normal(len(echo))).astype(np.int16)


@pytest.mark.parametrize("seed", [1, 2])
def test_an_echo_is_learned_in_seconds(seed):
    far = babble(3, 8.0)
    near = with_floor(room.heard(far, seed)[: len(far)])
    left = through(EchoCanceller(played(far)), near)
    assert erle_db(near, left, 1.0, 2.0) > 8
    assert erle_db(near, left, 5.0, 8.0) > 18


@pytest.mark.parametrize("late_s", [0.06, -0.03])
def test_a_delay_that_was_measured_is_allowed_for(late_s):
    far = babble(3, 8.0)
    heard = room.heard(far)[: len(far)]
    shift = round(late_s * RATE)
    near = with_floor(np.roll(heard, shift))
    left = through(EchoCanceller(played(far), late_s), near)
    assert erle_db(near, left, 5.0, 8.0) > 15


def beside_its_time(late_s: float) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    """What is played, and what is heard of it: from 8 s on the device takes so much longer."""
    far = babble(3, 12.0).copy()
    far[7 * RATE : 8 * RATE] = 0
    late = room.heard(far)[: len(far)]
    late[8 * RATE :] = np.roll(late, round(late_s * RATE))[8 * RATE :]
    return far, with_floor(late)


@pytest.mark.parametrize("late_s", [0.005, 0.06, -0.045])
def test_a_sound_that_begins_beside_its_time_is_found_again(late_s):
    far, near = beside_its_time(late_s)
    left = through(EchoCanceller(played(far)), near)
    assert erle_db(near, left, 8.0, 8.1) < 6
    assert erle_db(near, left, 8.3, 9.4) > 12


def test_of_a_sound_that_is_beside_its_time_all_may_be_left_until_it_is_found():
    far, near = beside_its_time(0.06)
    canceller = EchoCanceller(played(far))
    left = through(canceller, near[: round(8.14 * RATE)])
    heard_db = level_db(left[round(8.1 * RATE) :]) - level_db(np.array([32767], np.int16))
    assert canceller.left_db(8.1, 8.13) > heard_db - 6


def passed(canceller: EchoCanceller, near: NDArray[np.int16], begin_s: float, end_s: float) -> int:
    """Frames of 32 ms that are 8 dB above what may be left, heard block by block until `end_s`."""
    count, full_db, left = 0, level_db(np.array([32767], np.int16)), np.zeros(0, np.int16)
    for place in range(0, round(end_s * RATE), BLOCK):
        left = np.concatenate([left, canceller.take(near[place : place + BLOCK], place / RATE)[0]])
        while len(left) >= 512 and place >= begin_s * RATE:
            ends = (place + BLOCK - len(left) + 512) / RATE
            count += level_db(left[:512]) - full_db > max(canceller.left_db(ends - 0.032, ends) + 8, -45)
            left = left[512:]
        left = left if place >= begin_s * RATE else np.zeros(0, np.int16)
    return count


@pytest.mark.parametrize("late_s", [0.03, -0.2])
def test_until_a_sound_is_found_nothing_of_it_seems_to_be_somebody(late_s):
    far = babble(3, 12.0).copy()
    far[7 * RATE : 8 * RATE] = 0
    near = room.heard(far)[: len(far)]
    near = np.concatenate(
        [np.roll(near, RATE // 4)[: 7 * RATE], np.roll(near, round((0.25 + late_s) * RATE))[7 * RATE :]]
    )
    assert passed(EchoCanceller(played(far), 0.25), with_floor(near), 7.8, 9.0) == 0


def test_of_a_sound_that_follows_at_once_all_may_be_left_until_it_is_found_too():
    far = babble(3, 12.0)
    near = with_floor(room.heard(far)[: len(far)])[: round(8.04 * RATE)]
    told = EchoCanceller(played(far), 0.0, lambda at: 8.02 if at >= 8.02 else 0.0)
    untold = EchoCanceller(played(far))
    through(told, near)
    through(untold, near)
    assert told.left_db(8.02, 8.04) > untold.left_db(8.02, 8.04) + 8


@pytest.mark.parametrize("seed", [3, 5])
def test_when_a_machine_stands_still_in_a_sentence_its_echo_seems_to_be_nobody(seed):
    far = babble(seed, 12.0)
    echo = room.heard(far)[: len(far)]
    stalls = [7.1, 7.4, 7.7, 8.3, 8.6, 9.2, 9.5]
    pieces = [echo[: round(stalls[0] * RATE)]]
    for begin, end in pairwise([*stalls, 11.0]):
        pieces += [np.zeros(640, np.int16), echo[round(begin * RATE) : round(end * RATE)]]
    assert passed(EchoCanceller(played(far)), with_floor(np.concatenate(pieces)), 7.0, 11.0) == 0


def test_a_voice_beside_the_echo_is_left_as_it_is():
    far, voice = babble(3, 10.0), babble(4, 10.0) // 6
    voice[: 6 * RATE] = 0
    echo = room.heard(far)[: len(far)]
    near = with_floor(echo) + voice
    left = through(EchoCanceller(played(far)), near)
    spoken = slice(6 * RATE, 10 * RATE)
    gain = float(np.dot(left[spoken].astype(float), voice[spoken]) / np.dot(voice[spoken].astype(float), voice[spoken]))
    assert gain == pytest.approx(1.0, abs=0.1)
    assert level_db(left[spoken] - voice[spoken]) < level_db(echo[spoken]) - 12


def test_silence_of_the_loudspeaker_changes_nothing():
    near = babble(4, 1.0)
    canceller = EchoCanceller(played(np.zeros(0, np.int16)))
    assert np.array_equal(through(canceller, near), near)
    assert canceller.left_db(0.2, 0.3) < QUIETEST_DB + 25


def test_it_knows_how_much_may_be_left():
    far = babble(3, 8.0)
    near = with_floor(room.heard(far)[: len(far)])
    canceller = EchoCanceller(played(far))
    through(canceller, near[: RATE // 2])
    unsure = canceller.left_db(0.3, 0.5)
    through(canceller, near[RATE // 2 :], 0.5)
    assert canceller.left_db(7.8, 8.0) < unsure - 6


def test_what_was_learned_stays_when_the_microphone_was_closed_for_a_while():
    far = babble(3, 16.0)
    near = with_floor(room.heard(far)[: len(far)])
    canceller = EchoCanceller(played(far))
    through(canceller, near[: 8 * RATE])
    left = through(canceller, near[12 * RATE :], 12.0)
    assert erle_db(near[12 * RATE :], left, 0.0, 0.5) > 12


def test_blocks_of_any_size_lose_no_sample_and_keep_their_times():
    near, canceller = babble(4, 1.0), EchoCanceller(played(babble(3, 1.0)))
    place, expected = 0, 0.0
    for size in (100, 37, 320, 512, 1, 600):
        left, at = canceller.take(near[place : place + size], place / RATE)
        assert len(left) % HOP == 0
        if len(left):
            assert at == pytest.approx(expected)
            expected += len(left) / RATE
        place += size
    assert place - round(expected * RATE) < HOP


@pytest.mark.parametrize("late_s", [0.15, 0.35])
def test_a_device_of_which_nobody_knows_how_late_it_is_is_found(late_s):
    far = babble(3, 8.0)
    near = with_floor(np.roll(room.heard(far)[: len(far)], round(late_s * RATE)))
    left = through(EchoCanceller(played(far)), near)
    assert erle_db(near, left, 5.0, 8.0) > 15


def test_a_machine_that_stood_still_in_a_sentence_does_not_lose_the_echo():
    far = babble(3, 12.0)
    echo = room.heard(far)[: len(far)]
    near = with_floor(np.concatenate([echo[: 6 * RATE], np.zeros(1600, np.int16), echo[6 * RATE : -1600]]))
    left = through(EchoCanceller(played(far)), near)
    assert erle_db(near, left, 6.1, 6.3) < 6
    assert erle_db(near, left, 8.0, 11.0) > 15


def test_stamps_that_waver_cost_nothing():
    far = babble(3, 8.0)
    near = with_floor(room.heard(far)[: len(far)])
    waver = np.random.default_rng(5).uniform(-0.0005, 0.0005, len(near) // BLOCK)
    canceller = EchoCanceller(played(far))
    left = np.concatenate(
        [canceller.take(near[at : at + BLOCK], at / RATE + waver[at // BLOCK])[0] for at in range(0, len(near), BLOCK)]
    )
    assert erle_db(near, left, 5.0, 8.0) > 18


def test_clocks_that_run_apart_are_followed():
    far = babble(3, 12.0)
    near = with_floor(room.heard(far)[: len(far)]).astype(float)
    slower = np.interp(np.arange(len(near)) * (1 - 150e-6), np.arange(len(near)), near).astype(np.int16)
    left = through(EchoCanceller(played(far)), slower)
    assert erle_db(slower, left, 6.0, 11.0) > 13
