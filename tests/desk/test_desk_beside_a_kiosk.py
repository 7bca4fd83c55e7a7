"""The desk that a kiosk brings along: found by it, restarted, gone with it, and told of when it cannot be."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from kiosk.app import Kiosk, free_port
from kiosk.desk.storage.folder import token_in
from kiosk.local_desk import LocalDesk, beside
from kiosk.settings import Desk, Settings

BESIDE = """
import asyncio, json, sys
from pathlib import Path
from kiosk.app import free_port
from kiosk.local_desk import LocalDesk, beside
from kiosk.settings import Desk, Settings

async def main(folder):
    settings = beside(Settings(desk=Desk(host="127.0.0.1", port=0, name="door")), folder, free_port).desk
    local = LocalDesk(settings, folder, "warning", lambda *told: None, lambda part, line: print(line, file=sys.stderr))
    said = ("url", "token_file", "pinned_file")
    def show(opened):
        print(json.dumps({"pid": local.pid, "password": opened.password} | {each: str(getattr(settings, each)) for each in said}), flush=True)
    local.show = show
    await local.run()

asyncio.run(main(Path(sys.argv[1])))
"""  # noqa: E501 - a program of its own


def gone(pid):
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text().split(") ")[1][:1]:
            return True
        time.sleep(0.02)
    return False


def test_it_comes_back_when_it_dies_and_goes_when_the_kiosk_is_killed(tmp_path):
    command = [sys.executable, "-P", "-c", BESIDE, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as core:
        try:
            first = json.loads(core.stdout.readline())
            assert first["password"]
            assert first["url"].startswith("https://127.0.0.1:")
            token = token_in(Path(first["token_file"]))
            assert token
            assert Path(first["pinned_file"]).is_file()
            os.kill(first["pid"], signal.SIGKILL)
            second = json.loads(core.stdout.readline())
            assert second["pid"] != first["pid"]
            assert (second["url"], second["password"]) == (first["url"], None), "who was told once is not told again"
            assert token_in(Path(second["token_file"])) == token, "the kiosk stays enrolled"
        finally:
            core.kill()
    assert gone(second["pid"]), "an orphan is left"


def test_a_desk_that_cannot_serve_is_told_once_and_leaves_no_process(tmp_path):
    told = []

    async def talk():
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            settings = Desk(host="127.0.0.1", port=taken.getsockname()[1], dir=tmp_path)
            heard = asyncio.Event()

            def tell(*entry):
                told.append(entry)
                heard.set()

            local = LocalDesk(settings, tmp_path, "warning", tell, lambda *_: None)
            task = asyncio.create_task(local.run())
            await asyncio.wait_for(heard.wait(), 60)
            pid = local.pid
            task.cancel()
            await asyncio.wait([task])
            assert pid is None or gone(pid)

    asyncio.run(talk())
    ((level, code, text),) = told
    assert (level, code) == ("error", "desk.port")
    assert "goes on without a desk" in text


def test_the_settings_by_which_kiosk_and_desk_find_each_other(tmp_path):
    def found(**desk):
        return beside(Settings(desk=Desk(**desk)), tmp_path, lambda: 4711).desk

    here = found(port=0)
    assert (here.url, here.port, here.dir) == ("https://127.0.0.1:4711", 4711, tmp_path / "desk")
    assert (here.token_file, here.pinned_file) == (here.dir / "kiosk.token", here.dir / "certificate.pem")
    fixed = found(host="::", dir=tmp_path / "own", tls=False)
    assert (fixed.url, fixed.pinned_file) == ("http://[::1]:8443", None)
    (tmp_path / "joined.pem").write_text("a certificate")
    far = found(mode="remote", url="https://desk.example:8443", dir=tmp_path)
    assert (far.url, far.pinned_file) == ("https://desk.example:8443", tmp_path / "joined.pem")
    assert found(mode="none") == Desk(mode="none")


def test_only_a_local_desk_is_started_and_a_change_of_its_settings_waits(tmp_path):
    for mode, there in (("local", True), ("remote", False), ("none", False)):
        kiosk = Kiosk(
            Settings(desk=Desk(mode=mode, port=0)), tmp_path / mode / "ledger.sqlite", run_dir=tmp_path / f"run-{mode}"
        )
        kiosk._ledger.close()
        assert (kiosk.desk is not None) is there
    assert free_port() > 0
