"""A call's picture: the newest frame, whole memory to itself, honest when it is missing."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from stage_support import picture_of, scenes
from support import FakeLink, running

from kiosk.channels import call_picture
from kiosk.channels.call_picture import Caller, CallFeed, CallPicture, CallWriter
from kiosk.commands import Show
from kiosk.events import PartReady
from kiosk.settings import Settings
from kiosk.stage import part
from kiosk.stage.arrangement.layout import Rect
from kiosk.stage.painting import callpanel
from kiosk.stage.painting.callpanel import fitted
from kiosk.stage.window.display import Display

SANNE = Caller("Sanne", "Klantenservice")


def frame(shade: int, width: int = 64, height: int = 48) -> np.ndarray:
    return np.full((height, width, 3), shade, np.uint8)


@pytest.fixture
def feed(tmp_path: Path) -> Iterator[CallFeed]:
    feed = CallFeed(tmp_path)
    yield feed
    feed.close()


def test_the_newest_frame_is_shown_and_older_ones_are_lost(feed: CallFeed, tmp_path: Path) -> None:
    assert feed.picture() is None
    writer = CallWriter(tmp_path, SANNE)
    for shade in range(10, 60):
        writer.show(frame(shade))
    shown = feed.picture()
    assert shown is not None
    assert shown.image is not None
    assert (shown.caller, shown.number, int(shown.image[5, 5, 0])) == (SANNE, 50, 59)
    assert feed.picture() is shown, "the same frame is not copied twice"
    writer.close()
    assert feed.picture() is None


def test_one_who_calls_and_says_nothing_holds_up_nobody_and_takes_no_call(feed: CallFeed, tmp_path: Path) -> None:
    silent = [socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) for _ in range(2)]
    for line in silent:
        line.connect(str(tmp_path / call_picture.SOCKET))
        assert feed.picture() is None
        assert feed._newcomer is not None
        assert feed._newcomer.gettimeout() == 0, "nothing waits for a word"
    writer = CallWriter(tmp_path, SANNE)
    assert feed.picture() == CallPicture(SANNE)
    late = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    late.connect(str(tmp_path / call_picture.SOCKET))
    assert feed.picture() == CallPicture(SANNE), "the call goes on"
    late.close()
    assert feed.picture() == CallPicture(SANNE)
    assert feed._newcomer is None
    for end in (writer, *silent):
        end.close()


def test_a_frame_that_was_taken_does_not_change_any_more(feed: CallFeed, tmp_path: Path) -> None:
    writer = CallWriter(tmp_path, SANNE)
    writer.show(frame(10))
    first = feed.picture()
    for shade in (20, 30, 40):
        writer.show(frame(shade, 32, 24))
    assert first is not None
    assert first.image is not None
    assert (first.image == 10).all()
    second = feed.picture()
    assert second is not None
    assert second.image is not None
    assert second.image.shape == (24, 32, 3)
    writer.close()


def test_a_picture_that_stands_still_is_missing(
    feed: CallFeed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = CallWriter(tmp_path, SANNE)
    assert feed.picture() == CallPicture(SANNE), "no frame yet"
    writer.show(frame(10))
    assert feed.picture() != CallPicture(SANNE)
    monkeypatch.setattr(call_picture, "STALE_S", -1.0)
    assert feed.picture() == CallPicture(SANNE)
    writer.close()


def test_a_frame_whose_place_is_being_filled_anew_is_not_shown(
    feed: CallFeed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer, real = CallWriter(tmp_path, SANNE), call_picture._HEAD
    writer.show(frame(10))

    class Racing:
        looks = 0
        pack_into = staticmethod(real.pack_into)

        def unpack_from(self, *memory: Any) -> Any:
            self.looks += 1
            if self.looks == 2:
                writer.show(frame(99))
            return real.unpack_from(*memory)

    monkeypatch.setattr(call_picture, "_HEAD", Racing())
    assert feed.picture() == CallPicture(SANNE)
    newest = feed.picture()
    assert newest is not None
    assert newest.image is not None
    assert (newest.image == 99).all()
    writer.close()


def test_who_does_not_say_who_it_is_leaves_nothing_open(feed: CallFeed, tmp_path: Path) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as line, (tmp_path / "x").open("wb") as file:
        line.connect(str(tmp_path / call_picture.SOCKET))
        socket.send_fds(line, [b"{}"], [file.fileno()])
        assert feed.picture() is None
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_a_new_call_takes_the_place_of_the_last(feed: CallFeed, tmp_path: Path) -> None:
    writers = [CallWriter(tmp_path, SANNE), CallWriter(tmp_path, Caller("Bram"))]
    for writer in writers:
        writer.show(frame(10))
    feed.picture()
    shown = feed.picture()
    assert shown is not None
    assert shown.caller.name == "Bram"
    for writer in writers:
        writer.close()


def test_without_a_stage_there_is_no_call_view(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        CallWriter(tmp_path, SANNE)


def test_nobody_else_on_the_machine_can_put_a_picture_there(feed: CallFeed, tmp_path: Path) -> None:
    assert (tmp_path / call_picture.SOCKET).stat().st_mode & 0o077 == 0


def test_a_picture_too_large_is_made_smaller(feed: CallFeed, tmp_path: Path) -> None:
    writer = CallWriter(tmp_path, SANNE)
    writer.show(frame(90, 3840, 2160))
    shown = feed.picture()
    assert shown is not None
    assert shown.image is not None
    assert shown.image.shape == (1080, 1920, 3)
    writer.close()


@pytest.mark.parametrize("size", [(1280, 720), (720, 1280), (640, 480), (3000, 200), (100, 100)])
@pytest.mark.parametrize("box", [(1080, 1300), (880, 1080), (500, 300)])
def test_any_frame_fills_any_box_and_keeps_its_shape(size: tuple[int, int], box: tuple[int, int]) -> None:
    image = frame(200, *size)
    wide, tall = size
    y, x = np.ogrid[:tall, :wide]
    side = min(wide, tall) * 0.1
    image[((x - wide / 2) ** 2 + (y - tall / 2) ** 2) < side**2] = (255, 0, 0)
    shown = fitted(image, *box)
    assert shown.shape == (box[1], box[0], 3)
    red = (shown[..., 0].astype(int) - shown[..., 1]) > 120
    rows, columns = np.flatnonzero(red.any(axis=1)), np.flatnonzero(red.any(axis=0))
    assert np.ptp(columns) == pytest.approx(np.ptp(rows), rel=0.06, abs=3), "a circle stays one, and whole"


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080)])
def test_the_call_takes_the_place_of_the_face_and_only_in_a_call(size: tuple[int, int]) -> None:
    call = CallPicture(SANNE, 1, frame(77))
    layout, shown = picture_of(scenes("nl")["in-call"], size, call=call)
    x, y = layout.avatar.w // 2, layout.height // 3
    assert shown[y, x].tolist() == [77, 77, 77]
    _, other = picture_of(scenes("nl")["greeting"], size, call=call)
    assert other[y, x].tolist() != [77, 77, 77]
    _, missing = picture_of(scenes("nl")["in-call"], size, call=CallPicture(SANNE))
    assert missing[y // 2, x].tolist() == [0x16, 0x20, 0x1F]


@pytest.mark.parametrize("lang", ["nl", "en", "fr", "de", "ko"])
def test_name_and_role_have_room_and_lie_on_no_button(lang: str) -> None:
    from kiosk.access import named
    from kiosk.settings import LANGS
    from kiosk.stage.arrangement.arrange import arrange
    from kiosk.stage.view import View

    for size in ((1080, 1920), (1920, 1080), (540, 960)):
        for access in ("standard", "largest"):
            scene = replace(scenes(lang)["in-call"], access=named(access))
            view = View(scene, LANGS, name="Maya", call=CallPicture(Caller("Annemarie van der Berg", "Klantenservice")))
            layout = arrange(view, *size)
            assert view.call is not None
            assert callpanel.paint(layout, view, view.call).clipped == []
            rect = callpanel.name_box(layout, callpanel.box(layout))
            boxes: list[Rect] = [target.rect for target in layout.targets]
            assert not any(rect.overlaps(box) for box in boxes)


def test_the_stage_shows_the_call_that_somebody_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[list[int]] = []
    real = Display.present

    def present(display: Display, picture: np.ndarray) -> None:
        shown.append(picture[160, 135, :3].tolist())
        real(display, picture)

    monkeypatch.setattr(Display, "present", present)
    link = FakeLink(tmp_path)
    settings = Settings.model_validate({"stage": {"display": "none", "scale": 0.25}, "kiosk": {"avatar": "none"}})
    with running(part.run, link, settings):
        link.wait(PartReady)
        link.give(Show(scenes("nl")["in-call"]))
        writer = CallWriter(tmp_path, SANNE)
        end = time.monotonic() + 20
        while [91, 91, 91] not in shown:
            assert time.monotonic() < end, shown[-1:]
            writer.show(frame(91))
            time.sleep(0.05)
        writer.close()
    assert not (tmp_path / call_picture.SOCKET).exists()
