"""The choice of a graphics driver does not go by a second in which the machine was busy."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, repeat

import pytest

from kiosk.stage.window import gpu_output


class Clock:
    """Time that passes only while something draws or sleeps."""

    def __init__(self, tries_ms: Iterable[float]) -> None:
        self.now, self.tries_ms = 100.0, iter(tries_ms)

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def to_surface(self, **_: object) -> None:
        """What was drawn is there."""
        self.now += next(self.tries_ms) / 1000


class Layer:
    def __init__(self, *_: object, **__: object) -> None:
        self.blend_mode = 0

    def draw(self, **_: object) -> None:
        """Takes no time by itself."""


@pytest.mark.parametrize(
    ("tries_ms", "fit"),
    [
        (chain([45.0] * 8, repeat(4.0)), True),
        (repeat(45.0), False),
        (repeat(4.0), True),
    ],
    ids=["busy at first", "slow", "fast"],
)
def test_a_driver_is_slow_only_if_it_is_never_fast(
    tries_ms: Iterable[float], fit: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(tries_ms)
    monkeypatch.setattr(gpu_output, "time", clock)
    monkeypatch.setattr(gpu_output.video, "Texture", Layer)
    monkeypatch.setattr(gpu_output, "answers", lambda _: True)
    reason = gpu_output._unfit(clock, (1080, 1920), patient=False)  # type: ignore[arg-type]
    assert bool(reason) != fit
    assert clock.now - 100 < 1.1, "a start does not wait for it"
