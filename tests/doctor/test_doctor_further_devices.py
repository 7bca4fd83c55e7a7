"""`kiosk doctor` on displays, lamps and buttons beside the robot: no line says more than can be known."""

from doctor_support import site

from hardware.links.serial_link import SerialPort
from hardware.simulators.spawn import SimulatedBoard, SimulatedDisplay
from kiosk.doctor import further_devices
from kiosk.doctor.finding import Status
from kiosk.resources import device_profile


def checked(look=list, **devices):
    return further_devices.check(site(body={"devices": devices}), look)


def test_without_any_it_says_where_they_would_be_named():
    (finding,) = checked()
    assert finding.status is Status.OK
    assert "[body.devices]" in finding.found


def test_who_answers_is_named_and_of_who_never_does_only_the_port(tmp_path):
    shown = tmp_path / "shown.jsonl"
    for name in ("pole", "nextion", "lamps"):
        (tmp_path / name).mkdir()
    board = device_profile("lights-and-buttons")
    with (
        SimulatedDisplay(tmp_path / "pole", device_profile("pole-display"), shown) as pole,
        SimulatedDisplay(tmp_path / "nextion", device_profile("nextion")) as nextion,
        SimulatedBoard(tmp_path / "lamps", profile=board) as lamps,
    ):
        nextion.tell("lose tPrice")
        found = checked(
            lambda: [SerialPort(lamps.port, "2341:0043", "A1"), SerialPort(nextion.port, "1a86:7523", "1")],
            pole={"profile": "pole-display", "port": pole.port},
            nextion={"port": nextion.port},
            lamps={"profile": "lights-and-buttons", "port": "auto"},
        )
    assert [finding.status for finding in found] == [Status.OK] * 3
    assert "never answers: look whether it says “kiosk doctor”" in found[0].found
    assert "kiosk doctor" in shown.read_text()
    assert "NX4832K035_011R answers" in found[1].found
    assert "It refuses tPrice" in found[1].found
    assert "lights-and-buttons answers" in found[2].found


def test_what_is_absent_or_stood_in_for_is_told_with_its_cost(tmp_path):
    found = checked(
        pole={"profile": "pole-display", "port": str(tmp_path / "ttyUSB0")},
        wrong={"profile": "gone"},
        lamps={"profile": "lights-and-buttons", "port": "auto"},
        off={"profile": "nextion", "port": "none"},
        stood={"profile": "nextion", "port": "simulated"},
    )
    statuses = [finding.status for finding in found]
    assert statuses == [Status.FAILED, Status.FAILED, Status.WARNING, Status.MISSING, Status.WARNING]
    assert found[0].figures["code"] == "link.absent"
    assert all(finding.cost and finding.remedy for finding in found)
