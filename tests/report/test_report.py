"""A report tells what happened: delays from the true end of speech, the longest wait, a picture and a sound track."""

from __future__ import annotations

import json
import wave
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from hardware.sound.recording import RecordingSpeaker
from kiosk.bench.row import Row
from kiosk.commands import Answer, Duck, Listen, Say, Scene, Show
from kiosk.events import (
    Answered,
    Card,
    Heard,
    HumanJoined,
    HumanLeft,
    MicrophoneClosed,
    MicrophoneOpened,
    Reply,
    ShopperEngaged,
    ShopperLeft,
    SpeechEnded,
    SpeechStarted,
)
from kiosk.ports import Message
from kiosk.report import interruptions, page, picture, soundtrack
from kiosk.report.turns import longest_wait_s, medians, questions, turns
from kiosk.report.write import Facts, lip_rows, machine_rows
from kiosk.runtime.ledger import LedgerRow
from kiosk.stage.film.record import Frame, Header, Recording
from kiosk.stage.view import View
from kiosk.timeline import Timeline, Viseme, Word

LINE = Timeline("Aisle 4.", "en", "e", 22050, 22050)
SAID = [{"at": 10.0, "kind": "say", "text": "Where's the <milk>?", "last_voiced_at": 12.0}]


def rows(*timed: tuple[float, Message]) -> list[LedgerRow]:
    return [LedgerRow(n, at, "event", "x", message) for n, (at, message) in enumerate(timed)]


def talk() -> list[LedgerRow]:
    """Heard at 12.4 s, the words on screen at 12.1, the caption at 12.5, sound from 12.6 to 14.1 s, then the floor."""
    reply = Reply("question", "answer", 0.9, "en", entry="milk", caption="Aisle 4.")
    return rows(
        (1.0, ShopperEngaged(1, 1.5)),
        (9.0, MicrophoneOpened()),
        (11.0, Show(Scene("listening", "en", heard="where is"))),
        (12.1, Show(Scene("listening", "en", heard="Where's the milk?"))),
        (12.4, Heard(1, "where's the milk", "en", 0.9, ended_at=12.0)),
        (12.41, MicrophoneClosed()),
        (12.42, Answer(4, "where's the milk", "en")),
        (12.45, Answered(4, reply)),
        (12.46, Say(2, "Aisle 4.", "Aisle 4.", "en")),
        (12.5, Show(Scene("speaking", "en", caption="Aisle 4."))),
        (12.5, SpeechStarted(2, 12.6, LINE)),
        (14.1, SpeechEnded(2, completed=True)),
        (14.2, Listen("en")),
        (14.21, MicrophoneOpened()),
        (14.2, Show(Scene("listening", "en"))),
        (20.0, ShopperLeft(1)),
    )


@pytest.mark.parametrize(("start_s", "told"), [(4.0, [4.0]), (None, [])])
def test_a_start_that_had_no_end_has_no_figure(start_s: float | None, told: list[float]) -> None:
    found = machine_rows(talk(), Facts("a talk", "en", "a machine", start_s=start_s, memory_mb=1.0, talk_s=9.0))
    assert [row.value for row in found if row.name == "start to ready"] == told


def test_delays_count_from_the_last_voiced_sample() -> None:
    (turn,) = turns(talk(), SAID, [])
    assert (turn.words_ms, turn.caption_ms, turn.sound_ms) == (100.0, 500.0, 600.0)
    assert (turn.heard, turn.reply, turn.entry) == ("where's the milk", "Aisle 4.", "milk")
    assert medians([turn])["sound_ms"] == 600.0


def test_a_card_of_the_reply_that_was_shown_while_the_shopper_spoke_leads() -> None:
    early = (
        11.4,
        Show(Scene("listening", "en", heard="where is", cards=(Card("bread", "Bread"), Card("milk", "Milk")))),
    )
    reply = Reply("question", "answer", 0.9, "en", entry="milk", caption="Aisle 4.", cards=(Card("milk", "Milk"),))
    said = [(row.at, row.message) for row in talk() if not isinstance(row.message, Answered)]
    timed = sorted([*said, early, (12.45, Answered(4, reply))], key=lambda each: each[0])
    (turn,) = turns(rows(*timed), SAID, [])
    assert turn.card_ms == -600.0
    assert medians([turn])["card_ms"] == -600.0
    assert turns(talk(), SAID, [])[0].card_ms is None


