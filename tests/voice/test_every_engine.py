"""The same sentences through espeak-ng and through Piper: a timeline promises the same, whoever speaks."""

from __future__ import annotations

import os
import signal
import threading
import time
from itertools import pairwise

import numpy as np
import pytest

pytest.importorskip("piper", reason="the extra balie[piper]")
pytest.importorskip("onnx")

from voice_support import VOICES, tiny_voice

from kiosk.errors import KioskError
from kiosk.settings import Settings
from kiosk.voice import engines
from kiosk.voice.dictionary import Dictionary
from kiosk.voice.engines import Order, Preempted
from kiosk.voice.espeak_engine import EspeakEngine
from kiosk.voice.fixed import FixedSentences
from kiosk.voice.piper_engine import PiperEngine
from kiosk.voice.synthesis import Synthesiser, Utterance

pytestmark = pytest.mark.engine
OWN = {"nl": Dictionary({"Xqz": "[[k'iS]]"})}
STORY = {
    "nl": ("De melk ^point(aisle-4)kost € 4,95, in gang A-4.", "Bedoelt u een van deze: kaas, melk of boter?"),
    "en": ("It's open 9:00–18:00 today. ^nod()Is that soon enough?", "Sorry, I don't know. I'll call a colleague."),
    "fr": ("L'eau coûte 1,50 € ici. ^smile()", "Désolé, je ne sais pas."),
    "de": ("Täglich um 9:00 Uhr, ^pause(300)auch am Sonntag.", "Das kostet 4,95 €."),
    "ko": ("우유는 3개에 4,500원입니다.", "^point(x)네, 있습니다."),
}


