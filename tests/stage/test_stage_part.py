"""The stage as the core knows it: commands in, pictures out, touch and typing back."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pygame
import pytest
from stage_support import scenes
from support import FakeLink, until
from support import running as in_a_thread

from kiosk.commands import CloseSession, Express, Gesture, LookAt, LookAway, Scene, Show
from kiosk.errors import InputError
from kiosk.events import (
    AccessPressed,
    ChoicePressed,
    HumanPressed,
    LanguagePressed,
    PartFailed,
    PartReady,
    QuestionTyped,
    ScreenTouched,
    SpeechEnded,
    SpeechStarted,
    StopPressed,
    VolumePressed,
)
from kiosk.settings import Settings, Stage
from kiosk.stage import part
from kiosk.stage.arrangement.arrange import arrange
from kiosk.stage.arrangement.layout import Layout
from kiosk.stage.film.lipsync import closure_leads
from kiosk.stage.film.record import FILE, read
from kiosk.stage.input.keyboard import Key
from kiosk.stage.view import View
from kiosk.stage.window.display import Display
from kiosk.stage.window.lookout import Lookout
from kiosk.timeline import Timeline, Viseme, Word

LANGS = ("nl", "en", "ko")


def configured(**kiosk: object) -> Settings:
    stage = {"display": "none", "record": True, "scale": 0.3}
    return Settings.model_validate({"stage": stage, "kiosk": {"langs": LANGS, "lang": "nl"} | kiosk})


@contextmanager
def running(link: FakeLink, settings: Settings) -> Iterator[None]:
    with in_a_thread(part.run, link, settings):
        link.wait(PartReady)
        yield


def drawn(link: FakeLink) -> None:
    """Wait until all that was given or done until now is in a picture that was presented."""
    until(link.taken)
    before = link.counts["frames"]
    until(lambda: link.counts["frames"] >= before + 2)  # the first of them may have been begun already


def touch(x: float, y: float) -> None:
    pygame.event.post(pygame.event.Event(pygame.MOUSEBUTTONDOWN, button=1, pos=(round(x), round(y))))


def show(link: FakeLink, scene: Scene) -> Layout:
    """Show a scene and wait until a frame of it was presented."""
    link.give(Show(scene))
    drawn(link)
    return arrange(View(scene, LANGS, name="Maya"), 324, 576, has_map=bool(scene.place))


def speech(at: float, syllables: int = 10) -> SpeechStarted:
    """`mamamama…`, a closure and a word every 200 ms."""
    visemes = tuple(
        viseme
        for i in range(syllables)
        for viseme in (Viseme("PP", 200 * i, 200 * i + 70), Viseme("aa", 200 * i + 70, 200 * i + 200))
    )
    words = tuple(Word("ma", 3 * i, 2, 200 * i, 200 * i + 200) for i in range(syllables))
    return SpeechStarted(7, at, Timeline("ma " * syllables, "nl", "test", 1000, 200 * syllables, words, (), visemes))


def test_every_target_is_pressed_by_its_coordinates(tmp_path: Path) -> None:
    link = FakeLink(tmp_path)
    with running(link, configured()):
        layout = show(link, scenes("nl")["full"])
        told = [target for target in layout.targets if not isinstance(target.event, Key)]
        for target in told:
            touch(target.rect.x + target.rect.w / 2, target.rect.y + target.rect.h / 2)
        touch(layout.caption.x + 2, layout.caption.y + 2)
        until(lambda: bool(link.of(ScreenTouched)))
    pressed = [e for e in link.sent if not isinstance(e, PartReady | ScreenTouched)]
    assert pressed == [target.event for target in told]
    kinds = {type(event) for event in pressed}
    assert kinds == {HumanPressed, StopPressed, LanguagePressed, ChoicePressed, AccessPressed, VolumePressed}


def test_a_question_is_typed_with_a_finger(tmp_path: Path) -> None:
    link = FakeLink(tmp_path)
    with running(link, configured()):
        scene = scenes("nl")["greeting"]
        layout = show(link, scene)
        for keyboard, name in ((False, "type"), *((True, letter) for letter in "brood"), (True, "ask")):
            layout = arrange(View(scene, LANGS, name="Maya", keyboard=keyboard), 324, 576)
            rect = next(target.rect for target in layout.targets if target.id == name)
            touch(rect.x + rect.w / 2, rect.y + rect.h / 2)
            drawn(link)
        until(lambda: bool(link.of(QuestionTyped)))
    assert link.of(QuestionTyped) == [QuestionTyped("brood")]
    assert any(frame.view.keyboard for frame in read(tmp_path / FILE).frames), "a film shows the keyboard too"


def test_a_typed_question_is_sent_with_enter_and_forgotten_with_the_session(tmp_path: Path) -> None:
    link = FakeLink(tmp_path)
    with running(link, configured()):
        show(link, scenes("nl")["greeting"])
        for text in ("waar staat ", "de melkk"):
            pygame.event.post(pygame.event.Event(pygame.TEXTINPUT, text=text))
        for key in (pygame.K_BACKSPACE, pygame.K_RETURN):
            pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key))
        until(lambda: bool(link.of(QuestionTyped)))
        pygame.event.post(pygame.event.Event(pygame.TEXTINPUT, text="geheim"))
        drawn(link)
        link.give(CloseSession(1, "left"))
        drawn(link)
        pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_RETURN))
        drawn(link)
    assert link.of(QuestionTyped) == [QuestionTyped("waar staat de melk")]
    typed = {frame.view.typed for frame in read(tmp_path / FILE).frames}
    assert {"", "waar staat de melk", "geheim"} >= typed
    assert "geheim" in typed


def test_the_mouth_leads_the_sound_and_the_words_are_marked(tmp_path: Path) -> None:
    link = FakeLink(tmp_path)
    scene = Scene("speaking", "nl", caption="ma " * 10)
    with running(link, configured()):
        show(link, scene)
        started = speech(time.monotonic() + 0.1)
        link.give(started)
        until(lambda: time.monotonic() > started.at + 2.3)
        link.give(SpeechEnded(7, completed=True))
        drawn(link)
    recording = read(tmp_path / FILE)
    result = closure_leads(recording, [(started.at, started.timeline)])
    frames = [(frame.t - started.at, frame) for frame in recording.frames]
    free = max(frame.gap_ms for t, frame in frames if 0 <= t <= 2) < 100
    assert len(result.leads_ms) >= (8 if free else 1)
    assert result.median_ms is not None
    assert not free or 0 <= result.median_ms <= 60
    marked = [(t, frame.view.word[0] // 3, frame) for t, frame in frames if frame.view.word and frame.view.word[1]]
    assert len({index for _, index, _ in marked}) >= (6 if free else 1)
    assert [index for _, index, _ in marked] == sorted(index for _, index, _ in marked)
    late_s = [0.05 + frame.gap_ms / 1000 for _, _, frame in marked]
    on_time = [0.2 * i - late <= t <= 0.2 + 0.2 * i + late for (t, i, _), late in zip(marked, late_s, strict=True)]
    assert sum(on_time) >= 0.8 * len(on_time), "the word that sounds, give or take a frame"
    assert recording.frames[-1].view.word == (len(scene.caption), 0), "none sounds any more"


def test_speech_that_was_stopped_closes_the_mouth_at_once(tmp_path: Path) -> None:
    link = FakeLink(tmp_path)
    with running(link, configured()):
        show(link, Scene("speaking", "nl", caption="ma " * 10))
        link.give(speech(time.monotonic(), syllables=100))
        until(lambda: max(poses(tmp_path, "jawOpen")) > 0.3)
        link.give(SpeechEnded(7, completed=False))
        drawn(link)
        stopped = time.monotonic()
        until(lambda: time.monotonic() > stopped + 0.4)
        drawn(link)
    after = [frame for frame in read(tmp_path / FILE).frames if frame.t > stopped + 0.2]
    assert after
    assert all(frame.pose.get("jawOpen", 0) < 0.2 and frame.view.word is None for frame in after)


def test_gaze_expression_and_nod_reach_the_pose(tmp_path: Path) -> None:
    link = FakeLink(tmp_path)
    with running(link, configured()):
        link.give(LookAt(15.0, 0.0, 1.5), Express("smile"), Express("no-such-expression"), Express("smile"))
        until(lambda: poses(tmp_path, "headYaw")[-1] > 1)
        until(lambda: poses(tmp_path, "mouthSmileLeft")[-1] > 0.1)
        link.give(LookAt(-15.0, 0.0, 1.5), Gesture("nod"), Gesture("wave"))
        until(lambda: poses(tmp_path, "headYaw")[-1] < -1)
        link.give(LookAway())
        drawn(link)


def poses(folder: Path, name: str) -> list[float]:
    """A parameter of the poses that were drawn until now, the log of which is written behind."""
    try:
        return [frame.pose.get(name, 0.0) for frame in read(folder / FILE).frames]
    except InputError:
        return [0.0]


def test_an_avatar_that_is_missing_leaves_words_and_buttons(tmp_path: Path) -> None:
    link = FakeLink(tmp_path)
    with running(link, configured(avatar="nobody")):
        ready = link.of(PartReady)[0]
        layout = show(link, scenes("nl")["greeting"])
        touch(layout.human.x + 5, layout.human.y + 5)
        until(lambda: bool(link.of(HumanPressed)))
    assert ready.simulated
    assert "captions only" in ready.detail
    frame = read(tmp_path / FILE).frames[-1]
    assert "gezicht" in frame.view.notices[-1]


def test_it_beats_and_draws_steadily(tmp_path: Path) -> None:
    link = FakeLink(tmp_path)
    with running(link, configured()):
        before = link.received
        until(lambda: link.received >= before + 4 and link.counts["frames"] >= 4)
    assert link.of(PartReady)[0] == PartReady("stage", "dummy 324x576, cpu (nobody sees it)", simulated=True)
    assert len(read(tmp_path / FILE).frames) >= 4


def test_a_store_without_a_map_shows_its_answers_all_the_same(tmp_path: Path) -> None:
    link = FakeLink(tmp_path)
    settings = configured().model_copy(update={"store": configured().store.model_copy(update={"dir": tmp_path})})
    with running(link, settings):
        show(link, scenes("nl")["speaking"])
    assert read(tmp_path / FILE).frames[-1].view.scene == scenes("nl")["speaking"]


@pytest.mark.parametrize(("desktop", "expected"), [({"DISPLAY": ":0"}, True), ({"WAYLAND_DISPLAY": "w"}, True)])
def test_a_desktop_is_a_screen(desktop: dict[str, str], expected: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    from kiosk.stage.window import display

    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(display, "DRM", Path("/nowhere"))
    assert not display.has_screen()
    for name, value in desktop.items():
        monkeypatch.setenv(name, value)
    assert display.has_screen() == expected


def test_a_connected_panel_is_a_screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kiosk.stage.window import display

    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "card0-HDMI-A-1").mkdir()
    (tmp_path / "card0-HDMI-A-1" / "status").write_text("connected\n", encoding="ascii")
    monkeypatch.setattr(display, "DRM", tmp_path)
    assert display.has_screen()


def test_a_window_that_cannot_be_opened_is_told_and_the_stage_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SDL_VIDEODRIVER", "offscreen")
    link = FakeLink(tmp_path)
    wanted = Settings.model_validate({"stage": {"display": "window", "scale": 0.3}})
    with running(link, wanted):
        pass
    assert [type(event) for event in link.sent] == [PartFailed, PartReady]
    assert link.of(PartFailed)[0].code == "stage.no-screen"
    assert link.of(PartReady)[0].simulated


def test_a_window_whose_screen_comes_back_is_opened_and_goes_on_with_what_was_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen: list[str] = []

    def opened(_: Display, settings: Stage) -> pygame.Window:
        if not screen:
            raise pygame.error("x11 not available")
        pygame.display.init()
        return pygame.Window("a screen", (settings.width // 4, settings.height // 4))

    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    monkeypatch.setattr(Display, "_on_screen", opened)
    monkeypatch.setattr(Lookout, "sees", lambda _self, _now: bool(screen))
    link = FakeLink(tmp_path)
    wanted = {"display": "window", "renderer": "cpu", "scale": 0.3, "record": True}
    with running(link, Settings.model_validate({"stage": wanted})):
        show(link, scenes("nl")["greeting"])
        screen.append("back")
        until(lambda: len(link.of(PartReady)) == 2)
        drawn(link)
    gone, back = link.of(PartReady)
    assert (gone.simulated, back.simulated) == (True, False)
    assert back.detail == "dummy 270x480, cpu"
    assert [failed.code for failed in link.of(PartFailed)] == ["stage.no-screen"], "told once"
    assert read(tmp_path / FILE).frames[-1].view.scene == scenes("nl")["greeting"]


def test_a_window_that_changes_its_size_gets_everything_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = FakeLink(tmp_path)
    windows: list[pygame.Window] = []
    opened = Display._off_screen

    def keeping(display: Display, settings: Stage) -> pygame.Window:
        windows.append(opened(display, settings))
        return windows[-1]

    monkeypatch.setattr(Display, "_off_screen", keeping)
    with running(link, configured()):
        show(link, scenes("nl")["full"])
        windows[0].size = (640, 360)
        layout = arrange(View(scenes("nl")["full"], LANGS, name="Maya"), 640, 360, has_map=True)

        def pressed() -> bool:
            touch(layout.human.x + 5, layout.human.y + 5)
            drawn(link)
            return bool(link.of(HumanPressed))

        until(pressed)
        drawn(link)
        picture = windows[0].get_surface()
        assert picture.get_at((5, 180)) != picture.get_at((80, 180)), "frame and face are drawn at the new size"
