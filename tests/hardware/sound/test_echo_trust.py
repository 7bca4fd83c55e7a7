"""What is left of an echo is listened to only where it is seen to be taken out."""

from __future__ import annotations

import numpy as np
import pytest

from hardware.echo.trust import ENOUGH, HOPELESS, EchoTrust

NOISE, PLAYED = 1e-6, 1e-2


def told(left: float, near: float, hops: int, trust: EchoTrust | None = None) -> EchoTrust:
    """A loudspeaker that sounds for so many hops, after a second of quiet."""
    trust = trust or EchoTrust()
    rng = np.random.default_rng(1)
    for _ in range(100):
        trust.quiet(NOISE * rng.uniform(0.5, 1.5))
    for _ in range(hops):
        trust.note(PLAYED, near * rng.uniform(0.5, 1.5), left * rng.uniform(0.5, 1.5))
    return trust


@pytest.mark.parametrize(("left", "near"), [(1e-4, 1e-3), (1.5 * NOISE, 1.5 * NOISE), (2 * NOISE, 1e-5)])
def test_an_echo_that_is_taken_out_or_not_heard_at_all_is_trusted(left: float, near: float) -> None:
    assert not told(left, near, ENOUGH - 1).trusted
    assert told(left, near, ENOUGH).trusted


def test_an_echo_that_stays_is_never_trusted_and_given_up() -> None:
    trust = told(1e-3, 1e-3, HOPELESS - 1)
    assert not trust.trusted
    assert not trust.hopeless
    assert told(1e-3, 1e-3, 1, trust).hopeless


def test_a_shopper_who_speaks_over_it_for_a_second_costs_no_trust_and_a_moved_loudspeaker_does() -> None:
    trust = told(1e-4, 1e-3, 300)
    assert told(1e-2, 1e-2, 100, trust).trusted
    assert not told(1e-3, 1e-3, 300, trust).trusted


def test_a_silent_loudspeaker_shows_nothing() -> None:
    trust = EchoTrust()
    for _ in range(2 * HOPELESS):
        trust.note(0.0, 1e-3, 1e-3)
    assert not trust.trusted
    assert not trust.hopeless


def test_pauses_between_words_are_not_taken_for_the_noise_of_the_room() -> None:
    trust = EchoTrust()
    for hop in range(300):
        power = 1e-3 if hop % 2 else 5e-4
        trust.note(PLAYED, power, power)
    assert not trust.trusted
