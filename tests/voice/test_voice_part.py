"""The voice's process, from `Say` to silence, with a link whose other end is the test."""

from __future__ import annotations

import itertools
import json
import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest
from support import FakeLink

from kiosk.commands import Say, SetVolume, StopSpeaking
from kiosk.events import Failed, PartFailed, PartReady, SpeechEnded, SpeechStarted
from kiosk.settings import Kiosk, Settings, Store, Voice
from kiosk.voice import part

pytestmark = pytest.mark.engine


def settings(speaker: str = "clock", **voice: object) -> Settings:
    return Settings(kiosk=Kiosk(langs=("nl", "en")), voice=Voice(speaker=speaker, **voice))


def say(utterance: int, text: str, lang: str = "nl") -> Say:
    return Say(utterance, text, text, lang)


class Running:
    """The part in a thread."""

    def __init__(self, link: FakeLink, chosen: Settings) -> None:
        self.link = link
        self._thread = threading.Thread(target=part.run, args=(link, chosen))
        self._thread.start()

    def stop(self) -> None:
        self.link.close()
        self._thread.join(5)
        assert not self._thread.is_alive()


@pytest.fixture
def start(tmp_path) -> Iterator[object]:
    running: list[Running] = []

    def starting(chosen: Settings) -> FakeLink:
        running.append(Running(FakeLink(tmp_path), chosen))
        return running[-1].link

    yield starting
    for one in running:
        one.stop()


def wait_for(link: FakeLink, kind: type, number: int) -> None:
    until = time.monotonic() + 10
    while len(link.of(kind)) < number:
        assert time.monotonic() < until, link.sent
        time.sleep(0.002)


def sent_at(link: FakeLink, event: object) -> float:
    return link.sent_at[link.sent.index(event)]


def test_tells_engine_and_speaker_when_it_can_speak(start):
    link = start(settings())
    ready = link.wait(PartReady)
    assert ready.part == "voice"
    assert ready.detail.startswith("espeak-ng 1.")
    assert ready.detail.endswith("· clock")
    assert ready.simulated


def test_speaks_and_says_when_it_began_and_ended(start):
    link = start(settings())
    link.wait(PartReady)
    link.give(say(7, "Goedemorgen."))
    begun, ended = link.wait(SpeechStarted), link.wait(SpeechEnded)
    assert (begun.utterance, begun.timeline.text, begun.timeline.lang) == (7, "Goedemorgen.", "nl")
    assert ended == SpeechEnded(7, completed=True)
    assert begun.at > sent_at(link, begun), "the timeline must be there before the sound"
    late = sent_at(link, ended) - (begun.at + begun.timeline.seconds)
    assert 0 <= late < 0.1


def test_the_first_sample_leaves_lead_ms_after_the_order(start):
    link = start(settings(lead_ms=200))
    link.wait(PartReady)
    ordered = time.monotonic()
    link.give(say(1, "Hallo daar."))
    assert 0.2 <= link.wait(SpeechStarted).at - ordered < 0.3


def test_stop_is_silence_within_80_ms(start):
    link = start(settings())
    link.wait(PartReady)
    link.give(say(1, "Dit is een lange zin die helemaal niemand nu nog wil horen."))
    link.wait(SpeechStarted)
    time.sleep(0.2)
    ordered = time.monotonic()
    link.give(StopSpeaking(1))
    ended = link.wait(SpeechEnded)
    assert not ended.completed
    assert sent_at(link, ended) - ordered < 0.08


def test_stopping_another_utterance_changes_nothing(start):
    link = start(settings())
    link.wait(PartReady)
    link.give(say(2, "Tot ziens."), StopSpeaking(1))
    assert link.wait(SpeechEnded) == SpeechEnded(2, completed=True)
    link.give(StopSpeaking(2))
    time.sleep(0.1)
    assert len(link.of(SpeechEnded)) == 1


def test_never_two_at_a_time(start, tmp_path):
    link = start(settings("record"))
    link.wait(PartReady)
    link.give(say(1, "Dit is de eerste zin, en hij is lang."))
    link.wait(SpeechStarted)
    time.sleep(0.4)
    link.give(say(2, "De tweede."))
    wait_for(link, SpeechEnded, 2)
    story = [event for event in link.sent if isinstance(event, SpeechStarted | SpeechEnded)]
    assert [(type(event).__name__, event.utterance) for event in story] == [
        ("SpeechStarted", 1), ("SpeechEnded", 1), ("SpeechStarted", 2), ("SpeechEnded", 2),
    ]  # fmt: skip
    assert [event.completed for event in link.of(SpeechEnded)] == [False, True]
    time.sleep(0.2)
    runs = [json.loads(line) for line in (tmp_path / "speaker.jsonl").read_text().splitlines()]
    spans = sorted((run["at"], run["at"] + run["samples"] / run["sample_rate"]) for run in runs)
    assert all(end <= begin + 1e-6 for (_, end), (begin, _) in itertools.pairwise(spans))


