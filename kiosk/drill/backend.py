"""The store's back end of a drill: true HTTP, and on request slow, broken, half-dead, closed or talking nonsense."""

from __future__ import annotations

import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Final, Literal

from kiosk.simulation.store_server import StoreServer

Mood = Literal["", "slow", "error", "half", "refused", "garbage"]
SLOW_S: Final = 3.0
HANGS_S: Final = 6.0
GARBAGE: Final = bytes(range(256)) * 4


class MoodyBackend:
    """Serves the prices and stock of a store; `mood` says how."""

    def __init__(self, store: Path) -> None:
        self._truth = StoreServer(store)
        self._mood: Mood = ""
        self._server: ThreadingHTTPServer | None = None
        self._port = 0
        self._open()

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self._port}"

    def set(self, mood: Mood) -> None:
        """Change the mood; `refused` closes the port, any other opens it again."""
        self._mood = mood
        if mood == "refused":
            self.close()
        elif self._server is None:
            self._open()

    def close(self) -> None:
        """Free the port."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def reply(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer one call as the mood is."""
        mood = self._mood
        if mood == "slow":
            time.sleep(SLOW_S)
        status, body = (500, "") if mood == "error" else self._truth.answer(handler.path)
        data = GARBAGE if mood == "garbage" else body.encode()
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        if mood == "half":
            handler.wfile.write(data[: len(data) // 2])
            handler.wfile.flush()
            time.sleep(HANGS_S)
        else:
            handler.wfile.write(data)

    def _open(self) -> None:
        owner = self

        class Handler(_Handler):
            backend = owner

        ThreadingHTTPServer.daemon_threads = True
        self._server = ThreadingHTTPServer(("127.0.0.1", self._port), Handler)
        self._port = self._server.server_address[1]
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()


class _Handler(BaseHTTPRequestHandler):
    backend: MoodyBackend
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer one call."""
        try:
            self.backend.reply(self)
        except OSError:
            self.close_connection = True  # the client had no patience: its right

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's signature
        """Stay silent."""
