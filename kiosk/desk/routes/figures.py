"""The figures of a period, as data for plots and as tables for a spreadsheet."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

from kiosk.desk.figures.asked import Asked, asked, happened, shown
from kiosk.desk.figures.export import TABLES, written
from kiosk.desk.figures.period import Period, period
from kiosk.desk.figures.report import PeriodFigures
from kiosk.desk.figures.summary import figures
from kiosk.desk.node.hub import Hub

YES: Final = "1"


class FigureRoutes:
    """Routes of figures."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def handlers(self) -> Mapping[str, Handler]:
        """Every handler, by the name in the table."""
        return {"period_figures": self.period_figures} | {f"export_{name}": self._export(name) for name in TABLES}

    async def period_figures(self, request: web.Request) -> web.Response:
        """The figures of `from` to `to`, days of `zone`."""
        _, found = await self._found(period(request.query, self._hub.now()))
        return web.json_response(text=found.model_dump_json())

    def _export(self, name: str) -> Handler:
        async def export(request: web.Request) -> web.Response:
            days = period(request.query, self._hub.now())
            asks, found = await self._found(days)
            bom = request.query.get("bom") == YES
            text = await asyncio.to_thread(lambda: written(*TABLES[name](asks, found, days), bom=bom))
            file = f"{name}-{days.first}-{days.last}.csv"
            headers = {"Content-Disposition": f'attachment; filename="{file}"'}
            return web.Response(text=text, content_type="text/csv", charset="utf-8", headers=headers)

        export.__doc__ = f"The {name} of a period, as a table."
        return export

    async def _found(self, days: Period) -> tuple[list[Asked], PeriodFigures]:
        """Counted beside the loop, where nobody waits for it."""
        asks, steps = await asked(self._hub.engine, days), await happened(self._hub.engine, days)
        called = await shown(self._hub.engine)
        return asks, await asyncio.to_thread(figures, asks, steps, called, days, self._hub.rules)
