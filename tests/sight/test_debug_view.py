"""The debug view: what a technician sees, on this machine's screen only, and that it is kept nowhere."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import typer
from sight_support import LENS, sighting
from typer.testing import CliRunner

from hardware.camera.camera import Frame
from kiosk.errors import InputError
from kiosk.settings import Sight
from kiosk.sight import debug_picture, debug_watch
from kiosk.sight.cli import watch
from kiosk.sight.debug_picture import COLOURS, PANEL_PX, SIZE, draw, lines_of
from kiosk.sight.debug_view import DebugWindow, refuse_elsewhere, refuse_shared
from kiosk.sight.presence import Presence
from kiosk.sight.tracks import Tracker

app = typer.Typer()
app.command()(watch)


class SeenPipeline:
    """A pipeline that has seen one shopper stand at 1.2 m for two seconds."""

    def __init__(self) -> None:
        tracker, self.presence, self.lens = Tracker(LENS), Presence(), LENS
        for index in range(20):
            motions = tracker.step(index / 10, [sighting(0.2, 1.2)])
            self.presence.step(index / 10, motions)
        self.tracks = tracker.tracks


@pytest.mark.parametrize("display", ["localhost:10", "localhost:10.0", "192.168.1.7:0", "kiosk-3:0.0", "[::1]:10"])
def test_a_forwarded_screen_is_refused(display: str) -> None:
    with pytest.raises(InputError) as told:
        refuse_elsewhere({"DISPLAY": display, "SSH_CONNECTION": "192.168.1.7 50000 192.168.1.9 22"})
    assert told.value.code == "watch.forwarded"


@pytest.mark.parametrize("environment", [{"DISPLAY": ":0"}, {"DISPLAY": "unix:0"}, {"WAYLAND_DISPLAY": "wayland-0"}])
def test_a_screen_of_this_machine_is_not(environment: dict[str, str]) -> None:
    refuse_elsewhere(environment)
    refuse_elsewhere(environment | {"SSH_CONNECTION": "192.168.1.7 50000 192.168.1.9 22"})


@pytest.mark.parametrize(
    "environment", [{"DISPLAY": ":1", "VNCDESKTOP": "kiosk"}, {"WAYLAND_DISPLAY": "/run/waypipe-1.sock"}]
)
def test_a_desktop_that_is_shown_elsewhere_is_refused(environment: dict[str, str]) -> None:
    with pytest.raises(InputError):
        refuse_elsewhere(environment)


@pytest.mark.parametrize(("program", "refused"), [("wayvnc", True), ("Xtigervnc", True), ("labwc", False)])
def test_a_screen_that_a_program_shows_elsewhere_is_refused(tmp_path: Path, program: str, refused: bool) -> None:
    for number, name in ((7, "systemd"), (4711, program)):
        (tmp_path / "proc" / str(number)).mkdir(parents=True)
        (tmp_path / "proc" / str(number) / "comm").write_text(f"{name}\n")
    with pytest.raises(InputError, match=program) if refused else nullcontext():
        refuse_shared(tmp_path)


def test_a_screen_that_does_not_answer_is_told_instead_of_drawing_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("WAYLAND_DISPLAY", "VNCDESKTOP", "XRDP_SESSION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setenv("SDL_VIDEODRIVER", "offscreen")
    with pytest.raises(InputError) as told:
        DebugWindow()
    assert told.value.code == "watch.no-screen"


def test_without_a_screen_it_says_which_to_use(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "VNCDESKTOP", "XRDP_SESSION"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(InputError, match="DISPLAY=:0"):
        CliRunner().invoke(app, ["--debug-view"], catch_exceptions=False)


def test_it_is_not_recorded(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Nothing is recorded"):
        CliRunner().invoke(app, ["a.mp4", "--debug-view", "--out", str(tmp_path / "b.mp4")], catch_exceptions=False)
    assert list(tmp_path.iterdir()) == []
    source = "".join(Path(module.__file__ or "").read_text() for module in (debug_picture, debug_watch))
    assert not any(word in source for word in ("imwrite", "VideoWriter", "imencode", "open(", "image.save"))


def test_boxes_figures_and_zones_are_drawn_beside_the_picture_of_the_camera() -> None:
    image = np.full((480, 640, 3), 90, np.uint8)
    pipeline: Any = SeenPipeline()
    picture = draw(image, pipeline)
    assert picture.shape == (SIZE[1], SIZE[0] + PANEL_PX, 3)
    (track,) = pipeline.tracks
    scale = SIZE[0] / 640
    corner = round((track.sighting.row - track.sighting.size / 2) * scale), round(track.sighting.column * scale)
    assert tuple(picture[corner]) == COLOURS["engaged"], "the upper edge of the box"
    green = cv2.inRange(picture[:, SIZE[0] :], np.array(COLOURS["engaged"]), np.array(COLOURS["engaged"]))
    assert cv2.countNonZero(green[:260]) > 40, "the shopper on the plan of the floor"
    assert (image == 90).all(), "the frame itself stays as it is"


def test_the_figures_are_place_height_and_behaviour_and_nothing_else() -> None:
    (one,) = SeenPipeline().presence.shoppers
    assert lines_of(one) == ["#1 engaged", "1.22 m  +0.00 m/s", "eyes 1.60 m  facing 100%", "gaze +9 +0 deg"]


def test_the_window_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[int] = []

    class Window:
        def show(self, picture: Any) -> bool:
            shown.append(picture.shape[0])
            return len(shown) < 3

    class Blank:
        ended, detail, fps = False, "blank", 10.0

        def read(self, timeout_s: float) -> Frame:
            return Frame(np.zeros((480, 640, 3), np.uint8), 0.1 * len(shown), 0.0)

    class Blind(SeenPipeline):
        def __init__(self, *_: Any, **__: Any) -> None:
            super().__init__()

        def step(self, t: float, image: Any) -> list[Any]:
            return []

        def finish(self) -> list[Any]:
            return []

    monkeypatch.setattr("kiosk.sight.pipeline.Pipeline", Blind)
    monkeypatch.setattr("kiosk.models.path", Path)
    camera: Any = Blank()
    window: Any = Window()
    assert debug_watch._shown(camera, Sight(), window, every_frame=False) == []
    assert len(shown) == 3
