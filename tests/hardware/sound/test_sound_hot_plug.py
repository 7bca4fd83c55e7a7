"""Loudspeakers and microphones that are pulled and plugged in: sinks and sources of a sound server of our own."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from support import FakeLink

from hardware.errors import HardwareError
from hardware.sound.microphone import open_microphone
from hardware.sound.sound_devices import outputs
from hardware.sound.speaker import open_speaker
from kiosk.commands import Say
from kiosk.events import PartFailed, PartReady, SpeechEnded, SpeechStarted
from kiosk.settings import Kiosk, Settings, Voice
from kiosk.voice import outlet, part

RATE = 22050


class Server:
    """PulseAudio without devices, but its dummy, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.environment = {**os.environ, "XDG_RUNTIME_DIR": str(folder), "HOME": str(folder)}
        self.socket = f"unix:{folder}/pulse/native"
        command = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--log-target=null"]
        modules = ["-L", "module-native-protocol-unix auth-anonymous=1", "-L", "module-always-sink"]
        self._process = subprocess.Popen(
            [*command, *modules], env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until = time.monotonic() + 10
        while not self._ask("info") and time.monotonic() < until:
            time.sleep(0.05)
        if not self._ask("info"):
            self.close()
            pytest.skip("PulseAudio does not start here")

    def plug(self, name: str, *, microphone: bool = False) -> str:
        kind, what = ("source", "null-source") if microphone else ("sink", "null-sink")
        shown = f"description={name}" if microphone else f"sink_properties=device.description={name}"
        return self._ask("load-module", f"module-{what}", f"{kind}_name={name}", shown)

    def pull(self, module: str) -> None:
        self._ask("unload-module", module)

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(10)

    def _ask(self, *words: str) -> str:
        asked = ["pactl", "-s", self.socket, *words]
        return subprocess.run(asked, env=self.environment, capture_output=True, text=True, check=False).stdout.strip()


@pytest.fixture
def server(tmp_path, monkeypatch) -> Iterator[Server]:
    if not (shutil.which("pulseaudio") and shutil.which("pactl")):
        pytest.skip("PulseAudio is not installed: apt-get install pulseaudio")
    running = Server(tmp_path)
    monkeypatch.setenv("PULSE_SERVER", running.socket)
    monkeypatch.setenv("SDL_AUDIODRIVER", "pulseaudio")
    yield running
    running.close()


def fault_of(speaker) -> HardwareError | None:
    until = time.monotonic() + 3
    while (found := speaker.fault()) is None and time.monotonic() < until:
        time.sleep(0.05)
    return found


def test_a_loudspeaker_is_chosen_by_a_part_of_its_name_and_missed_when_it_is_pulled(server):
    lamp, bell = server.plug("Lamp"), server.plug("Bell")
    assert set(outputs()) == {"Lamp", "Bell"}
    speaker = open_speaker("device:lam", None, RATE)
    speaker.play(np.ones(5 * RATE, np.int16), time.monotonic())
    assert speaker.name == "Lamp"
    assert speaker.fault() is None
    server.pull(lamp)
    assert fault_of(speaker).code == "speaker.lost"
    speaker.close()
    with pytest.raises(HardwareError, match="those here: Bell") as refused:
        open_speaker("device:lam", None, RATE)
    assert refused.value.code == "speaker.missing"
    server.pull(bell)
    assert outputs() == (), "the server's dummy is no loudspeaker"
    with pytest.raises(HardwareError) as refused:
        open_speaker("device", None, RATE)
    assert refused.value.code == "speaker.none"


def drain(microphone) -> None:
    ends = time.monotonic() + 5
    while time.monotonic() < ends:
        microphone.read(0.05)


def test_a_microphone_that_is_pulled_is_missed_and_another_is_taken(server):
    ear = server.plug("Ear", microphone=True)
    microphone = open_microphone("auto")
    assert microphone.read(5) is not None
    server.pull(ear)
    with pytest.raises(HardwareError, match="Ear was unplugged") as lost:
        drain(microphone)
    assert lost.value.code == "microphone.lost"
    microphone.close()
    server.plug("Shell", microphone=True)
    microphone = open_microphone("auto")
    assert microphone.detail == "Shell"
    microphone.close()


@pytest.mark.engine
def test_the_voice_uses_what_is_plugged_in_and_tells_what_is_pulled(server, tmp_path, monkeypatch):
    monkeypatch.setattr(outlet, "SEEK_S", 0.1)
    monkeypatch.setattr(part, "RETRY_S", 0.1)
    link = FakeLink(tmp_path)
    chosen = Settings(kiosk=Kiosk(lang="en", langs=("en",)), voice=Voice(speaker="auto"))
    voice = threading.Thread(target=part.run, args=(link, chosen))
    voice.start()
    try:
        assert link.wait(PartReady).simulated, "a silent clock stands in"
        lamp = server.plug("Lamp")
        assert not until(link, PartReady, 2).simulated
        link.give(Say(1, "One two three four five six seven eight nine ten eleven twelve.", "", "en"))
        link.wait(SpeechStarted)
        server.pull(lamp)
        assert link.wait(PartFailed, 3).code == "speaker.lost"
        assert not link.wait(SpeechEnded).completed, "the dialogue lets the rest be read"
        server.plug("Bell")
        assert not until(link, PartReady, 3).simulated
        link.give(Say(2, "One.", "", "en"))
        assert until(link, SpeechEnded, 2).completed
        assert len(link.of(PartFailed)) == 1, "told once"
    finally:
        link.close()
        voice.join(10)


def until(link: FakeLink, kind: type, number: int):
    ends = time.monotonic() + 10
    while len(link.of(kind)) < number:
        assert time.monotonic() < ends, link.sent
        time.sleep(0.01)
    return link.of(kind)[number - 1]
