"""Findings about devices: each in its good and its bad case, by seams."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from doctor_support import clip, noisy, put, site

from hardware.camera.film import FileCamera
from hardware.devices.identify import identify
from hardware.errors import HardwareError
from hardware.links.serial_link import SerialPort
from hardware.profiles.robot_profile import load
from hardware.protocols.codec import Identified
from hardware.simulators.spawn import SimulatedBoard
from hardware.sound.microphone import FileMicrophone
from hardware.sound.speaker import ClockSpeaker
from kiosk.doctor import camera, microphone, serial_ports, speaker
from kiosk.doctor.devices import group_of
from kiosk.doctor.finding import Status
from kiosk.hearing.level import Level
from kiosk.resources import config_dir


def _filmed(tmp_path: Path, pictures, **more) -> list:
    film = clip(tmp_path / "camera.avi", pictures, **more)
    return camera.check(site(sight={"camera": f"file:{film}"}))


def test_a_camera_that_sees_is_fine_and_its_rate_is_told(tmp_path):
    (finding,) = _filmed(tmp_path, noisy(120))
    assert finding.status is Status.OK
    assert finding.figures["width_px"] == 160
    assert 0 < finding.figures["fps"] <= 30


@pytest.mark.parametrize(
    ("pictures", "status", "word"),
    [
        ([np.zeros((120, 160, 3), np.uint8)] * 10, Status.FAILED, "black"),
        (noisy(120, 1) * 10, Status.FAILED, "stands still"),
        ([np.full((120, 160, 3), 90 + k % 2, np.uint8) for k in range(10)], Status.FAILED, "told apart"),
        (noisy(20), Status.WARNING, "dark"),
    ],
)
def test_what_is_wrong_with_a_picture_is_told_apart(tmp_path, pictures, status, word):
    (finding,) = _filmed(tmp_path, pictures)
    assert finding.status is status
    assert word in finding.found
    assert finding.cost
    assert finding.remedy


def test_slow_pictures_are_a_warning(tmp_path):
    (finding,) = _filmed(tmp_path, noisy(120, 6), fps=5)
    assert finding.status is Status.WARNING
    assert "slowly" in finding.found


def test_no_camera_is_a_warning_that_says_what_it_costs():
    (finding,) = camera.check(site(asked="sight.camera"))
    assert finding.status is Status.WARNING
    assert "simulated" in finding.found
    assert "greets nobody" in finding.cost


def test_a_camera_that_is_named_and_not_there_fails_and_names_those_that_are(tmp_path):
    root = put(tmp_path, dev__video0="", sys__class__video4linux__video0__name="HD Webcam C270\n")
    (finding,) = camera.check(site(root, sight={"camera": "device:3"}))
    assert finding.status is Status.FAILED
    assert "HD Webcam C270 (/dev/video0)" in finding.found


def test_a_camera_that_the_user_may_not_use_names_the_group(tmp_path, monkeypatch):
    root = put(tmp_path, dev__video0="")
    monkeypatch.setattr(camera, "usable", lambda _node: False)
    (finding,) = camera.check(site(root, sight={"camera": "auto"}))
    assert finding.status is Status.FAILED
    assert f"usermod -aG {group_of(root / 'dev/video0')}" in finding.remedy


def test_two_cameras_are_listed_and_the_one_that_works_is_looked_through(tmp_path):
    root = put(tmp_path, dev__video0="", dev__video10="", sys__class__video4linux__video10__name="codec")
    film = clip(tmp_path / "camera.avi", noisy(120))
    listed, seen = camera.check(site(root, sight={"camera": "auto"}), lambda _site: FileCamera(film))
    assert "/dev/video0, codec (/dev/video10)" in listed.found
    assert seen.status is Status.OK


def test_a_camera_that_another_kiosk_holds_says_so(tmp_path):
    root = put(tmp_path, dev__video0="", proc__77__cmdline="/usr/bin/python3\0/opt/kiosk\0run\0")

    def busy(_site):
        raise HardwareError("camera.device-missing", "It cannot be opened.", "Close others.")

    (finding,) = camera.check(site(root, sight={"camera": "auto"}), busy)
    assert finding.status is Status.FAILED
    assert "process 77" in finding.remedy


@pytest.mark.parametrize(
    ("name", "status", "word"),
    [("bcm2835-codec-decode", Status.WARNING, "board's own"), ("unicam", Status.FAILED, "ribbon cable")],
)
def test_a_raspberry_pis_own_video_devices_are_no_camera(tmp_path, name, status, word):
    root = put(tmp_path, dev__video10="", sys__class__video4linux__video10__name=f"{name}\n")

    def none(_site):
        raise HardwareError("camera.none", "No camera gives pictures.", "Plug one in.")

    (finding,) = camera.check(site(root, sight={"camera": "auto"}), none)
    assert finding.status is status
    assert word in finding.found + finding.remedy


# --- microphone and speaker -----------------------------------------------------------------------------------------


def _heard(tmp_path: Path, samples) -> list:
    import wave

    path = tmp_path / "sound.wav"
    with wave.open(str(path), "wb") as out:
        out.setparams((1, 2, 16000, 0, "NONE", ""))
        out.writeframes(np.asarray(samples, np.int16).tobytes())
    here = site(hearing={"microphone": "device:Any"})
    return microphone.check(here, lambda _site: FileMicrophone(path, paced=False), lambda: ("Any",))


@pytest.mark.parametrize(
    ("amplitude", "status", "word"),
    [
        (300.0, Status.OK, "mean level"),
        (0.0, Status.FAILED, "perfect silence"),
        (1.2, Status.WARNING, "almost silent"),
        (60_000.0, Status.WARNING, "clipped"),
    ],
)
def test_the_level_of_a_microphone_is_judged(tmp_path, amplitude, status, word):
    noise = np.clip(np.random.default_rng(1).normal(0, 1, 16000) * amplitude, -32768, 32767)
    (finding,) = _heard(tmp_path, noise)
    assert finding.status is status
    assert word in finding.found


def test_an_offset_alone_is_silence(tmp_path):
    (finding,) = _heard(tmp_path, np.full(8000, 700))
    assert finding.status is Status.FAILED


@pytest.mark.parametrize(
    ("calibrated_db", "status", "word"),
    [(None, Status.OK, "not calibrated"), (-44.0, Status.OK, "when it was"), (-70.0, Status.WARNING, "misheard more")],
)
def test_the_noise_is_held_against_the_calibration(calibrated_db, status, word):
    heard = microphone.judged("box", Level(-45.0, -30.0, 0.0, dead=False))
    finding = microphone.against(heard, -45.0, calibrated_db)
    assert finding.status is status
    assert word in finding.found + finding.cost
    assert finding.figures["noise_db"] == -45.0


def test_a_microphone_that_is_named_and_not_there_names_those_that_are():
    here = site(hearing={"microphone": "device:Blue Yeti"})
    listed, finding = microphone.check(here, names=lambda: ("Webcam", "Headset"))
    assert "Webcam; Headset" in listed.found
    assert finding.status is Status.FAILED
    assert "Devices here: Webcam; Headset." in finding.found


def test_no_microphone_is_a_warning_that_says_what_it_costs():
    (finding,) = microphone.check(site(asked="hearing.microphone"))
    assert finding.status is Status.WARNING
    assert "only touch and type" in finding.cost


def test_a_loudspeaker_that_opens_is_fine_and_one_that_does_not_fails():
    here = site(voice={"speaker": "device"})

    class Loud(ClockSpeaker):
        simulated = False

    def none(_site):
        raise HardwareError("speaker.none", "There is no loudspeaker.", "Connect one.")

    opened, listed = speaker.check(here, lambda _site: Loud(16000), lambda: ("HDMI", "USB"))
    assert opened.status is Status.OK
    assert "HDMI; USB" in listed.found
    assert speaker.check(here, none, lambda: ())[0].status is Status.FAILED


def test_a_loudspeaker_that_goes_nowhere_or_is_turned_down_is_told():
    (finding,) = speaker.check(site(voice={"speaker": "device"}), lambda _site: ClockSpeaker(16000))
    assert finding.status is Status.FAILED
    (finding,) = speaker.check(site(voice={"speaker": "auto"}))
    assert finding.status is Status.WARNING
    assert "silent one stands in" in finding.found


# --- serial ports ---------------------------------------------------------------------------------------------------

PROFILE = load(config_dir() / "devices" / "mcu-head.toml")
UNO = SerialPort("/dev/null", "2341:0043", "A1", "Arduino Uno")


def test_the_board_on_a_port_is_asked_who_it_is_and_not_moved(tmp_path):
    log = tmp_path / "robot.jsonl"
    with SimulatedBoard(tmp_path, log) as board:
        who = identify(PROFILE, board.port)
        (finding,) = serial_ports.check(site(body={"port": board.port}))
    assert who.device == "mcu-head"
    assert finding.status is Status.OK
    assert finding.figures["firmware"] == who.firmware
    assert not log.exists() or not log.read_text()


def test_a_port_that_is_not_there_and_a_mute_one_fail(tmp_path):
    (finding,) = serial_ports.check(site(tmp_path, body={"port": str(tmp_path / "ttyUSB0")}))
    assert finding.status is Status.FAILED
    assert finding.figures["code"] == "link.absent"

    def mute(_profile, port):
        raise HardwareError("link.mute", f"Nothing on {port} answers as mcu-head would.", "Check its power.")

    (finding,) = serial_ports.check(site(tmp_path, body={"port": "auto"}), lambda: [UNO], mute)
    assert finding.status is Status.FAILED
    assert "Arduino Uno, 2341:0043" in finding.found


def test_among_several_ports_the_board_is_found_and_the_others_are_no_fault(tmp_path):
    printer = SerialPort("/dev/zero", "1a86:7523", "1-1.2")

    def ask(_profile, port):
        if port == UNO.device:
            return Identified("mcu-head", 1, "1.0", 8, 7)
        raise HardwareError("link.mute", "Nothing answers.", "Check it.")

    findings = serial_ports.check(site(tmp_path, body={"port": "auto"}), lambda: [printer, UNO], ask)
    assert [finding.status for finding in findings] == [Status.OK, Status.OK]
    assert "firmware 1.0" in findings[0].found
    assert "Not the robot" in findings[1].found


def test_modem_manager_a_wrong_profile_and_no_board_are_told(tmp_path):
    root = put(tmp_path, proc__9__comm="ModemManager\n")
    absent, grabbed = serial_ports.check(site(root, body={"port": "auto"}), list)
    assert absent.status is Status.WARNING
    assert "ModemManager" in grabbed.found
    (finding,) = serial_ports.check(site(body={"port": "auto", "profile": "mcu-heat"}))
    assert finding.status is Status.FAILED
    assert "mcu-head" in finding.remedy
    (finding,) = serial_ports.check(site(asked="body.port"))
    assert "simulated robot stands in" in finding.found
