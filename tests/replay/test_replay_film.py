"""A film of a ledger: the right picture and the right sound at the right second, and nothing of the idle time."""

from __future__ import annotations

import json
from pathlib import Path

import av
import numpy as np
import pytest
from dialogue.world import World

import avatars
from kiosk import commands as c
from kiosk import events as e
from kiosk.errors import InputError, KioskError
from kiosk.ports import Message
from kiosk.report.soundtrack import RATE, at_rate
from kiosk.rerun.cli import replay
from kiosk.rerun.speech import retell
from kiosk.runtime.ledger import Ledger, LedgerRow, export
from kiosk.stage.director import Director
from kiosk.stage.film.lipsync import closure_leads
from kiosk.stage.film.record import Header, read
from kiosk.stage.film.rerun import Span, rerun
from kiosk.voice.synthesis import Synthesiser

SIZE = (320, 568)
IDLE_S = 600.0


def kept(path: Path, rows: list[LedgerRow], avatar: str = "maya") -> Path:
    ledger = Ledger(path, avatar=avatar)
    for row in rows:
        ledger.write(row.at, row.kind, row.part, row.message)
    ledger.close()
    return path


@pytest.fixture(scope="module")
def rows() -> list[LedgerRow]:
    """Ten idle minutes, then somebody asks for milk and goes."""
    world = World()
    world.wait(IDLE_S)
    world.arrive()
    world.ask("milk please")
    world.wait(6.0)
    world.post(e.ShopperLeft(1))
    world.wait(60.0)
    return world.rows


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIOSK__STAGE__WIDTH", str(SIZE[0]))
    monkeypatch.setenv("KIOSK__STAGE__HEIGHT", str(SIZE[1]))


def run(file: Path, film: Path | None, **options: object) -> None:
    """The command with its defaults."""
    defaults = dict.fromkeys(("run", "from_", "to", "turn", "avatar", "store"))
    replay(file, film, **{**defaults, "idle": False, "json_": True, **options})  # type: ignore[arg-type]


