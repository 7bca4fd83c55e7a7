"""A real window, drawn by a graphics driver or by the main processor: one picture, and neither needs the other.

Each test runs in processes of their own, as SDL takes one kind of window a process; without a display and Xvfb, or
without a driver that answers, they are skipped.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kiosk.bench.avatar_gpu import some_display

SIZE = (270, 480)
NEAR = 3
LANGS = ("nl", "en")
POSE = {"headYaw": 6.0, "jawOpen": 0.3}


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    with some_display() as found:
        if found is None:
            pytest.skip("a window needs a display or Xvfb")
        yield found


@cache
def seen(display: str, case: str) -> dict[str, Any]:
    """What one of the functions below saw in a process of its own."""
    environment = {**os.environ, "DISPLAY": display, "SDL_VIDEODRIVER": "x11", "PYGAME_HIDE_SUPPORT_PROMPT": "1"}
    command = [sys.executable, __file__, case]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=200)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    if "skipped" in found:
        pytest.skip(found["skipped"])
    return found


@pytest.mark.parametrize("degrees", [0, 90])
def test_both_ways_of_drawing_show_the_same_picture(display: str, degrees: int) -> None:
    found = seen(display, f"same-{degrees}")
    assert found["details"][0].startswith("x11 270x480")
    assert "gpu" in found["details"][0]
    assert found["details"][1].endswith("cpu")
    assert found["panels"] <= NEAR, "words and buttons, pixel by pixel"
    assert found["face"] <= NEAR, "the face, on average"


def test_a_scene_fades_alike(display: str) -> None:
    found = seen(display, "fade")
    assert found["begins"] > 10, "at first the scene before is to be seen"
    assert found["panels"] <= NEAR


def test_textures_that_a_driver_lost_are_sent_again(display: str) -> None:
    assert seen(display, "lost")["differs"] == 0


def test_a_driver_that_fails_is_told_once_and_the_same_window_goes_on(display: str) -> None:
    found = seen(display, "fails")
    assert found["kinds"] == ["PartReady", "PartFailed", "PartReady"]
    assert found["code"] == "stage.gpu-lost"
    assert "gpu" in found["details"][0]
    assert "cpu (the graphics driver fails: out of memory)" in found["details"][1]
    assert found["windows"] == 1
    assert found["frames"] >= 5, "frames go on"
    assert found["spread"] > 20, "and show something"


def test_a_driver_that_draws_wrongly_is_not_used(display: str) -> None:
    found = seen(display, "wrong")
    assert "cpu" in found["detail"]
    assert "draws wrongly" in found["detail"]
    assert "draws wrongly" in found["fault"]


# --- run in processes of their own ---------------------------------------------------------------------------------


def _settings(renderer: str, degrees: int = 0) -> Any:
    from kiosk.settings import Settings

    stage = {"display": "window", "renderer": renderer, "rotate": degrees, "record": True}
    settings = Settings.model_validate({"stage": stage, "kiosk": {"langs": LANGS, "lang": "nl"}})
    size = {"width": SIZE[0], "height": SIZE[1]}  # smaller than a person may set it
    return settings.model_copy(update={"stage": settings.stage.model_copy(update=size)})


def _opened(renderer: str, degrees: int = 0) -> tuple[Any, Any]:
    import avatars
    from kiosk.stage.composing.live import open_screen
    from kiosk.stage.window.display import Display

    display = Display(_settings(renderer, degrees).stage)
    assert not display.fault, display.fault
    if renderer == "gpu" and display.gpu is None:
        sys.stdout.write(json.dumps({"skipped": f"no graphics driver: {display.gpu_fault}"}))
        sys.exit(0)
    return display, open_screen(display, avatars.load("maya"), _view("greeting"), None, 30)


def _view(name: str) -> Any:
    from stage_support import scenes

    from kiosk.stage.view import View

    return View(scenes("nl")[name], LANGS, name="Maya")


def _pictures(renderer: str, degrees: int, frames: list[tuple[str, float]]) -> tuple[str, list[Any], Any]:
    """The detail of a display, what it showed after each frame, and the last frame's layout."""
    display, screen = _opened(renderer, degrees)
    pictures = []
    for name, t in frames:
        screen.draw(_view(name), POSE, t)
        screen.show()
        pictures.append(display.output.read()[..., :3].astype(int))
    layout, detail = screen.layout(_view(frames[-1][0])), display.detail
    screen.close()
    display.close()
    return detail, pictures, layout


