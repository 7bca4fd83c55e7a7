"""Devices beside the robot: from which layers they come, and what is told of a wrong one."""

import shutil
from pathlib import Path

import pytest

from kiosk.checks import across
from kiosk.checks.inspection import Inspection
from kiosk.checks.serial import check
from kiosk.configuration.layers import Places, gather
from kiosk.configuration.settings_list import explain, shown
from kiosk.resources import config_dir


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(device=tmp_path / "device.toml")


def test_every_layer_adds_to_a_device(places, monkeypatch):
    places.device.write_text('[body.devices.pole]\nprofile = "pole-display"\nport = "/dev/ttyUSB3"\n')
    monkeypatch.setenv("KIOSK__BODY__DEVICES__POLE__PORT", "simulated")
    monkeypatch.setenv("KIOSK__BODY__DEVICES__NEXTION__PORT", "/dev/ttyS1")
    layers = gather(places=places)
    assert not layers.faults
    body = layers.settings.body
    assert {name: (body.profile_of(name), one.port) for name, one in body.devices.items()} == {
        "pole": ("pole-display", "simulated"),
        "nextion": ("nextion", "/dev/ttyS1"),
    }
    told = explain(layers, "body", "devices")
    assert [one.layer for one in told.standing] == ["device", "environment"]
    assert told.standing[0].place == f"{places.device}, line 1"
    assert 'pole = { profile = "pole-display", port = "simulated" }' in shown(told.value)
    assert told.to_data()["value"]["nextion"] == {"profile": "", "port": "/dev/ttyS1"}


def test_a_wrong_key_of_a_device_names_its_variable(places, monkeypatch):
    monkeypatch.setenv("KIOSK__BODY__DEVICES__POLE__PROT", "simulated")
    monkeypatch.setenv("KIOSK__VOICE__WPM__NL", "150")
    faults = {fault.file: fault for fault in gather(places=places).faults}
    assert faults["KIOSK__BODY__DEVICES__POLE__PROT"].did_you_mean == "port"
    assert "is no setting" in str(faults["KIOSK__VOICE__WPM__NL"])


def test_a_whole_table_comes_before_what_is_set_within_it(places, monkeypatch):
    monkeypatch.setenv("KIOSK__BODY__DEVICES__POLE__PORT", "none")
    monkeypatch.setenv("KIOSK__BODY__DEVICES", '{ pole = { port = "auto" }, lamps = { port = "simulated" } }')
    devices = gather(places=places).settings.body.devices
    assert {name: one.port for name, one in devices.items()} == {"pole": "none", "lamps": "simulated"}


def test_what_cannot_be_is_told_with_file_and_line(places):
    places.device.write_text(
        '[body]\nport = "/dev/ttyUSB4"\nprofile = "nextion"\n'
        '[body.devices.pole]\nprofile = "pole-displey"\n'
        '[body.devices.nextion]\nport = "/dev/ttyUSB4"\n'
        '[body.devices.esc]\nprofile = "pole-display-escpos"\nport = "ttyUSB0"\n'
        '[body.devices.blind]\nprofile = "pole-display"\n'
    )
    seen = Inspection(gather(places=places), places, gather(places=places).settings)
    check(seen)
    told = {(fault.key, fault.line): fault for fault in seen.faults}
    assert set(told) == {
        ("body.profile", 3),
        ("body.devices.pole.profile", 5),
        ("body.devices", 4),
        ("body.devices.esc.port", 10),
        ("body.devices.blind.port", 11),
    }
    assert told["body.devices.pole.profile", 5].did_you_mean == "pole-display"
    assert "a display" in told["body.profile", 3].message
    assert told["body.devices.blind.port", 11].severity == "warning"
    assert [fault.severity for fault in seen.faults].count("warning") == 1


def test_an_answer_may_mark_what_a_display_shows(tmp_path, places):
    store = tmp_path / "store"
    shutil.copytree(config_dir() / "demo-store", store)
    file = store / "knowledge" / "en.toml"
    text = file.read_text(encoding="utf-8")
    begin = text.index('answer = "') + len('answer = "')
    codes = {}
    for mark in ("^display(B 12) ", "^display "):
        file.write_text(text[:begin] + mark + text[begin:], encoding="utf-8")
        layers = gather(store, places=places)
        seen = Inspection(layers, places, layers.settings)
        across.check(seen)
        codes[mark] = [fault.message for fault in seen.faults if fault.code == "knowledge.mark"]
    assert codes["^display(B 12) "] == []
    assert "without what it shows" in codes["^display "][0]
