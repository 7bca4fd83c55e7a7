"""`report.json` and `report.html` of a run, from its ledger and recordings."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from kiosk.events import PartFailed, SpeechStarted
from kiosk.report import page, picture
from kiosk.report.turns import BARS_MS, SILENCE_BAR_S, Turn, longest_wait_s, medians, shop_log, turns
from kiosk.runtime.ledger import LedgerRow, read
from kiosk.stage.lipsync import leads
from kiosk.stage.record import Recording

MEMORY_BAR_MB = {"ko": 1600.0}
MEMORY_BAR_OTHERS_MB = 1200.0
START_BAR_S = 6.0
NAMES = {
    "words_ms": "end of speech → what was heard stands on the screen, median",
    "caption_ms": "end of speech → caption of the reply, median",
    "sound_ms": "end of speech → first sound, median",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What only the run itself, or the making of the film, could measure. Times in s, memory in MB (10⁶ bytes)."""

    title: str
    lang: str
    machine: str
    start_s: float
    memory_mb: float
    talk_s: float
    film_s: float | None = None
    notes: tuple[str, ...] = ()


def write(run_dir: Path, out: Path, facts: Facts, more: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    """Write both files and return the document; `more` are figures that belong to it."""
    rows = list(read(out / "ledger.jsonl"))
    recording = Recording.load(run_dir)
    said = [entry for entry in shop_log(run_dir) if entry["kind"] == "say"]
    found = turns(rows, said, recording.presented)
    figures = [*_delays(rows, found), *_lips(rows, recording), *_frames(recording), *_machine(rows, facts), *more]
    begin, end = rows[0].at, rows[-1].at
    drawn = picture.draw(picture.bars(rows, said, end), _jaw(run_dir), begin, end)
    document = {"title": facts.title, "lang": facts.lang, "machine": facts.machine, "notes": list(facts.notes)}
    document |= {"turns": [asdict(turn) for turn in found], "figures": figures}
    (out / "report.json").write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
    notes = (f"{facts.lang} · {facts.machine}", *facts.notes)
    html = page.render(facts.title, drawn, document["turns"], figures, notes)
    (out / "report.html").write_text(html, encoding="utf-8")
    return document


def figure(
    name: str, value: float | None, unit: str, goal: float | None = None, better: str = "lower"
) -> dict[str, Any]:
    """One row of a report; the value is None where nothing could be measured."""
    return {
        "name": name,
        "value": None if value is None else round(value, 2),
        "unit": unit,
        "goal": goal,
        "better": better,
    }


def _delays(rows: Sequence[LedgerRow], found: Sequence[Turn]) -> list[dict[str, Any]]:
    seen = medians(found)
    rest = figure("longest wait for a word or a sound", longest_wait_s(rows, found), "s", SILENCE_BAR_S)
    return [*(figure(NAMES[name], seen[name], "ms", goal) for name, goal in BARS_MS.items()), rest]


def _lips(rows: Sequence[LedgerRow], recording: Recording) -> list[dict[str, Any]]:
    """The mouth must lead by 0 to 60 ms: two rows, as one goal has one side."""
    spoken = [row.message for row in rows if isinstance(row.message, SpeechStarted)]
    found = leads(recording, [(speech.at, speech.timeline) for speech in spoken])
    middle = median(found) if found else None
    return [
        figure("mouth leads the sound, median over closures of p, b, m (not late)", middle, "ms", 0.0, "higher"),
        figure("mouth leads the sound, median over closures of p, b, m (not early)", middle, "ms", 60.0),
        figure("closures of p, b, m that were seen", len(found), "closures", 30, "higher"),
    ]


def _frames(recording: Recording) -> list[dict[str, Any]]:
    gaps = [(b - a) * 1e3 for a, b in pairwise(recording.presented)]
    if len(gaps) < 100:
        return []
    percentiles = quantiles(gaps, n=100)
    return [
        figure("live frames a second", 1e3 / (sum(gaps) / len(gaps)), "fps", None, "higher"),
        figure("live frame gap, 99th percentile", percentiles[98], "ms", None),
    ]


def _machine(rows: Sequence[LedgerRow], facts: Facts) -> list[dict[str, Any]]:
    failures = sum(isinstance(row.message, PartFailed) and row.message.code == "part.died" for row in rows)
    return [
        figure("start to ready", facts.start_s, "s", START_BAR_S),
        figure(
            "memory of all processes, highest (PSS)",
            facts.memory_mb,
            "MB",
            MEMORY_BAR_MB.get(facts.lang, MEMORY_BAR_OTHERS_MB),
        ),
        figure("parts that died", failures, "parts", 0),
        figure("the conversation", facts.talk_s, "s"),
        figure("drawing the film", facts.film_s, "s"),
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
