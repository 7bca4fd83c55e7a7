"""TURN servers of calls: names and passwords for ten minutes, which a real coturn takes, and no others."""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
import time

import pytest
from desk_support import card, in_talk, served

from kiosk.desk.node.turn import GOOD_S, RENEW_S, Turn, turn_of
from kiosk.errors import InputError
from kiosk.settings import Desk

SECRET = "north"
URL = "turn:turn.example:3478?transport=tcp"


def test_a_password_is_the_mac_of_the_name_and_the_name_is_when_it_ends():
    (server,) = Turn((URL,), SECRET).servers("door", 1000.5)
    assert (server.urls, server.username) == ((URL,), "1600:door")
    # printf 1600:door | openssl dgst -sha1 -hmac north -binary | base64
    assert server.credential == "E1by6qqNHEx6g59Uony9FJcjH5Y="
    assert Turn().servers("door", 1000.5) == ()


def test_the_secret_stands_elsewhere_and_what_cannot_work_is_told(tmp_path, monkeypatch):
    (tmp_path / "secret").write_text("north\n")
    monkeypatch.setenv("TURN", "south")
    assert turn_of(Desk(turn=(URL,), turn_secret=f"file:{tmp_path}/secret")).secret == "north"
    assert turn_of(Desk(turn=(URL,), turn_secret="env:TURN")).secret == "south"
    assert turn_of(Desk(turn=("stun:turn.example",))).servers("door", 0.0)[0].credential == ""
    for turn, secret in (
        (("https://turn.example",), "env:TURN"),
        ((URL,), ""),
        ((), "env:TURN"),
        ((URL,), "env:NOT_SET"),
        ((URL,), f"file:{tmp_path}/none"),
        ((URL,), "north"),
    ):
        with pytest.raises(InputError) as refused:
            turn_of(Desk(turn=turn, turn_secret=secret))
        assert refused.value.code == "desk.turn"


def test_both_ends_are_told_of_the_servers(tmp_path):
    async def talk():
        async with served(tmp_path, turn=Turn((URL,), SECRET)) as desk:
            door, ann = await desk.kiosk("door"), await desk.page("ann")
            await door.say("ask", key="key-0001", card=card())
            await ann.say("accept", ticket=(await ann.hear("offered")).ticket.id)
            told = [door.welcome, ann.welcome, await door.hear("accepted"), await ann.hear("conversation")]
            whose = [each.ice[0].username.partition(":")[2] for each in told]
            assert whose == ["door", "ann", "door", "ann"]

    asyncio.run(talk())


def test_in_a_long_talk_both_ends_are_told_anew_before_a_password_is_over(tmp_path):
    clock = Clock()

    async def talk():
        async with served(tmp_path, turn=Turn((URL,), SECRET), now=clock) as desk:
            door, ann, _ = await in_talk(desk, desk)
            for _ in range(3):
                told_until = {end: good_until(end.welcome) for end in (door, ann)}
                clock.at += RENEW_S
                for end in (door, ann):
                    end.welcome = await end.hear("servers")
                    assert good_until(end.welcome) == clock.at + GOOD_S
                    assert told_until[end] > clock.at

    asyncio.run(talk())


class Clock:
    """The wall clock of a desk, which a test sets."""

    def __init__(self) -> None:
        self.at = 1_000_000

    def __call__(self) -> float:
        return float(self.at)


def good_until(message) -> int:
    return int(message.ice[0].username.partition(":")[0])


def test_a_real_coturn_lets_in_whom_the_desk_does_and_nobody_else_and_no_longer(tmp_path):
    program = shutil.which("turnserver")
    if program is None:
        pytest.skip("coturn is not installed: apt-get install coturn")
    port = free_port()
    options = ("--use-auth-secret", f"--static-auth-secret={SECRET}", "--realm=desk", f"--listening-port={port}")
    quiet = ("-n", "--no-cli", "--no-tls", "--no-dtls", "--log-file=stdout", f"--pidfile={tmp_path}/pid")
    here = ("--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1", "--allow-loopback-peers", f"--userdb={tmp_path}/db")
    command = [program, *options, *quiet, *here]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=tmp_path) as server:
        try:
            wait_for(port)
            turn = Turn((URL,), SECRET)
            assert allocated(port, *turn.servers("door", time.time()))
            assert not allocated(port, *Turn((URL,), "south").servers("door", time.time()))
            assert not allocated(port, *turn.servers("door", time.time() - GOOD_S - 5))
        finally:
            server.kill()


def allocated(port, server):
    """Whether an address is lent over TCP; the name and password are those of the desk."""
    turn, stun = pytest.importorskip("aioice.turn"), pytest.importorskip("aioice.stun")

    async def ask():
        transport, _ = await turn.create_turn_endpoint(
            asyncio.DatagramProtocol, ("127.0.0.1", port), server.username, server.credential, transport="tcp"
        )
        transport.close()

    try:
        asyncio.run(ask())
    except stun.TransactionFailed:
        return False
    return True


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port):
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
