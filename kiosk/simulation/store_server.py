"""A store's back end over real HTTP, with the prices and stock of `products.csv` and faults on request.

`python -m kiosk.simulation.store_server --store DIR` serves until it is interrupted.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any

from kiosk.errors import InputError

COLUMNS = {"price": ("price_eur", float), "stock": ("stock", int)}


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong at one call for `kind` (`price` or `stock`): a delay, a status, or another body."""

    kind: str
    delay_s: float = 0.0
    status: int = 200
    body: str | None = None


class StoreServer:
    """Serves a store's products; each of the `faults` is used once, at the first call of its kind that comes."""

    def __init__(self, store: Path, faults: Sequence[Fault] = (), port: int = 0) -> None:
        self.products = product_rows(store / "products.csv")
        self.calls: list[str] = []
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

    def answer(self, path: str) -> tuple[int, str]:
        """Status and body for a path, with the fault that is due."""
        self.calls.append(path)
        parts = path.strip("/").split("/")
        if len(parts) != 3 or parts[0] != "products" or parts[2] not in COLUMNS or parts[1] not in self.products:
            return HTTPStatus.NOT_FOUND, json.dumps({"error": "unknown"})
        fault = self._due(parts[2])
        time.sleep(fault.delay_s)
        if fault.status != HTTPStatus.OK or fault.body is not None:
            return fault.status, fault.body or ""
        column, kind = COLUMNS[parts[2]]
        value: Any = kind(self.products[parts[1]][column])
        return HTTPStatus.OK, json.dumps({column: value, "at": datetime.now(UTC).isoformat()})

    def _due(self, kind: str) -> Fault:
        with self._lock:
            due = next((fault for fault in self._faults if fault.kind == kind), Fault(kind))
            if due in self._faults:
                self._faults.remove(due)
            return due


class _Handler(BaseHTTPRequestHandler):
    store: StoreServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # a reply goes out at once, not when the last one was acknowledged

    def do_GET(self) -> None:
        """Answer one call."""
        status, body = self.store.answer(self.path)
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


def product_rows(path: Path) -> dict[str, dict[str, str]]:
    """The rows of a product table by product.

    Raises:
        InputError: `store.products`.
    """
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            return {row["id"]: row for row in csv.DictReader(lines)}
    except (OSError, KeyError, UnicodeDecodeError) as fault:
        raise InputError("store.products", f"{path} is no product table.", "Give a store's folder.") from fault


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
