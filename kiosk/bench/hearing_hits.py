"""Questions of the store in the noise of a shop, and what reading them costs: right if the closest phrasing is."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from kiosk.bench import asked, noise, own_endpoint
from kiosk.bench.asked import Asked, Speaker
from kiosk.bench.closest import Closest
from kiosk.bench.listening import heard, readings
from kiosk.bench.row import Peer, Row
from kiosk.hearing.engines import RATE, Choice, Engine
from kiosk.settings import Lang
from kiosk.simulation.sound import Samples

SPEAKER: dict[Lang, Speaker] = {"en": Speaker("en-us+m1", 165, 55), "ko": Speaker("ko+f2", 165, 55)}
GOALS: dict[tuple[Lang, float], float] = {("en", 40): 97, ("en", 10): 95, ("ko", 20): 90, ("ko", 10): 80}


def rows(choice: Choice, engine: Engine, count: int) -> Iterator[Row]:
    """Hits at the levels that have goals, and the recogniser's time, of a question and of a second of sound."""
    lang: Lang = choice.lang
    questions, closest = asked.known(lang, count, [SPEAKER[lang]]), Closest(asked.phrasings(lang))
    snrs = [snr_db for key, snr_db in GOALS if key == lang]
    took = seconds = 0.0
    for snr_db in snrs:
        right, sounds = 0, _in_room(questions, snr_db)
        for one, sound in zip(questions, sounds, strict=True):
            began = time.process_time()
            read = readings(heard(choice, engine, sound))
            took, seconds = took + time.process_time() - began, seconds + len(sound) / RATE
            right += closest.entry([read.text, *read.others]) == one.entry
        peer = _alone(choice, questions, sounds, closest) if snr_db == min(snrs) else None
        name = f"question hit, {lang}, {choice.engine}, synthetic voice, {snr_db:g} dB, of {len(questions)}"
        yield Row(name, 100 * right / len(questions), "%", GOALS[lang, snr_db], "higher", peer)
    name = f"real-time factor in CPU time, {lang}, {choice.engine}, all readings, {seconds:.0f} s of sound"
    yield Row(name, took / seconds, "")


def _in_room(questions: Sequence[Asked], snr_db: float) -> list[Samples]:
    bed = noise.room(10.0)
    return [noise.mixed(one.sound, bed, snr_db) for one in questions]


def _alone(choice: Choice, questions: Sequence[Asked], sounds: list[Samples], closest: Closest) -> Peer | None:
    """The recogniser as it comes: its own end of a sentence, its open reading."""
    if not own_endpoint.has_one(choice):
        return None
    theirs = [end.text if end else "" for end in own_endpoint.ends(choice, sounds)]
    right = sum(closest.entry([text]) == one.entry for text, one in zip(theirs, questions, strict=True))
    return Peer(f"{choice.engine} alone, its first sentence", 100 * right / len(questions))
