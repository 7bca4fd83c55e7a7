"""Displays, lamps and buttons beside the robot as one part, on real ptys."""

import json
import threading
import time
from contextlib import ExitStack

import pytest
from support import FakeLink, running

from hardware.profiles.display_profile import load
from hardware.simulators.spawn import SimulatedBoard, SimulatedDisplay
from kiosk.body.devices import run
from kiosk.commands import Scene, Show
from kiosk.configuration.devices import resolve
from kiosk.events import Card, HumanPressed, PartFailed, PartReady
from kiosk.part_modules import modules_for
from kiosk.resources import device_profile
from kiosk.settings import Settings

MILK = Show(Scene("listening", "nl", cards=(Card("milk", "Halfvolle melk", price="€ 1,99"),), listening=True))


def settings(**devices):
    return Settings.model_validate({"body": {"devices": devices}})


def pole(port):
    return {"profile": "pole-display", "port": str(port)}


def lamps(port):
    return {"profile": "lights-and-buttons", "port": str(port)}


@pytest.fixture
def start(tmp_path):
    (tmp_path / "run").mkdir()
    with ExitStack() as stack:
        yield lambda **devices: stack.enter_context(running(run, FakeLink(tmp_path / "run"), settings(**devices)))
    assert not [one.name for one in threading.enumerate() if one.name in ("pole", "lamps", "nextion", "wrong")]


def until(check, what, within_s=30.0):
    ends = time.monotonic() + within_s
    while time.monotonic() < ends:
        if found := check():
            return found
        time.sleep(0.02)
    pytest.fail(f"{what} did not come")


def last(log, key):
    lines = log.read_text(encoding="utf-8").splitlines(keepends=True) if log.exists() else []
    lines = [line for line in lines if line.endswith("\n")]  # the last one is being written
    return json.loads(lines[-1])[key] if lines else None


def test_display_and_lamps_show_what_is_so_and_a_button_calls(start, tmp_path):
    folder = tmp_path / "desk"
    folder.mkdir()
    shown, lit = folder / "shown.jsonl", folder / "lit.jsonl"
    profile = device_profile("lights-and-buttons")
    with (
        SimulatedDisplay(folder, device_profile("pole-display"), shown) as display,
        SimulatedBoard(folder, None, lit, profile) as board,
    ):
        link = start(pole=pole(display.port), lamps=lamps(board.port))
        until(lambda: len(link.of(PartReady)) > 1, "both devices")
        assert "it never answers" in link.of(PartReady)[-1].detail
        assert "calibrated" not in link.of(PartReady)[-1].detail, "it has no joint"
        assert not link.of(PartReady)[-1].simulated
        link.give(MILK)
        until(lambda: last(shown, "lines") == ["   Halfvolle melk   ", "              € 1,99"], "the price")
        until(lambda: set(last(lit, "lamps") or {}) == {"0"}, "the microphone's lamp")
        board.tell("button 0")
        until(lambda: link.of(HumanPressed), "the press")
        board.tell("unbutton 0")
        display.tell("unplug")
        until(lambda: "pole: The device" in link.of(PartReady)[-1].detail, "the news of the display")
        assert not link.of(PartFailed), "one device of two is there"
        display.tell("plug")
        until(lambda: last(shown, "lines") == ["   Halfvolle melk   ", "              € 1,99"], "the price again")


def test_a_touch_of_a_nextion_calls_and_its_page_shows(start, tmp_path):
    shown = tmp_path / "shown.jsonl"
    with SimulatedDisplay(tmp_path, device_profile("nextion"), shown) as display:
        link = start(nextion={"port": display.port})
        link.wait(PartReady)
        link.give(MILK)
        until(lambda: (last(shown, "fields") or {}).get("tPrice") == "€ 1,99", "the price")
        display.tell("touch 10")
        link.wait(HumanPressed)


def test_a_display_that_is_not_there_is_told_once_and_the_part_goes_on(start, tmp_path):
    link = start(pole=pole(tmp_path / "nothing"), wrong={"profile": "gone", "port": "simulated"})
    until(lambda: len(link.of(PartFailed)) > 1, "both faults")
    calls = link.received
    time.sleep(0.7)
    assert len(link.sent) == 2
    assert link.received > calls
    assert "There is no profile" in link.of(PartFailed)[-1].reason


def test_a_pole_display_cannot_be_found_by_trying(start):
    link = start(pole=pole("auto"))
    assert link.wait(PartFailed).code == "body.display-port"


def test_the_part_is_there_only_where_there_is_a_device():
    assert "devices" not in modules_for(settings())
    assert "devices" not in modules_for(settings(pole=pole("none")))
    assert modules_for(settings(pole=pole("simulated")))["devices"] == "kiosk.body.devices"


def test_a_device_that_is_looked_for_is_simulated_where_no_port_is(monkeypatch):
    monkeypatch.setattr("kiosk.configuration.devices.usb_ports", list)
    body = resolve(settings(pole=pole("auto"), lamps=lamps("/dev/ttyS9")), headless=True).body
    assert {name: one.port for name, one in body.devices.items()} == {"pole": "simulated", "lamps": "/dev/ttyS9"}
    assert body.port == "simulated"
    monkeypatch.setattr("kiosk.configuration.devices.usb_ports", lambda: ["one"])
    assert resolve(settings(pole=pole("auto")), headless=True).body.devices["pole"].port == "auto"


def test_the_profile_of_a_device_may_have_its_name():
    assert settings(nextion={"port": "auto"}).body.profile_of("nextion") == "nextion"
    assert load(device_profile("nextion")).device == "nextion"
