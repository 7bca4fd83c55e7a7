"""The preview: what hands and keys do to the face, files that change under it, and a film without a screen."""

from __future__ import annotations

import time
from pathlib import Path

import cv2
import numpy as np
import pygame
import pytest

import avatars
from hardware.errors import HardwareError
from hardware.sound import speaker
from hardware.sound.speaker import ClockSpeaker
from kiosk.errors import InputError, KioskError
from kiosk.studio.acting import GROUPS, Acting
from kiosk.studio.cli import new, preview
from kiosk.studio.preview import ACTION_KEYS, SIZE, Preview
from kiosk.studio.preview_window import handle, show
from kiosk.studio.speech import Loudspeaker
from kiosk.studio.widgets import ACTIONS, Chip
from kiosk.timeline import Timeline, Viseme
from kiosk.voice.synthesis import Utterance

SENTENCE = Timeline("mama", "en", "x", 16000, 16000, visemes=(Viseme("PP", 0, 200), Viseme("aa", 200, 900)))


@pytest.fixture
def noor(tmp_path: Path) -> Path:
    new("noor", out=tmp_path / "noor")
    return tmp_path / "noor"


@pytest.fixture
def window(noor: Path) -> Preview:
    return Preview(str(noor))


def picture(window: Preview, now: float = 0.0) -> np.ndarray:
    screen = pygame.Surface(SIZE)
    window.draw(screen, now)
    return pygame.surfarray.array3d(screen).astype(int)


def middle_of(window: Preview, name: str) -> tuple[float, float]:
    (box,) = (each.box for each in (*window.sheet.chips, *window.sheet.sliders) if each.name == name)
    return box.x + box.w / 2, box.y + box.h / 2


def click(window: Preview, name: str) -> None:
    handle(window, pygame.event.Event(pygame.MOUSEBUTTONDOWN, pos=middle_of(window, name), button=1), 0.0)
    handle(window, pygame.event.Event(pygame.MOUSEBUTTONUP, pos=(0, 0), button=1), 0.0)


def key(window: Preview, code: int) -> None:
    handle(window, pygame.event.Event(pygame.KEYDOWN, key=code), 0.0)


def test_everything_has_its_place_in_a_window_of_1280_by_800(window: Preview) -> None:
    boxes = [*window.sheet.chips, *window.sheet.sliders]
    assert {slider.name for slider in window.sheet.sliders} == set(avatars.PARAMETERS)
    assert sorted(name for names in GROUPS.values() for name in names) == sorted(avatars.PARAMETERS)
    assert {chip.name for chip in window.sheet.chips} >= {*window.acting.pack.expressions, *window.acting.pack.visemes}
    for each in boxes:
        assert SIZE[0] - window.sheet.box.w <= each.box.x
        assert each.box.x + each.box.w <= SIZE[0]
        assert each.box.y + each.box.h <= SIZE[1]
    for i, one in enumerate(boxes):
        assert not any(other.box.holds(one.box.x + 1, one.box.y + 1) for other in boxes[i + 1 :]), one
    assert window.sheet.faults.h >= 60


def test_a_slider_moves_what_is_seen(window: Preview) -> None:
    before = picture(window)
    x, y = middle_of(window, "headYaw")
    handle(window, pygame.event.Event(pygame.MOUSEBUTTONDOWN, pos=(x, y), button=1), 0.0)
    handle(window, pygame.event.Event(pygame.MOUSEMOTION, pos=(x + 400, y)), 0.0)
    assert window.acting.sliders["headYaw"] == 18
    handle(window, pygame.event.Event(pygame.MOUSEBUTTONUP, pos=(0, 0), button=1), 0.0)
    handle(window, pygame.event.Event(pygame.MOUSEMOTION, pos=(0, y)), 0.0)
    assert window.acting.sliders["headYaw"] == 18, "let go"
    assert np.abs(picture(window)[:500] - before[:500]).mean() > 2


def test_expressions_and_mouth_shapes_set_the_sliders(window: Preview) -> None:
    click(window, "surprised")
    click(window, "aa")
    shown = avatars.combine(window.acting.pack.expression("surprised"), window.acting.pack.viseme("aa"))
    assert window.acting.changed() == {name: round(value, 2) for name, value in shown.items() if abs(value) >= 0.005}
    key(window, pygame.K_r)
    assert (window.acting.expression, window.acting.viseme) == ("neutral", "sil")
    key(window, pygame.K_RIGHT)
    key(window, pygame.K_UP)
    assert window.acting.expression == [*window.acting.pack.expressions][1]
    assert window.acting.viseme == [*window.acting.pack.visemes][-1], "round the end"


def test_keys_alone_reach_every_slider(window: Preview) -> None:
    for _ in range(3):
        key(window, pygame.K_TAB)
    assert window.focus == "headRoll"
    key(window, pygame.K_PLUS)
    assert window.acting.sliders["headRoll"] == pytest.approx(1.0)
    for _ in range(50):
        key(window, pygame.K_MINUS)
    assert window.acting.sliders["headRoll"] == -10
    assert set(ACTION_KEYS.values()) == set(ACTIONS)
    key(window, pygame.K_ESCAPE)
    assert window.ended


def test_life_moves_by_itself_and_turning_turns(window: Preview) -> None:
    still = [dict(window.acting.pose(t)) for t in (0.0, 1.0)]
    assert still[0] == still[1]
    key(window, pygame.K_l)
    alive = [dict(window.acting.pose(t / 10)) for t in range(60)]
    assert max(pose["eyeBlinkLeft"] for pose in alive) > 0.8
    key(window, pygame.K_t)
    yaws = [window.acting.pose(t / 10)["headYaw"] for t in range(60)]
    assert (min(yaws), max(yaws)) == pytest.approx((-18, 18), abs=0.3)


