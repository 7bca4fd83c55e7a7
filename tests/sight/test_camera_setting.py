"""What `sight.camera` may say, and that no password in it is ever shown."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from doctor_support import site

from hardware.errors import HardwareError
from kiosk.configuration import devices
from kiosk.doctor import camera as doctor
from kiosk.doctor.finding import Status
from kiosk.monitoring.upkeep import _facts
from kiosk.settings import Settings, Sight
from kiosk.sight import source

SECRET = "rtsp://guest:secret@192.0.2.7/shop?token=hidden"


class Opened:
    """What was asked for, instead of a camera."""

    def __init__(self, *asked: object) -> None:
        self.asked = asked

    def opened(self, _timeout_s: float) -> bool:
        return True


@pytest.mark.parametrize(
    ("setting", "opener", "asked"),
    [
        ("device:2", "open_device", (2,)),
        ("csi", "open_csi", (0,)),
        ("csi:1", "open_csi", (1,)),
        (SECRET, "open_stream", (SECRET,)),
        ("stream:http://192.0.2.7/mjpeg", "open_stream", ("http://192.0.2.7/mjpeg",)),
    ],
)
def test_a_setting_opens_its_camera(
    monkeypatch: pytest.MonkeyPatch, setting: str, opener: str, asked: tuple[object, ...]
) -> None:
    monkeypatch.setattr(source, opener, Opened)
    camera: Any = source.open_camera(Sight(camera=setting), Path(), lambda: None)
    assert camera.asked == asked
    assert devices.resolve(Settings(sight=Sight(camera=setting))).sight.camera == setting


@pytest.mark.parametrize("setting", ["csi:left", "device:front", "rtps://guest:secret@192.0.2.7/", "webcam"])
def test_what_is_no_camera_is_told_without_its_password(setting: str) -> None:
    with pytest.raises(HardwareError) as caught:
        source.open_camera(Sight(camera=setting), Path(), lambda: None)
    assert caught.value.code == "camera.setting"
    assert "secret" not in str(caught.value)


def test_doctor_says_of_a_device_without_a_number_what_a_camera_is_called() -> None:
    (told,) = doctor.check(site(sight={"camera": "device:front"}))
    assert told.figures["code"] == "camera.setting"


def test_neither_log_nor_doctor_shows_the_password(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = json.dumps(_facts(Settings(sight=Sight(camera=SECRET)), Path("ledger.sqlite")))
    assert "192.0.2.7" in facts
    monkeypatch.setattr("hardware.camera.stream.socket.create_connection", lambda *_: (_ for _ in ()).throw(OSError()))
    (finding,) = doctor.check(site(sight={"camera": SECRET}))
    assert finding.status is Status.FAILED
    assert finding.figures["code"] == "camera.stream-missing"
    for shown in (facts, json.dumps(finding.as_data())):
        assert not any(word in shown for word in ("secret", "guest", "hidden"))


def test_auto_takes_the_first_that_gives_pictures_and_shows_a_light_before_it_looks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[str] = []

    class Found(Opened):
        def read(self, _timeout_s: float) -> str:
            told.append(f"read {self.asked}")
            if self.asked == (0,):
                raise HardwareError("camera.device-silent", "It gives no pictures.", "Unplug it.")
            return "picture"

        def close(self) -> None:
            told.append(f"close {self.asked}")

    monkeypatch.setattr(source, "camera_numbers", lambda: [0, 4])
    monkeypatch.setattr(source, "open_device", Found)
    camera: Any = source.open_camera(Sight(), Path(), lambda: None, lambda: told.append("light"))
    assert camera.asked == (4,)
    assert told == ["light", "read (0,)", "close (0,)", "light", "read (4,)"]


def test_without_a_camera_the_doctor_knows_the_sensor() -> None:
    (finding,) = doctor.check(site(sight={"camera": "none", "sensor": "body"}))
    assert finding.status is Status.OK


def test_beside_a_real_sensor_no_simulated_camera_stands_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.configuration.devices.Path.glob", lambda *_: iter(()))
    assert devices.resolve(Settings(sight=Sight(sensor="body"))).sight.camera == "auto"
    assert devices.resolve(Settings(sight=Sight())).sight.camera == "shop"


def test_a_camera_that_fails_costs_less_beside_a_sensor() -> None:
    costs = []
    for sensor in ("none", "body"):
        (finding,) = doctor.check(site(sight={"camera": "file:/nonexistent.mp4", "sensor": sensor}))
        costs.append(finding.cost)
    assert "greets nobody" in costs[0]
    assert "sensor on the robot's board" in costs[1]
