"""Whoever waits for a screen: looks in processes of their own, now and then, and only where a window is wanted."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import pytest

from kiosk.bench.avatar_gpu import some_display
from kiosk.settings import Stage
from kiosk.stage.window import lookout
from kiosk.stage.window.display import DRIVER, Display
from kiosk.stage.window.lookout import EVERY_S, Lookout


@dataclass
class Window:
    """One that is not there."""

    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    wanted: bool = True


@pytest.fixture
def looks() -> Iterator[Callable[[Window], Lookout]]:
    opened: list[Lookout] = []

    def look(window: Window) -> Lookout:
        opened.append(Lookout(window, 0.0))
        return opened[-1]

    yield look
    for each in opened:
        each.close()


def result(look: Lookout) -> bool:
    """What the look that is on finds."""
    assert look._look is not None
    look._look.wait(20)
    return look.sees(0.0)


def test_it_looks_when_it_is_time_and_waits_for_nothing(looks: Callable[[Window], Lookout]) -> None:
    look = looks(Window(os.environ | {DRIVER: "dummy"}))
    assert not look.sees(EVERY_S - 0.1)
    assert look._look is None
    assert not look.sees(EVERY_S)
    assert not result(look), "a window that nobody sees is none"
    assert not look.sees(EVERY_S + 0.1)
    assert look._look is None


def test_where_no_window_is_wanted_none_is_looked_for(looks: Callable[[Window], Lookout]) -> None:
    look = looks(Window(wanted=False))
    assert not look.sees(EVERY_S)
    assert look._look is None


@pytest.mark.parametrize(
    ("choice", "screen", "wanted"), [("none", True, False), ("auto", False, False), ("auto", True, True)]
)
def test_a_kiosk_without_a_screen_by_choice_wants_none(
    choice: str, screen: bool, wanted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kiosk.stage.window import display

    monkeypatch.setattr(display, "has_screen", lambda: False)
    there = Display(Stage.model_validate({"display": choice, "scale": 0.25}))
    monkeypatch.setattr(display, "has_screen", lambda: screen)
    assert there.simulated
    assert there.wanted == wanted
    there.close()


def test_a_look_that_hangs_ends_with_the_stage(
    looks: Callable[[Window], Lookout], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookout, "__name__", "http.server")
    look = looks(Window())
    look.sees(EVERY_S)
    assert not look.sees(10 * EVERY_S)
    hanging = look._look
    assert hanging is not None
    look.close()
    assert hanging.returncode


def test_a_desktop_that_is_back_is_seen_in_the_environment_of_before(looks: Callable[[Window], Lookout]) -> None:
    with some_display() as found:
        if found is None:
            pytest.skip("a window needs a display or Xvfb")
        look = looks(Window(os.environ | {"DISPLAY": found, DRIVER: "x11"}))
        look.sees(EVERY_S)
        assert result(look)


def test_a_display_leaves_the_choice_of_driver_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(DRIVER, raising=False)
    there = Display(Stage.model_validate({"display": "none", "scale": 0.25}))
    assert os.environ[DRIVER] == "dummy"
    assert DRIVER not in there.environment
    there.close()
    assert DRIVER not in os.environ
