"""Nodes of a desk as processes of their own, and who is known at it, written straight into its database."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import insert

from kiosk.desk.auth.staff_accounts import SESSION_S, sha256
from kiosk.desk.storage.database import migrate, open_database, writing
from kiosk.desk.storage.tables import KIOSK, STAFF, STAFF_SESSION
from kiosk.errors import KioskError

STARTS_S: Final = 30.0


@dataclass(frozen=True, slots=True)
class Known:
    """Tokens of kiosks and of colleagues, by name."""

    kiosks: dict[str, str]
    agents: dict[str, str]


async def people(database: str, kiosks: int, agents: int) -> Known:
    """Make a desk's tables, its kiosks, and colleagues who are signed in."""
    engine = open_database(database)
    await migrate(engine)
    now = time.time()
    known = Known(
        {f"k{number}": secrets.token_urlsafe(32) for number in range(kiosks)},
        {f"a{number}": secrets.token_urlsafe(32) for number in range(agents)},
    )
    staff = {"role": "agent", "argon2": "none", "languages": ["nl", "en"], "skills": []}
    async with writing(engine) as connection:
        rows = [
            {"name": each, "token_sha256": sha256(token), "enrolled_at": now} for each, token in known.kiosks.items()
        ]
        await connection.execute(insert(KIOSK), rows)
        await connection.execute(
            insert(STAFF), [staff | {"id": i, "name": f"a{i - 1}", "shown": f"A{i - 1}"} for i in range(1, agents + 1)]
        )
        sessions = [
            {"token_sha256": sha256(token), "staff_id": i, "began_at": now, "expires_at": now + SESSION_S}
            for i, token in enumerate(known.agents.values(), 1)
        ]
        await connection.execute(insert(STAFF_SESSION), sessions)
    await engine.dispose()
    return known


class Node:
    """`kiosk desk serve` in a folder."""

    def __init__(self, folder: Path, database: str = "", nats: Sequence[str] = ()) -> None:
        self._folder, self._database, self._nats = folder, database, nats
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = int(probe.getsockname()[1])
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it serves."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def pid(self) -> int:
        """Of the process that serves."""
        return 0 if self._process is None else self._process.pid

    def start(self) -> None:
        """Start, and wait until it serves."""
        self.spawn()
        end = time.monotonic() + STARTS_S
        while not self._answers():
            if self._process is None or self._process.poll() is not None or time.monotonic() > end:
                said = (self._folder / "log").read_text(encoding="utf-8").strip().splitlines()[-1:]
                sentence = f"A node of the desk does not start here: {' '.join(said)}"
                raise KioskError("bench.node", sentence, "Mend that, or try `kiosk desk serve` by hand.")
            time.sleep(0.05)

    def spawn(self) -> None:
        """Start, and wait for nothing."""
        self._folder.mkdir(exist_ok=True)
        words = ["--host", "127.0.0.1", "--port", str(self._port), "--no-tls", "--dir", str(self._folder), "--json"]
        words += ["--database", self._database] if self._database else []
        words += [word for server in self._nats for word in ("--nats", server)]
        with (self._folder / "log").open("ab") as log:
            command = [sys.executable, "-m", "kiosk", "desk", "serve", *words]
            self._process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)

    def kill(self) -> None:
        """End it at once."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/health", timeout=1) as answer:  # noqa: S310 - our own, http
                return bool(answer.status == 200)
        except OSError:
            return False
