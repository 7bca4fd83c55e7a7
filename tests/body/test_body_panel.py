"""Lamps tell what is so, and buttons are pressed once: no device, and time that goes only when it is told to."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from virtual_robot import Line

from hardware.devices.robot import Robot
from hardware.errors import HardwareError
from hardware.links.link_machine import Phase
from hardware.profiles.lights import ButtonTable, LightsTable
from hardware.profiles.robot_profile import load
from hardware.protocols.codec import Effect, Lamp
from hardware.simulators.mcu import Board
from kiosk.body.buttons import Buttons
from kiosk.body.lamps import DARK, Lamps
from kiosk.body.panel import Panel
from kiosk.commands import AskHuman, CancelHuman, CloseCase, CloseSession, PageFloor, Scene, Show
from kiosk.events import BodyCleared, BodyStopped, HumanPressed, LanguagePressed, RepeatPressed, StopPressed

PROFILE = load(Path(__file__).parents[2] / "config" / "devices" / "lights-and-buttons.toml")
MICROPHONE, CAMERA, SPEAKER, HUMAN, STOP = range(5)


@pytest.fixture
def lamps():
    return Lamps(PROFILE.lights)


def lit(lamps):
    return {number: lamp.effect for number, lamp in lamps.lit().items() if lamp != DARK}


def test_before_anything_is_known_all_is_dark(lamps):
    assert set(lamps.lit()) == {0, 1, 2, 3, 4}
    assert not lit(lamps)


def test_microphone_and_camera_are_lit_while_they_are_open_and_only_then(lamps):
    lamps.heed(Show(Scene("attract", "nl", watching=True)))
    assert lit(lamps) == {CAMERA: Effect.STEADY}
    lamps.heed(Show(Scene("listening", "nl", listening=True, watching=True)))
    assert lit(lamps) == {CAMERA: Effect.STEADY, MICROPHONE: Effect.STEADY}
    lamps.heed(Show(Scene("thinking", "nl")))
    assert set(lit(lamps)) == {SPEAKER}


def test_who_speaks_differs_in_more_than_colour(lamps):
    effects = []
    for mode, speaker in (("speaking", "ai"), ("speaking", "assisted"), ("in-call", "human")):
        lamps.heed(Show(Scene(mode, "nl", speaker=speaker)))
        effects.append(lit(lamps)[SPEAKER])
    assert len(set(effects)) == 3


def test_a_called_person_blinks_until_there_and_is_gone_with_the_case(lamps):
    lamps.heed(Show(Scene("speaking", "nl")))
    lamps.heed(AskHuman(7, "asked", "nl"))
    assert lit(lamps)[HUMAN] is Effect.BLINK
    lamps.heed(Show(Scene("in-call", "nl", speaker="human")))
    assert lit(lamps)[HUMAN] is Effect.STEADY
    lamps.heed(Show(Scene("listening", "nl")))
    lamps.heed(CloseCase(6, "joined"))
    assert HUMAN in lit(lamps)
    lamps.heed(CloseCase(7, "joined"))
    assert HUMAN not in lit(lamps)
    lamps.heed(AskHuman(8, "asked", "nl"))
    lamps.heed(CancelHuman(8))
    assert HUMAN not in lit(lamps)
    lamps.heed(PageFloor(8))
    assert lit(lamps)[HUMAN] is Effect.BLINK, "who is called from the floor sees where"
    lamps.heed(CloseSession(1, "left"))
    assert HUMAN not in lit(lamps)


def test_the_emergency_stop_of_any_device_is_told(lamps):
    lamps.heed(BodyStopped())
    assert lit(lamps) == {STOP: Effect.BLINK}
    lamps.heed(BodyCleared())
    assert not lit(lamps)
    assert lamps.lit(stopped=True)[STOP] != DARK


def test_one_lamp_for_several_things_tells_the_first():
    table = LightsTable.model_validate({"brightness": 1.0, "lamps": {"0": ["stop", "human", "speaker"]}})
    lamps = Lamps(table)
    lamps.heed(Show(Scene("speaking", "nl")))
    assert lamps.lit()[0] == Lamp(0, 0xC0, 0xA0, Effect.BREATHE)
    lamps.heed(AskHuman(1, "asked", "nl"))
    assert lamps.lit()[0] == Lamp(0xFF, 0xC0, 0, Effect.BLINK)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('1 = ["camera"]', '1 = ["camera", "stop"]', "tells of nothing else"),
        ('assisted = { colour = "indigo", effect = "blink" }', 'assisted = { colour = "indigo" }', "differ"),
        ('colour = "red"', 'colour = "scarlet"', "#RRGGBB"),
        ('press = "stop"', 'press = "stopp"', "buttons.1.press"),
        ("brightness = 0.6", "brightness = 6", "lights.brightness"),
    ],
)
def test_a_wrong_panel_is_told(tmp_path, old, new, says):
    text = (Path(__file__).parents[2] / "config" / "devices" / "lights-and-buttons.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "wrong.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(HardwareError) as caught:
        load(path)
    assert says in caught.value.sentence


class Fingers:
    """Presses buttons at times."""

    def __init__(self, press="human", *, hold=True, **table):
        self.buttons = Buttons({0: ButtonTable(press=press, **table)}, ("nl", "en", "fr"))
        self.now = 10.0
        if hold:
            self.hold(0.1, down=False)

    def hold(self, seconds, *, down, there=True):
        events = []
        for _ in range(max(1, round(seconds / 0.02))):
            events += self.buttons.step(self.now, frozenset({0} if down else ()) if there else None)
            self.now += 0.02
        return events


def test_a_held_button_is_one_press_and_the_next_one_another():
    fingers = Fingers()
    assert fingers.hold(5.0, down=True) == [HumanPressed()]
    assert fingers.hold(0.2, down=False) == []
    assert fingers.hold(0.2, down=True) == [HumanPressed()]


def test_a_bounce_is_no_press_and_ends_none():
    fingers = Fingers(press="stop", debounce_ms=60)
    assert fingers.hold(0.02, down=True) + fingers.hold(0.1, down=False) == []
    assert fingers.hold(0.2, down=True) == [StopPressed()]
    assert fingers.hold(0.02, down=False) + fingers.hold(0.5, down=True) == []


def test_a_button_that_is_down_when_the_board_appears_is_stuck():
    fingers = Fingers(press="repeat", hold=False)
    fingers.hold(1.0, down=True, there=False)
    assert fingers.hold(1.0, down=True) == []
    fingers.hold(0.2, down=False)
    assert fingers.hold(0.2, down=True) == [RepeatPressed()]


def test_a_board_that_is_away_for_a_moment_costs_no_press_and_makes_none():
    fingers = Fingers()
    fingers.hold(0.3, down=False, there=False)
    assert fingers.hold(0.3, down=True) == [HumanPressed()]
    fingers.hold(0.3, down=True, there=False)
    assert fingers.hold(0.3, down=True) == []


def test_the_language_button_takes_the_next_one_or_its_own():
    fingers = Fingers(press="language")
    assert fingers.hold(0.2, down=True) == [LanguagePressed("en")]
    fingers.buttons.heed(Show(Scene("listening", "fr")))
    fingers.hold(0.2, down=False)
    assert fingers.hold(0.2, down=True) == [LanguagePressed("nl")]
    assert Fingers(press="language", lang="fr").hold(0.2, down=True) == [LanguagePressed("fr")]


@given(st.lists(st.booleans(), max_size=200))
def test_never_more_presses_than_rises(downs):
    buttons = Buttons({0: ButtonTable(press="human")}, ("nl",))
    events = [
        e for n, down in enumerate([False, *downs]) for e in buttons.step(n * 0.02, frozenset({0} if down else ()))
    ]
    rises = sum(after and not before for before, after in zip([False, *downs], downs, strict=False))
    assert len(events) <= rises


class Counter:
    """A board with lamps and buttons on its line, and the panel that serves it."""

    def __init__(self):
        self.lamps, self.sent = [], []
        self.board = Board(7, on_lamps=lambda _at, lamps: self.lamps.append(dict(lamps)), device=PROFILE.device)
        self.line = Line(self.board)
        self.robot = Robot(PROFILE, self.line.find, self.line.open)
        self.panel = Panel(self.robot, ("nl", "en"), self.sent.append)

    def run(self, seconds):
        until = self.line.now + seconds
        while self.line.now < until:
            self.robot.tick(self.line.now, {})
            self.panel.tick(self.line.now)
            self.line.now += 0.02

    @property
    def shining(self):
        return {number for number, lamp in self.lamps[-1].items() if lamp != DARK} if self.lamps else set()


def test_on_a_board_lamps_follow_and_a_button_calls():
    counter = Counter()
    counter.run(1.0)
    assert counter.robot.state.phase is Phase.READY
    counter.panel.heed(Show(Scene("listening", "nl", listening=True)))
    counter.run(0.1)
    assert counter.shining == {MICROPHONE}
    counter.board.trick("button", "0")
    counter.run(0.5)
    counter.board.trick("unbutton", "0")
    counter.run(0.2)
    assert counter.sent == [HumanPressed()]


def test_a_board_that_restarts_or_is_plugged_in_again_is_lit_again():
    counter = Counter()
    counter.panel.heed(Show(Scene("attract", "nl", watching=True)))
    counter.run(1.0)
    assert counter.shining == {CAMERA}
    counter.board.reboot(counter.line.now)
    counter.lamps.clear()
    counter.run(1.0)
    assert counter.shining == {CAMERA}
    counter.line.unplug()
    counter.run(1.0)
    counter.board.reboot(counter.line.now)
    counter.lamps.clear()
    counter.line.plug("/dev/ttyUSB9")
    counter.run(3.0)
    assert counter.shining == {CAMERA}


def test_an_emergency_stop_on_the_board_itself_is_lit_at_once():
    counter = Counter()
    counter.run(1.0)
    counter.board.trick("estop", "")
    counter.run(0.3)
    assert counter.robot.state.stopped
    assert counter.shining == {STOP}
