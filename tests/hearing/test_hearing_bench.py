"""The bench of hearing: its noises are as loud as it says, its rows are what is drawn, any folder can be asked."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
import pytest
from hearing_support import save, spoken
from typer.testing import CliRunner

from kiosk.bench import (
    asked,
    clips,
    curves,
    echo,
    hearing_curve,
    hearing_recordings,
    noise,
    plot,
    points,
    questions,
    understanding,
    word_errors,
)
from kiosk.bench.asked import Asked
from kiosk.bench.closest import SURE, Closest
from kiosk.bench.document import Document
from kiosk.bench.listening import Readings
from kiosk.bench.points import BOTH, CLEAN, CONSTRAINED, KNOWN, OPEN, TYPED, Condition, Curve, Point
from kiosk.bench.row import Row, Skipped
from kiosk.bench.understanding import Judge, Judged, Verdict
from kiosk.cli import build
from kiosk.errors import InputError
from kiosk.hearing.engines import Choice, Moonshine
from kiosk.simulation import room
from kiosk.simulation.sound import RATE

WHEN = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
needs_webrtc = pytest.mark.skipif(find_spec("pywebrtc_audio") is None, reason="the dev extra is not installed")
CHOICE = Choice("parrot", "grey", "en", 0.1)


def tone(seconds: float, level: float = 4000.0) -> np.ndarray:
    """A voice that can be told from any noise."""
    return np.asarray(level * np.sin(2 * np.pi * 440 * np.arange(round(seconds * RATE)) / RATE), np.int16)


def broken(seconds: float) -> np.ndarray:
    """… with as much pause as voice."""
    pause = np.zeros(RATE // 4, np.int16)
    return np.concatenate([np.concatenate([tone(0.25), pause]) for _ in range(round(2 * seconds))])


@pytest.mark.parametrize("bed", [noise.white(4), noise.hum(4), noise.babble([broken(1), tone(1)], 4), noise.room(4)])
@pytest.mark.parametrize("snr_db", [20.0, 10.0, 0.0])
@pytest.mark.parametrize("voice", [tone(1.0), broken(1.0)], ids=["whole", "with pauses"])
def test_a_voice_is_exactly_so_far_above_its_noise(bed: noise.Floats, snr_db: float, voice: np.ndarray) -> None:
    assert noise.rms(bed) == pytest.approx(1.0, rel=1e-3)
    mix = noise.mixed(voice, bed, snr_db, lead_s=0.5, tail_s=0.5).astype(float)
    rest = mix.copy()
    rest[RATE // 2 : RATE // 2 + len(voice)] -= voice
    assert 20 * np.log10(noise.rms(tone(1.0)) / noise.rms(rest)) == pytest.approx(snr_db, abs=0.1)


def test_what_is_too_loud_is_made_quieter_and_not_clipped() -> None:
    mix = noise.mixed(tone(1.0, 32000.0), noise.white(2), 0.0)
    assert np.abs(mix.astype(int)).max() <= 32767
    assert (np.abs(mix.astype(int)) == 32767).sum() <= 1


def test_a_hum_is_the_mains_and_its_harmonics() -> None:
    spectrum = np.abs(np.fft.rfft(noise.hum(1.0)))
    loud = np.flatnonzero(spectrum > spectrum.max() / 100)
    assert list(loud) == [100 * number for number in range(1, noise.HARMONICS + 1)]


@pytest.mark.parametrize(
    "point",
    [
        Point(Curve("en", "moonshine", OPEN, KNOWN), Condition(), 6, 90.0, 95.0, 97.0),
        Point(Curve("ko", "vosk", BOTH, "other words"), Condition("babble", 5.0), 20, 40.0, 45.5),
        Point(Curve("nl", TYPED, TYPED, "recordings"), Condition(), 3, 99.0),
    ],
)
def test_a_point_is_read_from_its_row(point: Point) -> None:
    assert points.read(point.row()) == point


def test_other_rows_are_no_points() -> None:
    assert points.read(Row("question hit, en, moonshine, synthetic voice, 40 dB", 3.0, "%")) is None


def everything() -> list[Row]:
    readings = [("en", "moonshine", OPEN), ("ko", "vosk", OPEN), ("ko", "vosk", CONSTRAINED), ("ko", "vosk", BOTH)]
    found = [Point(Curve("en", TYPED, TYPED, KNOWN), Condition(), 6, 100.0).row()]
    for lang, engine, reading in readings:
        curve = Curve(lang, engine, reading, KNOWN)
        right = 20.0 * (1 + len(found) % 4)
        found += [
            Point(curve, condition, 6, right + condition.snr_db / 4, 90.0).row() for condition in points.CONDITIONS
        ]
    return found


def pixels(picture: np.ndarray, colour: str) -> int:
    """How much of a picture has a colour."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return int((picture == (blue, green, red)).all(axis=2).sum())


