"""`report.json` and `drill.html` of a drill."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path
from string import Template
from typing import Any, Final

from kiosk.bench.row import Row, meets
from kiosk.drill.judge import Judged, Told
from kiosk.drill.picture import draw
from kiosk.drill.run import Record

TEMPLATE: Final = Path(__file__).with_name("page.html")
NOTHING: Final = "nothing"


@dataclass(frozen=True, slots=True)
class About:
    """What a drill was: the machine, seed, seconds from start to ready, and what was faster than in a shop."""

    machine: str
    seed: int
    start_s: float
    disk: str
    accelerated: tuple[str, ...]


def write(record: Record, judged: Judged, about: About, out: Path) -> dict[str, Any]:
    """Write both files into `out`; gives the document."""
    document = {
        **asdict(about),
        "shoppers": judged.shoppers,
        "sessions": judged.sessions,
        "seconds": round(record.ended - record.began, 1),
        "passed": passed(judged),
        "rows": [asdict(row) for row in judged.rows],
        "faults": [asdict(told) for told in judged.faults],
        "turns": [asdict(turn) for turn in judged.turns],
        "memory": [
            {"at_s": round(each.at - record.began, 1), "mb": each.mb, "own_mb": each.own} for each in record.weights
        ],
        "left_behind": record.orphans,
    }
    (out / "report.json").write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
    (out / "drill.html").write_text(_page(record, judged, about), encoding="utf-8")
    return document


def passed(judged: Judged) -> bool:
    """Whether every bar was reached."""
    return all(meets(row) for row in judged.rows)


def title(record: Record, judged: Judged) -> str:
    """The drill in a line."""
    done = sum(not told.skipped for told in judged.faults)
    served = f"{judged.shoppers} shoppers in {judged.sessions} sessions"
    return f"Drill: {served}, and {done} faults, in {record.ended - record.began:.0f} s"


def _page(record: Record, judged: Judged, about: About) -> str:
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        title=escape(title(record, judged)),
        machine=escape(f"{about.machine} · start to ready {about.start_s:.1f} s · disk: {about.disk}"),
        figures="".join(map(_figure, judged.rows)),
        picture=draw(record, judged),
        faults="".join(map(_fault, judged.faults)),
        accelerated="".join(f"<li>{escape(line)}</li>" for line in about.accelerated),
    )


def _figure(row: Row) -> str:
    kind = "" if row.goal is None else "good" if meets(row) else "bad"
    sign = {"lower": "≤", "higher": "≥"}[row.better]
    goal = "" if row.goal is None else f"{sign} {row.goal:g} {row.unit}"
    seen = f"{row.value:g} {row.unit}"
    return f'<tr><td>{escape(row.name)}</td><td class="n {kind}">{seen}</td><td class="n">{goal}</td></tr>'


def _fault(told: Told) -> str:
    noticed = f"skipped: {told.skipped}" if told.skipped else "; ".join(told.shopper) or NOTHING
    lost = "" if told.skipped else f"{told.lost} of {told.turns}"
    cells = f"<td>{escape(told.what)}</td><td>{escape(noticed)}</td>"
    times = "".join(f'<td class="n">{seconds(each)}</td>' for each in (told.noticed_s, told.recovery_s))
    kind = "bad" if told.late else ""
    return f'<tr><td class="n">{told.at_s:.0f} s</td>{cells}{times}<td class="n {kind}">{lost}</td></tr>'


def seconds(value: float | None) -> str:
    """A time in a table; a dash for none."""
    return "–" if value is None else f"{value:.1f} s"
