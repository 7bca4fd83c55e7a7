"""The knowledge of a small store at a desk, worked on in this process: what a worker does, without starting one."""

from __future__ import annotations

import asyncio
import io
import json

from kiosk.curation.console.worker import serve
from kiosk.desk.assist.knowledge_workers import done_of


class Here:
    """`kiosk.desk.assist.knowledge_workers.Knowledge` without its processes: the same lines there and back."""

    def __init__(self, store):
        self._store = store

    async def do(self, task, **args):
        return await asyncio.to_thread(self._do, json.dumps({"task": task, "args": args}))

    def _do(self, line):
        results = io.StringIO()
        serve(self._store, io.StringIO(line + "\n"), results)
        return done_of(json.loads(results.getvalue()))

    async def close(self):
        """Nothing was opened."""