def test_the_curves_are_drawn_above_the_goals(tmp_path: Path) -> None:
    file = tmp_path / "curve.png"
    plot.draw("hearing", Document("a machine", (*everything(), Row("late", 9.0, "ms", 5.0)), ()), WHEN, file)
    picture = cv2.imread(str(file))
    assert picture.shape[1] == plot.WIDTH_PX
    upper = picture[: round(curves.height_in([points.read(row) for row in everything()]) * plot.DPI)]
    for colour in curves.COLOURS.values():
        assert pixels(upper, colour) > 500
    assert pixels(upper, plot.MISSED) == 0
    assert pixels(picture, plot.MISSED) > 200


def test_a_curve_needs_more_than_two_conditions() -> None:
    curve = Curve("en", "moonshine", OPEN, KNOWN)
    few = [Point(curve, Condition(), 6, 90.0), Point(curve, Condition("babble", 10.0), 6, 50.0)]
    assert curves.height_in(few) == 0.0


def judged(right: str, constrained: str | None = None) -> Judged:
    found = {OPEN: Verdict(right, "wifi")}
    if constrained is not None:
        found |= {CONSTRAINED: Verdict(constrained, ""), BOTH: Verdict(constrained, "wifi")}
    return Judged("what was heard", found)


def test_rows_tell_right_closest_typed_and_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    spoken = [Asked("do you have wifi", "en", KNOWN, "wifi"), Asked("where are the toilets", "en", KNOWN, "toilets")]
    jobs = [(one, condition) for one in spoken for condition in (Condition(), Condition("hum", 5.0))]
    answers = iter([judged("wifi", ""), judged("", "wifi"), judged("parking", ""), judged("toilets", "toilets")])
    monkeypatch.setattr(hearing_curve, "heard", lambda *_: [(job, next(answers)) for job in jobs])
    found = {row.name: row for row in hearing_curve.rows(CHOICE, jobs, None)}
    assert found["answers right, en, known question, typed, of 2"].value == 100
    assert found["answers right, en, known question, parrot, open, clean, of 2"].value == 50
    assert found["answers right, en, known question, parrot, open, hum, 5 dB, of 2"].value == 50
    assert found["answers right, en, known question, parrot, both, hum, 5 dB, of 2"].value == 100
    assert found["answers right, en, known question, parrot, open, clean, of 2"].peer.value == 50, (
        "the closest question"
    )
    assert found["answered wrongly, en, known question, parrot, open, 4 sounds"].value == 25
    assert found["answered wrongly, en, known question, parrot, both, 4 sounds"].value == 0


def test_a_recogniser_without_a_constrained_reading_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    spoken = Asked("do you have wifi", "en", KNOWN, "wifi")
    monkeypatch.setattr(hearing_curve, "heard", lambda *_: [((spoken, Condition()), judged("wifi"))])
    skipped = [row for row in hearing_curve.rows(CHOICE, [(spoken, Condition())], None) if isinstance(row, Skipped)]
    assert [each.name for each in skipped] == ["constrained reading, en, parrot"]


def test_the_judge_is_the_kiosks_own_answer_layer() -> None:
    judge = Judge()
    assert judge.typed("Do you have free wifi?", "en").entry == "wifi"
    assert judge.typed("how tall is the eiffel tower", "en").entry == ""
    assert judge.typed("", "en") == Verdict("", "")
    found = judge.judged(Readings("do you have free why fly", ("do you have free wifi",), "", None), "en")
    assert set(found.verdicts) == {OPEN}
    found = judge.judged(Readings("와이파이", ("와이파이 되나요",), "", "와이파이 되나요"), "ko")
    assert set(found.verdicts) == {OPEN, CONSTRAINED, BOTH}


def test_the_closest_question_may_be_too_far() -> None:
    closest = Closest({"do you have wifi": "wifi", "where are the toilets": "toilets"})
    assert closest.entry(["where a the toy lets"]) == "toilets"
    assert closest.entry(["my knee hurts when i walk"], SURE) == ""
    assert closest.entry(["", ""]) == ""


def test_errors_are_counted_by_words_and_in_korean_by_characters() -> None:
    assert word_errors.rate([("Turn on the lamp.", "turn on a lamp")], "en") == 25
    assert word_errors.rate([("우유 어디", "우유어디")], "ko") == 0
    assert word_errors.rate([("a b", ""), ("c d", "c d")], "en") == 50


def test_questions_and_other_talk_are_there_to_be_spoken() -> None:
    assert len(questions.held_out("en")) > 50
    assert questions.held_out("de") == []
    assert "tell me a joke" in questions.off_topic("en")


