"""`kiosk ask` with a language model that hangs, trickles or answers rubbish: the curated answer comes, and it ends."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
import typer
from typer.testing import CliRunner

from kiosk.answers.cli import ask
from kiosk.knowledge import files
from kiosk.marks import split
from kiosk.resources import config_dir

app = typer.Typer()
app.command()(ask)

QUESTIONS = "do you have wifi\nwhere are the toilets\ncan i pay by card\nwhere can i park\n"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
Behaves = Callable[[socket.socket, threading.Event], object]


def _hangs(_: socket.socket, over: threading.Event) -> None:
    over.wait(60)


def _trickles(line: socket.socket, over: threading.Event, head: bytes = HEAD + b"Content-Length: 9000\r\n\r\n") -> None:
    line.sendall(head)
    while not over.wait(0.05):
        line.sendall(b" ")


def _trickles_headers(line: socket.socket, over: threading.Event) -> None:
    _trickles(line, over, b"HTTP/1.1 200 OK\r\nX-Slow: ")


def _sends(body: bytes, head: bytes = HEAD) -> Behaves:
    return lambda line, _: line.sendall(head + b"Content-Length: %d\r\n\r\n" % len(body) + body)


def _says(text: str) -> Behaves:
    return _sends(json.dumps({"choices": [{"message": {"content": text}}]}).encode())


@pytest.fixture
def endpoint(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a server that takes every request and behaves as the test says."""
    over = threading.Event()
    listening = socket.create_server(("127.0.0.1", 0))

    def _answer(line: socket.socket) -> None:
        with suppress(OSError), line:
            line.recv(65_536)
            request.param(line, over)

    def _serve() -> None:
        with suppress(OSError):
            while True:
                line, _ = listening.accept()
                threading.Thread(target=_answer, args=(line,), daemon=True).start()

    threading.Thread(target=_serve, daemon=True).start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
    over.set()
    listening.close()


@pytest.mark.parametrize(
    "endpoint",
    [
        pytest.param(_hangs, id="hangs"),
        pytest.param(_trickles, id="trickles"),
        pytest.param(_trickles_headers, id="trickles headers"),
        pytest.param(_sends(b"<html>" * 2000), id="no json"),
        pytest.param(_sends(b"[" * 60_000), id="deep"),
        pytest.param(_sends(b"\xff\xfe\x00"), id="no text"),
        pytest.param(_sends(b"gzip?", HEAD + b"Content-Encoding: gzip\r\n"), id="no gzip"),
        pytest.param(_sends(b"", b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\n"), id="redirect"),
        pytest.param(lambda line, _: line.sendall(b"SSH-2.0-OpenSSH\r\n"), id="no http"),
        pytest.param(_says("\ud800\u202e\x1b[31m free"), id="no characters"),
        pytest.param(_says("Sure! The wifi password is hunter2."), id="invented"),
    ],
    indirect=True,
)
def test_the_curated_answers_come_within_their_limit(endpoint: str, monkeypatch, tmp_path) -> None:
    batch = tmp_path / "questions.txt"
    batch.write_text(QUESTIONS)
    demo = str(config_dir() / "demo-store")
    monkeypatch.setenv("KIOSK__ANSWERS__SECOND_STAGE", "off")
    for name, value in {"URL": endpoint, "MODEL": "small", "ANNOUNCED": "true", "TIMEOUT_S": "0.2"}.items():
        monkeypatch.setenv(f"KIOSK__WORDING__{name}", value)
    told = _asked(str(batch), demo)
    assert [row["text"] for row in told] == [_curated(row["entry"]) for row in told]
    assert not any(row["model_used"] for row in told)
    assert told[0]["wording"] in {"late", "failed", "refused"}
    waiting = [thread for thread in threading.enumerate() if thread.name == "wording" and not thread.daemon]
    assert not waiting, "the program could not end before the model does"


def _curated(entry: object) -> str:
    """The answer as staff wrote it, without its marks."""
    found = files.load(config_dir() / "demo-store").entry(str(entry), ("en",))
    return split(found[1].answer)[0] if found else ""


def _asked(batch: str, demo: str) -> list[dict[str, object]]:
    result = CliRunner().invoke(app, ["--batch", batch, "--lang", "en", "--store", demo, "--json"])
    assert result.exit_code == 0, result.output
    rows: list[dict[str, object]] = json.loads(result.stdout)["answers"]
    return rows
