"""A film of all an avatar can do: a sentence, expressions, mouth shapes, turns, idle life. No screen is needed."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import skia

import avatars
from avatars.pose import Pose, blend
from kiosk.errors import InputError, KioskError
from kiosk.stage.film.render import need_av
from kiosk.stage.typography import text
from kiosk.studio.acting import TURN_S, Acting, Mode
from kiosk.studio.contact import INK, Picture
from kiosk.studio.speech import SENTENCES, Voice
from kiosk.voice.synthesis import Utterance

FPS = 25
EXPRESSION_S, VISEME_S, LIFE_S, BLEND_S = 1.3, 0.45, 5.0, 0.3
SPEECH_AT_S = 0.6
Titled = tuple[str, Pose]
"""What is written on a frame, and the pose."""


def make_reel(pack_id: str, out: Path, size: tuple[int, int], lang: str, progress: Callable[[float], None]) -> float:
    """Write the film (H.264, the sentence as AAC); its seconds. `progress` is told 0 to 1.

    Raises:
        InputError: `avatar.out` for a file that is no .mp4 or cannot be written; `avatar.pixels` for an odd size.
        KioskError: `film.library` without PyAV; `voice.…` if the sentence cannot be said.
    """
    if out.suffix != ".mp4" or not out.absolute().parent.is_dir():
        raise InputError("avatar.out", f"{out} cannot be written.", "Name a .mp4 file in a folder that exists.")
    if size[0] % 2 or size[1] % 2:
        raise InputError("avatar.pixels", "A film has an even number of pixels each way.", "Write it as 720x1280.")
    need_av()
    from kiosk.stage.film import reel

    pack = avatars.load(pack_id)
    spoken = Voice(lang).speak(SENTENCES.get(lang, SENTENCES["en"]))
    frames = list(script(pack, spoken))
    renderer = avatars.open_renderer(pack, *size)
    with tempfile.TemporaryDirectory(prefix="balie-reel-") as folder:
        silent = Path(folder) / "silent.mp4"
        with reel.Encoder(silent, size, Fraction(FPS)) as encoder:
            for done, (title, pose) in enumerate(frames):
                encoder.add(_picture(renderer.draw(pose), title))
                progress(done / len(frames))
        seconds = len(frames) / FPS
        sound = reel.laid(reel.Sound(spoken.timeline.sample_rate, spoken.pcm[None]), SPEECH_AT_S, seconds)
        try:
            reel.join([silent], [len(frames)], out, sound, FPS)
        except OSError as error:
            raise KioskError("avatar.film", f"{out} cannot be written: {error}.", "Name another file.") from error
    return seconds


def script(pack: avatars.Pack, spoken: Utterance) -> Iterator[Titled]:
    """Every frame of the film, `FPS` a second."""
    yield from _speech(pack, spoken)
    yield from _held(pack.expressions, EXPRESSION_S)
    neutral = pack.expression("neutral")
    yield from _held({name: avatars.combine(neutral, mouth) for name, mouth in pack.visemes.items()}, VISEME_S)
    acting = Acting(pack)
    modes: Mapping[Mode, float] = {"turn": TURN_S, "life": LIFE_S}
    for mode, seconds in modes.items():
        acting.mode = mode
        for frame in range(round(seconds * FPS)):
            yield mode, acting.pose(frame / FPS)


def _speech(pack: avatars.Pack, spoken: Utterance) -> Iterator[Titled]:
    acting = Acting(pack, mode="life", expression="smile")
    acting.speak(spoken.timeline, SPEECH_AT_S)
    for frame in range(round((SPEECH_AT_S + spoken.timeline.seconds + 0.8) * FPS)):
        yield "", acting.pose(frame / FPS)


def _held(poses: Mapping[str, Pose], seconds: float) -> Iterator[Titled]:
    """One pose after the other, each for so long, with a soft change between."""
    before: Pose = next(iter(poses.values()))
    for name, pose in poses.items():
        for frame in range(round(seconds * FPS)):
            yield name, blend(before, pose, min(frame / FPS / min(BLEND_S, seconds / 2), 1.0))
        before = pose


def _picture(face: Picture, title: str) -> Picture:
    """The frame with its title, as planar YUV."""
    frame = face.copy()
    if title:
        canvas = skia.Canvas(frame, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
        size = frame.shape[0] * 0.026
        at = ((frame.shape[1] - text.measure(title, size, "semibold")) / 2, frame.shape[0] * 0.06)
        text.draw(canvas, title, at, size, INK, "semibold")
    return np.asarray(cv2.cvtColor(frame, cv2.COLOR_RGBA2YUV_I420), np.uint8)
