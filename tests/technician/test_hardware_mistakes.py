"""What goes wrong at a technician's hands is told as what it is, and costs nothing that was there before."""

from __future__ import annotations

import errno
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hardware.errors import HardwareError
from hardware.links.serial_link import LinkAbsent, LinkBlocked, LinkLost, SerialTransport
from hardware.safety.drive import UnreadyError
from kiosk import cli
from kiosk.error_source import ROOTS
from kiosk.errors import InputError, KioskError
from kiosk.technician import session
from kiosk.technician.chosen import Chosen, free, loaded
from kiosk.technician.commissioning import Commissioning, Step
from kiosk.technician.hardware_cli import build
from kiosk.technician.page import serving
from kiosk.technician.proving import Finding, driven
from kiosk.technician.session import opened
from kiosk.technician.simulating import folder_of
from kiosk.technician.wiggling import joint_of, path_of, perform, wiggle

BODY = Chosen("mcu-head", loaded("mcu-head"), "simulated")
JOINTLESS = ("--profile", "lights-and-buttons", "--port", "simulated", "--yes")


@pytest.fixture(autouse=True)
def _own_folders(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def typed(*arguments: str):
    return CliRunner().invoke(build(), arguments, standalone_mode=False)


def refused(*arguments: str) -> InputError:
    done = typed(*arguments)
    assert isinstance(done.exception, InputError), (done.exception, done.output)
    return done.exception


def test_a_simulated_device_of_one_profile_keeps_its_name_from_a_second():
    with folder_of("mcu-head", None) as folder:
        with pytest.raises(InputError, match="runs already"), folder_of("mcu-head", None):
            pass
        with folder_of("ohbot", None) as other:
            assert other != folder
    with folder_of("mcu-head", None) as again:
        assert again == folder


def test_a_name_that_was_given_is_kept_from_a_second_and_a_dead_one_is_taken_over(tmp_path):
    link = tmp_path / "robot"
    link.symlink_to(tmp_path / "gone")
    with folder_of("mcu-head", None), folder_of("mcu-head", link) as folder:
        (folder / "robot.tty").touch()
        assert link.resolve() == folder / "robot.tty"
        with pytest.raises(InputError, match="runs already"), folder_of("ohbot", link):
            pass
        assert link.is_symlink()
    assert not link.is_symlink()


def test_a_name_that_leads_elsewhere_is_left_alone(tmp_path):
    link = tmp_path / "robot"
    (tmp_path / "mine").touch()
    link.symlink_to(tmp_path / "mine")
    with pytest.raises(InputError, match="there already"), folder_of("mcu-head", link):
        pass
    assert link.resolve() == tmp_path / "mine"


def test_sim_prints_the_name_that_was_given(tmp_path):
    link = str(tmp_path / "robot")
    done = typed("sim", "--link", link, "--seconds", "0.01", "--json")
    assert json.loads(done.stdout)["port"] == link


@pytest.mark.parametrize("trick", ["5:foo", "5:"])
def test_a_trick_that_the_device_does_not_know_is_refused_before_anything_starts(trick):
    fault = refused("sim", "--trick", trick, "--seconds", "0.01")
    assert fault.code == "hardware.trick"
    assert "unplug" in fault.remedy


def test_a_step_that_failed_is_done_again_and_one_that_passed_is_not():
    def walk(*, good: bool) -> tuple[Commissioning, list[str]]:
        ran: list[str] = []

        def step(name: str, passed: bool | None) -> Step:
            return Step(name, name, lambda: [ran.append(name) or Finding(name, passed, "")])

        walk = Commissioning(BODY, lambda _question: "yes", lambda _words: None)
        walk.steps = (step("cable", None), step("device", passed=good), step("limits", passed=True))
        return walk, ran

    first, _ = walk(good=False)
    first.walk()
    assert not first.passed
    second, ran = walk(good=True)
    assert second.resume() == 2
    second.walk()
    assert ran == ["device"]
    assert second.passed


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (LinkLost("link.lost", "gone", "plug it in"), 1),
        (LinkBlocked("link.permission", "no", "ask"), 2),
    ],
)
def test_a_device_that_fails_ends_a_command_with_1_and_what_was_given_with_2(fault, status):
    def fail(**_options: object) -> None:
        raise fault

    with pytest.raises(SystemExit) as ended:
        cli.main(fail)
    assert ended.value.code == status


def test_a_proof_that_fails_is_no_bad_input():
    with pytest.raises(KioskError) as fault, driven(BODY):
        raise HardwareError("body.not-ready", "It is not ready.", "Mend it.")
    assert (fault.value.code, fault.value.status) == ("body.not-ready", 1)


def test_the_page_of_errors_says_how_a_command_ends():
    assert {each: ROOTS[each.__name__] for each in (LinkLost, LinkAbsent)} == {LinkLost: LinkLost.status, LinkAbsent: 2}


def test_a_port_that_is_not_there_is_bad_input(monkeypatch):
    monkeypatch.setattr(session, "PATIENCE_S", 0.1)
    quick = replace(BODY.profile, boot_s=0.1)
    with pytest.raises(InputError), opened(replace(BODY, profile=quick, port="/dev/ttyNOPE"), armed=False):
        pass
    with pytest.raises(LinkAbsent) as fault:
        SerialTransport("/dev/ttyNOPE", 115200)
    assert fault.value.status == 2


