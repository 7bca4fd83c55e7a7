"""What was measured of a robot: laid over its profile, or told with file and line."""

from datetime import UTC, datetime

import pytest

from hardware.errors import HardwareError
from hardware.motion.joints import Joint
from hardware.motion.trajectory import Limits
from hardware.profiles.calibrated import Calibration, JointCalibration, apply, place, read, save

YAW = Joint("yaw", 1, {"headYaw": 1.0}, Limits(-45, 45, 160, 700), (1050, 1950), 0.0)
PITCH = Joint("pitch", 2, {"headPitch": 1.0}, Limits(-20, 20, 120, 700), (1700, 1300), 0.0, 0.03)
TOML = """\
device = "mcu-head"

[joints.yaw]
pulse = [1100, 1900]
offset = 4.5
lead_ms = 62
who = "anna"
when = 2026-11-22T16:40:00+01:00
"""


@pytest.fixture
def path(tmp_path):
    path = place(tmp_path, "mcu-head")
    path.parent.mkdir()
    path.write_text(TOML, encoding="utf-8")
    return path


def laid(path, text):
    path.write_text(text, encoding="utf-8")
    return apply((YAW, PITCH), read(path), path)


def test_nothing_was_measured(tmp_path):
    assert read(tmp_path / "none.toml") is None


def test_measured_ends_offset_and_lead_are_laid_over_the_profile(path):
    yaw, pitch = apply((YAW, PITCH), read(path), path)
    assert yaw.pulse == (1140, 1940)
    assert yaw.position(0.0) == 1540
    assert yaw.lead_s == pytest.approx(0.062)
    assert pitch == PITCH


def test_the_other_direction_swaps_the_ends_about_the_same_middle(path):
    yaw, _ = laid(path, TOML.replace("offset = 4.5", "direction = -1"))
    assert yaw.pulse == (1900, 1100)
    assert yaw.position(45.0) == 1100


def test_what_is_saved_is_read_again(tmp_path):
    when = datetime(2026, 11, 22, 16, 40, tzinfo=UTC)
    joints = {"odd name": JointCalibration(pulse=(1, 900), direction=-1, who='An"na\\\n', when=when)}
    joints["yaw"] = JointCalibration(lead_ms=41.5, who="bo", when=when)
    path, written = tmp_path / "calibration" / "x.toml", Calibration(device="x", joints=joints)
    save(path, written)
    assert read(path) == written
    assert written.last == when


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "says"),
    [
        ("pulse = [1100, 1900]", "pulse = [1100, 1100]", "value", 3, "two different"),
        ("pulse = [1100, 1900]", "pulse = [1100]", "value", 4, "joints.yaw.pulse"),
        ("pulse = [1100, 1900]", "pulse = [100, 1900]", "value", 3, "it would move from"),
        ("offset = 4.5", "offset = 450.0", "value", 3, "it would move from"),
        ("offset = 4.5", "offset = inf", "value", 5, "joints.yaw.offset"),
        ("lead_ms = 62", "lead = 62", "value", 6, "is no key"),
        ("lead_ms = 62", "direction = 0", "value", 6, "direction"),
        ('who = "anna"\n', "", "value", 3, "who: is missing"),
        ("+01:00", "", "value", 8, "when"),
        ("[joints.yaw]", "[joints.jaw]", "value", 3, "no such joint (it has yaw, pitch)"),
        ("offset = 4.5", "offset == 4.5", "toml", 5, ""),
    ],
)
def test_a_corrupt_file_is_told_with_its_line_and_a_remedy(path, old, new, code, line, says):
    assert old in TOML
    with pytest.raises(HardwareError) as caught:
        laid(path, TOML.replace(old, new))
    assert caught.value.code == f"calibration.{code}"
    assert str(path) in caught.value.sentence
    assert f"line {line}" in caught.value.sentence
    assert says in caught.value.sentence
    assert "calibrate" in caught.value.remedy


def test_bytes_that_are_no_text_are_told(path):
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(HardwareError) as caught:
        read(path)
    assert caught.value.code == "calibration.unreadable"
