"""A recording to utterances, by the same listener that hears the shop, as fast as the machine can."""

from __future__ import annotations

import math
from collections.abc import Iterator

from hardware.sound.microphone import Microphone
from kiosk.hearing.decoder import Decoder, Reading
from kiosk.hearing.endpoint import Pauses
from kiosk.hearing.engines import Choice, Engine
from kiosk.hearing.lane import Kind
from kiosk.hearing.listener import Listener
from kiosk.hearing.signs import Utterance


def transcribe(microphone: Microphone, engine: Engine, choice: Choice, pauses: Pauses) -> Iterator[Utterance]:
    """Every utterance of an unpaced recording; its times are s from the recording's first sample."""
    decoder = _FinalsOnly(lambda _: engine, threaded=False)
    decoder.use(choice)
    listener = Listener(decoder, pauses, partial_s=math.inf)
    while (block := microphone.read(0.0)) is not None:
        listener.take(block)
        yield from _utterances(listener, decoder)
    listener.finish()
    yield from _utterances(listener, decoder)


class _FinalsOnly(Decoder):
    """Nobody watches the words appear: a reading at each pause would cost several times the final one."""

    def read(self, utterance: int, kind: Kind, *, known: bool = False) -> None:
        """See `Decoder`."""
        if kind == "final":
            super().read(utterance, kind, known=known)


def _utterances(listener: Listener, decoder: Decoder) -> Iterator[Utterance]:
    while (outcome := decoder.poll()) is not None:
        if isinstance(outcome, Reading):
            listener.read(outcome)
    yield from (sign for sign in listener.signs() if isinstance(sign, Utterance))
