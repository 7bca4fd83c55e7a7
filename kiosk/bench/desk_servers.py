"""PostgreSQL and NATS of one's own, on this machine, for as long as a measurement or a test takes.

Nothing listens but on the loopback and a socket in a folder of its own. PostgreSQL refuses to be root's: there it runs
as `nobody`. It does not wait for the disk, so a figure taken here is the desk's, not the disk's.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from kiosk.errors import KioskError

NOBODY: Final = "nobody"
STARTS_S: Final = 20.0
STOPS_S: Final = 5.0
QUICK: Final = ("fsync=off", "full_page_writes=off", "dynamic_shared_memory_type=mmap")
"""A commit reaches the system, if not the disk: what was promised outlives a server that is killed."""


def postgres_programs() -> Path | None:
    """The folder of initdb and postgres; none where PostgreSQL is not installed."""
    found = shutil.which("pg_ctl")
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    folders = [*([] if found is None else [Path(found).resolve().parent]), *places]
    return next((each for each in folders if (each / "initdb").exists() and (each / "postgres").exists()), None)


def nats_program() -> str | None:
    """The server; none where neither a package nor the system has it."""
    beside = Path(sys.executable).parent / "nats-server"
    return str(beside) if beside.exists() else shutil.which("nats-server")


class Postgres:
    """A cluster in a folder."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self._folder, self._programs = folder, programs
        self._server: subprocess.Popen[bytes] | None = None

    def address(self, database: str = "desk") -> str:
        """Of a database in it."""
        return f"postgresql://desk@/{database}?host={self._folder}"

    def make(self) -> None:
        """Make the cluster."""
        if os.geteuid() == 0:
            shutil.chown(self._folder, NOBODY)
        self._run("initdb", "-D", str(self._folder / "data"), "-A", "trust", "-N", "-U", "desk", "--no-instructions")

    def start(self) -> None:
        """Start the server, and wait until it takes connections."""
        options = ("listen_addresses=", f"unix_socket_directories={self._folder}", "max_connections=200", *QUICK)
        words = [word for option in options for word in ("-c", option)]
        command = [str(self._programs / "postgres"), "-D", str(self._folder / "data"), *words]
        log = (self._folder / "log").open("ab")
        with log:
            self._server = subprocess.Popen(
                command, stdout=log, stderr=log, user=_user(), cwd="/", start_new_session=True
            )
        end = time.monotonic() + STARTS_S
        while subprocess.run(self._ready(), stdout=subprocess.DEVNULL, check=False).returncode != 0:
            if time.monotonic() > end or self._server.poll() is not None:
                raise KioskError("bench.postgres", "PostgreSQL does not start here.", f"Look at {self._folder}/log.")
            time.sleep(0.02)

    def create(self, database: str, like: str = "template1") -> None:
        """Make a database, a copy of another."""
        self._psql(f'CREATE DATABASE "{database}" TEMPLATE "{like}"')

    def kill(self) -> None:
        """End it as a power cut does: the server and all its processes at once."""
        if self._server is not None:
            for child in self._children():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
            self._server.kill()
            self._server.wait()
            (self._folder / "data" / "postmaster.pid").unlink(missing_ok=True)

    def stop(self) -> None:
        """End it as it likes to: it leaves no shared memory behind."""
        if self._server is not None and self._server.poll() is None:
            self._server.send_signal(signal.SIGINT)
            try:
                self._server.wait(STOPS_S)
            except subprocess.TimeoutExpired:
                self.kill()

    def _children(self) -> list[int]:
        """Its processes; they would end by themselves a moment later."""
        if self._server is None:
            return []
        children = Path(f"/proc/{self._server.pid}/task/{self._server.pid}/children")
        return [int(child) for child in children.read_text().split()] if children.exists() else []

    def _ready(self) -> list[str]:
        return [str(self._programs / "pg_isready"), "-q", "-h", str(self._folder), "-U", "desk"]

    def _psql(self, statement: str) -> None:
        self._run("psql", "-q", "-h", str(self._folder), "-U", "desk", "-d", "postgres", "-c", statement)

    def _run(self, program: str, *words: str) -> None:
        command = [str(self._programs / program), *words]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, user=_user(), cwd="/")


class Nats:
    """Servers that are one cluster."""

    def __init__(self, program: str, count: int = 1, options: tuple[str, ...] = ()) -> None:
        self._program, self._options = program, options
        self._ports = [_free_port() for _ in range(count)]
        self._routes = [_free_port() for _ in range(count)]
        self._servers: dict[int, subprocess.Popen[bytes]] = {}

    @property
    def addresses(self) -> tuple[str, ...]:
        """Of all its servers."""
        return tuple(f"nats://127.0.0.1:{port}" for port in self._ports)

    def start(self, which: int) -> None:
        """Start one, and wait until it takes connections."""
        words = ["-a", "127.0.0.1", "-p", str(self._ports[which]), "-n", f"n{which}", *self._options]
        if len(self._ports) > 1:
            routes = ",".join(f"nats://127.0.0.1:{port}" for port in self._routes)
            words += [
                "--cluster_name",
                "bench",
                "--cluster",
                f"nats://127.0.0.1:{self._routes[which]}",
                "--routes",
                routes,
            ]
        quiet = subprocess.DEVNULL
        self._servers[which] = subprocess.Popen([self._program, *words], stdout=quiet, stderr=quiet)
        end = time.monotonic() + STARTS_S
        while not _answers(self._ports[which]):
            if time.monotonic() > end or self._servers[which].poll() is not None:
                raise KioskError("bench.nats", "The NATS server does not start here.", "Look whether its port is free.")
            time.sleep(0.02)

    def kill(self, which: int) -> None:
        """End one at once."""
        server = self._servers.pop(which, None)
        if server is not None:
            server.kill()
            server.wait()

    def start_all(self) -> None:
        """Start those that do not run."""
        for which in range(len(self._ports)):
            if which not in self._servers:
                self.start(which)

    def kill_all(self) -> None:
        """End them."""
        for which in tuple(self._servers):
            self.kill(which)


@contextlib.contextmanager
def postgres(programs: Path) -> Iterator[Postgres]:
    """A server that runs meanwhile."""
    with tempfile.TemporaryDirectory(prefix="balie-pg-", ignore_cleanup_errors=True) as folder:
        found = Postgres(Path(folder), programs)
        found.make()
        found.start()
        try:
            yield found
        finally:
            found.stop()


@contextlib.contextmanager
def nats(program: str, count: int = 1, options: tuple[str, ...] = ()) -> Iterator[Nats]:
    """Servers that run meanwhile."""
    found = Nats(program, count, options)
    try:
        found.start_all()
        yield found
    finally:
        found.kill_all()


def _user() -> int | None:
    return pwd.getpwnam(NOBODY).pw_uid if os.geteuid() == 0 else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
        return True
    return False
