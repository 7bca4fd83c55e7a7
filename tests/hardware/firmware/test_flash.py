"""`kiosk hardware flash`: the image, the call of avrdude, and a real avrdude against a boot loader on a pty."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from stk500 import Uno
from typer.testing import CliRunner

from hardware import firmware_image
from hardware.errors import HardwareError
from kiosk.errors import InputError, KioskError
from kiosk.technician import flashing
from kiosk.technician.flashing import Job
from kiosk.technician.hardware_cli import build

IMAGE = firmware_image.read(firmware_image.SHIPPED)
COMPILER = "5.4.0"
"""The avr-gcc of Debian 12, which built the shipped image."""


def run(*arguments):
    return CliRunner().invoke(build(), ["flash", *map(str, arguments)])


@pytest.fixture
def uno():
    made = []

    def one(**how):
        made.append(Uno(**how))
        return made[-1]

    yield one
    for board in made:
        board.close()


real = pytest.mark.skipif(not shutil.which("avrdude"), reason="no avrdude")


def fake(folder, monkeypatch, says, status=0):
    program = folder / "avrdude"
    program.write_text(f"#!/bin/sh\necho \"$@\" > {folder}/called\nprintf '%s\\n' '{says}' >&2\nexit {status}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return folder / "called"


def test_the_shipped_image_is_the_one_of_its_sum_and_has_a_name():
    wanted, name = firmware_image.SHIPPED_SUM.read_text().split()
    assert (firmware_image.digest(firmware_image.SHIPPED), firmware_image.SHIPPED.name) == (wanted, name)
    assert firmware_image.name_of(IMAGE) == firmware_image.DEFAULT_NAME
    assert len(IMAGE) < firmware_image.ROOM / 2


def test_the_compiler_builds_the_shipped_image_and_all_variants(tmp_path):
    if not shutil.which("avr-gcc"):
        pytest.skip("no avr-gcc")
    version = subprocess.run(["avr-gcc", "-dumpversion"], capture_output=True, text=True, check=True).stdout.strip()
    made, size = firmware_image.build(tmp_path)
    assert "text" in size
    if version == COMPILER:
        assert made.read_bytes() == firmware_image.SHIPPED.read_bytes(), "the sources and the image have parted"
    plain, _ = firmware_image.build(tmp_path, lights="plain")
    assert firmware_image.read(plain) != IMAGE
    firmware_image.build(tmp_path, pixels=12)


def test_a_new_name_changes_the_name_and_nothing_else():
    named = firmware_image.named(IMAGE, "lights-and-buttons")
    assert firmware_image.name_of(named) == "lights-and-buttons"
    assert firmware_image.named(named, firmware_image.DEFAULT_NAME) == IMAGE


@pytest.mark.parametrize("name", ["", "x" * 33, "köpfchen", "a\nb"])
def test_a_name_that_the_board_cannot_have_is_refused(name):
    with pytest.raises(HardwareError) as refused:
        firmware_image.named(IMAGE, name)
    assert refused.value.code == "flash.name"


def test_an_image_survives_its_file(tmp_path):
    path = tmp_path / "one.hex"
    path.write_text(firmware_image.write(IMAGE))
    assert firmware_image.read(path) == IMAGE


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (":0100000001FF\n:00000001FF\n", "flash.hex"),
        (":0100000001FE\n", "flash.hex"),
        ("not a hex file\n", "flash.hex"),
        (firmware_image.write(bytes(32257)), "flash.large"),
    ],
)
def test_a_file_that_cannot_be_written_to_a_board_is_refused(tmp_path, text, code):
    path = tmp_path / "bad.hex"
    path.write_text(text)
    with pytest.raises(HardwareError) as refused:
        firmware_image.read(path)
    assert refused.value.code == code


@pytest.mark.parametrize(("board", "baud"), [("uno", "115200"), ("nano", "115200"), ("nano-old", "57600")])
def test_a_dry_run_says_the_command_and_does_nothing(tmp_path, monkeypatch, board, baud):
    called = fake(tmp_path, monkeypatch, "never")
    done = run("--dry-run", "--port", tmp_path / "tty", "--board", board)
    assert done.exit_code == 0
    command = (
        f"avrdude -p atmega328p -c arduino -P {tmp_path / 'tty'} -b {baud} -D -U flash:w:{firmware_image.SHIPPED}:i"
    )
    assert done.stdout.splitlines()[0] == command
    assert not called.exists()


def test_nothing_is_flashed_unasked(tmp_path, monkeypatch):
    called = fake(tmp_path, monkeypatch, "never")
    done = run("--port", tmp_path / "tty")
    assert isinstance(done.exception, InputError)
    assert done.exception.code == "hardware.unasked"
    assert not called.exists()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--hex", "a.hex", "--build"], "flash.both"),
        (["--pixels", "4"], "flash.shipped"),
        (["--hex", "no-such.hex"], "flash.missing"),
        (["--profile", "maestro-head"], "flash.profile"),
        (["--port", "simulated"], "flash.simulated"),
    ],
)
def test_what_makes_no_sense_is_told(arguments, code):
    done = run("--port", "/dev/ttyNONE", "--yes", *arguments)
    assert done.exception.code == code


@pytest.mark.parametrize(
    ("says", "code"),
    [
        ("avrdude: stk500_recv(): programmer is not responding", "flash.mute"),
        ("avrdude error: OS error: cannot open port /dev/x: Permission denied", "flash.permission"),
        ("avrdude error: cannot open port /dev/x: No such file or directory", "flash.port"),
        ("avrdude: Expected signature for ATmega328P is 1E 95 0F; device signature = 0x1e9307", "flash.chip"),
        ("avrdude error: the moon is full", "flash.failed"),
    ],
)
def test_what_avrdude_complains_of_has_a_remedy(tmp_path, monkeypatch, says, code):
    called = fake(tmp_path, monkeypatch, says, status=1)
    shown = []
    with pytest.raises(KioskError) as refused:
        flashing.flash(Job(firmware_image.SHIPPED, "/dev/x", "uno"), shown.append)
    assert refused.value.code == code
    assert says in "".join(shown)
    assert called.read_text().split() == Job(firmware_image.SHIPPED, "/dev/x", "uno").command()[1:]


def test_without_avrdude_it_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(KioskError) as refused:
        flashing.flash(Job(firmware_image.SHIPPED, "/dev/x", "uno"))
    assert refused.value.code == "flash.avrdude"
    with pytest.raises(HardwareError) as refused:
        firmware_image.build(tmp_path)
    assert refused.value.code == "flash.compiler"


@real
def test_a_real_avrdude_writes_reads_back_and_the_board_answers(uno, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    board = uno()
    done = run("--port", board.port, "--profile", "lights-and-buttons", "--yes", "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["identity"]["device"] == "lights-and-buttons"
    written = firmware_image.named(IMAGE, "lights-and-buttons")
    assert bytes(board.flash[: len(written)]) == written
    assert told["sha256"] == firmware_image.digest(Path(told["hex"]))
    assert told["identity"]["firmware"] == "1.0"


@real
def test_a_real_avrdude_tells_of_a_board_that_does_not_hold_what_was_written(uno):
    done = run("--port", uno(worn=True).port, "--yes")
    assert isinstance(done.exception, KioskError)
    assert done.exception.code == "flash.verify"
