"""Camera and microphone of a simulated colleague: a drawn face that speaks, as files that any browser plays.

The camera is Motion JPEG without a container, the microphone a WAV: what Chromium takes for its fake devices. Both are
as long as each other, and the sentence is in them once.
"""

from __future__ import annotations

import math
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

import avatars
from hardware.sound.resample import resample
from kiosk.simulation.colleague_process import CAMERA
from kiosk.simulation.motion_jpeg import FPS
from kiosk.simulation.story import Colleague
from kiosk.voice.synthesis import Synthesiser

SIZE: Final = (640, 480)
RATE: Final = 48_000
BEFORE_S: Final = 1.2
AFTER_S: Final = 2.0
QUALITY: Final = 88
MICROPHONE: Final = "colleague.wav"
LEAD_S: Final = 0.04
WALL: Final = ((214, 226, 224), (164, 186, 190))
"""BGR above and below: an office behind the face."""
Image = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Media:
    """The two files, and when in them the sentence begins and ends, s."""

    camera: Path
    microphone: Path
    begins_s: float
    ends_s: float


def make(colleague: Colleague, lang: str, folder: Path) -> Media:
    """Draw and speak."""
    spoken = Synthesiser().speak(colleague.says, lang, voice=colleague.voice)
    pcm = resample(spoken.pcm, spoken.timeline.sample_rate, RATE)
    count = math.ceil((BEFORE_S + len(pcm) / RATE + AFTER_S) * FPS)
    _write_sound(pcm, count / FPS, folder / MICROPHONE)
    pack = avatars.load(colleague.avatar)
    mouth = avatars.mouth_track(spoken.timeline.visemes, pack, LEAD_S)
    with (folder / CAMERA).open("wb") as film:
        for picture in _pictures(pack, mouth, count):
            film.write(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1].tobytes())
    return Media(folder / CAMERA, folder / MICROPHONE, BEFORE_S, BEFORE_S + len(pcm) / RATE)


def _write_sound(pcm: NDArray[np.int16], seconds: float, file: Path) -> None:
    whole = np.zeros(round(seconds * RATE), np.int16)
    begin = round(BEFORE_S * RATE)
    whole[begin : begin + len(pcm)] = pcm[: len(whole) - begin]
    with wave.open(str(file), "wb") as out:
        out.setparams((1, 2, RATE, 0, "NONE", ""))
        out.writeframes(whole.astype("<i2").tobytes())


def _pictures(pack: avatars.Pack, mouth: avatars.MouthTrack, count: int) -> Sequence[Image]:
    """BGR, before a wall that is lit from above."""
    renderer = avatars.open_renderer(pack, *SIZE, transparent=True)
    life, wall = avatars.Behaviour(pack, seed=7), _wall()
    found = []
    for number in range(count):
        t = number / FPS
        state = avatars.BehaviourState("smile", 0.6, speaking=BEFORE_S <= t <= BEFORE_S + mouth.duration_s)
        face = renderer.draw(life.pose(t, state, mouth.pose(t - BEFORE_S)))
        clear = (255 - face[..., 3:].astype(np.uint16)) * wall // 255
        found.append(np.asarray(np.minimum(clear + face[..., 2::-1], 255), np.uint8))
    return found


def _wall() -> NDArray[np.uint16]:
    share = np.linspace(0.0, 1.0, SIZE[1])[:, None, None]
    above, below = (np.array(colour, np.float64) for colour in WALL)
    return np.asarray(np.broadcast_to(above + (below - above) * share, (SIZE[1], SIZE[0], 3)), np.uint16)
