"""The part `call`: a connection to a colleague's browser while desk and dialogue both want one, and what flows over it.

It begins warm and gathers addresses while the shopper waits. Sound, pictures and descriptions are handed on by the
threads that bring them; what changes the call is done by this process's own, one thing after the other. Whatever ends,
the shopper's sound and picture end first.
"""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from functools import partial
from queue import Empty, SimpleQueue
from typing import Final

from kiosk.call.agreement import Agreement, Wanted
from kiosk.call.choice import open_engine
from kiosk.call.engine import media_engine as told
from kiosk.call.inlets import CameraInlet, Light, MicrophoneInlet
from kiosk.call.outlets import Outlets
from kiosk.call.progress import Progress
from kiosk.channels import call_signalling as line
from kiosk.commands import AskHuman, CallMode
from kiosk.errors import KioskError
from kiosk.events import CallConnected, CallLost, CameraShared, MicrophoneShared, PartFailed, PartReady
from kiosk.ports import Link, LinkClosed, Message
from kiosk.settings import Settings

NAME: Final = "call"
IDLE_S: Final = 0.05
ON_S: Final = 0.02
EPOCHS_A_S: Final = 10
"""A process does not begin anew in less than a tenth of a second."""
EPOCHS: Final = 2**31
"""They fit the messages of the desk, and begin again after seven years."""
SILENT_S: Final = 0.3
"""A page that was lost and is there again, and is heard meanwhile, lost its line to the desk alone."""
HOPELESS: Final = frozenset({"call.no-relay"})
"""Faults that trying again does not mend."""
log = logging.getLogger(__name__)
Told = line.Told | told.Changed | told.Failed


def run(link: Link, settings: Settings) -> None:
    """Serve until the core goes."""
    try:
        part = CallPart(link, settings)
    except KioskError as fault:
        link.send(PartFailed(NAME, fault.code, str(fault)))
        _do_without(link)
        return
    try:
        while True:
            part.step()
    except LinkClosed:
        return
    finally:
        part.close()


def _do_without(link: Link) -> None:
    """Be there, and call nobody."""
    with suppress(LinkClosed):
        while True:
            link.receive(IDLE_S)


