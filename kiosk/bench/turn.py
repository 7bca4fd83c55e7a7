"""Figures of the whole kiosk: every process is the real one; the shop and its shopper are simulated.

A delay is the median over the turns of one conversation; the slowest turn stands beside it as the spread.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from statistics import median

from kiosk import models
from kiosk.bench import by_hand, plain_pipeline, spoken, starts
from kiosk.bench.apart import apart
from kiosk.bench.row import Peer, Row, Skipped, Step
from kiosk.demo import play
from kiosk.errors import KioskError
from kiosk.hearing.engines import choose
from kiosk.report.turns import BARS_MS, SILENCE_BAR_S, Turn, longest_wait_s
from kiosk.report.write import MEMORY_BAR_MB, MEMORY_BAR_OTHERS_MB, START_BAR_S, frame_rows, lip_rows
from kiosk.runtime import wire
from kiosk.runtime.ledger import LedgerRow
from kiosk.runtime.replay import replay
from kiosk.settings import LANGS

Talking = Callable[[], spoken.Talk]
BACK_BAR_S = 3.0
WIRE_S = 1.0
SPEAKS = ("en",)
SPEAKS_FULL = ("en", "ko")
DELAYS = {
    "card_ms": "card of the reply (below 0: while the shopper still speaks)",
    "words_ms": "own words on the screen",
    "caption_ms": "caption",
    "sound_ms": "first sound",
}
PARTS = ("stage", "voice", "hearing", "answers", "sight", "body")
BY_HAND = by_hand.Plan(
    idle_s=6.0,
    typed=(
        "Where are the toilets?",
        "Do you have free wifi?",
        "Where can I park my bike?",
        "Do you sell gift cards?",
        "Are you open on Sunday?",
    ),
    unclear=("collect or deliver", "lost card", "points balance", "lost receipt or refund"),
    languages=("nl", "en", "nl", "en"),
    killed=PARTS,
)


def steps(data: Path | None = None, *, full: bool = False) -> list[Step]:
    """All figures of a whole kiosk; `full` adds more starts, and Korean through real Vosk."""
    del data  # all benches are called alike; this one brings its own shopper
    found = []
    for lang in SPEAKS_FULL if full else SPEAKS:
        found += _spoken_steps(lang)
    return [
        *found,
        Step("nobody there, then typing, touching and killing parts", _by_hand_rows),
        Step("starts", partial(_start_rows, 5 if full else 3)),
        Step("languages that cannot be spoken", partial(_silent_rows, full=full)),
    ]


def _spoken_steps(lang: str) -> list[Step]:
    if missing := _missing(lang):
        return [Step(f"spoken turns in {lang}", partial(_skipped, f"spoken turns in {lang}", missing))]
    talking = cache(partial(spoken.talk, lang))
    return [
        Step(f"a spoken conversation in {lang}, at a person's pace", partial(_talk_rows, talking)),
        Step("the same sentences through a plain pipeline", partial(_delay_rows, talking)),
        Step("its ledger, again and again", partial(_ledger_rows, talking)),
    ]


def _missing(lang: str) -> str:
    """Why nobody can speak with the kiosk in a language; empty if one can."""
    try:
        choose(lang)
        models.path("yunet")
    except KioskError as fault:
        return str(fault)
    return ""


def _skipped(name: str, reason: str) -> Iterator[Skipped]:
    yield Skipped(name, reason)


def _silent_rows(*, full: bool) -> Iterator[Skipped]:
    for lang in LANGS:
        if lang in (SPEAKS_FULL if full else SPEAKS):
            continue
        reason = _missing(lang) or ("only with --full" if lang in SPEAKS_FULL else "there is no story in it")
        yield Skipped(f"spoken turns in {lang}", reason)


def _talk_rows(talking: Talking) -> Iterator[Row]:
    """What only the whole conversation shows."""
    talk = talking()
    lang = talk.lang
    replied = sum(bool(turn.reply) for turn in talk.turns)
    yield Row(f"{lang}: questions that got a reply, of {len(talk.turns)}", replied, "turns", len(talk.turns), "higher")
    yield Row(f"{lang}: longest wait for a sound", longest_wait_s(talk.rows, talk.turns), "s", SILENCE_BAR_S)
    for row in (*lip_rows(talk.rows, talk.recording), *frame_rows(talk.recording)):
        yield replace(row, name=f"{lang}: {row.name}")
    bar = MEMORY_BAR_MB.get(lang, MEMORY_BAR_OTHERS_MB)
    yield Row(f"{lang}: memory of all processes, highest (PSS)", talk.memory_mb, "MB", bar)
    busy = [
        talk.processor.share(turn.last_voiced_at, turn.last_voiced_at + turn.sound_ms / 1000)
        for turn in talk.turns
        if turn.sound_ms
    ]
    name = f"{lang}: processor, all processes, from the end of speech to the first sound, of one core"
    yield Row(name, 100 * median(busy), "%")
    whole = talk.processor.share(talk.rows[0].at, talk.rows[-1].at)
    yield Row(f"{lang}: processor, all processes, whole conversation, of one core", 100 * whole, "%")


def _delay_rows(talking: Talking) -> Iterator[Row]:
    talk = talking()
    store = play.plan(talk.lang, 1).settings.store.dir
    theirs = apart(plain_pipeline.delays, talk.lang, talk.voices, talk.snr_db, store)
    peers = {name: [getattr(one, name) for one in theirs] for name in BARS_MS}
    yield from delay_rows(f"{talk.lang}: end of speech", talk.turns, peers)


def delay_rows(kind: str, turns: Sequence[Turn], peers: dict[str, list[float]] | None = None) -> Iterator[Row]:
    """The median of each delay over the turns that have it, and the slowest."""
    for name, label in DELAYS.items():
        values = [value for turn in turns if (value := getattr(turn, name)) is not None]
        if not values:
            continue
        theirs = (peers or {}).get(name, [])
        peer = Peer(plain_pipeline.NAME, median(theirs)) if theirs else None
        yield Row(f"{kind} → {label}, median of {len(values)}", median(values), "ms", BARS_MS.get(name), peer=peer)
        slowest = Peer(plain_pipeline.NAME, max(theirs)) if theirs else None
        yield Row(f"{kind} → {label}, slowest of {len(values)}", max(values), "ms", peer=slowest)


def _by_hand_rows() -> Iterator[Row]:
    yield from rows_by_hand(BY_HAND)


def rows_by_hand(plan: by_hand.Plan) -> Iterator[Row]:
    """The figures of a kiosk that is used by hand, with an empty shop before it."""
    seen = by_hand.use(spoken.with_story(play.plan("en", 1).settings, ""), plan)
    yield from delay_rows("key", seen.typed)
    yield from delay_rows("touch", seen.touched)
    yield Row("processor, all processes, nobody there, of one core", 100 * seen.idle, "%")
    for part, seconds in seen.back_s.items():
        yield Row(f"{part} killed → ready again", seconds, "s", BACK_BAR_S)


def _start_rows(times: int) -> Iterator[Row]:
    warm = [starts.start_s() for _ in range(times)]
    yield Row(f"command to ready, median of {times}", median(warm), "s", START_BAR_S)
    yield Row(f"command to ready, slowest of {times}", max(warm), "s")
    yield Row("command to ready in a home with nothing but models", starts.start_s(fresh=True), "s")


def _ledger_rows(talking: Talking) -> Iterator[Row]:
    """How fast what was kept is decided again, and how fast its messages go to their wire form and back."""
    talk = talking()
    events = replay(talk.rows).events
    yield Row(
        f"{talk.lang}: ledger replayed", events * _per_second(lambda: replay(talk.rows)), "events/s", None, "higher"
    )
    if talk.lang == SPEAKS[0]:
        yield from _wire_rows(talk.rows)


def _wire_rows(rows: Sequence[LedgerRow]) -> Iterator[Row]:
    messages = [row.message for row in rows]
    lines = [wire.encode(message) for message in messages]
    encoded = _per_second(lambda: [wire.encode(message) for message in messages])
    decoded = _per_second(lambda: [wire.decode(line) for line in lines])
    yield Row("a vocabulary line encoded, mean", 1e6 / encoded / len(lines), "µs")
    yield Row("a vocabulary line decoded, mean", 1e6 / decoded / len(lines), "µs")


def _per_second(work: Callable[[], object]) -> float:
    """How often something can be done in a second: the median of the times it took within a while."""
    took, end = list[float](), time.perf_counter() + WIRE_S
    while len(took) < 3 or time.perf_counter() < end:
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return 1 / median(took)
