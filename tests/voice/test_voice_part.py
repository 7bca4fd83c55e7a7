"""The voice's process, from `Say` to silence, with a link whose other end is the test."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Iterator
from contextlib import ExitStack

import numpy as np
import pytest
from support import FakeLink, Stopwatch, running, until
from voice_support import Slow, SlowKind

from hardware.errors import HardwareError
from hardware.sound.speaker import ClockSpeaker
from kiosk.commands import Duck, Say, SetVolume, StopSpeaking
from kiosk.events import Failed, PartFailed, PartReady, SpeechEnded, SpeechStarted
from kiosk.settings import Kiosk, Settings, Store, Voice
from kiosk.voice import engines, part

pytestmark = pytest.mark.engine

FAST = 280


def settings(speaker: str = "clock", **voice: object) -> Settings:
    """A voice that speaks fast: what is tested lasts as long as what is said."""
    return Settings(kiosk=Kiosk(langs=("nl", "en")), voice=Voice(**{"speaker": speaker, "wpm": FAST, **voice}))


def say(utterance: int, text: str, lang: str = "nl") -> Say:
    return Say(utterance, text, text, lang)


@pytest.fixture
def start(tmp_path) -> Iterator[object]:
    with ExitStack() as stack:
        yield lambda chosen: stack.enter_context(running(part.run, FakeLink(tmp_path), chosen))


def wait_for(link: FakeLink, kind: type, number: int) -> None:
    until(lambda: len(link.of(kind)) >= number)


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
    watch = Stopwatch()
    link.give(say(7, "Goedemorgen."))
    begun, ended = link.wait(SpeechStarted), link.wait(SpeechEnded)
    assert (begun.utterance, begun.timeline.text, begun.timeline.lang) == (7, "Goedemorgen.", "nl")
    assert ended == SpeechEnded(7, completed=True)
    assert begun.at + watch.late_s > sent_at(link, begun), "the timeline must be there before the sound"
    late = sent_at(link, ended) - (begun.at + begun.timeline.seconds)
    assert 0 <= late < 0.1 + watch.late_s


def test_the_first_sample_leaves_lead_ms_after_the_order(start):
    link = start(settings(lead_ms=200))
    link.wait(PartReady)
    watch = Stopwatch()
    link.give(say(1, "Hallo daar."))
    begun = link.wait(SpeechStarted)
    assert 0.2 <= begun.at - watch.began < 0.3 + watch.late_s


def test_stop_is_silence_within_80_ms(start):
    link = start(settings())
    link.wait(PartReady)
    link.give(say(1, "Dit is een lange zin die helemaal niemand nu nog wil horen."))
    link.wait(SpeechStarted)
    time.sleep(0.2)
    watch = Stopwatch()
    link.give(StopSpeaking(1))
    ended = link.wait(SpeechEnded)
    assert not ended.completed
    assert sent_at(link, ended) - watch.began < 0.08 + watch.late_s


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
    link.give(say(1, "Dit is de eerste zin, en hij is lang. " * 5))
    link.wait(SpeechStarted)
    time.sleep(0.4)
    link.give(say(2, "De tweede."))
    wait_for(link, SpeechEnded, 2)
    story = [event for event in link.sent if isinstance(event, SpeechStarted | SpeechEnded)]
    assert [(type(event).__name__, event.utterance) for event in story] == [
        ("SpeechStarted", 1), ("SpeechEnded", 1), ("SpeechStarted", 2), ("SpeechEnded", 2),
    ]  # fmt: skip
    assert [event.completed for event in link.of(SpeechEnded)] == [False, True]
    link.leave()
    runs = [json.loads(line) for line in (tmp_path / "speaker.jsonl").read_text().splitlines()]
    spans = sorted((run["at"], run["at"] + run["samples"] / run["sample_rate"]) for run in runs)
    assert all(end <= begin + 1e-6 for (_, end), (begin, _) in itertools.pairwise(spans))


def test_what_is_heard_is_the_utterance_at_its_time(start, tmp_path):
    link = start(settings("record", volume=0.5))
    link.wait(PartReady)
    link.give(say(1, "Good morning.", "en"))
    begun = link.wait(SpeechStarted)
    link.wait(SpeechEnded)
    link.leave()
    runs = [json.loads(line) for line in (tmp_path / "speaker.jsonl").read_text().splitlines()]
    assert runs[0]["at"] == pytest.approx(begun.at, abs=0.001)
    assert sum(run["samples"] for run in runs) == begun.timeline.samples
    loudest = np.abs(np.fromfile(tmp_path / "speaker.raw", "<i2").astype(int)).max()
    assert 2000 < loudest < 16500


def test_loudness_changes_in_the_middle_of_a_sentence_that_goes_on(start, tmp_path):
    link = start(settings("record"))
    link.wait(PartReady)
    link.give(say(1, "Halverwege wordt hij stil, en dat blijft hij ook. " * 2))
    begun = link.wait(SpeechStarted)
    time.sleep(max(0.0, begun.at + begun.timeline.seconds / 2 - time.monotonic()))
    link.give(SetVolume(0))
    assert link.wait(SpeechEnded) == SpeechEnded(1, completed=True)
    link.leave()
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
    assert timeline.seconds > 1.2
    assert [word.text for word in timeline.words] == ["Xqz"]


LONG = "De melk staat in gang vier, bij de kaas, naast de boter, de eieren, de room en het gekoelde brood."


def heard(link: FakeLink) -> np.ndarray:
    link.leave()
    return np.fromfile(link.run_dir / "speaker.raw", "<i2").astype(float)


def test_goes_on_at_the_word_that_was_asked_for(start, tmp_path):
    link = start(settings("record", volume=1.0, level=5))
    link.wait(PartReady)
    link.give(SetVolume(5), Say(1, LONG, LONG, "nl", from_word=5))
    begun = link.wait(SpeechStarted)
    link.wait(SpeechEnded)
    word = begun.timeline.words[5]
    assert (word.text, begun.from_ms) == ("vier", word.start_ms)
    assert begun.timeline.words[0].start_ms < 20, "the timeline is whole"
    sound = heard(link)
    run = json.loads((tmp_path / "speaker.jsonl").read_text().splitlines()[0])
    assert run["at"] == pytest.approx(begun.at + begun.from_ms / 1000, abs=0.001)
    assert sound.size == pytest.approx(begun.timeline.samples - begun.from_ms * 22.05, abs=2)
    assert np.abs(sound[:20]).max() < 0.25 * np.abs(sound).max(), "it begins with a click"
    assert np.abs(sound[: 22050 // 5]).max() > 2000, "the word itself is missing"


def test_a_word_behind_the_last_is_the_last(start):
    link = start(settings())
    link.wait(PartReady)
    link.give(Say(1, "Tot ziens.", "Tot ziens.", "nl", from_word=99))
    begun = link.wait(SpeechStarted)
    assert begun.from_ms == begun.timeline.words[-1].start_ms
    assert link.wait(SpeechEnded) == SpeechEnded(1, completed=True)


def test_tells_the_word_at_which_it_was_stopped_and_resumes_there(start):
    link = start(settings())
    link.wait(PartReady)
    link.give(say(1, LONG))
    begun = link.wait(SpeechStarted)
    word = begun.timeline.words[5]
    time.sleep(max(0.0, begun.at + (word.start_ms + word.end_ms) / 2000 - time.monotonic()))
    link.give(StopSpeaking(1))
    ended = link.wait(SpeechEnded)
    assert not ended.completed
    late_ms = 1000 * (sent_at(link, ended) - begun.at)
    assert 5 <= ended.word <= sum(each.end_ms <= late_ms for each in begun.timeline.words), (
        "it may be late, never early"
    )
    link.give(Say(2, LONG, LONG, "nl", from_word=ended.word))
    wait_for(link, SpeechEnded, 2)
    resumed = link.of(SpeechStarted)[1]
    assert resumed.from_ms == pytest.approx(begun.timeline.words[ended.word].start_ms, abs=1)
    link.give(Say(3, LONG, LONG, "nl", from_word=7))
    wait_for(link, SpeechStarted, 3)
    link.give(StopSpeaking(3))
    wait_for(link, SpeechEnded, 3)
    assert link.of(SpeechEnded)[2].word >= 7, "what was resumed was stopped before its first word"


def test_lowers_its_voice_and_begins_the_next_sentence_as_loud_as_ever(start, tmp_path):
    link = start(settings("record"))
    link.wait(PartReady)
    link.give(say(1, "Nee, nee, nee, nee, nee, nee."), Duck(2, down=True))
    begun = link.wait(SpeechStarted)
    time.sleep(max(0.0, begun.at + begun.timeline.words[1].start_ms / 1000 - 0.1 - time.monotonic()))
    link.give(Duck(1, down=True))
    link.wait(SpeechEnded)
    link.give(say(2, "Nee."))
    wait_for(link, SpeechEnded, 2)
    sound, (second, last) = heard(link), (round(begun.timeline.words[n].start_ms * 22.05) for n in (1, 5))
    first = np.abs(sound[: second // 2]).max()
    lowered = np.abs(sound[last : begun.timeline.samples]).max()
    again = np.abs(sound[begun.timeline.samples :]).max()
    assert 20 * np.log10(lowered / first) < -10
    assert abs(20 * np.log10(again / first)) < 2, "another's Duck, or the last sentence's, was taken up"


@pytest.fixture
def slow(monkeypatch) -> Slow:
    engine = Slow()
    monkeypatch.setattr(engines, "kinds", lambda: (SlowKind(engine), engines.EspeakKind()))
    monkeypatch.setattr("kiosk.voice.voices.Voices._in_time", lambda self, task: True)
    monkeypatch.setattr("kiosk.voice.voices.Voices.idle", lambda self: None)
    return engine


def asked(engine: Slow, number: int) -> None:
    until(lambda: len(engine.said) >= number)


def test_what_sounds_goes_on_until_a_slow_voice_is_ready_with_the_next(start, slow, tmp_path):
    link = start(settings(first_sound_s=10))
    link.wait(PartReady)
    link.give(say(1, "Dit is de eerste zin, en hij is lang genoeg. " * 3))
    link.wait(SpeechStarted)
    slow.may_speak.clear()
    link.give(say(2, "De tweede."))
    asked(slow, 2)
    assert link.of(SpeechEnded) == []
    slow.may_speak.set()
    wait_for(link, SpeechEnded, 2)
    story = [
        (type(event).__name__, event.utterance) for event in link.sent if isinstance(event, SpeechStarted | SpeechEnded)
    ]
    assert story == [("SpeechStarted", 1), ("SpeechEnded", 1), ("SpeechStarted", 2), ("SpeechEnded", 2)]


def test_a_sentence_that_is_stopped_before_it_began_never_sounds(start, slow):
    link = start(settings(first_sound_s=10))
    link.wait(PartReady)
    slow.may_speak.clear()
    link.give(Say(1, "Nooit gehoord.", "Nooit gehoord.", "nl", from_word=1))
    asked(slow, 1)
    link.give(StopSpeaking(1))
    assert link.wait(SpeechEnded) == SpeechEnded(1, completed=False, word=1)
    link.give(say(2, "Deze ook niet."), say(3, "Deze wel."))
    wait_for(link, SpeechEnded, 2)
    slow.may_speak.set()
    wait_for(link, SpeechEnded, 3)
    assert [started.utterance for started in link.of(SpeechStarted)] == [3]
    assert [ended.utterance for ended in link.of(SpeechEnded)] == [1, 2, 3]


def test_a_sentence_whose_loudspeaker_is_pulled_before_it_began_is_read_and_not_spoken_later(start, slow, monkeypatch):
    monkeypatch.setattr(part, "RETRY_S", 0.05)
    link = start(settings(first_sound_s=10))
    link.wait(PartReady)
    slow.may_speak.clear()
    link.give(say(1, "Dit wordt niet gehoord."))
    asked(slow, 1)
    lost = HardwareError("speaker.lost", "The loudspeaker was unplugged.", "Plug it in again.")
    with monkeypatch.context() as pulled:
        pulled.setattr(ClockSpeaker, "fault", lambda self: lost)
        assert link.wait(Failed).id == 1
    slow.may_speak.set()
    wait_for(link, PartReady, 2)
    link.give(say(2, "Dit wel."))
    assert link.wait(SpeechStarted).utterance == 2