def test_a_frame_must_have_been_presented() -> None:
    (turn,) = turns(talk(), SAID, [12.09, 12.13, 12.51])
    assert (turn.words_ms, turn.caption_ms) == (130.0, 510.0)


def test_a_question_that_nobody_heard_has_no_delays() -> None:
    (turn,) = turns(rows((1.0, ShopperEngaged(1, 1.5))), SAID, [])
    assert (turn.heard, turn.words_ms, turn.sound_ms) == ("", None, None)


def test_the_longest_wait_is_until_a_sound_and_between_sounds() -> None:
    (turn,) = turns(talk(), SAID, [])
    assert longest_wait_s(talk(), [turn]) == pytest.approx(0.6)
    gap = [row for row in talk() if row.at < 14.2]
    gap += [LedgerRow(90, 17.0, "event", "voice", SpeechStarted(3, 17.0, LINE))]
    assert longest_wait_s(gap, [turn]) == pytest.approx(2.9)


def test_the_picture_has_every_lane_and_no_raw_words() -> None:
    bars = picture.bars(talk(), SAID, 20.0)
    assert {bar.lane for bar in bars} == {"presence", "shopper", "microphone", "thinking", "speaking"}
    engaged = next(bar for bar in bars if bar.label == "engaged")
    assert (engaged.begin, engaged.end) == (1.0, 20.0)
    drawn = picture.draw(bars, [(12.6, 0.0), (12.7, 1.0)], 1.0, 20.0)
    assert "<milk>" not in drawn
    assert drawn.count("<polyline") == 1
    html = page.render("A & B", drawn, turns(talk(), SAID, []), [Row("delay", 900.0, "ms", 800.0)], ["note <1>"])
    assert "A &amp; B" in html
    assert "note &lt;1&gt;" in html
    assert 'class="n bad"' in html


def test_what_is_said_to_a_person_is_no_question_to_the_kiosk_nor_the_person_s_words_its_reply() -> None:
    asked = {"at": 10.0, "kind": "say", "text": "a person, please", "last_voiced_at": 12.0}
    thanks, again = {**asked, "at": 35.0, "text": "Thank you!"}, {**asked, "at": 52.0, "text": "And milk?"}
    helped = [*talk()[:-1], *rows((30.0, HumanJoined(1, "Noor", "whisper")), (31.0, Say(9, "To the left.", "…", "en")))]
    rest = [*helped, *rows((50.0, HumanLeft(1, "handed-back")))]
    assert questions(rest, [asked, thanks, again]) == [asked, again]
    assert turns(rest, [asked], [])[0].reply == "Aisle 4."


def test_the_wait_for_a_person_ends_with_the_person() -> None:
    late = LedgerRow(90, 60.0, "event", "voice", SpeechStarted(3, 60.0, LINE))
    silent = [row for row in talk() if row.at < 14.2]
    (turn,) = turns(silent, SAID, [])
    assert longest_wait_s([*silent, *rows((30.0, HumanJoined(1, "Noor", "whisper"))), late], [turn]) < 1
    assert longest_wait_s([*silent, late], [turn]) > 40


WORDS = (Word("Milk", 0, 4, 0.0, 900.0), Word("is", 5, 2, 1000.0, 1400.0), Word("here", 8, 4, 1500.0, 2900.0))
LONG = Timeline("Milk is here", "en", "e", 22050, 66150, WORDS)
OVER = [
    {"at": 10.0, "kind": "say", "text": "where is the milk", "last_voiced_at": 11.0, "over": False},
    {"at": 20.9, "kind": "say", "text": "mhm", "first_voiced_at": 21.0, "last_voiced_at": 21.2, "over": True},
    {"at": 21.9, "kind": "cough", "text": "", "first_voiced_at": 22.0, "last_voiced_at": 22.4, "over": True},
    {"at": 25.0, "kind": "say", "text": "and bread", "first_voiced_at": 25.1, "last_voiced_at": 25.9, "over": True},
    {"at": 40.0, "kind": "say", "text": "in vain", "first_voiced_at": 40.1, "last_voiced_at": 41.0, "over": True},
]


