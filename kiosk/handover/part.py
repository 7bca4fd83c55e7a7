"""The part `desk`: three threads meet in one `DeskPart`, one at a time: of the core, of the desk, and of the call."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from pydantic import BaseModel

from kiosk import floor
from kiosk.channels import call_signalling as call
from kiosk.desk.messages.protocol import TO_KIOSK, read, write
from kiosk.errors import InputError, KioskError
from kiosk.events import Event, PartReady
from kiosk.handover import hours
from kiosk.handover.desk_part import DeskPart
from kiosk.handover.line import Line
from kiosk.ports import Link, LinkClosed
from kiosk.settings import Settings

NAME: Final = "desk"
LOOK_S: Final = 0.25
RUN: Final = "desk.run"
"""The name of this run, for the keys of its asks: a part that begins anew in it goes on with the same."""
log = logging.getLogger(__name__)


def run(link: Link, settings: Settings) -> None:
    """Serve until the link closes."""
    part = Handover(link, settings)
    try:
        part.serve()
    except LinkClosed:
        return
    finally:
        part.close()


class Handover:
    """The threads around one `DeskPart`."""

    def __init__(self, link: Link, settings: Settings) -> None:
        self._link, self._lock = link, threading.Lock()
        self._hours = hours.expression(settings)
        desk = settings.desk
        self._line = Line(
            desk.url, desk.token_file or Path(), desk.pinned_file, self._came_up, self._heard, self._went_down
        )
        self._call = call.DeskEnd(link.run_dir, self._called)
        self._part = DeskPart(
            run_name(link.run_dir), settings.kiosk.lang, self._to_desk, self._post, self._to_call, self._opens,
            lambda: places(settings.store.dir),
        )  # fmt: skip
        self._line.open()

    def serve(self) -> None:
        """Take what the core says, and do what is due."""
        self._link.send(PartReady(NAME, "service desk"))
        while True:
            message = self._link.receive(LOOK_S)
            with self._lock:
                if message is not None:
                    self._part.obey(message, time.time())
                self._part.tick(time.time())

    def close(self) -> None:
        """Part from desk and call."""
        self._line.close()
        self._call.close()

    # --- the threads of line and call ---------------------------------------------------------------------------------

    def _came_up(self) -> None:
        with self._lock, suppress(LinkClosed):
            self._part.up()

    def _went_down(self) -> None:
        with self._lock, suppress(LinkClosed):
            self._part.down()

    def _heard(self, text: str) -> None:
        try:
            message = read(TO_KIOSK, text)
        except KioskError as fault:
            log.warning("%s: %s", fault.code, fault.sentence)
            return
        with self._lock, suppress(LinkClosed):
            self._part.hear(message, time.time())

    def _called(self, told: call.Told) -> None:
        with self._lock, suppress(LinkClosed):
            self._part.hear_call(told)

    # --- the ways out ---------------------------------------------------------------------------------------------

    def _to_desk(self, message: BaseModel) -> None:
        self._line.send(write(message))

    def _to_call(self, signal: BaseModel) -> None:
        self._call.send(signal)  # type: ignore[arg-type]

    def _post(self, event: Event) -> None:
        self._link.send(event)

    def _opens(self) -> hours.Opening:
        try:
            return hours.next_opening(self._hours, datetime.now().astimezone().replace(tzinfo=None))
        except ValueError as fault:
            log.warning("the hours of the desk cannot be read: %s", fault)
            return hours.UNKNOWN


def places(store: Path) -> tuple[str, ...]:
    """The places of the store's map as it is now; of one that cannot be read, none is known."""
    try:
        drawn = floor.read(store / "map.toml")
    except InputError as fault:
        log.warning("the map of the store cannot be read: %s", fault)
        return ()
    return () if drawn is None else tuple(each.id for each in drawn.place)


def run_name(folder: Path) -> str:
    """A name that no other run of any kiosk has, the same for all processes of this one."""
    file = folder / RUN
    if not file.is_file():
        file.write_text(secrets.token_hex(6), encoding="ascii")
    return file.read_text(encoding="ascii")
