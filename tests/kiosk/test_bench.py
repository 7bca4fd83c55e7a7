"""Every bench can be called alike, its document has the contract's shape, and it can be shown in every form."""

from __future__ import annotations

import inspect
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import cv2
import pytest
from story_support import have
from support import Stopwatch
from typer.testing import CliRunner

from kiosk.bench import by_hand, closures, document, markdown, own_endpoint, plot, turn
from kiosk.bench.cli import PARTS
from kiosk.bench.document import Document
from kiosk.bench.row import Peer, Row, Skipped, Step, meets
from kiosk.cli import build
from kiosk.errors import InputError, KioskError
from kiosk.report.turns import Turn

WHEN = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
SOME = Document(
    "a machine | of mine",
    (
        Row("fast", 3.0, "ms", 4.0, peer=Peer("the old way", 12.0)),
        Row("missed", 70.0, "%", 97.0, "higher"),
        Row("none wrong", 0.0, "", 0.0),
        Row("just so", 5.5, "s"),
    ),
    (Skipped("the rest", "there is no board"),),
)


@pytest.mark.parametrize("part", PARTS)
def test_benches_are_called_alike(part: str) -> None:
    parameters = inspect.signature(import_module(f"kiosk.bench.{part}").steps).parameters
    assert list(parameters) == ["data", "full"]
    assert parameters["full"].kind is inspect.Parameter.KEYWORD_ONLY


def test_every_bench_can_be_imported_without_what_only_developers_install() -> None:
    absent = ["bm25s", "dynamixel_sdk", "jsonschema", "onnx", "piper", "psutil", "pyfirmata2", "skimage"]
    program = (
        f"import sys; sys.modules.update(dict.fromkeys({absent})); from importlib import import_module;"
        f"[import_module('kiosk.bench.' + part) for part in {list(PARTS)}]"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=200)
    assert done.returncode == 0, done.stderr


@pytest.mark.engine
def test_the_document_has_machine_rows_and_what_was_skipped(tmp_path: Path) -> None:
    command = [sys.executable, "-P", "-m", "kiosk", "bench", "voice", "--json", "--plot", str(tmp_path / "v.svg")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=100)
    found = json.loads(done.stdout)
    assert set(found) == {"machine", "rows", "skipped"}
    assert "cores" in found["machine"]
    assert len(found["rows"]) > 3
    for row in found["rows"]:
        assert set(row) == {"name", "value", "unit", "goal", "better", "peer"}
        assert isinstance(row["value"], int | float)
        assert row["better"] in {"lower", "higher"}
    peers = {row["peer"]["name"] for row in found["rows"] if row["peer"]}
    assert len(peers) == 2, "both peers were measured"
    assert "sentences in every language" in done.stderr, "it tells what it measures now"
    assert (tmp_path / "v.svg").read_text().startswith("<?xml")


def test_a_goal_has_a_side() -> None:
    assert meets(Row("a", 3.0, "ms", 4.0))
    assert not meets(Row("a", 3.0, "%", 4.0, "higher"))
    assert meets(Row("a", 3.0, "ms"))


@pytest.mark.parametrize(
    ("row", "value", "share"),
    [
        (Row("half", 2, "", 4.0), 2, 0.5),
        (Row("twice", 8, "", 4.0), 8, 2.0),
        (Row("below", 90, "", 100.0, "higher"), 90, 1.1),
        (Row("above", 110, "", 100.0, "higher"), 110, 0.9),
        (Row("early enough", -1.5, "", -1.0), -1.5, 0.5),
        (Row("none", 0, "", 0.0), 0, 1.0),
        (Row("one too many", 1, "", 0.0), 1, plot.FAR),
        (Row("leads", 40, "", 0.0, "higher"), 40, 0.0),
    ],
    ids=lambda one: one.name if isinstance(one, Row) else "",
)
def test_every_goal_lies_at_one_on_the_picture(row: Row, value: float, share: float) -> None:
    assert plot.burden(row, value) == pytest.approx(share)
    assert (plot.burden(row, value) <= 1) == meets(row)


def test_the_picture_is_wide_and_tells_missed_goals_by_colour(tmp_path: Path) -> None:
    plot.draw("body", SOME, WHEN, tmp_path / "a.png")
    picture = cv2.imread(str(tmp_path / "a.png"))
    assert picture.shape[1] == plot.WIDTH_PX

    def pixels(colour: str) -> int:
        red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
        return int((picture == (blue, green, red)).all(axis=2).sum())

    assert pixels(plot.MISSED) > 200
    kept = Document(SOME.machine, SOME.rows[:1], ())
    plot.draw("body", kept, WHEN, tmp_path / "b.png")
    picture = cv2.imread(str(tmp_path / "b.png"))
    assert pixels(plot.MET) > 200
    assert pixels(plot.MISSED) < 200, "the legend only"


