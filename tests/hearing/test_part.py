"""The part by itself: a link without a core on one side, a recording or a simulated shop on the other."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from hearing_support import save, spoken
from numpy.typing import NDArray
from support import FakeLink, kept_waiting_s, running

from hardware.sound.microphone import BLOCK, RATE
from hardware.sound.played import SOCKET, PlayedServer
from kiosk import models
from kiosk.commands import ExpectEnd, Listen, StopListening
from kiosk.errors import KioskError
from kiosk.events import (
    EarsReady,
    Event,
    Failed,
    Heard,
    HeardNothing,
    MicrophoneClosed,
    MicrophoneOpened,
    PartFailed,
    Partial,
    PartReady,
    RoomNoise,
    SourceEnded,
    SpeechEnded,
    SpeechStarted,
    VoiceStarted,
)
from kiosk.hearing import part
from kiosk.hearing.decoder import Decoder, Outcome
from kiosk.hearing.supervised import ENDS
from kiosk.runtime.memory import tree
from kiosk.settings import Hearing, Kiosk, Lang, Settings
from kiosk.timeline import Timeline

needs_moonshine = pytest.mark.skipif(find_spec("moonshine_voice") is None, reason="the demo extra is not installed")
QUESTION = "Are you open on Sunday?"
Starter = Callable[..., FakeLink]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Starter]:
    with ExitStack() as stack:

        def begin(
            microphone: str, lang: Lang = "en", on_event: Callable[[FakeLink, Event], None] | None = None
        ) -> FakeLink:
            link = FakeLink(tmp_path, None if on_event is None else lambda event: on_event(link, event))
            settings = Settings(kiosk=Kiosk(lang=lang), hearing=Hearing(microphone=microphone, engine="auto"))
            return stack.enter_context(running(part.run, link, settings))

        yield begin


def listening(link: FakeLink, event: Event) -> None:
    """A core that has the microphone opened as soon as it may be."""
    if isinstance(event, EarsReady):
        link.give(Listen("en"))


@pytest.fixture(scope="module")
def question() -> NDArray[np.int16]:
    return spoken(QUESTION, "en", "en-us+m1")


class Shop:
    """The simulated shop's socket with one sound, played anew to each client, then silence."""

    def __init__(self, folder: Path, sound: NDArray[np.int16]) -> None:
        self._sound = np.concatenate([sound, np.zeros(RATE * 60, np.int16)])
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(folder / "shop.sock"))
        self._listener.listen()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._feed, args=(client,), daemon=True).start()

    def _feed(self, client: socket.socket) -> None:
        due = time.monotonic()
        with client, suppress(OSError):
            client.recv(64)
            for place in range(0, len(self._sound) - BLOCK, BLOCK):
                due += BLOCK / RATE
                time.sleep(max(0.0, due - time.monotonic()))
                client.sendall(self._sound[place : place + BLOCK].tobytes())

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


@pytest.fixture
def shop(tmp_path: Path, question: NDArray[np.int16]) -> Iterator[Shop]:
    served = Shop(tmp_path, question)
    yield served
    served.close()


@needs_moonshine
@pytest.mark.engine
def test_a_recording_is_heard_as_a_microphone_is(start: Starter, tmp_path: Path, question: NDArray[np.int16]) -> None:
    waited_s = kept_waiting_s(tree(os.getpid()))
    link = start(f"file:{save(tmp_path / 'q.wav', question)}", "en", listening)
    link.wait(SourceEnded)
    late_s = kept_waiting_s(tree(os.getpid())) - waited_s
    kinds = [type(event) for event in link.sent if not isinstance(event, RoomNoise)]
    assert kinds[:4] == [PartReady, EarsReady, MicrophoneOpened, VoiceStarted]
    assert kinds[-3:] == [Heard, SourceEnded, MicrophoneClosed] or kinds[-3:] == [Heard, MicrophoneClosed, SourceEnded]
    (heard,) = link.of(Heard)
    assert heard.text.casefold().startswith("are you open on sun")
    assert heard.lang == "en"
    assert heard.confidence > 0.5
    first_partial = link.sent_at[link.sent.index(link.of(Partial)[0])]
    assert first_partial < heard.ended_at + late_s, "words are shown while the shopper still speaks"
    ready = link.of(PartReady)[0]
    assert (ready.part, ready.detail, ready.simulated) == ("hearing", "moonshine tiny-en · q.wav", False)


@needs_moonshine
@pytest.mark.engine
def test_what_a_recording_says_before_anybody_listens_is_not_heard(
    start: Starter, tmp_path: Path, question: NDArray[np.int16]
) -> None:
    link = start(f"file:{save(tmp_path / 'q.wav', question[:RATE])}")
    link.wait(SourceEnded)
    assert not {type(event) for event in link.sent} & {MicrophoneOpened, VoiceStarted, Partial, Heard}


@needs_moonshine
@pytest.mark.engine
@pytest.mark.parametrize(("expected", "silence_s"), [(True, 0.3), (False, 0.5)])
def test_the_final_is_the_reading_that_was_shown_already(
    start: Starter, tmp_path: Path, question: NDArray[np.int16], expected: bool, silence_s: float
) -> None:
    def core(link: FakeLink, event: Event) -> None:
        listening(link, event)
        if isinstance(event, Partial) and expected:
            link.give(ExpectEnd(event.utterance))

    link = start(f"file:{save(tmp_path / 'q.wav', question)}", "en", core)
    heard = link.wait(Heard)
    last = link.of(Partial)[-1]
    assert heard.text == last.text
    assert link.sent_at[link.sent.index(heard)] - heard.ended_at >= silence_s