class CallPart:
    """One `step` is one look at the core, the desk's part and the engine."""

    def __init__(self, link: Link, settings: Settings) -> None:
        self._link = link
        self._told: SimpleQueue[Told] = SimpleQueue()
        self._lights = tuple(Light(partial(self._light, event)) for event in (CameraShared, MicrophoneShared))
        self._outlets = Outlets(link.run_dir)
        self._engine = open_engine(settings.call, self._hear)
        self._camera = CameraInlet(link.run_dir, self._lights[0])
        self._microphone = MicrophoneInlet(link.run_dir, self._lights[1])
        self._engine.attach(self._camera, self._microphone)
        self._servers: tuple[told.IceServer, ...] = ()
        self._agreement = Agreement()
        self._on: Wanted | None = None
        self._progress = Progress(settings.call.lost_s)
        self._epoch, self._heard_at = 0, 0.0
        self._desk = line.CallEnd(link.run_dir, self._listen)
        link.send(PartReady(NAME, self._engine.name))

    def step(self) -> None:
        """Serve for a moment."""
        message = self._link.receive(IDLE_S if self._on is None else ON_S)
        if message is not None:
            self._obey(message)
        with suppress(Empty):
            while True:
                self._take(self._told.get_nowait())
        self._look(time.monotonic())

    def close(self) -> None:
        """End what is on, and give everything back."""
        self._engine.close()
        self._desk.close()
        self._outlets.close()
        self._camera.close()
        self._microphone.close()

    # --- on the threads of engine and desk: handed on at once ---------------------------------------------------------

    def _hear(self, what: told.Told) -> None:
        """The engine tells."""
        match what:
            case told.Heard():
                self._heard_at = what.sound.at
                self._outlets.hear(what.sound)
            case told.Seen():
                if (picture := self._engine.picture()) is not None:
                    self._outlets.see(picture.image)
            case told.Typed():
                log.debug("text of a colleague comes by the desk")
            case told.Changed() | told.Failed():
                self._tell_desk(what)
                self._told.put(what)
            case _:
                self._tell_desk(what)

    def _tell_desk(self, what: told.Told) -> None:
        """What the page must know."""
        on = self._on
        if on is None:
            return
        match what:
            case told.Offered(epoch, sdp):
                self._epoch = max(self._epoch, epoch)
                self._desk.send(line.Offer(ticket=on.ticket, epoch=epoch, sdp=sdp))
            case told.Answered(epoch, sdp):
                self._desk.send(line.Answer(ticket=on.ticket, epoch=epoch, sdp=sdp))
            case told.Found(epoch, candidate, mid, number):
                found = line.Candidate(ticket=on.ticket, epoch=epoch, candidate=candidate, mid=mid, line=number)
                self._desk.send(found)
            case told.Changed(epoch, state):
                self._desk.send(line.CallState(ticket=on.ticket, epoch=epoch, state=state))

    def _listen(self, what: line.Told) -> None:
        """The desk's part tells."""
        match what:
            case line.Answer():
                self._engine.answered(what.epoch, what.sdp)
            case line.Candidate():
                self._engine.candidate(what.epoch, what.candidate, what.mid, what.line)
            case _:
                self._told.put(what)

    def _light(self, event: type[CameraShared | MicrophoneShared], on: bool) -> None:
        with suppress(LinkClosed):  # the core has gone, and with it the lamp
            self._link.send(event(on))

    # --- on this process's own thread ---------------------------------------------------------------------------------

    def _obey(self, message: Message) -> None:
        match message:
            case CallMode():
                self._agreement = self._agreement.allow(message)
                self._settle()
            case AskHuman():
                self._engine.prepare(self._servers)

    def _take(self, what: Told) -> None:
        match what:
            case line.Prepare():
                self._servers = _servers(what.ice)
                self._engine.prepare(self._servers)
            case line.Begin():
                self._servers = _servers(what.ice) or self._servers
                self._agreement = self._agreement.begin(what)
                if self._on is not None:  # the same call once more: its next connection goes by the newest servers
                    self._engine.prepare(self._servers)
                self._settle()
            case line.End():
                self._agreement = self._agreement.end(what.ticket)
                self._settle()
            case line.Peer(present=True) if self._on is not None and time.monotonic() - self._heard_at > SILENT_S:
                self._engine.renew()
            case line.CallState(epoch=0, state="lost") if self._on is not None:  # the page has nothing of the call
                self._engine.renew()
            case line.Mute():
                self._outlets.darken(dark=what.camera)
            case told.Changed():
                self._fare(what.state)
            case told.Failed():
                self._fail(what)

    def _settle(self) -> None:
        """Bring the call in line with what desk and dialogue want."""
        wanted, before = self._agreement.wanted(), self._on
        if wanted == before:
            return
        if before is not None and (wanted is None or wanted.ticket != before.ticket):
            self._hang_up()
        if wanted is None:
            return
        if self._on is None:
            self._begin(wanted)
        else:
            self._on = wanted
            self._engine.open(camera=wanted.camera, microphone=wanted.microphone)
        mute = line.Mute(ticket=wanted.ticket, microphone=not wanted.microphone, camera=not wanted.camera)
        self._desk.send(mute)
        self._dim(time.monotonic())

    def _begin(self, wanted: Wanted) -> None:
        self._on = wanted
        self._microphone.clear()
        self._progress.begin(time.monotonic())
        self._outlets.open(wanted.colleague)
        self._engine.begin(self._next_epoch(), self._servers)
        self._engine.open(camera=wanted.camera, microphone=wanted.microphone)

    def _next_epoch(self) -> int:
        """Above all that went before, of a process that was killed a moment ago too (see `engine`)."""
        self._epoch = max(int(time.time() * EPOCHS_A_S) % EPOCHS, self._epoch + 1)
        return self._epoch

    def _hang_up(self) -> None:
        self._engine.hang_up()
        self._on = None
        self._progress.end()
        self._outlets.close()
        self._dim(time.monotonic())

    def _fare(self, state: told.State) -> None:
        if self._on is not None and self._progress.connected(state, time.monotonic()):
            self._link.send(CallConnected(self._on.case))

    def _fail(self, fault: told.Failed) -> None:
        log.warning("%s: %s %s", fault.code, fault.sentence, fault.remedy)
        if fault.code in HOPELESS and self._on is not None:
            self._link.send(CallLost(self._on.case, fault.sentence))

    def _look(self, now: float) -> None:
        self._outlets.look(now)
        self._dim(now)
        if self._on is not None and self._progress.given_up(now):
            self._link.send(CallLost(self._on.case, "no connection to the colleague came about in time"))

    def _dim(self, now: float) -> None:
        """The lights go out with what they stand for."""
        on = self._on
        self._lights[0].look(now, shut=on is None or not on.camera)
        self._lights[1].look(now, shut=on is None or not on.microphone)


def _servers(ice: tuple[line.IceServer, ...]) -> tuple[told.IceServer, ...]:
    return tuple(told.IceServer(each.urls, each.username, each.credential) for each in ice)