def test_a_file_that_is_given_for_the_name_of_a_profile_is_told_to_be_one(tmp_path):
    file = tmp_path / "my-head.toml"
    file.write_text("")
    fault = refused("info", "--profile", str(file), "--port", "simulated")
    assert fault.code == "hardware.profile"
    assert "is a file" in fault.sentence
    assert "--profile my-head" in fault.remedy
    assert "devices" in fault.remedy


def test_a_file_that_cannot_be_written_or_is_none_is_told_without_a_number_or_a_parsers_words(tmp_path):
    nowhere = tmp_path / "no" / "line.jsonl"
    fault = refused("trace", str(nowhere), "--port", "simulated")
    assert (fault.code, fault.sentence) == (
        "trace.write",
        f"{nowhere} cannot be written: {os.strerror(errno.ENOENT)}.",
    )
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Anna")
    fault = refused("commission", "--verify", str(letter))
    assert (fault.code, fault.sentence) == ("commission.report", f"{letter} is no report of a commissioning.")
    fault = refused("replay", str(letter))
    assert (fault.code, fault.sentence) == ("trace.format", f"{letter} is no trace.")


def test_a_device_that_does_not_answer_costs_no_earlier_trace(tmp_path, monkeypatch):
    monkeypatch.setattr(session, "PATIENCE_S", 0.1)
    file, (near, far) = tmp_path / "line.jsonl", os.openpty()
    file.write_text("an earlier one")
    try:
        done = typed("trace", str(file), "--port", os.ttyname(far))
    finally:
        os.close(near)
        os.close(far)
    assert done.exception is not None
    assert file.read_text() == "an earlier one"
    assert [entry.name for entry in tmp_path.iterdir() if entry.is_file()] == ["line.jsonl"]


@pytest.mark.parametrize(
    "command", [("wiggle",), ("wiggle", "--gesture", "nod"), ("limits",), ("limits", "--test"), ("calibrate", "robot")]
)
def test_a_body_without_joints_has_none_to_move(command):
    extra = JOINTLESS if command != ("limits",) else JOINTLESS[:2]
    assert refused(*command, *extra).code == "hardware.jointless"


def test_the_way_from_a_far_start_is_no_part_of_a_wiggle():
    with opened(BODY, armed=True, share=1.0) as live:
        yaw = joint_of(live.robot.profile, "yaw")
        live.go({"yaw": yaw.limits.highest})
        live.run(0.2)
        found = wiggle(live, yaw, 1, lambda _now: None)
        assert found.followed
        assert found.moved < 1.2 * found.asked
        live.go({"yaw": yaw.limits.highest})
        live.run(0.2)
        told = perform(live, path_of("shake", BODY.profile), lambda _now: None)
        assert [one.moved < 1.2 * one.asked for one in told if one.joint == "yaw"] == [True]


def test_what_is_no_serial_port_is_said_to_be_none(tmp_path):
    holder = Path(os.devnull).open()  # noqa: SIM115 - every process has it
    with holder:
        for name in (os.devnull, str(tmp_path)):
            with pytest.raises(LinkBlocked, match="no serial port") as fault:
                free(name)
            assert (fault.value.code, fault.value.status) == ("link.unusable", 2)
    (tmp_path / "file").touch()
    for name in (os.devnull, str(tmp_path / "file")):
        with pytest.raises(LinkBlocked, match="no serial port"):
            SerialTransport(name, 115200)
    near, far = os.openpty()
    free(os.ttyname(far))
    os.close(near)
    os.close(far)


@pytest.mark.parametrize(
    ("sets", "named"),
    [
        (("yaw.low=1900", "yaw.high=1910"), "1900 to 1910"),
        (("yaw.low=100",), "from 100"),
        (("yaw.low=1500", "yaw.high=1500"), "Both ends"),
        (("yaw.low=late",), "late"),
    ],
)
@pytest.mark.parametrize("more", [(), ("--dry-run",)])
def test_ends_that_cannot_be_are_refused_by_what_was_typed(sets, named, more):
    given = [part for one in sets for part in ("--set", one)]
    fault = refused("calibrate", "robot", *given, *more)
    assert fault.code == "calibrate.set"
    assert sets[-1] in fault.sentence
    assert named in fault.sentence
    assert "line 1" not in fault.sentence


@pytest.mark.parametrize(("number", "code"), [(errno.EADDRNOTAVAIL, "page.host"), (errno.EADDRINUSE, "page.port")])
def test_an_address_of_another_machine_is_told_from_a_port_that_is_taken(number, code):
    assert serving.refusal("8.8.8.8", 8080, OSError(number, "no")).code == code


def test_what_was_not_stopped_is_not_said_to_be_cleared():
    done = typed("estop-test", "--port", "simulated", "--clear", "--yes", "--json")
    assert json.loads(done.stdout) == {"cleared": False}
    assert "nothing was cleared" in typed("estop-test", "--port", "simulated", "--clear", "--yes").stdout


def test_a_body_that_is_not_ready_is_a_run_that_failed():
    assert UnreadyError("body.not-ready", "It is not there.", "Mend it.").status == ROOTS["UnreadyError"] == 1
