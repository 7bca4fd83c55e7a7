"""What hangs on a port is found by its own hello, and nothing else is harmed by those of others."""

from dataclasses import replace
from pathlib import Path

import pytest
from virtual_robot import Line

from hardware.devices.discover import ORDER, identify
from hardware.links.serial_link import SerialPort, usb_ports
from hardware.profiles import motors
from hardware.profiles.robot_profile import load
from hardware.simulators.devices import make
from kiosk.body.ports import AnyUsb

DEVICES = Path(__file__).parents[3] / "config" / "devices"


class Slow(Line):
    """A line that garbles whatever comes at another baud rate than its own."""

    def open(self, port, baud):
        wire = super().open(port, baud)
        if baud != self.baud:
            wire.write = lambda _data: None
        return wire


def found(name, usb="1a86:7523", protocols=(), tricks=(), profile=None):
    profile = profile or load(DEVICES / f"{name}.toml")
    taken = []
    device = make(profile, lambda now, pose: taken.append(pose), lambda _now, _lamps: None)
    for trick in tricks:
        device.trick(*trick)
    line = Slow(device, profile.baud)
    asked = []
    port = SerialPort("/dev/ttyUSB0", usb, "1-1")
    answer = identify(port, protocols, open_port=line.open, told=lambda *one: asked.append(one), clock=lambda: line.now)
    assert not taken, "asking moves nothing"
    assert line.closed == len(line.opened)
    return answer, asked


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("mcu-head", "mcu-head"),
        ("firmata-head", "StandardFirmata"),
        ("maestro-head", ""),
        ("ohbot", ""),
    ],
)
def test_a_board_is_found_whatever_its_port(name, says):
    profile = load(DEVICES / f"{name}.toml")
    answer, asked = found(name)
    assert (answer.protocol, answer.baud, answer.name) == (profile.protocol.name, profile.baud, says)
    assert asked[-1] == (answer.protocol, answer.baud)


@pytest.mark.parametrize("name", ["dynamixel-pan-tilt-arm", "feetech-arm"])
def test_the_motors_of_a_bus_are_listed_with_their_models(name):
    profile = load(DEVICES / f"{name}.toml")
    answer, _ = found(name)
    assert answer.protocol == profile.protocol.name
    assert answer.motors == {channel: motor.model for channel, motor in profile.motors.items()}


def test_the_models_of_motors_that_send_the_high_byte_first_are_listed():
    arm = load(DEVICES / "feetech-arm.toml")
    motor = motors.find("scs0009")
    answer, _ = found("feetech-arm", profile=replace(arm, motors=dict.fromkeys(arm.motors, motor)))
    assert set(answer.motors.values()) == {motor.model}


def test_a_motor_that_does_not_answer_is_not_listed():
    answer, _ = found("feetech-arm", tricks=[("missing", "2")])
    assert sorted(answer.motors) == [1, 3, 4, 5, 6]


def test_what_the_maker_says_it_is_hears_nothing_else():
    _, asked = found("mcu-head", usb="1ffb:0089")
    assert {protocol for protocol, _ in asked} == {"maestro"}
    answer, asked = found("dynamixel-pan-tilt-arm", usb="0403:6014")
    assert answer.protocol == "dynamixel"
    assert {protocol for protocol, _ in asked} == {"dynamixel"}


@pytest.mark.parametrize("usb", ["04b8:0202", "12d1:1001", "0b00:0054"])
def test_a_printer_a_modem_and_a_terminal_hear_nothing_unless_they_are_named(usb):
    answer, asked = found("mcu-head", usb=usb)
    assert answer is None
    assert not asked
    port = SerialPort("/dev/ttyACM0", usb, "1-2")
    assert AnyUsb((), lambda: [port])(0.0) == ""
    assert AnyUsb((usb,), lambda: [port])(0.0) == port.device
    assert found("mcu-head", usb=usb, protocols=("mcu",))[0].name == "mcu-head"


def test_only_what_was_named_is_asked():
    answer, asked = found("mcu-head", protocols=("ohbot",))
    assert answer is None
    assert asked == [("ohbot", 19200)]


def test_hellos_that_move_a_maestro_come_after_its_own():
    order = [protocol for protocol, _, _ in ORDER]
    assert order[0] == "maestro"
    assert max(order.index(one) for one in ("mcu", "firmata", "ohbot")) < order.index("dynamixel")


class Listed:
    """A port as pyserial lists it."""

    def __init__(self, device, serial_number, location):
        self.device, self.serial_number, self.location = device, serial_number, location
        self.vid, self.pid, self.product = 0x1A86, 0x7523, "USB Serial"


def test_copies_with_the_same_serial_number_are_told_apart_by_their_socket():
    listed = [Listed("/dev/ttyUSB0", "0001", "1-1"), Listed("/dev/ttyUSB1", "0001", "1-2"), Listed("/dev/b", "77", "1")]
    assert [port.key for port in usb_ports(lambda: listed)] == ["77", "1-1", "1-2"]
