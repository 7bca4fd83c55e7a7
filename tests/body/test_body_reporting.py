"""What the core is told of the body, and on which port the body is looked for."""

from dataclasses import replace

from hardware.links.link_machine import Expected, LinkState, Phase
from hardware.links.serial_link import SerialPort
from kiosk.body.ports import AnyUsb, fixed
from kiosk.body.reporter import Reporter
from kiosk.events import BodyCleared, BodyStopped, PartFailed, PartReady

ABSENT = LinkState(Expected("mcu-head", 1, frozenset({0})))
READY = replace(ABSENT, phase=Phase.READY, port="/dev/ttyACM0")
LOST = replace(READY, phase=Phase.LOST, code="link.lost", reason="The device is gone.")


def told(*states, simulated=False):
    sent = []
    reporter = Reporter(sent.append, simulated=simulated)
    for state in states:
        reporter.look(state)
    return sent


def test_nothing_plugged_in_is_told_once():
    (failed,) = told(ABSENT, ABSENT, ABSENT)
    assert (failed.part, failed.code) == ("body", "body.absent")


def test_ready_lost_and_ready_again():
    states = (READY, READY, LOST, LOST, replace(LOST, phase=Phase.ABSENT), replace(LOST, phase=Phase.OPENING), READY)
    assert told(*states) == [
        PartReady("body", "mcu-head on /dev/ttyACM0", simulated=False),
        PartFailed("body", "link.lost", "The device is gone."),
        PartReady("body", "mcu-head on /dev/ttyACM0", simulated=False),
    ]


def test_within_an_outage_only_what_needs_a_person_is_added_and_once():
    busy = replace(LOST, phase=Phase.BLOCKED, code="link.busy", reason="Another program uses it.")
    codes = [event.code for event in told(LOST, busy, LOST, busy, replace(LOST, code="link.silent"))]
    assert codes == ["link.lost", "link.busy"]


def test_the_emergency_stop_is_told_when_it_comes_and_when_it_goes():
    stopped = replace(READY, phase=Phase.PARKED, stopped=True)
    assert told(READY, stopped, stopped, READY, READY)[1:] == [BodyStopped(), BodyCleared()]


def test_a_body_that_starts_with_the_stop_pressed_is_there():
    stopped = replace(READY, phase=Phase.PARKED, stopped=True)
    assert [type(event) for event in told(stopped)] == [PartReady, BodyStopped]


def test_a_simulated_body_says_so_and_a_missing_channel_is_named():
    ready, lacking = told(READY, replace(READY, phase=Phase.DEGRADED, missing=frozenset({3})), simulated=True)
    assert ready.simulated
    assert "[3]" in lacking.detail


def test_a_fixed_port_is_used_whenever_it_is_there(tmp_path):
    path = tmp_path / "tty"
    find = fixed(str(path))
    assert find(0.0) == ""
    path.touch()
    assert find(0.0) == str(path)


class Sockets:
    """USB sockets with things in them."""

    def __init__(self, *ports):
        self.ports, self.looks = list(ports), 0

    def __call__(self):
        self.looks += 1
        return self.ports


UNO = SerialPort("/dev/ttyACM0", "2341:0043", "A1")
CLONE = SerialPort("/dev/ttyUSB0", "1a86:7523", "1-1.2")


def test_usb_is_looked_over_twice_a_second_at_most():
    sockets = Sockets(UNO)
    find = AnyUsb((), sockets)
    assert {find(tick / 50) for tick in range(100)} == {"/dev/ttyACM0"}
    assert sockets.looks == 4


def test_only_the_profiles_boards_are_tried():
    assert AnyUsb(("1a86:7523",), Sockets(UNO, CLONE))(0.0) == "/dev/ttyUSB0"
    assert AnyUsb(("0000:0001",), Sockets(UNO, CLONE))(0.0) == ""


def test_a_port_with_the_wrong_device_is_left_alone_for_longer_and_longer_until_it_is_unplugged():
    sockets = Sockets(UNO, CLONE)
    find = AnyUsb((), sockets)
    assert find(0.0) == "/dev/ttyACM0"
    find.refuse("/dev/ttyACM0", 0.0)
    assert find(1.0) == "/dev/ttyUSB0"
    assert find(6.0) == "/dev/ttyACM0"
    find.refuse("/dev/ttyACM0", 6.0)
    assert find(12.0) == "/dev/ttyUSB0"
    assert find(17.0) == "/dev/ttyACM0"
    find.refuse("/dev/ttyACM0", 17.0)
    sockets.ports = [CLONE]
    find(18.0)
    sockets.ports = [UNO, CLONE]
    assert find(19.0) == "/dev/ttyACM0"


def test_a_port_that_is_named_for_another_device_is_never_tried(tmp_path):
    (tmp_path / "by-id").symlink_to("/dev/ttyUSB0")
    assert AnyUsb((), Sockets(CLONE, UNO), besides=(str(tmp_path / "by-id"),))(0.0) == "/dev/ttyACM0"