def test_what_is_heard_is_the_utterance_at_its_time(start, tmp_path):
    link = start(settings("record", volume=0.5))
    link.wait(PartReady)
    link.give(say(1, "Good morning.", "en"))
    begun = link.wait(SpeechStarted)
    link.wait(SpeechEnded)
    time.sleep(0.25)
    runs = [json.loads(line) for line in (tmp_path / "speaker.jsonl").read_text().splitlines()]
    assert runs[0]["at"] == pytest.approx(begun.at, abs=0.001)
    assert sum(run["samples"] for run in runs) == begun.timeline.samples
    loudest = np.abs(np.fromfile(tmp_path / "speaker.raw", "<i2").astype(int)).max()
    assert 2000 < loudest < 16500


def test_loudness_changes_in_the_middle_of_a_sentence_that_goes_on(start, tmp_path):
    link = start(settings("record"))
    link.wait(PartReady)
    link.give(say(1, "Halverwege wordt hij stil."))
    begun = link.wait(SpeechStarted)
    time.sleep(max(0.0, begun.at + begun.timeline.seconds / 2 - time.monotonic()))
    link.give(SetVolume(0))
    assert link.wait(SpeechEnded) == SpeechEnded(1, completed=True)
    time.sleep(0.25)
    heard = np.abs(np.fromfile(tmp_path / "speaker.raw", "<i2").astype(int))
    assert heard.size == begun.timeline.samples
    assert heard[: heard.size // 3].max() > 2000
    assert heard[-heard.size // 4 :].max() == 0


def test_the_caption_is_what_the_words_point_into(start):
    link = start(settings())
    link.wait(PartReady)
    link.give(Say(1, "De melk ^point(aisle-4)staat in gang 4.", "De melk staat in gang 4.", "nl"))
    timeline = link.wait(SpeechStarted).timeline
    assert timeline.text == "De melk staat in gang 4."
    assert [mark.name for mark in timeline.marks] == ["point"]


@pytest.mark.parametrize(("text", "lang", "code"), [("…", "nl", "voice.empty"), ("salve", "la", "voice.language")])
def test_what_cannot_be_said_comes_back_and_the_part_goes_on(start, text, lang, code):
    link = start(settings())
    link.wait(PartReady)
    link.give(say(3, text, lang), say(4, "Hallo."))
    failed = link.wait(Failed)
    assert (failed.command, failed.id, failed.code) == ("Say", 3, code)
    assert link.wait(SpeechEnded) == SpeechEnded(4, completed=True)


def test_what_cannot_be_said_does_not_cut_off_what_sounds(start):
    link = start(settings())
    link.wait(PartReady)
    link.give(say(1, "Dit blijft gewoon klinken."), say(2, "…"))
    assert link.wait(SpeechEnded) == SpeechEnded(1, completed=True)


def test_an_unknown_voice_in_the_settings_is_told_once_and_every_say_fails(start, monkeypatch):
    monkeypatch.setattr(part, "RETRY_S", 0.05)
    link = start(settings(voices={"nl": "nl+nonsense"}))
    failed = link.wait(PartFailed)
    assert (failed.part, failed.code) == ("voice", "voice.unknown")
    link.give(say(5, "Hallo."))
    assert link.wait(Failed).code == "voice.unknown"
    time.sleep(0.3)
    assert len(link.of(PartFailed)) == 1


def test_comes_back_when_a_speaker_is_connected(start, monkeypatch):
    monkeypatch.setattr(part, "RETRY_S", 0.05)
    monkeypatch.setenv("SDL_AUDIODRIVER", "no-such-driver")
    link = start(settings("device"))
    assert link.wait(PartFailed).code == "speaker.none"
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    assert link.wait(PartReady).detail.endswith("· dummy")
    link.give(say(1, "Hallo."))
    assert link.wait(SpeechEnded).completed


def test_a_speaker_that_is_switched_off_is_said(start):
    link = start(settings("none"))
    assert link.wait(PartFailed).code == "speaker.off"
    link.give(say(1, "Hallo."))
    assert link.wait(Failed).id == 1


def test_the_store_s_own_words_are_spoken(start, tmp_path):
    (tmp_path / "pronunciation.toml").write_text('[nl]\n"Xqz" = "een heel erg lange naam voor een winkel"\n')
    link = start(settings().model_copy(update={"store": Store(dir=tmp_path)}))
    link.wait(PartReady)
    link.give(say(1, "Xqz."))
    timeline = link.wait(SpeechStarted).timeline
    assert timeline.seconds > 1.5
    assert [word.text for word in timeline.words] == ["Xqz"]
