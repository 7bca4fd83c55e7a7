"""What is rendered ahead, what is kept and what never is, and who speaks when a slow voice fails or is late."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
from voice_support import Slow, SlowKind

from kiosk.errors import KioskError
from kiosk.settings import Kiosk, Settings, Store, Voice
from kiosk.voice import engines
from kiosk.voice.cache import SpeechCache, decoded, encoded, key_of
from kiosk.voice.engines import Choice, EspeakKind, Order, Preempted
from kiosk.voice.espeak import PhonemeEvent, Speech, WordEvent
from kiosk.voice.fixed import FixedSentences
from kiosk.voice.prosody import Tone
from kiosk.voice.voices import Voices

pytestmark = pytest.mark.engine
ANSWER = "De toiletten zijn achter in de winkel."
LIVE = "Goedemorgen, mevrouw De Vries."


@pytest.fixture
def settings(tmp_path) -> Settings:
    store = tmp_path / "store"
    (store / "knowledge").mkdir(parents=True)
    text = f'[[entry]]\nid = "wc"\nanswer = "^point(wc) {ANSWER}"\n'
    (store / "knowledge" / "nl.toml").write_text(text, encoding="utf-8")
    return Settings(kiosk=Kiosk(lang="nl", langs=("nl",)), store=Store(dir=store), voice=Voice(first_sound_s=10))


@pytest.fixture
def engine(monkeypatch) -> Slow:
    """With few sentences to render besides the answer."""
    slow = Slow()
    monkeypatch.setattr(engines, "kinds", lambda: (SlowKind(slow), EspeakKind()))
    monkeypatch.setattr(FixedSentences, "_phrases", lambda self, lang: iter(("Tot ziens.", "Graag gedaan.")))
    return slow


@pytest.fixture
def voices(settings, engine, tmp_path):
    made = Voices(settings, SpeechCache(tmp_path / "speech", 50_000_000))
    yield made
    made.close()


def impatient(voices: Voices) -> None:
    """From now on who is not there in 0.6 s is late, and the slow voice was quick until now."""
    voices._settings = voices._settings.model_copy(update={"first_sound_s": 0.6})
    voices._s_per_char["a voice"] = 0.001


def until(voices: Voices, text: str, lang: str = "nl"):
    pending = voices.begin(text, lang, None)
    for _ in range(6000):
        if (said := voices.result(pending)) is not None:
            return said.timeline
        time.sleep(0.005)
    raise AssertionError("nobody speaks")


def ready(voices: Voices) -> None:
    """Idle until the slow engine has been warmed up."""
    for _ in range(2000):
        voices.idle()
        if voices._s_per_char:
            return
        time.sleep(0.005)
    raise AssertionError("it never gets warm")


def all_ahead(voices: Voices) -> None:
    for _ in range(4000):
        voices.idle()
        if voices._to_do is not None and not voices._to_do and voices._ahead is None:
            return
        time.sleep(0.002)
    raise AssertionError("it is never done")


def test_espeak_speaks_until_the_slow_voice_is_warm_and_then_it_speaks(voices, engine):
    assert until(voices, LIVE).engine.startswith("espeak-ng")
    ready(voices)
    assert until(voices, LIVE).engine == "slow 1.0"


def test_a_voice_that_is_late_gives_way_in_time(voices, engine):
    ready(voices)
    impatient(voices)
    engine.may_speak.clear()
    asked = time.monotonic()
    assert until(voices, LIVE).engine.startswith("espeak-ng")
    assert time.monotonic() - asked >= 0.45, "it was not waited for"
    assert until(voices, "Tot ziens.").engine.startswith("espeak-ng"), "who is still busy cannot be asked"


def test_a_voice_that_will_be_late_is_not_asked(voices, engine):
    ready(voices)
    voices._s_per_char["a voice"] = 1.0
    engine.said.clear()
    assert until(voices, LIVE).engine.startswith("espeak-ng")
    assert engine.said == []


def test_a_voice_that_fails_loses_no_sentence_and_is_tried_again(voices, engine, monkeypatch):
    monkeypatch.setattr("kiosk.voice.voices.AGAIN_S", 0.0)
    ready(voices)
    engine.fault = KioskError("voice.piper", "It died.", "Look.")
    assert until(voices, LIVE).engine.startswith("espeak-ng")
    engine.fault = None
    ready(voices)
    assert until(voices, LIVE).engine == "slow 1.0"


def test_a_voice_that_fails_when_nobody_waits_any_more_is_left_alone_too(voices, engine):
    ready(voices)
    impatient(voices)
    engine.may_speak.clear()
    assert until(voices, LIVE).engine.startswith("espeak-ng")
    engine.fault = KioskError("voice.piper", "It does not answer.", "Look.")
    engine.may_speak.set()
    for _ in range(2000):
        voices.idle()
        if not voices._s_per_char:
            break
        time.sleep(0.005)
    assert until(voices, LIVE).engine.startswith("espeak-ng")
    assert engine.said[-1][0] == LIVE, "it is not asked again at once"
    assert voices._rest_until > time.monotonic()


def test_fixed_sentences_are_rendered_in_idle_time_and_then_cost_nothing(voices, engine):
    all_ahead(voices)
    ahead = {text for text, idle in engine.said if idle}
    assert ANSWER in {text.strip() for text in ahead}
    assert not any("{" in text for text in ahead)
    engine.may_speak.clear()
    said = until(voices, f"^point(toilet) {ANSWER}")
    assert said.engine == "slow 1.0", "the mark is none of the sound"
    assert [(mark.name, mark.arg) for mark in said.marks] == [("point", "toilet")]


def test_only_what_stands_in_the_files_is_kept(voices, engine):
    """A name, a price or a shopper's words never reach memory or disk."""
    ready(voices)
    for text in (LIVE, "Uw bestelling 12345 ligt klaar.", f"Natuurlijk, ik zei: {ANSWER}", "De melk kost € 1,29."):
        until(voices, text)
        assert (text, "nl") not in voices.fixed
    assert voices.cache._memory == {}
    assert voices.cache.bytes == 0
    until(voices, ANSWER)
    assert len(voices.cache._memory) == 1
    assert (ANSWER, "nl") in voices.fixed
    assert (ANSWER, "en") not in voices.fixed


