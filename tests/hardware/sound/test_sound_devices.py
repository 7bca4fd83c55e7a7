"""A microphone can be closed at any moment: while its callback waits for the interpreter, too."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from types import SimpleNamespace

from hardware.sound import sound_devices

CLOSE_WHILE_THE_CALLBACK_WAITS = """
import sys, time
sys.setswitchinterval(5.0)  # who runs keeps the interpreter: a callback that comes now has to wait for it
from hardware.sound.microphone import open_microphone
microphone = open_microphone("auto")
assert microphone.read(2.0) is not None
ends = time.monotonic() + 0.2
while time.monotonic() < ends:
    pass
microphone.close()
again = open_microphone("auto")
assert again.read(2.0) is not None
again.close()
print("closed")
"""


def test_a_device_that_does_not_let_go_is_left_to_itself(monkeypatch):
    gone, closed = threading.Event(), []
    sdl = SimpleNamespace(SDL_CloseAudioDevice=lambda _: gone.wait())
    monkeypatch.setattr(sound_devices, "library", lambda _: sdl)
    monkeypatch.setattr(sound_devices, "CLOSE_S", 0.01)
    device = SimpleNamespace(deviceid=2, close=lambda: closed.append(2))
    assert not sound_devices.close(device)
    assert not closed, "pygame would wait for it as well"
    gone.set()
    monkeypatch.setattr(sound_devices, "CLOSE_S", 10.0)
    assert sound_devices.close(device)
    assert closed == [2]


def test_a_microphone_is_closed_while_its_callback_waits_for_the_interpreter():
    """SDL's dummy driver is a microphone that hears nothing, every 20 ms."""
    environment = {**os.environ, "SDL_AUDIODRIVER": "dummy", "PYGAME_HIDE_SUPPORT_PROMPT": "1"}
    done = subprocess.run(
        [sys.executable, "-P", "-c", CLOSE_WHILE_THE_CALLBACK_WAITS],
        capture_output=True,
        text=True,
        timeout=120,
        env=environment,
        check=False,
    )
    assert done.stdout.strip() == "closed", done.stderr
