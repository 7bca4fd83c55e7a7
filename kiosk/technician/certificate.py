"""The report of a commissioning as a page to print and to file: self-contained, with its signed JSON inside."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from typing import Any, Final

from hardware.motion.joints import Joint
from hardware.motion.trajectory import Limits
from hardware.profiles.robot_profile import load
from kiosk.errors import InputError
from kiosk.resources import device_profile
from kiosk.technician.drawing import figure
from kiosk.technician.pictures import dials, page
from kiosk.technician.signature import SIGNATURE

OPENING: Final = '<script type="application/json" id="record">'
CLOSING: Final = "</script>"
LIMITS: Final = "<h2>Limits</h2>"
DIALS: Final = '<div class="dials">'
VERDICTS: Final = {True: ("good", "passed"), False: ("bad", "FAILED"), None: ("", "noted")}
Record = Mapping[str, Any]


def html(record: Record, drawn: str, dialled: str) -> str:
    """The whole page; the same record and pictures give the same page."""
    body = record["body"]
    verdict = '<span class="good">passed</span>' if record["passed"] else '<span class="bad">NOT passed</span>'
    simulated = "<p><strong>A simulated body: this report is a trial.</strong></p>" if body["simulated"] else ""
    parts = [
        f"<h1>Commissioning of {escape(body['device'])}: {verdict}</h1>{simulated}",
        _facts(record),
        "".join(_step(step) for step in record["steps"]),
        f"{LIMITS}{drawn}{DIALS}{dialled}</div>",
        _signed(record[SIGNATURE]),
        f"{OPENING}{_inside(record)}{CLOSING}",
    ]
    return page(f"Commissioning of {body['device']}, {record['when'][:10]}", "\n".join(parts))


def embedded(text: str) -> str:
    """The JSON of a page.

    Raises:
        InputError: `commission.report`.
    """
    _, opening, rest = text.partition(OPENING)
    inside, closing, _ = rest.partition(CLOSING)
    if not opening or not closing:
        raise InputError("commission.report", "The page holds no record.", "Give the file as it was made.")
    return inside.replace("\\u003c", "<")


def unaltered(text: str, record: Record) -> bool:
    """Whether a reader sees what the record says: the page is made again from it, but for the body's picture."""
    return _without_figure(text) == _without_figure(html(record, "", dials_of(record)))


def _without_figure(text: str) -> str:
    before, limits, rest = text.partition(LIMITS)
    _, opening, after = rest.partition(DIALS)
    return before + limits + opening + after


def _facts(record: Record) -> str:
    body = record["body"]
    deadman = f"{body['deadman_ms']} ms" if body["deadman_ms"] else f"none: {record['undefended']}"
    rows = {
        "Who": record["who"],
        "Place": record["place"] or "–",
        "Kiosk": record["kiosk"],
        "When": record["when"],
        "Profile": f"{body['profile']} ({body['protocol']}, {body['baud']} baud, {body['rate_hz']:g} Hz)",
        "Port": body["port"],
        "Deadman": deadman,
        "Software": f"{record['software']}, {record['machine']}",
    }
    cells = "".join(f"<tr><th>{escape(name)}</th><td>{escape(str(value))}</td></tr>" for name, value in rows.items())
    return f"<table>{cells}</table>"


def _step(step: Record) -> str:
    rows = "".join(_finding(one) for one in step["findings"])
    head = f"<h2>{escape(step['title'])}</h2><p>{escape(step['when'])}</p>"
    return f"{head}<table><tr><th>what</th><th>verdict</th><th>found</th><th>figures</th></tr>{rows}</table>"


def _finding(one: Record) -> str:
    style, word = VERDICTS[one["passed"]]
    figures = "<br>".join(f"{escape(name)} {value:g}" for name, value in sorted(one["figures"].items()))
    found = escape(one["found"]) + (f"<br>→ {escape(one['remedy'])}" if one["remedy"] else "")
    verdict = f'<td class="{style}">{word}</td>'
    return f"<tr><td>{escape(one['name'])}</td>{verdict}<td>{found}</td><td>{figures}</td></tr>"


def _signed(signature: Record) -> str:
    return (
        f"<h2>Signature</h2><p>{escape(signature['algorithm'])}, key of this kiosk: "
        f"<strong>{escape(signature['fingerprint'])}</strong>. <code>kiosk hardware commission --verify FILE</code> "
        "says whether anything was changed since.</p><p>Name and signature of the inspector:</p><p>&nbsp;</p><hr>"
    )


def _inside(record: Record) -> str:
    return json.dumps(record, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")


def dials_of(record: Record) -> str:
    """The dials of the joints as the record has them."""
    return dials(_joint(one) for one in record["joints"])


def _joint(told: Record) -> Joint:
    """A joint as `kiosk.technician.info.joint_data` told it."""
    (lowest, highest), (low, high) = told["range"], told["positions"]
    limits = Limits(lowest, highest, told["velocity"], told["acceleration"])
    return Joint(told["name"], told["channel"], told["parameters"], limits, (low, high), told["neutral"])


def figure_of(record: Record) -> str:
    """The body of the record's profile, if it is still there."""
    path = device_profile(str(record["body"]["profile"]))
    return figure(load(path)) if path.is_file() else ""
