"""The greeting rules on simulated walkers; few here, the figures come from the bench."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.bench.walkers import Kind, Walk, walk
from kiosk.events import ShopperApproaching, ShopperEngaged, ShopperLeft


def walks(kind: Kind, count: int) -> list[Walk]:
    rng = np.random.default_rng(7)
    return [walk(kind, rng) for _ in range(count)]


def greetings(one: Walk) -> list[float]:
    return [t for t, event in one.events if isinstance(event, ShopperEngaged)]


@pytest.mark.parametrize("kind", ["approach", "child", "group"])
def test_who_comes_is_greeted_once_and_in_time(kind: Kind) -> None:
    done = walks(kind, 25)
    assert sum(len(greetings(one)) == 1 for one in done) >= 23
    delays = [greetings(one)[0] - one.stop_s for one in done if greetings(one) and one.stop_s]
    assert np.median(delays) < -0.8
    assert np.percentile(delays, 90) < 1.2


@pytest.mark.parametrize("kind", ["pass-by", "through", "linger", "divert"])
def test_who_does_not_come_is_left_in_peace(kind: Kind) -> None:
    assert sum(bool(greetings(one)) for one in walks(kind, 30)) <= 1


def test_the_silent_look_comes_before_the_greeting() -> None:
    for one in walks("approach", 15):
        looked = [t for t, event in one.events if isinstance(event, ShopperApproaching)]
        assert not greetings(one) or (looked and looked[0] <= greetings(one)[0])


def test_sessions_end_when_the_shopper_has_gone() -> None:
    ends = [
        t - one.away_s for one in walks("approach", 15) for t, event in one.events if isinstance(event, ShopperLeft)
    ]
    assert len(ends) >= 14
    assert max(ends) < 4.5


def test_children_are_low_and_adults_are_not() -> None:
    lines = {
        kind: [
            event.eye_line for one in walks(kind, 20) for _, event in one.events if isinstance(event, ShopperEngaged)
        ]
        for kind in ("approach", "child")
    }
    assert lines["child"].count("low") >= 18
    assert lines["approach"].count("low") == 0
