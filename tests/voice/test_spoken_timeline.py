"""The real engine: timelines that fit the sound they came with."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from kiosk.bench.closures import errors_ms
from kiosk.bench.sentences import sentences
from kiosk.errors import InputError
from kiosk.settings import LANGS
from kiosk.voice import visemes
from kiosk.voice.dictionary import Dictionary
from kiosk.voice.synthesis import Synthesiser, Utterance

pytestmark = pytest.mark.engine
TOLERANCE_MS = 1.0  # the engine's samples differ slightly from run to run


@pytest.fixture(scope="module")
def voice():
    return Synthesiser()


@pytest.fixture(scope="module")
def spoken(voice) -> dict[str, list[Utterance]]:
    return {lang: [voice.speak(sentence, lang) for sentence in sentences(lang)] for lang in LANGS}


def loudness(utterance: Utterance, start_ms: float, end_ms: float) -> float:
    """Root mean square of a stretch of the sound."""
    rate = utterance.timeline.sample_rate / 1000
    part = utterance.pcm[int(start_ms * rate) : int(end_ms * rate)].astype(float)
    return float(np.sqrt(np.mean(part**2))) if part.size else 0.0


@pytest.mark.parametrize("lang", LANGS)
def test_visemes_tile_the_sound(spoken, lang):
    for said in spoken[lang]:
        shapes = said.timeline.visemes
        assert shapes[0].start_ms == 0
        assert shapes[-1].end_ms == pytest.approx(1000 * said.timeline.seconds)
        for one, other in pairwise(shapes):
            assert one.end_ms == pytest.approx(other.start_ms)
            assert one.id != other.id
        assert all(shape.end_ms > shape.start_ms and 0 <= shape.weight <= 1 for shape in shapes)
        assert said.timeline.samples == said.pcm.size


@pytest.mark.parametrize("lang", LANGS)
def test_phonemes_and_words_are_in_order_and_within_the_sound(spoken, lang):
    for said in spoken[lang]:
        end = 1000 * said.timeline.seconds
        for parts in (said.timeline.phonemes, said.timeline.words):
            assert all(0 <= part.start_ms <= part.end_ms <= end for part in parts)
            assert all(a.end_ms <= b.start_ms + 0.01 for a, b in pairwise(parts))
        assert {phoneme.stress for phoneme in said.timeline.phonemes} <= {0, 1, 2}


@pytest.mark.parametrize("lang", LANGS)
def test_every_phoneme_has_a_mouth_shape(spoken, lang):
    types = {phoneme.ipa for said in spoken[lang] for phoneme in said.timeline.phonemes}
    assert len(types) > 30
    assert [ipa for ipa in types if not visemes.is_known(ipa)] == []


def test_the_mouth_closes_where_the_sound_falls_silent(spoken):
    found = [
        error
        for said in spoken.values()
        for one in said
        for error in errors_ms(one.pcm, one.timeline.sample_rate, one.timeline.phonemes)
    ]
    errors = np.abs(found)
    assert errors.size > 500
    assert np.median(errors) <= 2.5
    assert np.percentile(errors, 95) <= 15


@pytest.mark.parametrize("lang", ["nl", "en", "fr", "de"])
def test_lips_are_closed_while_nothing_open_sounds(spoken, lang):
    """Inside p, b and m the sound is far below the vowels around; a lip closure off by a syllable would be as loud."""
    shares = []
    for said in spoken[lang]:
        open_shapes = [shape for shape in said.timeline.visemes if shape.id in {"aa", "E", "O"}]
        vowels = float(np.median([loudness(said, shape.start_ms, shape.end_ms) for shape in open_shapes]))
        lips = [shape for shape in said.timeline.visemes if shape.id == "PP"]
        shares += [loudness(said, shape.start_ms + 5, shape.start_ms + 25) / vowels for shape in lips]
    assert len(shares) > 70
    assert np.median(shares) < 0.45


def test_a_closure_of_p_is_near_silent(voice):
    said = voice.speak("Papa stopt appels in de soep. Kapot, op, kop, stap.", "nl")
    vowel = loudness(said, 0, 1000 * said.timeline.seconds)
    inside = [
        loudness(said, stop.start_ms + 3, stop.start_ms + 20)
        for before, stop in zip(said.timeline.phonemes, said.timeline.phonemes[1:], strict=False)
        if stop.ipa == "p" and before.end_ms == stop.start_ms
    ]
    assert len(inside) >= 6
    assert max(inside) < 0.25 * vowel


@pytest.mark.parametrize(
    ("lang", "caption", "words"),
    [
        ("nl", "De melk kost € 4,95, in gang A-4.", ["De", "melk", "kost", "€ 4,95", "in", "gang", "A-4"]),
        ("nl", "Open ma t/m za tot 21.30 uur.", ["Open", "ma t/m za", "tot", "21.30 uur"]),
        ("en", "It's open 9:00–18:00 today.", ["It's", "open", "9:00–18:00", "today"]),
        ("fr", "L'eau coûte 1,50 € ici.", ["L'eau", "coûte", "1,50 €", "ici"]),
        ("de", "Täglich um 9:00 Uhr.", ["Täglich", "um", "9:00 Uhr"]),
        ("ko", "우유는 3개에 4,500원입니다.", ["우유는", "3개에", "4,500원입니다"]),
    ],
)  # fmt: skip
def test_words_point_into_the_caption_even_where_it_is_read_otherwise(voice, lang, caption, words):
    timeline = voice.speak(caption, lang).timeline
    assert timeline.text == caption
    assert [word.text for word in timeline.words] == words
    assert [caption[word.char : word.char + word.len] for word in timeline.words] == words
    assert all(word.end_ms - word.start_ms > 40 for word in timeline.words)


def test_a_word_takes_the_time_of_what_is_read_for_it(voice):
    short = voice.speak("Kost veel hier.", "nl").timeline.words[1]
    price = voice.speak("Kost € 4,95 hier.", "nl").timeline.words[1]
    assert price.end_ms - price.start_ms > 3 * (short.end_ms - short.start_ms)


def test_h_takes_the_shape_of_its_vowel(voice):
    shapes = [shape.id for shape in voice.speak("Hoe", "nl").timeline.visemes if shape.id != "sil"]
    assert shapes == ["U"]


def test_marks_sound_with_the_next_word(voice):
    timeline = voice.speak("De melk staat ^point(aisle-4)in gang vier. ^smile()", "nl").timeline
    point, smile = timeline.marks
    assert timeline.text == "De melk staat in gang vier."
    assert (point.name, point.arg, point.at_ms) == ("point", "aisle-4", timeline.words[3].start_ms)
    assert timeline.words[3].text == "in"
    assert smile.at_ms == pytest.approx(1000 * timeline.seconds)


def test_marks_do_not_change_what_is_heard(voice):
    plain = voice.speak("De melk staat in gang vier.", "nl").timeline
    marked = voice.speak("De melk ^nod()staat in ^point(x)gang vier.", "nl").timeline
    for one, other in zip(plain.words, marked.words, strict=True):
        assert (one.text, one.char, one.len) == (other.text, other.char, other.len)
        assert one.start_ms == pytest.approx(other.start_ms, abs=TOLERANCE_MS)


def test_a_caption_of_other_wording_is_followed_as_far_as_it_goes(voice):
    caption = "Melk: gang vier!"
    words = voice.speak("De Melk staat in gang vier.", "nl", caption=caption).timeline.words
    assert {caption[word.char : word.char + word.len] for word in words if word.len} == {"Melk", "gang", "vier"}


def test_the_sound_ends_soon_after_the_last_word(voice):
    timeline = voice.speak("Tot ziens.", "nl").timeline
    assert 1000 * timeline.seconds - timeline.words[-1].end_ms < 200


@pytest.mark.parametrize("wpm", [100, 165, 240])
def test_a_pause_is_as_long_as_it_was_asked_for_and_the_mouth_is_closed_in_it(voice, wpm):
    plain = voice.speak("De melk staat hier.", "nl", wpm=wpm).timeline
    paused = voice.speak("De melk ^pause(800)staat hier.", "nl", wpm=wpm).timeline
    melk, staat = paused.words[1:3]
    assert staat.start_ms - plain.words[2].start_ms == pytest.approx(800, abs=80)
    assert staat.start_ms - melk.end_ms == pytest.approx(800, abs=120)
    assert [word.text for word in paused.words] == [word.text for word in plain.words]
    middle = (melk.end_ms + staat.start_ms) / 2
    assert next(shape.id for shape in paused.visemes if shape.start_ms <= middle < shape.end_ms) == "sil"


def test_sounds_of_the_dictionary_are_spoken(voice):
    own = Synthesiser(words={"nl": Dictionary({"Xqz": "[[k'iS]]"})})
    timeline = own.speak("Een Xqz, graag.", "nl").timeline
    assert "".join(
        phoneme.ipa for phoneme in timeline.phonemes if phoneme.start_ms < timeline.words[2].start_ms
    ).endswith("kiʃ")
    assert [word.text for word in timeline.words] == ["Een", "Xqz", "graag"]


def test_the_same_text_gives_the_same_timeline(voice):
    one, other = (voice.speak("Good morning to you.", "en").timeline for _ in range(2))
    assert [p.ipa for p in one.phonemes] == [p.ipa for p in other.phonemes]
    for a, b in zip(one.words, other.words, strict=True):
        assert a.start_ms == pytest.approx(b.start_ms, abs=TOLERANCE_MS)


def test_voice_rate_and_pitch_matter(voice):
    def fundamental(utterance: Utterance) -> float:
        """Hz, the median over the loud frames of the best lag of their autocorrelation."""
        rate, size = utterance.timeline.sample_rate, 2048
        frames = [utterance.pcm[at : at + size].astype(float) for at in range(0, utterance.pcm.size - size, size // 2)]
        loud = [frame for frame in frames if np.abs(frame).max() > 5000]
        lags = [
            int(np.argmax(np.correlate(frame, frame, "full")[size + rate // 350 :][: rate // 60])) for frame in loud
        ]
        return float(np.median([rate / (lag + rate // 350 + 1) for lag in lags]))

    text = "We are all well in the morning, one on one."
    slow, fast = (voice.speak(text, "en", wpm=wpm) for wpm in (120, 240))
    assert slow.timeline.seconds > 1.5 * fast.timeline.seconds
    low, high = (fundamental(voice.speak(text, "en", voice=name)) for name in ("en-us+m3", "en-us+f2"))
    assert high > 1.3 * low


@pytest.mark.parametrize(
    ("text", "lang", "voice_name", "code"),
    [
        ("", "nl", None, "voice.empty"), ("  ", "en", None, "voice.empty"), ("… !", "en", None, "voice.empty"),
        ("^point(a)", "nl", None, "voice.empty"), ("salve", "la", None, "voice.language"),
        ("hoi", "nl", "nl+nonsense", "voice.unknown"), ("hoi", "nl", "nonsense", "voice.unknown"),
        ("hoi", "nl", "../etc", "voice.unknown"), ("hoi ^pause(9)daar", "nl", None, "voice.pause"),
    ],
)  # fmt: skip
def test_what_cannot_be_said_is_refused_and_the_voice_goes_on(voice, text, lang, voice_name, code):
    with pytest.raises(InputError) as refused:
        voice.speak(text, lang, voice=voice_name)
    assert (refused.value.code, refused.value.status) == (code, 2)
    assert voice.speak("hallo", "nl").pcm.size > 5000


def test_odd_text_is_survived(voice):
    for text in ("a\x00b", "[[a]] <speak>b</speak>", "a" * 3000, "😀 hi", "Ｆｕｌｌ　ｗｉｄｔｈ", "1 " * 400):
        timeline = voice.speak(text, "en").timeline
        assert timeline.visemes[-1].end_ms == pytest.approx(1000 * timeline.seconds)