def test_of_a_sentence_that_was_cut_off_the_lips_count_until_shortly_before() -> None:
    shut = tuple(Viseme("PP", at, at + 60.0) for at in (500.0, 1000.0, 1500.0))
    spoken = replace(LINE, visemes=shut)
    times = [10 + step / 100 for step in range(250)]
    frames = [
        Frame(t, {"mouthClose": float((t - 10) % 0.5 < 0.08)}, View(Scene("speaking", "en"), ("en",)), 5, 16)
        for t in times
    ]
    recording = Recording(Header(0.0, "maya", ("en",), 540, 960), tuple(frames))
    for completed, measured in ((True, 3), (False, 2)):
        said = rows((10.0, SpeechStarted(1, 10.0, spoken)), (11.7, SpeechEnded(1, completed=completed)))
        found = {row.name: row.value for row in lip_rows(said, recording)}
        assert found["closures of p, b, m that were measured"] == measured


def interrupted() -> list[LedgerRow]:
    """A "mhm" lowers the voice only, a cough breaks it off for a while, a question for good."""
    return rows(
        (11.1, Answer(1, "where is the milk", "en")),
        (20.0, SpeechStarted(1, 20.0, LONG)),
        (21.1, Duck(1, down=True)),
        (21.5, Duck(1, down=False)),
        (22.1, Duck(1, down=True)),
        (22.6, SpeechEnded(1, completed=False, word=1)),
        (23.9, SpeechStarted(2, 23.0, LONG, from_ms=1000.0)),
        (25.2, Duck(2, down=True)),
        (25.5, SpeechEnded(2, completed=False, word=1)),
        (26.0, Answer(2, "and bread", "en")),
    )


def test_who_speaks_over_the_kiosk_is_timed_from_the_own_first_voiced_sample() -> None:
    found = {one.text: one for one in interruptions.interruptions(interrupted(), OVER)}
    assert list(found) == ["mhm", "cough", "and bread"]
    assert [one.lowered_ms for one in found.values()] == pytest.approx([125.0] * 3)
    assert found["mhm"].silent_ms is None
    assert [found[text].silent_ms for text in ("cough", "and bread")] == pytest.approx([600.0, 400.0])
    figures = {row.name: row.value for row in interruptions.figures(interrupted(), OVER)}
    assert figures["sentences that went on where they were broken off"] == 1
    assert interruptions.figures(interrupted(), OVER[:1]) == []


def test_a_mhm_and_a_cough_are_no_questions_that_got_no_reply() -> None:
    assert [entry["text"] for entry in questions(interrupted(), OVER)] == ["where is the milk", "and bread"]


def test_the_picture_shows_where_the_voice_was_lowered_and_with_which_word_it_went_on() -> None:
    spoken = [bar for bar in picture.bars(interrupted(), OVER, 60.0) if bar.lane == "speaking"]
    assert [(bar.begin, bar.end) for bar in spoken if bar.kind == "lowered"] == [
        (21.1, 21.5),
        (22.1, 22.6),
        (25.2, 25.5),
    ]
    assert [(bar.begin, bar.label) for bar in spoken if bar.kind != "lowered"] == [
        (20.0, "Milk is here"),
        (24.0, "… is here"),
    ]


def test_the_sound_track_has_each_voice_in_its_place(tmp_path: Path) -> None:
    speaker = RecordingSpeaker(tmp_path, 22050)
    import time

    at = time.monotonic() + 0.05
    speaker.play(np.full(4410, 8000, np.int16), at)
    while speaker.playing():
        time.sleep(0.02)
    speaker.close()
    with wave.open(str(tmp_path / "shopper-1.wav"), "wb") as out:
        out.setparams((1, 2, 16000, 0, "NONE", ""))
        out.writeframes(np.full(8000, 4000, np.int16).tobytes())
    entry = {"at": at + 1.0, "kind": "say", "text": "x", "file": "shopper-1.wav", "last_voiced_at": at + 1.5}
    (tmp_path / "shop.jsonl").write_text(json.dumps(entry) + "\n")
    soundtrack.write(tmp_path, tmp_path / "mix.wav", at - 0.5, at + 2.0)
    with wave.open(str(tmp_path / "mix.wav")) as mixed:
        samples = np.frombuffer(mixed.readframes(mixed.getnframes()), "<i2")
        rate = mixed.getframerate()

    def level(second: float) -> float:
        return float(np.abs(samples[round(second * rate) :][: rate // 20]).mean())

    assert len(samples) == round(2.5 * rate)
    assert level(0.2) == 0
    assert level(0.58) == pytest.approx(8000, rel=0.05)
    assert level(1.0) == 0
    assert level(1.7) == pytest.approx(4000 * soundtrack.SHOPPER_GAIN, rel=0.05)
