"""The page in a real browser, Chromium: torque after a question, a slider moves the joint, Space stops."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
from itertools import count

import pytest
from aiohttp import ClientSession

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")
SOON_S = 40.0


class Browser:
    """A tab."""

    def __init__(self, socket) -> None:
        self._socket, self._numbers = socket, count(1)

    async def ask(self, method, **parameters):
        number = next(self._numbers)
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        while (answer := await self._socket.receive_json()).get("id") != number:
            pass
        return answer["result"]

    async def value(self, script):
        return (await self.ask("Runtime.evaluate", expression=script))["result"].get("value")

    async def until(self, script):
        """Wait until a script is true."""
        async with asyncio.timeout(SOON_S):
            while not await self.value(script):  # noqa: ASYNC110 - the page has no event for us
                await asyncio.sleep(0.1)

    async def key(self, key):
        for kind in ("keyDown", "keyUp"):
            await self.ask("Input.dispatchKeyEvent", type=kind, key=key, text=key if len(key) == 1 else "")


async def look(address: str, port: int) -> None:
    async with ClientSession() as client:
        async with asyncio.timeout(SOON_S):
            while True:
                try:
                    async with client.get(f"http://127.0.0.1:{port}/json") as answer:
                        tab = next(one for one in await answer.json() if one["type"] == "page")
                        break
                except (OSError, StopIteration):
                    await asyncio.sleep(0.1)
        async with client.ws_connect(tab["webSocketDebuggerUrl"], max_msg_size=0) as socket:
            await walk(Browser(socket), address)


async def walk(browser: Browser, address: str) -> None:
    await browser.ask("Page.navigate", url=address)
    phase = 'document.getElementById("phase")?.dataset.phase'
    slider = "document.querySelector('[data-slider=\"yaw\"]')"
    await browser.until(f'{phase} === "parked"')
    assert await browser.value(f"{slider}.disabled")
    await browser.value('document.getElementById("torque").click()')
    await browser.until('document.getElementById("ask").open')
    assert await browser.value(phase) == "parked"
    await browser.value('document.getElementById("yes").click()')
    await browser.until(f'{phase} === "ready" && !{slider}.disabled')
    await browser.value(f"{slider}.value = 20; {slider}.dispatchEvent(new Event('input', {{ bubbles: true }}))")
    await browser.until("Math.abs(document.querySelector('[data-read=\"yaw\"]').textContent - 20) < 1")
    moved = await browser.value("document.querySelector('[data-joint=\"yaw\"]').getAttribute('transform')")
    assert 6 < float(moved.removeprefix("translate(").partition(" ")[0]) < 8
    await browser.key(" ")
    await browser.until(f'{phase} === "stopped" && !document.getElementById("clear").hidden')
    assert await browser.value(f"{slider}.disabled")
    await browser.value('document.getElementById("clear").click()')
    await browser.until('document.getElementById("ask").open')
    await browser.value('document.getElementById("yes").click()')
    await browser.until(f'{phase} === "parked"')


def test_a_person_moves_and_stops_a_joint(tmp_path):
    served = subprocess.Popen(
        [sys.executable, "-P", "-m", "kiosk", "hardware", "page", "--port", "simulated", "--http-port", "0", "--json"],
        stdout=subprocess.PIPE,
        text=True,
    )
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--remote-debugging-port=0"]
    browser = subprocess.Popen(
        [str(CHROMIUM), *options, f"--user-data-dir={tmp_path}", "about:blank"], stderr=subprocess.PIPE, text=True
    )
    try:
        address = json.loads(served.stdout.readline())["address"]
        line = next(line for line in browser.stderr if "DevTools listening" in line)
        port = int(line.split("127.0.0.1:")[1].split("/")[0])
        asyncio.run(look(address, port))
    finally:
        for process in (browser, served):
            process.terminate()
            process.wait(20)
        served.stdout.close()
        browser.stderr.close()
    assert served.returncode == 0
