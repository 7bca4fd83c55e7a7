"""Real commands played to the hearing part at their own pace: how soon its words and its final come."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from kiosk.bench import own_endpoint
from kiosk.bench.clips import Clip, public
from kiosk.bench.listening import heard
from kiosk.bench.row import Peer, Row, Skipped
from kiosk.events import Event, Heard, Partial, SourceEnded
from kiosk.hearing.engines import Choice, Engine
from kiosk.hearing.part import run
from kiosk.ports import LinkClosed, Message
from kiosk.settings import Hearing, Kiosk, Settings
from kiosk.simulation.sound import Samples


def rows(data: Path | None, choice: Choice, engine: Engine, count: int) -> Iterator[Row | Skipped]:
    """Delays beside those of the recogniser's own endpointing, and what a reading costs."""
    clips = [clip for clip in public(data) if clip.kind == "real_command" and clip.lang == choice.lang][:count]
    if not clips:
        yield Skipped("hearing on real recordings", "give the folder of the public clips with --data")
        return
    with TemporaryDirectory(prefix="balie-") as folder:
        links = [_play(clip, Path(folder)) for clip in clips]
    sounds, kind = [clip.raw for clip in clips], f"{len(clips)} real commands, {choice.engine}"
    shown, final = (np.array([delay for link in links for delay in link.delays(kind)]) for kind in (Partial, Heard))
    if not len(final):
        yield Skipped(f"end of speech to final, {kind}", "no final came of any of them")
        return
    if len(shown):
        yield Row(f"end of speech to its words, median, {kind}", float(np.median(shown)), "ms", 300.0)
    theirs = _own_ends_ms(choice, engine, sounds)
    for label, percentile, goal in (("median", 50, 600.0), ("p90", 90, 800.0)):
        peer = Peer(own_endpoint.name_of(choice), float(np.percentile(theirs, percentile))) if theirs else None
        value = float(np.percentile(final, percentile))
        yield Row(f"end of speech to final, {label}, {kind}", value, "ms", goal, peer=peer)
    cut = sum(len(link.finals) != 1 for link in links)
    yield Row(f"not heard as one utterance, {kind}", 100 * cut / len(links), "%", 2.0)
    yield _reading_row(engine, sounds)


def _own_ends_ms(choice: Choice, engine: Engine, sounds: list[Samples]) -> list[float]:
    """From the last voiced sample, as our listener finds it, to the end that the recogniser finds by itself."""
    said = [heard(choice, engine, sound) for sound in sounds]
    pairs = zip(said, own_endpoint.ends(choice, sounds), strict=True)
    return [1000 * (end.at_s - mine[-1].ended) for mine, end in pairs if mine and end is not None]


def _reading_row(engine: Engine, sounds: Sequence[Samples]) -> Row:
    took = []
    for sound in sounds:
        engine.reset()
        engine.accept(sound)
        began = time.monotonic()
        engine.partial()
        took.append(1000 * (time.monotonic() - began))
    return Row(f"a reading of a whole command, median of {len(took)}", float(np.median(took)), "ms", 100.0)


@dataclass
class _Listening:
    """A link that only notes what the part says, and when."""

    run_dir: Path
    sent: list[tuple[float, Event]] = field(default_factory=list)

    def receive(self, timeout_s: float) -> Message | None:
        if self.sent and isinstance(self.sent[-1][1], SourceEnded):
            raise LinkClosed
        time.sleep(timeout_s)
        return None

    def send(self, event: Event) -> None:
        self.sent.append((time.monotonic(), event))

    def count(self, **more: int) -> None:
        """Nobody counts."""

    @property
    def finals(self) -> list[Heard]:
        return [event for _, event in self.sent if isinstance(event, Heard)]

    def delays(self, kind: type[Partial] | type[Heard]) -> list[float]:
        """From the last voiced sample to the final, or to the first time that the same words were shown, ms."""
        return [
            1000
            * (
                next(at for at, event in self.sent if isinstance(event, kind) and event.text == said.text)
                - said.ended_at
            )
            for said in self.finals
            if any(isinstance(event, kind) and event.text == said.text for _, event in self.sent)
        ]


def _play(clip: Clip, folder: Path) -> _Listening:
    link = _Listening(folder)
    run(link, Settings(kiosk=Kiosk(lang=clip.lang), hearing=Hearing(microphone=f"file:{clip.file}")))
    return link