def test_a_saved_document_is_shown_again_and_put_into_the_docs(tmp_path: Path) -> None:
    saved, docs = tmp_path / "body.json", tmp_path / "p.md"
    saved.write_text(document.to_json(SOME))
    assert document.load(saved)[0] == SOME
    docs.write_text("# Notes\n<!-- bench body -->\nold\n<!-- end of bench body -->\nmy own words\n")
    run = CliRunner()
    for _ in range(2):
        done = run.invoke(build(), ["bench", "body", "--load", str(saved), "--into", str(docs), "--markdown"])
        assert done.exit_code == 0, done.exception
    text = docs.read_text()
    assert text.startswith("# Notes\n<!-- bench body -->\n### body")
    assert text.endswith("<!-- end of bench body -->\nmy own words\n")
    assert "old\n" not in text
    assert "| fast | 3 ms | ≤ 4 ✓ | the old way: 12 |" in text
    assert "| missed | 70 % | ≥ 97 **missed** |  |" in text
    assert "- the rest: there is no board" in text
    assert "a machine | of mine" in done.stdout
    with pytest.raises(InputError, match="no place"):
        markdown.inserted("nothing", "body", "x")
    saved.write_text('{"machine": "m", "rows": [{"name": "n"}]}')
    with pytest.raises(InputError, match="no document of a bench"):
        document.load(saved)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["vioce"], "Did you mean voice?"),
        (["body", "--pack", "maya"], "measures no packs"),
        (["body", "--plot", "picture.txt"], "No picture can be written"),
        (["body", "--into", "none.md"], "There is no file none.md"),
        (["body", "--load", "none.json"], "no document of a bench"),
    ],
)
def test_mistakes_are_told_before_anything_is_measured(arguments: list[str], words: str) -> None:
    fault = CliRunner().invoke(build(), ["bench", *arguments]).exception
    assert isinstance(fault, InputError)
    assert words in str(fault)


def test_a_step_that_stalls_does_not_cost_the_figures_of_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def stalls() -> Iterator[Row]:
        yield Row("before it", 1.0, "ms")
        raise KioskError("bench.stalled", "The kiosk did not become ready.", "Look at it with `kiosk doctor`.")

    after = Step("the next", lambda: [Row("after it", 2.0, "ms")])
    monkeypatch.setattr("kiosk.bench.voice.steps", lambda *_, **__: [Step("a busy one", stalls), after])
    document_ = json.loads(CliRunner().invoke(build(), ["bench", "voice", "--json"]).stdout)
    assert [row["name"] for row in document_["rows"]] == ["before it", "after it"]
    (skipped,) = document_["skipped"]
    assert skipped["name"] == "a busy one"
    assert "did not become ready" in skipped["reason"]


def test_delays_are_medians_with_the_slowest_beside_them() -> None:
    turns = [
        Turn("a", "a", "b", "e", 0.0, words, 100.0, sound) for words, sound in ((10.0, 1.0), (30.0, None), (None, 9.0))
    ]
    rows = {row.name: row for row in turn.delay_rows("key", turns, {"words_ms": [50.0, 70.0]})}
    assert rows["key → own words on the screen, median of 2"].value == 20.0
    assert rows["key → own words on the screen, median of 2"].peer == Peer("plain serial pipeline", 60.0)
    assert rows["key → own words on the screen, slowest of 2"].value == 30.0
    assert rows["key → first sound, slowest of 2"].value == 9.0


def test_a_recogniser_alone_is_charged_for_what_it_waits_and_thinks() -> None:
    import numpy as np

    calls: list[int] = []

    def feed(samples: np.ndarray) -> str | None:
        calls.append(len(samples))
        time.sleep(0.03 if len(calls) == 5 else 0.0)
        return "done" if len(calls) == 5 else None

    watch = Stopwatch()
    end = own_endpoint._end(feed, np.zeros(16_000, np.int16))
    assert end is not None
    assert end.text == "done"
    assert 0.13 <= end.at_s < 0.4 + watch.late_s


def test_a_closure_that_is_marked_late_is_measured_late() -> None:
    import numpy as np

    from kiosk.timeline import Phoneme

    rate = 16_000
    t = np.arange(rate // 2) / rate
    loud = (8000 * np.sin(2 * np.pi * 200 * t)).astype(np.int16)
    loud[int(0.2 * rate) : int(0.28 * rate)] = 0
    phonemes = [Phoneme("a", 0, 240), Phoneme("t", 240, 400)]
    (error,) = closures.errors_ms(loud, rate, phonemes)
    assert error == pytest.approx(40, abs=4)


@pytest.mark.story
def test_a_whole_kiosk_is_measured_by_hand() -> None:
    plan = by_hand.Plan(0.5, ("Where are the toilets?",), (), ("nl",), ("body",))
    rows = {row.name: row.value for row in turn.rows_by_hand(plan)}
    assert rows["key → first sound, median of 1"] > 0
    assert rows["touch → caption, median of 1"] > 0
    assert rows["processor, all processes, nobody there, of one core"] > 0
    assert rows["body killed → ready again"] > 0.02


def in_session(number: int) -> list[int]:
    """The processes of a session that live."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == number and fields[0] != "Z":
            found.append(int(folder.name))
    return found


@pytest.mark.story
def test_an_interrupted_bench_leaves_nobody_behind() -> None:
    if reason := have("yunet"):
        pytest.skip(reason)
    command = [sys.executable, "-P", "-m", "kiosk", "bench", "turn"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True) as process:
        until = time.monotonic() + 90
        while len(in_session(process.pid)) < 5 and time.monotonic() < until:
            time.sleep(0.1)
        assert len(in_session(process.pid)) >= 5, "the kiosk's processes"
        os.killpg(process.pid, signal.SIGINT)
        _, told = process.communicate(timeout=200)
        assert process.returncode == 130
        assert b"Traceback" not in told
        assert in_session(process.pid) == []
