"""Which way a window is filled, and what is told of it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pygame
import pytest

from kiosk.settings import Stage
from kiosk.stage.window.display import BY_DRIVER, Display, Touched
from kiosk.stage.window.lives import FILE, FORGIVEN_S, MOST, GpuLives

SMALL = {"display": "none", "scale": 0.25}


@pytest.fixture
def displays() -> Iterator[list[Display]]:
    opened: list[Display] = []
    yield opened
    for display in opened:
        display.close()


def test_a_turned_window_shows_the_picture_upright_and_takes_touches_there(displays: list[Display]) -> None:
    display = Display(Stage.model_validate(SMALL | {"rotate": 90}))
    displays.append(display)
    assert display.size == (270, 480)
    assert display.detail == "dummy 270x480 turned 90°, cpu (nobody sees it)"
    picture = np.random.default_rng(1).integers(0, 255, (480, 270, 4), np.uint8)
    display.present(picture)
    assert (display.output.read()[..., :3] == picture[..., :3]).all()
    pygame.event.post(pygame.event.Event(pygame.MOUSEBUTTONDOWN, button=1, pos=(479, 0)))
    touched = [done for done in display.inputs() if isinstance(done, Touched)]
    assert touched == [Touched(0, 0)], "right above in the window is left above on the picture"


def test_a_driver_that_has_ended_the_stage_is_not_asked_again(displays: list[Display]) -> None:
    display = Display(Stage.model_validate(SMALL | {"renderer": "gpu"}), gpu=False)
    displays.append(display)
    assert display.detail.endswith("cpu (the graphics driver has ended the stage before)")
    assert not display.gpu_fault


def test_a_panel_that_takes_no_picture_from_memory_gets_it_through_a_driver(
    displays: list[Display], monkeypatch: pytest.MonkeyPatch
) -> None:
    windows: list[pygame.Window] = []

    class Panel(pygame.Window):
        """One as on a screen without a desktop: the first takes nothing."""

        def get_surface(self) -> pygame.Surface:
            if BY_DRIVER in os.environ:
                raise pygame.error("no framebuffer")
            return super().get_surface()

    def opened(display: Display, _: Stage) -> pygame.Window:
        pygame.display.init()
        windows.append(Panel("test", (300, 200)))
        return windows[-1]

    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    monkeypatch.setattr(Display, "_on_screen", opened)
    display = Display(Stage.model_validate({"display": "window", "renderer": "cpu"}))
    displays.append(display)
    assert len(windows) == 2
    picture = np.full((200, 300, 4), 70, np.uint8)
    display.present(picture)
    assert (display.output.read()[..., :3] == 70).all()


def test_a_stage_that_ends_as_it_should_costs_no_life(tmp_path: Path) -> None:
    lives = GpuLives(tmp_path)
    for _ in range(MOST + 3):
        assert lives.left
        lives.begin()
        lives.end()


def test_a_driver_that_kills_the_stage_twice_has_no_life_left(tmp_path: Path) -> None:
    for _ in range(MOST):
        lives = GpuLives(tmp_path)
        assert lives.left
        lives.begin()
    assert not GpuLives(tmp_path).left


def test_a_driver_that_served_for_long_before_the_stage_died_is_trusted_anew(tmp_path: Path) -> None:
    for _ in range(MOST):
        GpuLives(tmp_path).begin()
    long_ago = time.time() - FORGIVEN_S - 60
    os.utime(tmp_path / FILE, (long_ago, long_ago))
    GpuLives(tmp_path).begin()
    assert GpuLives(tmp_path).left