def test_a_sentence_that_came_too_late_is_kept_for_the_next_time(voices, engine):
    ready(voices)
    impatient(voices)
    engine.may_speak.clear()
    assert until(voices, ANSWER).engine.startswith("espeak-ng")
    engine.may_speak.set()
    all_ahead(voices)
    assert until(voices, ANSWER).engine == "slow 1.0"


def test_what_gave_way_is_rendered_later(voices, engine):
    ready(voices)
    engine.fault = Preempted()
    for _ in range(40):
        voices.idle()
        time.sleep(0.002)
    engine.fault = None
    all_ahead(voices)
    assert until(voices, ANSWER).engine == "slow 1.0"
    assert voices.cache.bytes > 100_000


def test_a_file_that_was_damaged_is_rendered_anew(voices, engine, tmp_path):
    all_ahead(voices)
    voices.cache._memory.clear()
    for file in (tmp_path / "speech").glob("*.speech"):
        content = bytearray(file.read_bytes())
        content[-9] ^= 1
        file.write_bytes(content)
    assert until(voices, ANSWER).engine.startswith("espeak-ng")
    all_ahead(voices)
    assert until(voices, ANSWER).engine == "slow 1.0"


def test_espeak_keeps_what_it_said_in_memory_alone(settings, tmp_path):
    voices = Voices(settings, SpeechCache(tmp_path / "speech", 50_000_000))
    first, again = until(voices, ANSWER), until(voices, ANSWER)
    assert first == again
    assert len(voices.cache._memory) == 1
    assert not (tmp_path / "speech").exists()
    voices.idle()
    assert not voices._to_do, "nothing is worth rendering ahead"


