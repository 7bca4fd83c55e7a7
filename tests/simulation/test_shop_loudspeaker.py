"""What a loudspeaker plays in the simulated shop its microphone hears, and what stands in a mirror its camera sees."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from hardware.errors import HardwareError
from hardware.sound.microphone import RATE
from kiosk.part_modules import needs_shop
from kiosk.report.soundtrack import RATE as RECORD_RATE
from kiosk.report.soundtrack import kiosk_voice
from kiosk.settings import Settings
from kiosk.simulation.camera import ShopCamera
from kiosk.simulation.microphone import ShopMicrophone
from kiosk.simulation.mirror import MirrorHolder
from kiosk.simulation.room import ECHO_GAIN
from kiosk.simulation.shop import ShopServer
from kiosk.simulation.sound import Air
from kiosk.voice.speakers import open_loudspeaker

TONE = (8000 * np.sin(2 * np.pi * 440 * np.arange(RATE) / RATE)).astype(np.int16)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Path]:
    """A quiet shop; its folder."""
    server = ShopServer(tmp_path, Air(1, 60.0), list)
    yield tmp_path
    server.close()


def _loudness(microphone: ShopMicrophone, begins: float, ends: float) -> float:
    """RMS between two times."""
    heard = []
    while (block := microphone.read(1.0)) is not None and block.at < ends:
        if block.at >= begins:
            heard.append(block.samples)
    return float(np.sqrt(np.mean(np.concatenate(heard).astype(float) ** 2)))


def test_a_sound_is_heard_at_its_time_and_ends_when_it_is_stopped(shop):
    microphone = ShopMicrophone(shop / "shop.sock")
    speaker = open_loudspeaker("shop", shop, RATE)
    at = time.monotonic() + 1.0
    speaker.play(TONE, at)
    before = _loudness(microphone, 0.0, at - 0.05)
    during = _loudness(microphone, at + 0.05, at + 0.3)
    speaker.stop()
    stopped = time.monotonic()
    after = _loudness(microphone, stopped + 0.1, stopped + 0.3)
    speaker.close()
    microphone.close()
    assert during == pytest.approx(8000 * ECHO_GAIN / np.sqrt(2), rel=0.3)  # a tone by the room
    assert before < 10
    assert after < 10


def test_the_shop_hears_a_change_of_loudness_at_once(shop):
    microphone = ShopMicrophone(shop / "shop.sock")
    speaker = open_loudspeaker("shop", shop, RATE)
    at = time.monotonic() + 1.0
    speaker.play(np.tile(TONE, 4), at)
    loud = _loudness(microphone, at + 0.05, at + 0.25)
    speaker.set_gain(0.25)
    softer = time.monotonic() + 0.2
    soft = _loudness(microphone, softer, softer + 0.2)
    speaker.close()
    microphone.close()
    assert soft == pytest.approx(0.25 * loud, rel=0.1)


def test_without_a_shop_there_is_no_loudspeaker(tmp_path):
    with pytest.raises(HardwareError) as caught:
        open_loudspeaker("shop", tmp_path, RATE)
    assert caught.value.code == "speaker.shop-missing"
    assert needs_shop(Settings(voice={"speaker": "shop"}))
    assert not needs_shop(Settings(voice={"speaker": "clock"}))


def test_a_shop_that_is_closed_takes_nobody_in_any_more(tmp_path):
    server = ShopServer(tmp_path, Air(1, 60.0), list)
    server.close()
    assert not server._accepting.is_alive()
    with socket.socket(socket.AF_UNIX) as client, pytest.raises(ConnectionRefusedError):
        client.connect(str(tmp_path / "shop.sock"))
    server.close()


def test_a_mirror_is_seen_as_mirrors_show_things(shop):
    camera = ShopCamera(shop / "shop.sock")
    holder = MirrorHolder(shop / "shop.sock")
    picture = np.zeros((480, 360, 3), np.uint8)
    picture[:, :180, 2] = 255  # red on the left of the screen
    picture[:, 180:, 0] = 255
    holder.show(picture)
    until = time.monotonic() + 5.0
    seen = None
    while time.monotonic() < until:
        frame = camera.read(0.5)
        if frame is not None and (red := np.argwhere((frame.image[:, :, 2] > 200) & (frame.image[:, :, 0] < 60))).size:
            blue = np.argwhere((frame.image[:, :, 0] > 200) & (frame.image[:, :, 2] < 60))
            seen = red[:, 1].mean(), blue[:, 1].mean(), len(red)
            if seen[2] > 10_000:
                break
    holder.close()
    camera.close()
    assert seen is not None
    assert seen[0] > seen[1] + 50
    assert seen[2] > 10_000


def test_what_sounds_in_the_shop_can_be_on_record_too(shop):
    microphone = ShopMicrophone(shop / "shop.sock")
    speaker = open_loudspeaker("shop:record", shop, RATE)
    at = time.monotonic() + 1.0
    speaker.play(TONE, at)
    during = _loudness(microphone, at + 0.05, at + 0.3)
    speaker.duck(down=True)
    time.sleep(0.15)
    speaker.stop()
    assert speaker.mirror is not None
    speaker.mirror._recording.close()
    speaker.close()
    microphone.close()
    pieces = list(kiosk_voice(shop))
    heard = np.concatenate([piece.samples for piece in pieces])
    assert during > 100
    assert pieces[0].at == pytest.approx(at, abs=0.01)
    assert np.std(heard[: RECORD_RATE // 5]) == pytest.approx(8000 / np.sqrt(2), rel=0.05)
    assert np.std(heard[-RECORD_RATE // 20 : -200]) < 0.3 * 8000 / np.sqrt(2)
