"""A store's back end over real HTTP, from the tables of the store's folder, with faults on request.

`python -m kiosk.simulation.store_server --store DIR` serves until it is interrupted; so does `kiosk store serve`.
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from kiosk.simulation.store_tables import StoreTables


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong at one call for `kind` (the first or last word of its path: `price`, `stock`, `orders` …).

    A delay, a status, or another body; a `lost` answer is worked on, and then the connection is cut.
    """

    kind: str
    delay_s: float = 0.0
    status: int = 200
    body: str | None = None
    lost: bool = False


class StoreServer:
    """Serves a store's tables; each of the `faults` is used once, at the first call of its kind that comes.

    With a `token` only those are served who send it as a bearer token (RFC 6750).
    """

    def __init__(self, store: Path, faults: Sequence[Fault] = (), port: int = 0, token: str = "") -> None:
        self.tables = StoreTables(store)
        self.calls: list[str] = []
        self._token = token
        self._faults, self._lock, self._port = list(faults), threading.Lock(), port
        self._server: ThreadingHTTPServer | None = None

    def start(self) -> str:
        """Begin to serve on 127.0.0.1; gives the base URL."""
        owner = self

        class Handler(_Handler):
            store = owner

        self._server = ThreadingHTTPServer(("127.0.0.1", self._port), Handler)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        """Stop serving and free the port."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def __enter__(self) -> StoreServer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def knows(self, authorization: str) -> bool:
        """Whether who asks may."""
        return not self._token or authorization == f"Bearer {self._token}"

    def answer(self, path: str, method: str = "GET", body: bytes = b"", key: str = "") -> tuple[int, str]:
        """Status and body for a call, with the fault that is due; status 0 is a connection that is cut."""
        self.calls.append(path)
        with self._lock:
            status, data = self.tables.answer(method, path, body, key)
        fault = self._due(path) if status != HTTPStatus.NOT_FOUND else Fault("")
        time.sleep(fault.delay_s)
        if fault.lost:
            return 0, ""
        if fault.status != HTTPStatus.OK or fault.body is not None:
            return fault.status, fault.body or ""
        return status, json.dumps(data)

    def _due(self, path: str) -> Fault:
        """The next fault of a path."""
        parts = urlsplit(path).path.strip("/").split("/")
        with self._lock:
            due = next((fault for fault in self._faults if fault.kind in (parts[0], parts[-1])), Fault(""))
            if due in self._faults:
                self._faults.remove(due)
            return due


class _Handler(BaseHTTPRequestHandler):
    store: StoreServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # a reply goes out at once, not when the last one was acknowledged

    def do_GET(self) -> None:
        """Answer one call."""
        size = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(size) if size else b""
        key = self.headers.get("Idempotency-Key", "")
        if not self.store.knows(self.headers.get("Authorization", "")):
            self._send(HTTPStatus.UNAUTHORIZED, '{"error": "who asks?"}')
        else:
            self._send(*self.store.answer(self.path, self.command, body, key))

    def do_POST(self) -> None:
        """Answer one call that changes something."""
        self.do_GET()

    def _send(self, status: int, body: str) -> None:
        if not status:
            self.close_connection = True
            return
        data = body.encode()
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
        except ConnectionError:
            self.close_connection = True  # the client had no patience: its right

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - the library's signature
        """Stay silent: the calls are kept in `StoreServer.calls`."""


def main() -> None:
    """Serve a store until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, required=True, help="a store's folder, with products.csv")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    options = parser.parse_args()
    with StoreServer(options.store, port=options.port) as server:
        sys.stdout.write(server.start() + "\n")
        sys.stdout.flush()
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
