"""Puts body, page and server together, until somebody ends it."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import ipaddress
import signal
from collections.abc import Callable
from typing import Final

from aiohttp import web

from kiosk.configuration import layers
from kiosk.errors import InputError
from kiosk.gestures.library import load_all
from kiosk.resources import config_dir
from kiosk.technician.chosen import Chosen, plugged
from kiosk.technician.page.driver import Driver
from kiosk.technician.page.guard import Guard
from kiosk.technician.page.server import Page
from kiosk.technician.page.words import languages, load
from kiosk.technician.session import Session

Ready = Callable[[str, str | None], None]
FALLBACK: Final = "en"


def language(wanted: str) -> str:
    """The language of the page: as asked, the kiosk's, or English where that has no sentences."""
    if wanted:
        load(wanted)
        return wanted
    own = layers.load().kiosk.lang
    return own if own in languages() else FALLBACK


class Serving:
    """A page of one body at one address.

    Raises:
        InputError: `page.host`: the address is none, or not this machine's.
    """

    def __init__(self, chosen: Chosen, host: str, port: int, lang: str, speed: float) -> None:
        self._chosen, self._host, self._port = chosen, host, port
        self._lang, self._speed = lang, speed
        try:
            self._local = ipaddress.ip_address(host).is_loopback
        except ValueError as fault:
            remedy = "Give an address such as 192.168.1.20; `hostname -I` lists those of this machine."
            raise InputError("page.host", f"{host!r} is no address.", remedy) from fault
        self._ended = asyncio.Event()

    def run(self, ready: Ready) -> None:
        """Serve until Ctrl-C or SIGTERM; the torque is off then."""
        gestures = load_all(config_dir() / "gestures")
        with plugged(self._chosen) as (port, tell):
            driver = Driver(Session(self._chosen, port, tell, share=self._speed), gestures)
            page = Page(self._chosen, driver, tuple(gestures), load(self._lang), self._lang)
            with contextlib.closing(driver):
                driver.start()
                asyncio.run(self._serve(page, ready))

    async def _serve(self, page: Page, ready: Ready) -> None:
        guard = Guard(open_to_others=not self._local)
        runner = web.AppRunner(page.application(guard), access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        try:
            try:
                await web.TCPSite(runner, self._host, self._port).start()
            except OSError as fault:
                raise refusal(self._host, self._port, fault) from fault
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, self._ended.set)
            ready(f"http://{_address(runner)}/", guard.password)
            await self._ended.wait()
        finally:
            await runner.cleanup()


def refusal(host: str, port: int, fault: OSError) -> InputError:
    """Why nothing can be served there: the address is not this machine's, or the port is taken."""
    if fault.errno == errno.EADDRNOTAVAIL:
        remedy = "Give one that `hostname -I` lists."
        return InputError("page.host", f"{host} is no address of this machine.", remedy)
    remedy = "Give another with --http-port, or 0 for any that is free."
    return InputError("page.port", f"Nothing can be served on {host}:{port}.", remedy)


def _address(runner: web.AppRunner) -> str:
    host, port = runner.addresses[0][:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
