"""`report.html`: the picture, the questions and the figures on one page that needs nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from string import Template

from kiosk.bench.row import Row, meets
from kiosk.report.turns import Turn

TEMPLATE = Path(__file__).with_name("page.html")


def render(
    title: str,
    picture: str,
    turns: Sequence[Turn],
    figures: Sequence[Row],
    notes: Sequence[str],
    handover: str = "",
    held_mb: Mapping[str, float] | None = None,
) -> str:
    """The whole page; `handover` is that chapter, as HTML, `held_mb` what each process held."""
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        title=escape(title),
        notes="".join(f"<p>{escape(note)}</p>" for note in notes),
        picture=picture,
        handover=handover,
        turns="".join(_turn(turn) for turn in turns),
        figures="".join(_figure(figure) for figure in figures),
        memory=_memory(held_mb or {}),
    )


def _memory(held_mb: Mapping[str, float]) -> str:
    if not held_mb:
        return ""
    rows = "".join(f'<tr><td>{escape(name)}</td><td class="n">{mb:.0f} MB</td></tr>' for name, mb in held_mb.items())
    return f"<h2>Memory by process, when it was highest</h2><table><tbody>{rows}</tbody></table>"


def _turn(turn: Turn) -> str:
    texts = "".join(f"<td>{escape(text)}</td>" for text in (turn.said, turn.heard, turn.reply, turn.entry))
    delays = (turn.card_ms, turn.words_ms, turn.caption_ms, turn.sound_ms)
    return f"<tr>{texts}{''.join(map(_number, delays))}</tr>"


def _number(value: float | None) -> str:
    return f'<td class="n">{"–" if value is None else f"{value:.0f}"}</td>'


def _figure(row: Row) -> str:
    kind = "" if row.goal is None else "good" if meets(row) else "bad"
    sign = {"lower": "≤", "higher": "≥"}[row.better]
    return (
        f'<tr><td>{escape(row.name)}</td><td class="n {kind}">{escape(f"{row.value:g} {row.unit}")}</td>'
        f'<td class="n">{"" if row.goal is None else escape(f"{sign} {row.goal:g} {row.unit}")}</td></tr>'
    )