@pytest.fixture(scope="module")
def voices(tmp_path_factory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("tones")
    return {lang: str(tiny_voice(folder, lang, 16_000 if lang == "fr" else 22_050)) for lang in VOICES}


@pytest.fixture(scope="module")
def piper():
    engine = PiperEngine()
    yield engine
    engine.close()


@pytest.fixture(params=["espeak", "piper"])
def synthesiser(request, voices, piper) -> Synthesiser:
    if request.param == "espeak":
        return Synthesiser(words=OWN, expressive=True)
    return Synthesiser(voices, words=OWN, engine=piper, expressive=True)


def loudness(said: Utterance, begin_ms: float, end_ms: float) -> float:
    part = said.pcm[round(begin_ms * 22.05) : round(end_ms * 22.05)].astype(float)
    return float(np.sqrt(np.mean(part**2))) if part.size else 0.0


def test_the_contract_of_a_timeline_holds(synthesiser):
    fixed = FixedSentences.of(Settings())
    for lang, story in STORY.items():
        for text in (*story, *fixed.of_lang(lang)[:4]):
            said = synthesiser.speak(text, lang)
            timeline, end = said.timeline, 1000 * said.timeline.seconds
            assert (timeline.samples, timeline.sample_rate) == (said.pcm.size, 22_050)
            assert np.abs(said.pcm.astype(int)).max() > 2000
            words, captions = timeline.words, [timeline.text[w.char : w.char + w.len] for w in timeline.words]
            assert [word.text for word in words] == captions
            assert all(a.char + a.len <= b.char and a.start_ms <= b.start_ms for a, b in pairwise(words))
            assert all(0 <= part.start_ms <= part.end_ms <= end + 0.1 for part in (*words, *timeline.phonemes))
            assert sum(word.end_ms - word.start_ms > 20 for word in words) >= 0.9 * len(words), captions
            shapes = timeline.visemes
            assert shapes[0].start_ms == 0
            assert shapes[-1].end_ms == pytest.approx(end)
            assert all(a.end_ms == pytest.approx(b.start_ms) for a, b in pairwise(shapes))
            for mark in timeline.marks:
                assert mark.at_ms in {word.start_ms for word in words} or mark.at_ms == pytest.approx(end)


def test_engines_find_the_same_words_about_where_they_are(voices, piper):
    """Of a whole sentence that takes one engine so long, a word stands about as far in the other's."""
    for lang, story in STORY.items():
        for text in story:
            one, other = Synthesiser().speak(text, lang), Synthesiser(voices, engine=piper).speak(text, lang)
            assert [w.text for w in one.timeline.words] == [w.text for w in other.timeline.words]
            ends = [said.timeline.words[-1].end_ms for said in (one, other)]
            for a, b in zip(one.timeline.words, other.timeline.words, strict=True):
                assert abs(a.start_ms / ends[0] - b.start_ms / ends[1]) < 0.16, (text, a, b)


def test_a_pause_is_as_long_and_as_silent_as_it_was_asked_for(synthesiser):
    plain = synthesiser.speak("De melk staat hier.", "nl").timeline
    paused = synthesiser.speak("De melk ^pause(800)staat hier.", "nl")
    melk, staat = paused.timeline.words[1:3]
    assert staat.start_ms - plain.words[2].start_ms == pytest.approx(800, abs=90)
    middle = (melk.end_ms + staat.start_ms) / 2
    assert loudness(paused, middle - 100, middle + 100) < 5
    assert next(s.id for s in paused.timeline.visemes if s.start_ms <= middle < s.end_ms) == "sil"


def test_a_store_s_sounds_are_said_by_both(synthesiser):
    timeline = synthesiser.speak("Een Xqz, graag.", "nl").timeline
    xqz = timeline.words[1]
    heard = "".join(p.ipa for p in timeline.phonemes if xqz.start_ms - 60 <= p.start_ms < xqz.end_ms - 1)
    assert heard.endswith("kiʃ")


def test_prices_and_apologies_are_slower_and_emphasis_is_louder(synthesiser, voices, piper):
    plainly = {"piper": Synthesiser(voices, engine=piper), "espeak": Synthesiser()}[
        synthesiser.engine[:5].replace("espea", "espeak")
    ]
    for text in ("Het kost € 4,95 vandaag.", "Sorry, dat weet ik niet."):
        slow, usual = synthesiser.speak(text, "nl"), plainly.speak(text, "nl")
        assert slow.timeline.seconds > 1.03 * usual.timeline.seconds
        assert [w.text for w in slow.timeline.words] == [w.text for w in usual.timeline.words]
    said = synthesiser.speak("De melk staat in ^emphasis()gang vier.", "nl")
    same = synthesiser.speak("De melk staat in gang vier.", "nl")
    gang, other = said.timeline.words[4], same.timeline.words[4]
    assert loudness(said, gang.start_ms, gang.end_ms) > 1.15 * loudness(same, other.start_ms, other.end_ms)


def test_lengths_are_those_of_the_model_to_the_sample(piper, voices):
    """`ma` is m, a and ɪ or ɑ: the tones of 4 and 7 frames, with a blank of one frame behind each."""
    speech = piper.speak(Order("Ma.", voices["nl"], 165, 50))
    (m, a) = [event for event in speech.phonemes if event.ipa][:2]
    assert "m" in m.ipa
    assert a.sample - m.sample in {5 * 256, 7 * 256}  # with or without a mark of stress before it


def test_faster_is_shorter(piper, voices):
    said = Synthesiser(voices, engine=piper)
    usual, fast = (said.speak("De melk staat in gang vier.", "nl", wpm=wpm).timeline for wpm in (165, 300))
    assert 0.5 < fast.seconds / usual.seconds < 0.8


def test_a_worker_that_dies_is_told_and_started_again(voices, monkeypatch):
    monkeypatch.setattr("kiosk.voice.piper_process.RESTART_S", 0.0)
    engine = PiperEngine()
    order = Order("Goedemorgen.", voices["nl"], 165, 50)
    assert engine.speak(order).pcm.size
    pid = engine.process.pid
    assert pid is not None
    long = Order("Goedemorgen. " * 400, voices["nl"], 165, 50)
    threading.Timer(0.2, os.kill, (pid, signal.SIGKILL)).start()
    with pytest.raises(KioskError) as fault:
        engine.speak(long)
    assert fault.value.code == "voice.piper"
    assert engine.speak(order).pcm.size
    engine.close()
    assert engine.process.pid is None


def test_a_voice_that_is_none_is_refused_and_the_others_go_on(piper, voices, tmp_path):
    broken = tmp_path / "x.onnx"
    broken.write_bytes(b"no voice")
    for content in ("{}", '{"espeak": {"voice": "nl"}}'):
        broken.with_name("x.onnx.json").write_text(content)
        with pytest.raises(KioskError) as fault:
            piper.speak(Order("Hallo.", str(broken), 165, 50))
        assert fault.value.code == "voice.piper"
    assert piper.speak(Order("Hallo.", voices["nl"], 165, 50)).pcm.size


def test_what_is_rendered_ahead_gives_way(piper, voices):
    ahead: list[object] = []

    def render() -> None:
        try:
            ahead.append(piper.speak(Order("Goedemorgen, dit duurt lang. " * 300, voices["nl"], 165, 50), idle=True))
        except Preempted:
            ahead.append("gave way")

    thread = threading.Thread(target=render)
    thread.start()
    time.sleep(0.3)
    assert piper.speak(Order("Ik heb haast.", voices["nl"], 165, 50)).pcm.size
    thread.join(20)
    assert ahead == ["gave way"]


def test_who_speaks_is_chosen_by_what_is_there(voices, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    usual = Settings().voice
    assert engines.choose("nl", usual).engine == "espeak"
    named = usual.model_copy(update={"piper": {"nl": voices["nl"]}})
    assert engines.choose("nl", named) == engines.Choice("piper", voices["nl"], "nl")
    assert engines.choose("en", named).engine == "espeak"
    with pytest.raises(KioskError) as fault:
        engines.choose("nl", usual, "piper")
    assert "kiosk models get piper-nl" in fault.value.remedy
    with pytest.raises(KioskError) as fault:
        engines.choose("nl", usual.model_copy(update={"piper": {"nl": "/no/such.onnx"}}))
    assert fault.value.code == "voice.piper-model"
    assert EspeakEngine().name.startswith("espeak-ng")
