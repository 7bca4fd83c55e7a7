"""The film of a conversation, drawn again at full size from what the stage recorded, with the sound that was heard.

Segments are drawn and encoded by two spawned processes, then joined without encoding again.
"""

from __future__ import annotations

import multiprocessing
import tempfile
import time
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from kiosk.errors import KioskError
from kiosk.stage.film.beside import NOTHING, Beside
from kiosk.stage.film.record import Recording, read

WORKERS = 2
SEGMENT_S = 4.0
CRF = "22"
"""x264's constant quality: flat areas stay clean, 75 s take some 10 MB."""
AUDIO_RATE = 48_000
AUDIO_BITS = 128_000


@dataclass(frozen=True, slots=True)
class FilmReport:
    """What was made: frames in the film, how many of them were really drawn, seconds, bytes, and the time it took."""

    path: Path
    size: tuple[int, int]
    fps: int
    frames: int
    drawn: int
    seconds: float
    bytes: int
    wall_s: float


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the film for one process: its frames, each by the index of the recorded frame that it shows."""

    recording: Path
    out: Path
    size: tuple[int, int]
    fps: int
    sources: tuple[int, ...]
    beside: Beside = NOTHING


def make_film(
    recording: Path,
    out: Path,
    *,
    sound: Path | None,
    sound_start: float = 0.0,
    size: tuple[int, int] = (1080, 1920),
    fps: int = 25,
    progress: Callable[[float], None],
    beside: Beside = NOTHING,
) -> FilmReport:
    """Draw the film of a recording into an MP4 (H.264, AAC).

    `sound` is a WAV file (16-bit) whose first sample sounded at `sound_start` (CLOCK_MONOTONIC seconds).
    `beside` is what is shown that was not logged.
    `progress` is told the share that is done, 0 to 1.

    Raises:
        InputError: the recording or the sound cannot be used.
        KioskError: `film.library` without PyAV.
    """
    need_av()
    from kiosk.stage.film import reel

    began = time.monotonic()
    taken = read(recording)
    sources = shown(taken, fps)
    audio = reel.read_sound(sound) if sound else None
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="balie-film-") as folder:
        segments = _segments(recording, Path(folder), size, fps, sources, beside)
        drawn = _draw(segments, len(sources), progress)
        film_sound = reel.laid(audio, sound_start - taken.frames[0].t, len(sources) / fps) if audio else None
        reel.join([segment.out for segment in segments], [len(each.sources) for each in segments], out, film_sound, fps)
    progress(1.0)
    wall = time.monotonic() - began
    return FilmReport(out, size, fps, len(sources), drawn, len(sources) / fps, out.stat().st_size, wall)


def need_av() -> None:
    """`KioskError` film.library where there is nothing that writes a film."""
    if find_spec("av") is None:
        raise KioskError("film.library", "The film needs PyAV.", "Install it: pip install 'balie[demo]'.")


def shown(recording: Recording, fps: int) -> tuple[int, ...]:
    """For every frame of the film the index of the recorded frame that stood on the screen then."""
    times = [frame.t for frame in recording.frames]
    count = max(1, round((times[-1] - times[0]) * fps) + 1)
    return tuple(max(0, bisect_right(times, times[0] + number / fps + 1e-6) - 1) for number in range(count))


def _segments(
    recording: Path, folder: Path, size: tuple[int, int], fps: int, sources: tuple[int, ...], beside: Beside
) -> list[Segment]:
    step = max(1, round(SEGMENT_S * fps))
    starts = range(0, len(sources), step)
    return [
        Segment(recording, folder / f"{start:06d}.mp4", size, fps, sources[start : start + step], beside)
        for start in starts
    ]


def _draw(segments: list[Segment], total: int, progress: Callable[[float], None]) -> int:
    """Draw all segments on both cores; how many frames were really drawn."""
    context: Any = multiprocessing.get_context("spawn")
    done = drawn = 0
    with context.Pool(min(WORKERS, len(segments))) as pool:
        for frames, really in pool.imap_unordered(draw_segment, segments):
            done, drawn = done + frames, drawn + really
            progress(0.98 * done / total)
    return drawn


def draw_segment(segment: Segment) -> tuple[int, int]:
    """Runs in a worker: draw and encode; frames in it, and frames really drawn."""
    from kiosk.stage.film.reel import Encoder, Redrawing

    redrawing = Redrawing.of(segment.recording, segment.size, segment.beside)
    redrawing.begin(segment.sources[0])
    with Encoder(segment.out, segment.size, Fraction(segment.fps)) as encoder:
        for source in segment.sources:
            encoder.add(redrawing.picture(source))
    return len(segment.sources), redrawing.take_drawn()