def test_a_sentence_closes_and_opens_the_mouth() -> None:
    acting = Acting(avatars.load("maya"))
    acting.speak(SENTENCE, 10.0)
    assert acting.pose(10.05)["mouthClose"] == 1
    assert acting.pose(10.5)["jawOpen"] > 0.5
    assert not acting.speaking(12.0)


def test_letters_go_to_the_sentence_only_while_it_is_chosen(window: Preview) -> None:
    before = window.sentence
    handle(window, pygame.event.Event(pygame.TEXTINPUT, text="x"), 0.0)
    assert window.sentence == before
    box = window.sheet.sentence
    window.press(box.x + 5, box.y + 5, 0.0)
    handle(window, pygame.event.Event(pygame.TEXTINPUT, text="!"), 0.0)
    key(window, pygame.K_l)
    assert (window.sentence, window.acting.mode) == (before + "!", "still")
    key(window, pygame.K_BACKSPACE)
    key(window, pygame.K_ESCAPE)
    assert (window.sentence, window.typing, window.ended) == (before, False, False)


def test_a_change_of_the_files_shows_at_once_and_a_fault_is_told(window: Preview, noor: Path) -> None:
    before = picture(window, 0.0)
    about, poses = noor / "avatar.toml", noor / "visemes.json"
    about.write_text(about.read_text().replace('hair = "#', 'hair = "#00ff00" #', 1))
    picture(window, 1.0)
    after = picture(window, 2.0)
    assert np.abs(after[:500] - before[:500]).mean() > 1
    good = poses.read_text()
    poses.write_text(good.replace("jawOpen", "jawOpn", 1))
    picture(window, 3.0)
    told = picture(window, 4.0)
    assert any("jawOpen" in fault for fault in window.watched.faults)
    assert np.abs(told[:500] - after[:500]).mean() < 0.01, "the last good face stays"
    assert ((told[560:] - (168, 50, 26)).__abs__().sum(axis=2) < 30).sum() > 50, "in red"
    poses.write_text(good)
    picture(window, 5.0)
    picture(window, 6.0)
    assert window.watched.faults == ()


def test_the_grid_of_turns_finds_holes_and_goes_away(window: Preview) -> None:
    plain = picture(window)
    key(window, pygame.K_h)
    for _ in range(40):
        last = picture(window)
    assert window.note == "no hole at any turn"
    assert np.abs(last[:500] - plain[:500]).mean() > 20
    key(window, pygame.K_h)
    assert np.abs(picture(window)[:500] - plain[:500]).mean() < 0.01


def test_a_larger_window_has_a_larger_face(window: Preview) -> None:
    handle(window, pygame.event.Event(pygame.VIDEORESIZE, w=1700, h=1000), 0.0)
    assert window.size == (1700, 1000)
    screen = pygame.Surface(window.size)
    window.draw(screen, 0.0)
    assert all(isinstance(each, Chip) for each in window.sheet.chips)
    assert window.sheet.at(*middle_of(window, "jawOpen")) is not None


def test_without_a_desktop_the_remedy_is_a_film(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    with pytest.raises(KioskError, match=r"--out film\.mp4") as caught:
        show("maya", "en")
    assert caught.value.code == "avatar.window"
    pygame.display.quit()


@pytest.mark.engine
def test_a_film_shows_all_of_it_without_a_screen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    preview("maya", out=tmp_path / "maya.mp4", size="90x160")
    film = cv2.VideoCapture(str(tmp_path / "maya.mp4"))
    count = int(film.get(cv2.CAP_PROP_FRAME_COUNT))
    assert 30 < count / 25 < 60
    assert film.get(cv2.CAP_PROP_FRAME_WIDTH) == 90
    assert "maya.mp4: " in capsys.readouterr().out


@pytest.mark.parametrize(("out", "size"), [("x.avi", "90x160"), ("x.mp4", "91x160"), ("no/x.mp4", "90x160")])
def test_a_film_that_cannot_be_is_refused(tmp_path: Path, out: str, size: str) -> None:
    with pytest.raises(InputError):
        preview("maya", out=tmp_path / out, size=size)


def test_the_loudspeaker_is_opened_once_and_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[ClockSpeaker] = []

    def clock(_source: str, _folder: Path | None, sample_rate: int) -> ClockSpeaker:
        opened.append(ClockSpeaker(sample_rate))
        return opened[-1]

    monkeypatch.setattr(speaker, "open_speaker", clock)
    loudspeaker, spoken = Loudspeaker(), Utterance(SENTENCE, np.zeros(16000, np.int16))
    for _ in range(2):
        loudspeaker.play(spoken, time.monotonic())
    assert [each.playing() for each in opened] == [True]
    loudspeaker.close()
    assert not opened[0].playing()


def test_without_a_sound_card_the_preview_says_why_nothing_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object) -> ClockSpeaker:
        raise HardwareError("speaker.none", "There is no loudspeaker.", "Plug one in.")

    monkeypatch.setattr(speaker, "open_speaker", none)
    loudspeaker = Loudspeaker()
    loudspeaker.play(Utterance(SENTENCE, np.zeros(16000, np.int16)), 0.0)
    assert loudspeaker.fault == "Nothing is heard: There is no loudspeaker."