SPEECH = Speech(
    np.arange(-500, 500, dtype=np.int16), 22_050, (PhonemeEvent(0, "ˈɛɪ"), PhonemeEvent(9, "")), (WordEvent(0, 3),)
)


def test_what_is_kept_is_what_was_said():
    back = decoded(encoded(SPEECH))
    assert back is not None
    assert (back.phonemes, back.words, back.sample_rate) == (SPEECH.phonemes, SPEECH.words, 22_050)
    assert np.array_equal(back.pcm, SPEECH.pcm)
    for place in (0, 70, -1):
        broken = bytearray(encoded(SPEECH))
        broken[place] ^= 4
        assert decoded(bytes(broken)) is None
    assert decoded(b"") is None
    assert decoded(encoded(SPEECH)[:-2]) is None


def test_the_oldest_goes_when_there_is_no_room(tmp_path):
    size = len(encoded(SPEECH))
    kept = SpeechCache(tmp_path, 3 * size + 10, memory_bytes=0)
    for name in "abc":
        kept.put(name, SPEECH, disk=True)
        time.sleep(0.01)
    assert kept.get("a") is not None  # asked for again: b is the oldest now
    kept.put("d", SPEECH, disk=True)
    assert {file.stem for file in tmp_path.glob("*.speech")} == {"a", "c", "d"}
    assert kept.bytes <= 3 * size + 10


def test_a_disk_that_refuses_is_told_once(tmp_path, caplog):
    (tmp_path / "file").write_text("")
    kept = SpeechCache(tmp_path / "file" / "speech", 1000)
    for name in "ab":
        kept.put(name, SPEECH, disk=True)
    assert caplog.text.count("nothing is rendered ahead") == 1
    assert kept.get("b") is not None


def test_whatever_changes_the_sound_changes_the_key(tmp_path):
    file = tmp_path / "x.onnx"
    file.write_bytes(b"1")
    order = Order("hallo", str(file), 165, 50)
    keys = {key_of(order, "piper 1"), key_of(order, "piper 2")}
    tones = (Tone(0, 5, rate=0.9),)
    others = ({"text": "hoi"}, {"wpm": 150}, {"pitch": 40}, {"tones": tones}, {"voice": "nl"})
    keys |= {key_of(replace(order, **change), "piper 1") for change in others}
    file.write_bytes(b"22")
    keys.add(key_of(order, "piper 1"))
    assert len(keys) == 2 + 5 + 1


def test_fixed_sentences_are_whole(settings):
    fixed = FixedSentences.of(settings)
    texts = fixed.of_lang("nl")
    assert texts[0].endswith(ANSWER)
    assert len(texts) > 40
    assert any("digitale assistent" in text and "Waar kan ik" in text for text in texts), "the greeting"
    assert not any("{" in text for text in texts)
    assert not any("Onderweg" in text for text in texts)
    assert FixedSentences(settings.store.dir / "none", ("nl",)).of_lang("nl")
    (settings.store.dir / "knowledge" / "nl.toml").write_text("[[entry", encoding="utf-8")
    assert ANSWER not in FixedSentences.of(settings).of_lang("nl")


def test_a_package_can_bring_a_voice(monkeypatch):
    slow = Slow()

    class Point:
        @staticmethod
        def load():
            return lambda: SlowKind(slow)

    monkeypatch.setattr(engines, "entry_points", lambda group: [Point] if group == "balie.voices" else [])
    kinds = engines.kinds.__wrapped__()
    assert [kind.name for kind in kinds] == ["piper", "slow", "espeak"]
    monkeypatch.setattr(engines, "kinds", lambda: kinds)
    assert engines.choose("de", Voice(), "slow") == Choice("slow", "a voice", "de")
    assert engines.load("slow") is slow


def test_a_full_disk_keeps_no_halves(tmp_path, monkeypatch):
    def full(self, content):
        self.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    kept = SpeechCache(tmp_path, 1_000_000)
    kept.put("a", SPEECH, disk=True)
    assert list(tmp_path.iterdir()) == []
    assert kept.has("a")
    assert not kept.on_disk("a")
