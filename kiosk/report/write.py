"""`report.json` and `report.html` of a run, from its ledger and recordings."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from kiosk.bench.row import Row
from kiosk.events import PartFailed, SpeechEnded, SpeechStarted
from kiosk.report import beside, handover, interruptions, page, picture
from kiosk.report.turns import BARS_MS, SILENCE_BAR_S, Turn, longest_wait_s, medians, questions, turns, utterances
from kiosk.runtime.ledger import LedgerRow, read
from kiosk.simulation import colleague_log
from kiosk.stage.film import record
from kiosk.stage.film.lipsync import AROUND_S, Speech, closure_leads

MEMORY_BAR_MB = {"ko": 1600.0}
MEMORY_BAR_OTHERS_MB = 1200.0
START_BAR_S = 6.0
GAP_BAR_MS = 50.0
NAMES = {
    "words_ms": "end of speech → what was heard stands on the screen, median",
    "caption_ms": "end of speech → caption of the reply, median",
    "card_ms": "end of speech → card of the reply, median; below 0 while the shopper still speaks",
    "sound_ms": "end of speech → first sound, median",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What only the run itself, or the making of the film, could measure. Times in s, memory in MB (10⁶ bytes).

    `start_s` is None where not every part got ready. `held_mb` is what each process held when memory was highest, by
    name; `devices` are the profiles of the devices beside the robot, by name.
    """

    title: str
    lang: str
    machine: str
    start_s: float | None
    memory_mb: float
    talk_s: float
    film_s: float | None = None
    notes: tuple[str, ...] = ()
    held_mb: Mapping[str, float] = field(default_factory=dict)
    devices: Mapping[str, str] = field(default_factory=dict)


def write(run_dir: Path, out: Path, facts: Facts, more: Sequence[Row] = ()) -> dict[str, Any]:
    """Write both files and return the document; `more` are figures that belong to it."""
    rows = list(read(out / "ledger.jsonl"))
    recording = record.read(run_dir / record.FILE)
    said = utterances(run_dir)
    found = turns(rows, questions(rows, said), [frame.t for frame in recording.frames])
    joined = handover.Handover(rows, colleague_log.read(run_dir), recording.frames)
    figures = [
        *_delays(rows, found),
        *interruptions.figures(rows, said),
        *lip_rows(rows, recording),
        *frame_rows(recording),
        *handover.figures(joined),
        *machine_rows(rows, facts),
        *more,
    ]
    begin, end = rows[0].at, rows[-1].at
    found_bars = [*picture.bars(rows, said, end), *beside.bars(run_dir, facts.devices, end)]
    drawn = picture.draw(found_bars, _jaw(run_dir), begin, end)
    drawn += beside.strip(beside.displayed(run_dir, facts.devices), begin)
    document: dict[str, Any] = {
        "title": facts.title,
        "lang": facts.lang,
        "machine": facts.machine,
        "notes": list(facts.notes),
    }
    held = {name: round(mb, 1) for name, mb in sorted(facts.held_mb.items(), key=lambda each: -each[1])}
    document |= {"memory": held}
    document |= {"turns": [asdict(turn) for turn in found], "figures": [asdict(row) for row in figures]}
    (out / "report.json").write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
    notes = (f"{facts.lang} · {facts.machine}", *facts.notes)
    html = page.render(facts.title, drawn, found, figures, notes, handover.chapter(joined, run_dir), held)
    (out / "report.html").write_text(html, encoding="utf-8")
    return document


def _delays(rows: Sequence[LedgerRow], found: Sequence[Turn]) -> list[Row]:
    seen = {name: value for name, value in medians(found).items() if value is not None}
    delays = [Row(NAMES[name], value, "ms", BARS_MS.get(name)) for name, value in seen.items()]
    replied = sum(bool(turn.reply) for turn in found)
    waits = (
        [Row("longest wait for a sound", round(longest_wait_s(rows, found), 2), "s", SILENCE_BAR_S)] if replied else []
    )
    return [*delays, *waits, Row("questions that got a reply", replied, "turns", len(found), "higher")]


def lip_rows(rows: Sequence[LedgerRow], recording: record.Recording) -> list[Row]:
    """The mouth must lead by 0 to 60 ms: two rows, as one goal has one side."""
    lips = closure_leads(recording, _sounded(rows))
    if lips.median_ms is None:
        return []
    middle = round(lips.median_ms, 1)
    return [
        Row("mouth leads the sound at p, b, m, median: never late", middle, "ms", 0.0, "higher"),
        Row("mouth leads the sound at p, b, m, median: not too early", middle, "ms", 60.0),
        Row("closures of p, b, m that were measured", len(lips.leads_ms), "closures", 30, "higher"),
        Row("closures of p, b, m that were not shown closed", lips.missed, "closures", 0),
    ]


def _sounded(rows: Sequence[LedgerRow]) -> list[Speech]:
    """What was said: of a sentence that was cut off only what sounded well before."""
    ends = {row.message.utterance: (row.at, row.message) for row in rows if isinstance(row.message, SpeechEnded)}
    found = []
    for speech in (row.message for row in rows if isinstance(row.message, SpeechStarted)):
        if speech.utterance in ends:
            at, ended = ends[speech.utterance]
            until_ms = float("inf") if ended.completed else 1e3 * (at - AROUND_S - speech.at)
            said = speech.timeline.rest(speech.from_ms)
            heard = tuple(each for each in said.visemes if each.end_ms < until_ms)
            found.append((speech.at, replace(said, visemes=heard)))
    return found


def frame_rows(recording: record.Recording) -> list[Row]:
    """How fluent the live window was."""
    times = record.frame_times(recording)
    return [
        Row("live window", round(times.fps, 1), "frames/s", None, "higher"),
        Row("live frame, drawing, 95th percentile", round(times.draw_p95_ms, 1), "ms"),
        Row("live frame gap, 95th percentile", round(times.gap_p95_ms, 1), "ms"),
        Row("live frame gap, 99th percentile", round(times.gap_p99_ms, 1), "ms", GAP_BAR_MS),
    ]


def machine_rows(rows: Sequence[LedgerRow], facts: Facts) -> list[Row]:
    """What the run cost the machine; nothing is told of a start that had no end."""
    failures = sum(isinstance(row.message, PartFailed) and row.message.code == "part.died" for row in rows)
    return [
        *([] if facts.start_s is None else [Row("start to ready", round(facts.start_s, 2), "s", START_BAR_S)]),
        Row(
            "memory of all processes of the kiosk, highest (PSS)",
            facts.memory_mb,
            "MB",
            MEMORY_BAR_MB.get(facts.lang, MEMORY_BAR_OTHERS_MB),
        ),
        Row("parts that died", failures, "parts", 0),
        Row("the conversation", round(facts.talk_s, 1), "s"),
        *([] if facts.film_s is None else [Row("drawing the film", round(facts.film_s, 1), "s")]),
    ]


def _jaw(run_dir: Path) -> list[tuple[float, float]]:
    """The simulated robot's jaw, 0 closed to 1 open, from the board's own log."""
    file = run_dir / "robot.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    poses = [json.loads(line) for line in lines]
    pulses = [(pose["at"], float(pose["channels"]["0"])) for pose in poses if "0" in pose.get("channels", {})]
    low = min((pulse for _, pulse in pulses), default=0.0)
    span = max((pulse for _, pulse in pulses), default=1.0) - low or 1.0
    return [(at, (pulse - low) / span) for at, pulse in pulses]