@needs_moonshine
@pytest.mark.engine
def test_the_light_is_true_and_nothing_is_heard_while_closed(start: Starter, shop: Shop) -> None:
    link = start("shop")
    link.wait(PartReady)
    time.sleep(0.5)
    assert not link.of(MicrophoneOpened)
    link.give(Listen("en"))
    link.wait(VoiceStarted)
    link.give(StopListening())
    link.wait(MicrophoneClosed)
    time.sleep(1.0)
    assert [type(event) for event in link.sent if not isinstance(event, Partial | RoomNoise)] == [
        PartReady,
        EarsReady,
        MicrophoneOpened,
        VoiceStarted,
        HeardNothing,
        MicrophoneClosed,
    ]


@needs_moonshine
@pytest.mark.engine
def test_the_kiosk_does_not_listen_to_itself_unless_told(start: Starter, shop: Shop) -> None:
    own = SpeechStarted(1, time.monotonic(), Timeline("", "en", "", RATE, 0))
    link = start("shop")
    link.give(Listen("en"), own)
    link.wait(MicrophoneOpened)
    time.sleep(2.0)
    assert not link.of(VoiceStarted)
    link.give(SpeechEnded(1, completed=True), StopListening(), Listen("en"), own, Listen("en"))
    assert "open on" in link.wait(Heard).text


@needs_moonshine
@pytest.mark.engine
def test_who_knows_what_is_played_hears_while_the_kiosk_speaks(start: Starter, shop: Shop, tmp_path: Path) -> None:
    def duplex(times: int) -> bool:
        while len(link.of(EarsReady)) < times:
            time.sleep(0.01)
        return link.of(EarsReady)[-1].duplex

    mirror = PlayedServer(tmp_path / SOCKET)
    link = start("shop")
    assert duplex(1)
    link.give(SpeechStarted(1, time.monotonic(), Timeline("", "en", "", RATE, 0)), Listen("en"))
    link.wait(VoiceStarted)
    mirror.close()  # in the middle of a sentence: the voice has died
    assert not duplex(2)
    assert link.wait(HeardNothing).reason == "interrupted"
    again = PlayedServer(tmp_path / SOCKET)
    assert duplex(3)
    again.close()


@needs_moonshine
@pytest.mark.engine
def test_ears_whose_recogniser_ended_again_and_again_are_ready_again(
    start: Starter, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(part, "RETRY_S", 0.1)
    link = start("shop")
    link.wait(PartReady)
    link.give(Listen("en"))
    link.wait(MicrophoneOpened)
    polled = Decoder.poll

    def ends(decoder: Decoder) -> Outcome | None:
        monkeypatch.setattr(Decoder, "poll", polled)
        raise KioskError(ENDS, "The recogniser tiny-en ends again and again.", "Check its model.")

    monkeypatch.setattr(Decoder, "poll", ends)
    assert link.wait(PartFailed).code == ENDS
    link.wait(MicrophoneClosed)
    while len(link.of(PartReady)) < 2:
        time.sleep(0.01)
    link.give(Listen("en"))
    while len(link.of(MicrophoneOpened)) < 2:
        time.sleep(0.01)


@pytest.mark.parametrize("also_english", [True, False])
def test_no_recogniser_for_a_language(
    start: Starter, monkeypatch: pytest.MonkeyPatch, shop: Shop, also_english: bool
) -> None:
    monkeypatch.setattr(models, "installed", lambda _: False)
    if not also_english:
        monkeypatch.setattr("kiosk.hearing.engines.find_spec", lambda _: None)
    link = start("shop", "nl")
    missing = link.wait(PartFailed)
    assert (missing.part, missing.code) == ("hearing", "hearing.no-model")
    link.give(Listen("nl"))
    failed = link.wait(Failed)
    assert (failed.command, failed.id, failed.code) == ("Listen", 0, "hearing.no-model")
    link.give(Listen("en"))
    if also_english and find_spec("moonshine_voice") is not None:
        link.wait(MicrophoneOpened)
        link.wait(PartReady)
    else:
        time.sleep(0.3)
        assert len(link.of(Failed)) == 2
        assert not link.of(MicrophoneOpened)
    assert len(link.of(PartFailed)) == 1, "said once"


def test_no_microphone_is_said_once_and_the_part_goes_on(start: Starter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(part, "RETRY_S", 0.1)
    link = start("none")
    assert link.wait(PartFailed).code == "microphone.off"
    seen = link.received
    time.sleep(0.6)
    assert link.received > seen + 5, "every receive is a heartbeat"
    assert len(link.of(PartFailed)) == 1


def test_a_recording_that_is_none_ends_the_source(start: Starter, tmp_path: Path) -> None:
    (tmp_path / "bad.wav").write_bytes(b"ID3")
    link = start(f"file:{tmp_path / 'bad.wav'}")
    link.wait(SourceEnded)
    assert link.of(PartFailed)[0].code == "recording.format"
