"""A shop whose fire wall lets nothing but TCP through: both ends by a real coturn, with names good for minutes."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from call_ends import Seen, pair, until

from kiosk.call.engine.media_engine import Changed, IceServer, Offered, Route
from kiosk.desk.node.turn import Turn

pytestmark = pytest.mark.skipif(shutil.which("turnserver") is None, reason="coturn is not installed")
SECRET = "of a test"
LIBRARIES = [
    "aiortc",
    pytest.param(
        "reactor",
        marks=pytest.mark.skipif(find_spec("reactor_webrtc") is None, reason="reactor-webrtc is not installed"),
    ),
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    chosen, folder = free_port(), tmp_path_factory.mktemp("coturn")
    options = (
        *("-n", "--no-cli", "--no-tls", "--no-dtls", "--allow-loopback-peers", "--log-file=stdout"),
        *("--use-auth-secret", f"--static-auth-secret={SECRET}", "--realm=shop", f"--listening-port={chosen}"),
        *("--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1", f"--userdb={folder}/db", f"--pidfile={folder}/pid"),
    )
    with Path(folder, "log").open("w") as log:
        server = subprocess.Popen(["turnserver", *options], stdout=log, stderr=subprocess.STDOUT)
        try:
            until(lambda: listens(chosen))
            yield chosen
        finally:
            server.terminate()
            server.wait(10)


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def servers(port: int, secret: str) -> tuple[IceServer, ...]:
    urls = f"turn:127.0.0.1:{port}", f"turn:127.0.0.1:{port}?transport=tcp"
    return tuple(
        IceServer(each.urls, each.username, each.credential)
        for each in Turn(urls, secret).servers("kiosk-1", time.time())
    )


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_call_over_tcp_alone(library: str, port: int) -> None:
    with pair(library, route=Route(tcp_only=True), servers=servers(port, SECRET)) as call:
        call.begin()
        (offer,) = (one for one in call.kiosk.told if isinstance(one, Offered))
        candidates = [line for line in offer.sdp.splitlines() if line.startswith("a=candidate")]
        assert candidates
        assert all("typ relay" in line for line in candidates), "no address of the shop is told"
        call.kiosk.engine.open(camera=True, microphone=False)
        until(lambda: call.colleague.count(Seen) > 2)
        until(lambda: call.kiosk.engine.statistics().relayed)


def test_who_does_not_know_the_secret_gets_no_call(port: int) -> None:
    with pair("aiortc", route=Route(tcp_only=True), servers=servers(port, "another")) as call:
        call.kiosk.engine.begin(1, call.servers)
        until(lambda: call.kiosk.count(Offered))
        (offer,) = (one for one in call.kiosk.told if isinstance(one, Offered))
        assert "a=candidate" not in offer.sdp
        assert [one.state for one in call.kiosk.told if isinstance(one, Changed)] == ["connecting"]
