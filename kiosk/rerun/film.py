"""The film of a ledger: the stage is fed with its rows, the sentences are spoken again, the film is drawn as ever."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import avatars
from avatars.errors import AvatarError
from kiosk import pack_faults
from kiosk.commands import Duck, Express, Gesture, LookAt, LookAway, Show
from kiosk.errors import InputError
from kiosk.events import Reconfigured, SpeechEnded, SpeechStarted, Started
from kiosk.floor import StoreMap
from kiosk.floor import read as read_floor
from kiosk.gestures.library import load_all
from kiosk.report import soundtrack
from kiosk.rerun.speech import Retold, retell
from kiosk.resources import config_dir
from kiosk.runtime.ledger import LedgerRow
from kiosk.settings import Settings
from kiosk.stage import shop
from kiosk.stage.director import Director
from kiosk.stage.film.record import FILE, Header
from kiosk.stage.film.render import FilmReport, make_film
from kiosk.stage.film.rerun import Span, rerun
from kiosk.voice.synthesis import Synthesiser

FPS = 25
SEEN = (Show, Express, LookAt, LookAway, Gesture, Duck, SpeechStarted, SpeechEnded, Reconfigured)
"""What changes the screen."""


@dataclass(frozen=True, slots=True)
class Rerun:
    """What was made, and how many seconds of the run were left out."""

    film: FilmReport
    sound: Retold
    cut_s: float
    lost_places: tuple[str, ...]


def draw(
    rows: Sequence[LedgerRow],
    spans: Sequence[Span],
    out: Path,
    settings: Settings,
    progress: Callable[[float], None],
    *,
    size: tuple[int, int] | None = None,
) -> Rerun:
    """Draw stretches of a run into an MP4 with the avatar, the map and the voice of the settings.

    Raises:
        InputError: `avatar.unknown`, or as `make_film`.
        KioskError: `voice.engine`, `film.library`.
    """
    spans = [_on_frames(span) for span in spans]
    size = size or (settings.stage.width, settings.stage.height)
    floor = read_floor(settings.store.dir / "map.toml")
    voice = settings.voice
    synthesiser = Synthesiser(voice.voices, wpm=voice.wpm, pitch=voice.pitch, expressive=True)
    sound = retell(rows, spans, synthesiser)
    with tempfile.TemporaryDirectory(prefix="balie-replay-") as name:
        folder = Path(name)
        _log_frames(rows, spans, folder / FILE, settings, floor, size)
        mixed = [soundtrack.mix(sound.pieces, span.start, span.end) for span in spans]
        soundtrack.save(np.concatenate(mixed), folder / "sound.wav")
        film = make_film(folder / FILE, out, sound=folder / "sound.wav", size=size, fps=FPS, progress=progress)
    seconds = rows[-1].at - rows[0].at
    return Rerun(film, sound, max(0.0, seconds - film.seconds), _unknown_places(rows, floor))


def _on_frames(span: Span) -> Span:
    """As long as its frames, so that picture and sound stay together over many stretches."""
    return Span(span.start, span.start + max(1, round(span.seconds * FPS)) / FPS)


def _log_frames(
    rows: Sequence[LedgerRow],
    spans: Sequence[Span],
    log: Path,
    settings: Settings,
    floor: StoreMap | None,
    size: tuple[int, int],
) -> None:
    langs = _langs(rows, settings)
    store = shop.load(settings.store.dir, langs)
    pack = _pack(settings.kiosk.avatar, store.outfit)
    lead_s = settings.stage.lip_lead_ms / 1000
    director = Director(
        pack,
        settings.kiosk.lang,
        langs,
        seed=_seed(rows, settings),
        lead_s=lead_s,
        gestures=load_all(config_dir() / "gestures"),
        composure=settings.stage.composure,
        shop=store,
        floor=floor,
    )
    drawn = floor.model_dump_json() if floor else ""
    header = Header(0.0, settings.kiosk.avatar, director.langs, *size, director.name, drawn, director.remarks, store)
    messages = ((row.at, row.message) for row in rows if isinstance(row.message, SEEN))
    rerun(messages, spans, director, log, header, FPS)


def _pack(avatar: str, outfit: avatars.Outfit) -> avatars.Pack:
    try:
        return avatars.load(avatar, outfit)
    except AvatarError as fault:
        raise InputError(fault.code, pack_faults.sentence(fault), "Name one that is here with --avatar.") from fault


def _langs(rows: Sequence[LedgerRow], settings: Settings) -> tuple[str, ...]:
    """The languages on the buttons when the run began."""
    known = [row.message.langs for row in rows if isinstance(row.message, Started)]
    return known[0] if known else settings.kiosk.langs


def _seed(rows: Sequence[LedgerRow], settings: Settings) -> int:
    known = [row.message.seed for row in rows if isinstance(row.message, Started)]
    return known[0] if known else settings.kiosk.seed


def _unknown_places(rows: Sequence[LedgerRow], floor: StoreMap | None) -> tuple[str, ...]:
    """Places that were pointed out on a map of another store."""
    places = {row.message.scene.place for row in rows if isinstance(row.message, Show)} - {""}
    return tuple(sorted(place for place in places if floor is None or floor.find(place) is None))