def _same(degrees: int) -> dict[str, Any]:
    frames = [("speaking", 0.1 * number) for number in range(1, 4)]
    drawn, memory = (_pictures(renderer, degrees, frames) for renderer in ("gpu", "cpu"))
    off = np.abs(drawn[1][-1] - memory[1][-1])
    sheet = drawn[2].sheet
    return {
        "details": [drawn[0], memory[0]],
        "panels": int(off[sheet.y + 2 :].max()),
        "face": float(off[: sheet.y].mean()),
    }


def _fade() -> dict[str, Any]:
    frames = [("greeting", 1.0), ("greeting", 1.1), ("choices", 1.2), ("choices", 1.25), ("choices", 2.0)]
    drawn, memory = (_pictures(renderer, 0, frames) for renderer in ("gpu", "cpu"))
    sheet = drawn[2].sheet
    middle = np.s_[sheet.y + 40 :]
    return {
        "begins": float(np.abs(memory[1][2][middle] - memory[1][4][middle]).max()),
        "panels": max(int(np.abs(a[middle] - b[middle]).max()) for a, b in zip(drawn[1], memory[1], strict=True)),
    }


def _lost() -> dict[str, Any]:
    import pygame

    display, screen = _opened("gpu")
    screen.draw(_view("greeting"), POSE, 1.0)
    screen.show()
    before = display.output.read().copy()
    pygame.event.post(pygame.event.Event(pygame.RENDER_DEVICE_RESET))
    list(display.inputs())
    assert display.lost
    screen.draw(_view("greeting"), POSE, 1.1)
    screen.show()
    assert not display.lost
    return {"differs": int(np.abs(before.astype(int) - display.output.read()).max())}


def _fails() -> dict[str, Any]:
    import tempfile
    import threading
    import time

    import pygame
    from pygame._sdl2 import sdl2
    from support import FakeLink

    from kiosk.events import PartFailed, PartReady
    from kiosk.stage import part
    from kiosk.stage.film.record import FILE, read
    from kiosk.stage.window.output import GpuOutput

    shown, windows = [], []
    real, opened = GpuOutput.present, pygame.Window

    def present(output: GpuOutput) -> None:
        shown.append(1)
        if len(shown) > 5:
            raise sdl2.error("out of memory")
        real(output)

    def window(*given: Any, **named: Any) -> pygame.Window:
        windows.append(opened(*given, **named))
        return windows[-1]

    GpuOutput.present, pygame.Window = present, window  # type: ignore[method-assign, misc, assignment]
    folder = Path(tempfile.mkdtemp())
    link = FakeLink(folder)
    thread = threading.Thread(target=part.run, args=(link, _settings("gpu")))
    thread.start()
    link.wait(PartReady)
    if "gpu" not in link.of(PartReady)[0].detail:
        link.close()
        thread.join(10)
        return {"skipped": link.of(PartReady)[0].detail}
    time.sleep(1.5)
    picture = pygame.surfarray.array3d(windows[0].get_surface())
    link.close()
    thread.join(10)
    return {
        "kinds": [type(event).__name__ for event in link.sent],
        "code": link.of(PartFailed)[0].code,
        "details": [event.detail for event in link.of(PartReady)],
        "windows": len(windows),
        "frames": len(read(folder / FILE).frames) - 5,
        "spread": float(picture.std()),
    }


def _wrong() -> dict[str, Any]:
    from kiosk.stage.window import gpu_output
    from kiosk.stage.window.display import Display

    pytest.MonkeyPatch().setattr(gpu_output, "answers", lambda _: False)
    display = Display(_settings("gpu").stage)
    if "answers" in display.gpu_fault:
        return {"skipped": display.gpu_fault}
    return {"detail": display.detail, "fault": display.gpu_fault}


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    cases = {
        "same-0": lambda: _same(0),
        "same-90": lambda: _same(90),
        "fade": _fade,
        "lost": _lost,
        "fails": _fails,
        "wrong": _wrong,
    }
    sys.stdout.write(json.dumps(cases[sys.argv[1]]()))
