"""Which port the robot is on, when several look alike, one is another device's, or it moves to another socket."""

from virtual_robot import Line, Wire

from hardware.devices.robot import Robot
from hardware.links.link_machine import MOVING, Phase
from hardware.links.serial_link import LinkLost, SerialPort
from hardware.profiles.robot_profile import load
from hardware.simulators.firmware import Firmware
from kiosk.body.ports import AnyUsb
from kiosk.resources import device_profile

PROFILE = load(device_profile("mcu-head"))
CH340 = "1a86:7523"


class Printer:
    """A receipt printer behind the same USB chip."""

    def __init__(self):
        self.heard = b""

    def receive(self, data, now):
        self.heard += data
        return b""


class Sockets:
    """USB sockets with lines in them, and a robot that looks for its own."""

    def __init__(self, **devices):
        self.lines = {f"/dev/{name}": Line(device, port=f"/dev/{name}") for name, device in devices.items()}
        self.find = AnyUsb((CH340,), self.listed)
        self.robot = Robot(PROFILE, self.find, self.open)
        self.now, self.refused = 100.0, False

    def listed(self):
        return [SerialPort(port, CH340, f"1-1.{number}") for number, port in enumerate(sorted(self.lines))]

    def open(self, port, baud) -> Wire:
        if port not in self.lines:
            raise LinkLost("link.absent", "gone", "plug it in")
        return self.lines[port].open(port, baud)

    def move(self, old, new):
        """Out of one socket and into another."""
        self.lines[f"/dev/{old}"].unplug()
        line = self.lines.pop(f"/dev/{old}")
        self.run(1.0)
        line.plug(f"/dev/{new}")
        self.lines[f"/dev/{new}"] = line

    def run(self, seconds):
        for _ in range(round(seconds / 0.02)):
            self.now += 0.02
            for line in self.lines.values():
                line.now = max(line.now, self.now)
            self.robot.tick(self.now, {})
            blocked = self.robot.state.phase is Phase.BLOCKED
            if blocked and not self.refused:
                self.find.refuse(self.robot.state.port, self.now)
            self.refused = blocked
        return self.robot.state


def test_of_two_identical_ch340_the_one_that_answers_is_taken():
    printer = Printer()
    sockets = Sockets(ttyUSB0=printer, ttyUSB1=Firmware(7))
    state = sockets.run(8.0)
    assert (state.phase in MOVING, state.port) == (True, "/dev/ttyUSB1")
    heard = len(printer.heard)
    sockets.run(60.0)
    assert len(printer.heard) == heard, "what is found is not looked for any more"


def test_two_identical_ch340_may_change_places():
    sockets = Sockets(ttyUSB0=Printer(), ttyUSB1=Firmware(7))
    sockets.run(8.0)
    sockets.move("ttyUSB1", "ttyUSB7")
    state = sockets.run(8.0)
    assert (state.phase in MOVING, state.port) == (True, "/dev/ttyUSB7")


def test_it_is_waited_for_where_only_the_wrong_one_is():
    sockets = Sockets(ttyUSB0=Printer())
    state = sockets.run(30.0)
    assert state.phase not in MOVING
    sockets.lines["/dev/ttyUSB1"] = Line(Firmware(7), port="/dev/ttyUSB1")
    state = sockets.run(10.0)
    assert (state.phase in MOVING, state.port) == (True, "/dev/ttyUSB1")
