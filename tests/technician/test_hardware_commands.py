"""`kiosk hardware` as a technician types it, on simulated bodies: what it may move, and what it tells."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hardware.devices.discover import Found
from hardware.errors import HardwareError
from hardware.links.link_machine import Phase
from hardware.links.serial_link import LinkBlocked, SerialPort
from hardware.safety.latch import StopLatch
from hardware.simulators.spawn import SimulatedBoard
from kiosk.errors import InputError, KioskError
from kiosk.resources import device_profile
from kiosk.technician import chosen, proving, scanning, session, trace, wiggling
from kiosk.technician.chosen import Chosen, choose, free, holders, loaded
from kiosk.technician.commissioning import Commissioning
from kiosk.technician.decoded import words_of
from kiosk.technician.hardware_cli import build
from kiosk.technician.replaying import compare
from kiosk.technician.session import opened
from kiosk.technician.simulating import plan, serve
from kiosk.technician.snapshot import take
from kiosk.technician.trace import Piece, Trace
from kiosk.technician.wiggling import Wiggled, joint_of, wiggle

BODY = Chosen("mcu-head", loaded("mcu-head"), "simulated")


@pytest.fixture(autouse=True)
def _own_data(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def typed(*arguments: str):
    return CliRunner().invoke(build(), arguments, standalone_mode=False)


def told(*arguments: str):
    done = typed(*arguments, "--json")
    return json.loads(done.stdout), done


def port(device="/dev/ttyACM0", usb="2341:0043"):
    return SerialPort(device, usb, "A1", "Uno")


def test_nothing_moves_when_nobody_could_be_asked():
    for command in (("wiggle",), ("limits", "--test"), ("estop-test",), ("commission",), ("calibrate", "robot")):
        done = typed(*command, "--port", "simulated")
        assert isinstance(done.exception, InputError), command
        assert done.exception.code == "hardware.unasked"


def test_a_joint_that_moves_is_read_back_and_one_that_does_not_answer_is_told():
    with opened(BODY, armed=True) as session:
        assert session.moving
        found = wiggle(session, joint_of(session.robot.profile, "roll"), 1, lambda _now: None)
        assert found.followed
        session.tell("missing 3")
        session.run(0.3)
        assert [joint.name for joint in take(session).joints if joint.missing] == ["roll"]
        with pytest.raises(InputError, match="no joint"):
            joint_of(session.robot.profile, "tail")
    assert session.robot.state.phase is Phase.PARKED


def test_a_session_that_is_not_armed_gives_no_torque_and_an_armed_one_lets_go():
    with opened(BODY, armed=False) as session:
        session.run(0.3)
        assert session.robot.status.limp
        session.reach(armed=True)
        assert not session.robot.status.limp or session.run(0.3, until=lambda: not session.robot.status.limp)
        session.tell("estop")
        assert session.run(1.0, until=lambda: session.robot.state.stopped)
        with pytest.raises(KioskError, match="latched"):
            session.reach(armed=True)


def test_one_joint_that_is_wiggled_takes_no_other_along(tmp_path, monkeypatch):
    name, seen = "dynamixel-pan-tilt-arm", []

    def wait(session, joint, *_rest):
        session.run(0.2)
        seen.append(session.robot.rig.pose["pitch"])
        return Wiggled(joint.name, joint.channel, 0.0, 0.0, answers=True)

    monkeypatch.setattr(wiggling, "wiggle", wait)
    with SimulatedBoard(tmp_path, profile=device_profile(name)) as board:
        real = Chosen(name, loaded(name), board.port, stop_folder=tmp_path)
        with opened(real, armed=True, share=1.0) as session:
            session.go({"pitch": 4.0})
        done = typed("wiggle", "gripper", "--profile", name, "--port", board.port, "--yes", "--speed", "1")
    assert done.exit_code == 0, done.exception
    assert seen == [pytest.approx(4.0, abs=1.0)]


@pytest.mark.parametrize(("trick", "code"), [("estop", "hardware.stopped"), ("unplug", "link.lost")])
def test_a_body_that_is_stopped_or_lost_ends_a_wiggle_with_why(trick, code):
    with opened(BODY, armed=True) as session:
        ticks = 0

        def look(_now: float) -> None:
            nonlocal ticks
            ticks += 1
            if ticks == 5:
                session.tell(trick)

        with pytest.raises(KioskError) as refused:
            wiggle(session, joint_of(session.robot.profile, "yaw"), 1, look)
        assert refused.value.code == code
        assert ticks < 50


def test_a_port_that_is_not_there_is_named(monkeypatch):
    monkeypatch.setattr(session, "PATIENCE_S", 0.1)
    quick = replace(BODY.profile, boot_s=0.1)
    with (
        pytest.raises(KioskError, match="/dev/ttyNOPE"),
        opened(replace(BODY, profile=quick, port="/dev/ttyNOPE"), armed=False),
    ):
        pass


@pytest.mark.parametrize("name", ["ohbot", "dynamixel-pan-tilt-arm", "maestro-head"])
def test_a_body_without_an_input_for_a_button_is_not_said_to_have_failed_it(name):
    done = typed("estop-test", "--port", "simulated", "--profile", name, "--yes")
    assert isinstance(done.exception, InputError)
    assert done.exception.code == "hardware.no-button"
    body = Chosen(name, loaded(name), "simulated")
    walk = Commissioning(body, lambda _question: "yes", lambda _words: None)
    found = next(step for step in walk.steps if step.name == "estop").run()
    assert [(one.name, one.passed) for one in found] == [("stop by the button", None)]


def test_a_person_who_stops_the_kiosk_in_another_terminal_stops_a_session(tmp_path):
    with SimulatedBoard(tmp_path) as board:
        real = Chosen("mcu-head", loaded("mcu-head"), board.port, stop_folder=tmp_path)
        latch = StopLatch(tmp_path)
        with opened(real, armed=True) as session:
            latch.hold("person", "Anna")
            assert session.run(2.0, until=lambda: session.robot.state.stopped and session.robot.status.limp)
        with pytest.raises(KioskError, match="latched"), opened(real, armed=True):
            pass


def test_info_tells_who_answers_and_how_full_the_line_is():
    found, done = told("info", "--profile", "dynamixel-pan-tilt-arm", "--port", "simulated")
    assert done.exit_code == 0
    assert found["simulated"]
    assert found["state"]["phase"] == "parked"
    assert 0 < found["line_load"] < 0.6
    assert {joint["name"] for joint in found["joints"]} >= {"yaw", "elbow"}
    assert all(joint["temperature_c"] is not None for joint in found["state"]["joints"])


def test_doctor_without_leave_proves_what_needs_no_torque():
    found = proving.without_moving(BODY, lambda _name: None)
    by_name = {one.name: one.passed for one in found}
    assert by_name["device"] is True
    assert [by_name[name] for name in proving.MOVES] == [None] * 3


def test_the_button_is_proved_and_the_line_about_it_is_signed():
    found, done = told("estop-test", "--port", "simulated", "--yes", "--who", "Anna")
    assert done.exit_code == 0, done.stdout
    assert found["record"]["passed"]
    assert found["record"]["who"] == "Anna"
    assert found["record"]["signature"]["fingerprint"]


def test_a_joint_that_is_none_costs_no_earlier_trace(tmp_path):
    file = tmp_path / "line.jsonl"
    file.write_text("an earlier one")
    done = typed("trace", str(file), "--wiggle", "nose", "--port", "simulated", "--yes")
    assert isinstance(done.exception, InputError)
    assert file.read_text() == "an earlier one"


def test_a_trace_is_what_a_sound_device_would_have_answered_until_it_is_changed(tmp_path):
    file = tmp_path / "line.jsonl"
    done = typed("trace", str(file), "--seconds", "0.8", "--port", "simulated")
    assert done.exit_code == 0, done.exception
    recorded = trace.read(file)
    assert compare(recorded).differ == 0
    last = max(at for at, piece in enumerate(recorded.pieces) if piece.way == "in")
    pieces = [*recorded.pieces]
    pieces[last] = Piece(pieces[last].t, "in", b"", ("status #1 ← stopped",))
    changed = compare(Trace(recorded.head, tuple(pieces), ()))
    assert changed.differ == 1
    assert changed.first[0].recorded.endswith("stopped")


def test_a_trace_that_was_cut_is_read_to_its_last_whole_line_and_a_wrong_one_refused(tmp_path):
    head = '{"trace": 1, "profile": "mcu-head"}\n'
    row = '{"t": 0.1, "way": "out", "hex": "00", "words": []}\n'
    (tmp_path / "cut").write_text(head + row + row[:20])
    assert len(trace.read(tmp_path / "cut").pieces) == 1
    for text in ("", "[]\n", '{"trace": 2}\n', head + '{"t": 1, "way": "out", "hex": "xy", "words": []}\n'):
        (tmp_path / "wrong").write_text(text)
        with pytest.raises(InputError):
            trace.read(tmp_path / "wrong")


def test_a_trace_is_bounded(tmp_path):
    with (tmp_path / "trace").open("w") as file:
        recorder = trace.Recorder(file, BODY, most=2000)
        for _ in range(100):
            recorder.piece("out", b"\x01\x02\x03")
    assert recorder.full
    assert (tmp_path / "trace").stat().st_size <= 2000


def test_lines_of_other_protocols_are_words_too():
    dynamixel, feetech, ohbot, unknown = map(words_of, ("dynamixel", "feetech", "ohbot", "none"))
    assert dynamixel(bytes.fromhex("fffffd00fe0300")) == []
    assert dynamixel(bytes.fromhex("01314242")) == ["all ping"]
    assert feetech(bytes.fromhex("ffff010201fbffff")) == ["id 1 ping"]
    assert ohbot(b"m00,500,5\nm0") == ["m00,500,5"]
    assert unknown(b"\x84\x01") == ["84 01"]


def test_the_one_port_that_fits_is_taken_and_two_are_asked_about():
    assert choose("mcu-head", "auto", look=lambda: [port()]).port == "/dev/ttyACM0"
    with pytest.raises(InputError, match="Several"):
        choose("mcu-head", "auto", look=lambda: [port(), port("/dev/ttyACM1")])
    with pytest.raises(InputError, match="No USB serial port"):
        choose("mcu-head", "auto", look=list)


def test_a_port_that_a_process_has_is_left_to_it(tmp_path):
    fds = tmp_path / "4242" / "fd"
    fds.mkdir(parents=True)
    (tmp_path / "tty").touch()
    (fds / "7").symlink_to(tmp_path / "tty")
    (tmp_path / str(os.getpid()) / "fd").mkdir(parents=True)
    assert list(holders(str(tmp_path / "tty"), tmp_path)) == [4242]
    assert list(holders(str(tmp_path / "other"), tmp_path)) == []


def test_who_has_the_port_is_told_how_to_stop_it(monkeypatch):
    monkeypatch.setattr(chosen, "holders", lambda _port: iter((4242,)))
    with pytest.raises(KioskError) as fault:
        free("/dev/ttyACM0")
    assert "kill 4242" in fault.value.remedy


def test_scan_lists_without_opening_and_asks_who_is_free():
    listed = scanning.ports(lambda: [port()])
    assert (listed[0].device, listed[0].answers) == ("/dev/ttyACM0", None)
    answered = Found("/dev/ttyACM0", "mcu", 115200, "mcu-head", "1.0")
    found = scanning.ask(listed[0], print, lambda _port: answered)
    assert found.profiles == ("mcu-head",)
    held = scanning.ask(scanning.replace(listed[0], held_by=7), print, lambda _port: pytest.fail("opened"))
    assert "7" in held.fault

    def busy(_port):
        raise LinkBlocked("link.busy", "Another program uses it.", "Close it.")

    assert "Close it." in scanning.ask(listed[0], print, busy).fault


def test_a_display_is_no_robot_and_a_name_that_is_wrong_gets_those_that_are():
    with pytest.raises(InputError, match="is a display"):
        loaded("pole-display")
    with pytest.raises(InputError) as fault:
        loaded("mcu-hed")
    assert "mcu-head" in fault.value.remedy


def test_tricks_are_planned_in_time_and_wrong_ones_refused():
    assert plan(["7:plug", "2.5:unplug"]) == [(2.5, "unplug"), (7.0, "plug")]
    with pytest.raises(InputError):
        plan(["unplug"])


def test_the_simulated_device_takes_tricks_and_refuses_what_it_does_not_know(tmp_path, monkeypatch):
    said = []
    with SimulatedBoard(tmp_path) as board, Path(os.devnull).open() as nothing:
        monkeypatch.setattr("sys.stdin", nothing)
        serve(board.tell, [(0.0, "estop"), (0.0, "dance")], 0.2, said.append)
    assert said[0] == "done: estop"
    assert "no trick 'dance'" in said[1]


@pytest.mark.parametrize(
    "command", ["scan", "info", "doctor", "wiggle", "limits", "estop-test", "trace", "replay", "sim"]
)
def test_help_teaches_with_an_example(command):
    assert f"kiosk hardware {command}" in " ".join(typed(command, "--help").stdout.split())


def test_a_fault_of_the_profile_is_its_own(tmp_path):
    own = tmp_path / "data" / "balie" / "devices"
    own.mkdir(parents=True)
    (own / "mine.toml").write_text("device = 3\n")
    with pytest.raises(HardwareError) as fault:
        loaded("mine")
    assert fault.value.code == "profile.value"
