"""A bench's document as a section of a Markdown file, and its place in that file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from kiosk.bench.document import Document
from kiosk.bench.row import Row, meets
from kiosk.errors import InputError


def section(part: str, document: Document, measured: datetime) -> str:
    """Heading, machine with date, and a table; a line for everything that was skipped."""
    lines = [
        f"### {part}: `kiosk bench {part}`",
        "",
        f"{document.machine}; {measured:%Y-%m-%d %H:%M}.",
        "",
        *_table(document),
        *_skipped(document),
    ]
    return "\n".join(lines)


def _table(document: Document) -> Iterator[str]:
    yield "| what | seen | goal | peer, same run and input |"
    yield "|---|---|---|---|"
    for row in document.rows:
        peer = "" if row.peer is None else f"{row.peer.name}: {number(row.peer.value)}"
        yield f"| {_cell(row.name)} | {number(row.value)} {row.unit}".rstrip() + f" | {goal(row)} | {_cell(peer)} |"


def _skipped(document: Document) -> Iterator[str]:
    if document.skipped:
        yield ""
        yield "Not measured:"
        yield ""
    for one in document.skipped:
        yield f"- {one.name}: {one.reason}"


def goal(row: Row) -> str:
    """A goal with its side and whether it was met, in words that need no colour."""
    if row.goal is None:
        return ""
    verdict = "✓" if meets(row) else "**missed**"
    return f"{'≤' if row.better == 'lower' else '≥'} {number(row.goal)} {verdict}"


def number(value: float) -> str:
    """Four figures that count, without an exponent."""
    if value == 0 or abs(value) >= 1000:
        return f"{value:.0f}"
    return f"{value:.4g}" if abs(value) >= 1e-3 else f"{value:.2g}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def inserted(text: str, part: str, new: str) -> str:
    """`text` with the part's section, between its two marks, replaced.

    Raises:
        InputError: `bench.marks` if the text has no such marks.
    """
    begin, end = f"<!-- bench {part} -->", f"<!-- end of bench {part} -->"
    marked = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if not marked.search(text):
        remedy = f"Write the lines {begin} and {end} where the section shall stand."
        raise InputError("bench.marks", f"The file has no place for the figures of {part}.", remedy)
    return marked.sub(lambda _: f"{begin}\n{new}\n{end}", text, count=1)