@pytest.mark.engine
def test_the_film_of_a_ledger_cuts_the_idle_time_and_speaks_when_the_kiosk_did(
    rows: list[LedgerRow], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export(kept(tmp_path / "l.sqlite", rows), tmp_path / "l.jsonl")
    turn = next(row for row in rows if isinstance(row.message, c.Answer) and not row.message.partial)
    start = turn.at - 3.0
    run(tmp_path / "l.jsonl", tmp_path / "f.mp4", from_=start - rows[0].at, to=start + 7.0 - rows[0].at)
    out, err = capsys.readouterr()
    document = json.loads(out)
    film = document["film"]
    assert document["difference"] is None
    assert film["seconds"] == pytest.approx(7.0, abs=0.05)
    assert film["cut_s"] == pytest.approx(rows[-1].at - rows[0].at - 7.0, abs=0.1)
    assert "a ledger holds no sound" in err
    spoken = [row.message for row in rows if isinstance(row.message, e.SpeechStarted) and row.at > turn.at]
    begins = spoken[0].at - start
    with av.open(str(tmp_path / "f.mp4")) as container:
        video = container.streams.video[0]
        assert (video.width, video.height) == SIZE
        pictures = [frame.to_ndarray(format="rgb24") for frame in container.decode(video)]
    with av.open(str(tmp_path / "f.mp4")) as container:
        sound = np.abs(np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)]))
    assert len(pictures) == film["frames"] == 175
    assert sound[round((begins + 0.1) * 48_000) : round((begins + 1.0) * 48_000)].max() > 0.05
    assert sound[round((begins - 0.3) * 48_000) : round((begins - 0.05) * 48_000)].max() < 0.01
    before, after = pictures[round((begins - 0.6) * 25)], pictures[round((begins + 1.0) * 25)]
    lower = slice(SIZE[1] * 2 // 3, None)
    assert np.abs(before[lower].astype(int) - after[lower]).mean() > 3, "the caption of the reply"


def test_the_film_of_an_hour_keeps_the_mouth_on_the_sound_across_a_cut(tmp_path: Path) -> None:
    """Two sentences an hour apart: in the film they are seconds apart, and p, b and m close with them."""
    voice = Synthesiser()
    text = "Maybe my mother bought more butter, bread and pepper from a big man in a blue boat."
    timeline = voice.speak(text, "en").timeline
    starts = (102.0, 3700.0)
    messages = [(at - 0.1, e.SpeechStarted(number, at, timeline)) for number, at in enumerate(starts)]
    drawn = [Span(at - 1.0, at - 1.0 + 8.0) for at in starts]
    director = Director(avatars.load("maya"), "en", ("en",), seed=1, lead_s=0.035)
    header = Header(0.0, "maya", ("en",), *SIZE)
    count = rerun(messages, drawn, director, tmp_path / "stage.jsonl", header, 25)
    recording = read(tmp_path / "stage.jsonl")
    assert count == len(recording.frames) == 400
    assert recording.frames[-1].t == pytest.approx(16.0 - 0.04, abs=0.001)
    lips = closure_leads(recording, [(1.0, timeline), (9.0, timeline)])
    assert len(lips.leads_ms) >= 10
    assert lips.missed == 0
    assert lips.median_ms is not None
    assert 0 <= lips.median_ms <= 60


def test_a_sentence_that_was_broken_off_is_lowered_ends_and_goes_on_at_its_word_in_the_film_too() -> None:
    voice, text = Synthesiser(), "The milk is in aisle four, next to the eggs."
    timeline = voice.speak(text, "en").timeline
    from_ms = timeline.words[4].start_ms
    messages: list[tuple[float, Message]] = [
        (9.9, c.Say(1, text, text, "en")),
        (10.0, e.SpeechStarted(1, 10.0, timeline)),
        (10.4, c.Duck(1, down=True)),
        (11.0, e.SpeechEnded(1, completed=False, word=4)),
        (12.9, c.Say(2, text, text, "en", from_word=4)),
        (13.0, e.SpeechStarted(2, 13.0 - from_ms / 1000, timeline, from_ms)),
        (16.0, e.SpeechEnded(2, completed=True)),
    ]
    rows = [LedgerRow(n, at, "event", "x", message) for n, (at, message) in enumerate(messages)]
    first, second = retell(rows, [Span(9.0, 17.0)], voice).pieces
    whole = at_rate(voice.speak(text, "en").pcm, timeline.sample_rate)
    assert (first.at, len(first.samples) / RATE) == (10.0, pytest.approx(1.0, abs=0.02))
    lowered = slice(round(0.45 * RATE), round(0.95 * RATE))
    assert np.std(first.samples[: RATE // 3]) == pytest.approx(np.std(whole[: RATE // 3]), rel=0.2)
    assert np.std(first.samples[lowered]) == pytest.approx(0.2 * np.std(whole[lowered]), rel=0.2)
    assert second.at == pytest.approx(13.0)
    assert len(second.samples) == pytest.approx(len(whole) - from_ms / 1000 * RATE, abs=50)


@pytest.mark.engine
def test_what_this_voice_cannot_say_is_counted_and_not_made_up(rows: list[LedgerRow]) -> None:
    spans = [Span(rows[0].at, rows[-1].at)]
    foreign = [
        LedgerRow(row.seq, row.at, row.kind, row.part, c.Say(row.message.utterance, "x", "x", "tlh"))
        if isinstance(row.message, c.Say)
        else row
        for row in rows
    ]
    told = retell(foreign, spans, Synthesiser())
    assert told.unspoken == told.sentences > 0
    assert told.pieces == ()


def test_what_cannot_be_filmed_is_one_sentence(rows: list[LedgerRow], tmp_path: Path) -> None:
    file = kept(tmp_path / "l.sqlite", rows, avatar="nobody")
    for film, options, code in (
        (None, {"turn": 1}, "replay.options"),
        (tmp_path / "f.avi", {}, "replay.film"),
        (tmp_path / "f.mp4", {"turn": 9}, "replay.turn"),
        (tmp_path / "f.mp4", {"from_": 5.0, "to": 300.0}, "replay.nothing"),
        (tmp_path / "f.mp4", {"turn": 1}, "avatar.unknown"),
        (tmp_path / "f.mp4", {"run": "7"}, "ledger.no-run"),
    ):
        with pytest.raises(InputError) as fault:
            run(file, film, **options)
        assert fault.value.code == code


def test_a_redacted_ledger_is_refused_and_a_cut_one_compared_as_far_as_it_goes(
    rows: list[LedgerRow], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = kept(tmp_path / "l.sqlite", rows)
    export(file, tmp_path / "r.jsonl", redacted=True)
    with pytest.raises(InputError) as fault:
        run(tmp_path / "r.jsonl", tmp_path / "f.mp4")
    assert (fault.value.code, fault.value.status) == ("ledger.redacted", 2)
    assert not (tmp_path / "f.mp4").exists()
    export(file, tmp_path / "l.jsonl")
    lines = (tmp_path / "l.jsonl").read_text().splitlines(keepends=True)
    (tmp_path / "l.jsonl").write_text("".join(lines[:40]) + lines[40][:30])
    with pytest.raises(InputError, match=r"line 41, is cut short.*same commands came out \(39 rows\)"):
        run(tmp_path / "l.jsonl", None)
    document = json.loads(capsys.readouterr().out)
    assert document["events"] + document["commands"] == 39
    assert len(document["flaws"]) == 2
    changed = "".join(lines).replace('"expression": "smile"', '"expression": "sad"')
    (tmp_path / "c.jsonl").write_text(changed)
    with pytest.raises(KioskError, match="Row") as different:
        run(tmp_path / "c.jsonl", None)
    assert (different.value.code, different.value.status) == ("replay.differs", 1)
