"""Tables for a spreadsheet: CSV by RFC 4180 in UTF-8, in which no cell is a formula. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from kiosk.desk.figures.asked import Asked
from kiosk.desk.figures.period import Period
from kiosk.desk.figures.report import Group, OfAgent, PeriodFigures
from kiosk.spreadsheet import defused

BOM: Final = "\ufeff"
"""With it a spreadsheet takes the file for UTF-8 without asking."""
Cell = str | int | float | None
Rows = Iterable[Sequence[Cell]]


def tickets(asks: Sequence[Asked], period: Period) -> tuple[Sequence[str], Rows]:
    """Every ask: when, where, about what, how it ended; no word of a shopper, and no colleague's name."""
    names = (
        *("ticket", "kiosk", "lang", "topic", "reason", "mode", "asked", "answered", "ended"),
        *("waited_s", "handled_s", "outcome", "label", "result", "mood"),
    )

    def when(at: float | None) -> str | None:
        return None if at is None else period.told(at).isoformat(timespec="seconds")

    rows = (
        (
            *(each.id, each.kiosk, each.lang, each.topic, each.reason, each.mode),
            *(when(each.asked_at), when(each.answered_at), when(each.ended_at)),
            *(each.waited_s, each.handled_s, each.outcome, each.label, each.result, each.mood),
        )
        for each in asks
    )
    return names, rows


def groups(name: str, some: Sequence[Group]) -> tuple[Sequence[str], Rows]:
    """Figures of each hour, topic or kiosk."""
    names = (name, *Group.model_fields)
    return names, ([getattr(each, column) for column in names] for each in some)


def agents(some: Sequence[OfAgent]) -> tuple[Sequence[str], Rows]:
    """How the work of colleagues went."""
    names = tuple(OfAgent.model_fields)
    return names, ([getattr(each, column) for column in names] for each in some)


TABLES: Final[Mapping[str, Callable[[Sequence[Asked], PeriodFigures, Period], tuple[Sequence[str], Rows]]]] = {
    "tickets": lambda asks, _all, period: tickets(asks, period),
    "hours": lambda _asks, all_, _period: groups("hour", all_.hours),
    "topics": lambda _asks, all_, _period: groups("topic", all_.topics),
    "kiosks": lambda _asks, all_, _period: groups("kiosk", all_.kiosks),
    "agents": lambda _asks, all_, _period: agents(all_.agents),
}


def written(names: Sequence[str], rows: Rows, *, bom: bool = False) -> str:
    """The text of a table; times have one decimal."""
    out = io.StringIO(newline="")
    out.write(BOM if bom else "")
    writer = csv.writer(out)
    writer.writerow(names)
    writer.writerows([_cell(each) for each in row] for row in rows)
    return out.getvalue()


def _cell(cell: Cell) -> str:
    if isinstance(cell, float):
        return f"{cell:.2f}".rstrip("0").rstrip(".")
    if isinstance(cell, str):
        return defused(cell)
    return "" if cell is None else str(cell)