def folder_of(tmp_path: Path) -> Path:
    for name, text in (("toilets", "Where are the toilets?"), ("joke", "Tell me a joke.")):
        save(tmp_path / f"{name}.wav", tone(0.2))
        (tmp_path / f"{name}.txt").write_text(text)
    save(tmp_path / "silent.wav", tone(0.2))
    return tmp_path


def test_a_folder_of_recordings_needs_no_manifest(tmp_path: Path) -> None:
    found = clips.clips(folder_of(tmp_path), lambda _: "en")
    assert [(clip.file.name, clip.text) for clip in found] == [
        ("joke.wav", "Tell me a joke."),
        ("toilets.wav", "Where are the toilets?"),
    ]


def test_a_manifest_tells_language_words_and_entry(tmp_path: Path) -> None:
    folder_of(tmp_path)
    lines = ["file\tlang\ttranscript\tentry", "toilets.wav\tnl\twaar is de wc\ttoilets", 'joke.wav\ten\t{"a": 1}\t']
    (tmp_path / "MANIFEST.tsv").write_text("\n".join(lines))
    found = clips.clips(tmp_path)
    assert [(clip.lang, clip.text, clip.entry) for clip in found] == [
        ("nl", "waar is de wc", "toilets"),
        ("en", "", ""),
    ]


@pytest.mark.parametrize("manifest", ["file\tlang\n", "file\tlang\ttranscript\nnone.wav\ten\thello\n", None])
def test_a_folder_without_recordings_is_refused(tmp_path: Path, manifest: str | None) -> None:
    if manifest is not None:
        (tmp_path / "MANIFEST.tsv").write_text(manifest)
    with pytest.raises(InputError) as refused:
        clips.clips(tmp_path)
    assert refused.value.code == "bench.recordings"


def test_what_a_transcript_gets_is_right_where_no_entry_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Asked] = []

    def hear(_choice: Choice, jobs: list[tuple[Asked, Condition]], _data: Path | None) -> list:
        seen.extend(one for one, _ in jobs)
        return [(job, judged(job[0].entry)) for job in jobs]

    monkeypatch.setattr(hearing_curve, "heard", hear)
    monkeypatch.setattr(hearing_recordings, "choose", lambda _: CHOICE)
    steps = hearing_recordings.steps(folder_of(tmp_path), None, full=False)
    rows = [row for step in steps for row in step.measure() if isinstance(row, Row)]
    assert {(one.text, one.entry) for one in seen} == {("Where are the toilets?", "toilets"), ("Tell me a joke.", "")}
    clean = next(row for row in rows if f"parrot, open, {CLEAN}," in row.name)
    assert clean.name == "answers right, en, recordings, parrot, open, clean, of 2"
    assert clean.value == 100


def test_a_language_that_cannot_be_heard_says_which_model_is_missing(tmp_path: Path) -> None:
    save(tmp_path / "wc.wav", tone(0.2))
    lines = ["file\tlang\ttranscript", "wc.wav\tfr\toù sont les toilettes"]
    (tmp_path / "MANIFEST.tsv").write_text("\n".join(lines))
    skipped = [row for step in hearing_recordings.steps(tmp_path, None, full=False) for row in step.measure()]
    assert "kiosk models get vosk-fr" in skipped[0].reason


def test_recordings_are_for_hearing_alone(tmp_path: Path) -> None:
    done = CliRunner().invoke(build(), ["bench", "voice", "--recordings", str(tmp_path)])
    assert done.exception.code == "bench.recordings-part"
    done = CliRunner().invoke(build(), ["bench", "hearing", "--recordings", str(tmp_path / "none")])
    assert done.exception.code == "bench.recordings"


@pytest.mark.engine
def test_a_spoken_question_is_heard_and_asked() -> None:
    choice = Moonshine().offers("en")
    if choice is None:
        pytest.skip("the demo extra is not installed")
    (question,) = asked.known("en", 1)
    understanding.begin(choice)
    sound = hearing_curve.in_noise(question.sound, hearing_curve.beds("en", None), Condition(), 3)
    found = understanding.judge(sound)
    assert found.text
    assert found.verdicts[OPEN].closest == question.entry


@pytest.mark.parametrize("way", [echo.ours, pytest.param(echo.webrtc, marks=needs_webrtc)])
def test_a_canceller_is_given_what_is_played_in_time_with_what_is_heard(way):
    played = spoken("The milk is in aisle four, beside the bread.", "en", "en-us+m1")
    played = np.tile(played, 2)[: 4 * RATE]
    heard = room.heard(played)[: len(played)]
    left = way(heard, played)
    assert echo._softer_db(heard, left) > 12.0
    assert echo._softer_db(heard, way(heard, np.zeros_like(played))) < 3.0, "it takes out what was not played"
