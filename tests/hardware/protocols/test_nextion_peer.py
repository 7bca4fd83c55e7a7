"""Somebody else's Nextion, the emulator of nextion-tools: it understands us, and we understand it."""

import importlib.util
import re
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hardware.devices.serial_display import Display
from hardware.links.link_machine import Phase
from hardware.profiles.display_profile import load
from hardware.protocols.displays.display_codec import Content

PROFILE = load(Path(__file__).parents[3] / "config" / "devices" / "nextion.toml")
NUMBER = Content("speaking", ('Uw "bestelling" is',), "B 12", "number", "Uw nummer")


@pytest.fixture
def emulator():
    if importlib.util.find_spec("nextion_tools") is None:
        pytest.skip("nextion-tools is not installed")
    command = [sys.executable, "-u", "-m", "nextion_tools.emu", "--pty"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    yield process
    process.terminate()
    process.wait()
    process.stdout.close()


def test_another_ones_emulator_takes_all_we_say(emulator):
    port = re.search(r"/dev/\S+", emulator.stdout.readline())[0]
    display = Display(PROFILE, lambda _now: port)
    ends, said = time.monotonic() + 20.0, ""
    while time.monotonic() < ends and "tState" not in said:
        display.tick(time.monotonic(), NUMBER)
        display.listen(time.monotonic(), 0.05)
        if select.select([emulator.stdout], [], [], 0)[0]:
            said += emulator.stdout.readline()
    display.listen(time.monotonic(), 0.5)
    state = display.state
    display.close()
    assert state.phase is Phase.READY
    assert state.model.startswith("NX")
    assert not state.refused
    for instruction in ("bkcmd=3", "page balie", r'tCaption.txt="Uw \"bestelling\" is"', 'tNumber.txt="B 12"'):
        assert f"<- {instruction}" in said
