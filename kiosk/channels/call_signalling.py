"""What the parts `desk` and `call` tell each other: how this kiosk and a colleague's browser find one another.

The two meet on a socket in the run folder, beside the bus: addresses and keys of a connection belong in no ledger.
Nothing here opens a camera or a microphone: that takes the command `CallMode`. One call, seen from the desk's end:

    Prepare(ice)                        an ask waits: addresses are gathered, nothing is sent to anybody
    Begin(ticket, case, ice)            a colleague accepted; with `CallMode` voice or video the call part offers
                            Offer →     to the page, as `Candidate` and `CallState` are
    Answer, Candidate, Mute             of the page
    Peer(present)                       the page was lost, or is there again: it is offered a new connection
    End(ticket)                         the conversation is over

A part that comes back is `Met` anew: the desk's end then says again what is so (`Prepare` or `Begin`), and the call's
end begins a new connection. Neither end ever waits for the other.
"""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, TypeAdapter, ValidationError

from kiosk.channels.run_socket import listen
from kiosk.desk.messages.records import Count, IceServer, Name, Record, TicketId
from kiosk.desk.messages.shared import Answer, CallState, Candidate, Mute, Offer, Peer

__all__ = [
    "Answer",
    "Begin",
    "CallEnd",
    "CallState",
    "Candidate",
    "DeskEnd",
    "End",
    "IceServer",
    "Met",
    "Mute",
    "Offer",
    "Parted",
    "Peer",
    "Prepare",
    "Signal",
    "Told",
]

SOCKET: Final = "signalling.sock"
LONGEST: Final = 1 << 17
"""Bytes of a record: a session description of 32 768 characters is the longest."""
RETRY_S: Final = 0.1
_WORD: Final = b"\x01"


class Prepare(Record):
    """Somebody may come: these are the servers to gather addresses by."""

    type: Literal["prepare"] = "prepare"
    ice: tuple[IceServer, ...] = ()


class Begin(Record):
    """A colleague has the ask `case`, which is `ticket` at the desk. `colleague` is shown beside the picture."""

    type: Literal["begin"] = "begin"
    ticket: TicketId
    case: Count
    colleague: Name
    ice: tuple[IceServer, ...] = ()


class End(Record):
    """The conversation is over, or goes on in writing with somebody else."""

    type: Literal["end"] = "end"
    ticket: TicketId


Signal = Annotated[
    Prepare | Begin | End | Offer | Answer | Candidate | CallState | Mute | Peer, Field(discriminator="type")
]
_SIGNAL: Final[TypeAdapter[Signal]] = TypeAdapter(Signal)


@dataclass(frozen=True, slots=True)
class Met:
    """The other part is there, for the first time or anew: it knows nothing of what was told before."""


@dataclass(frozen=True, slots=True)
class Parted:
    """The other part has gone."""


Told = Signal | Met | Parted
Tell = Callable[[Told], None]


class _End:
    """One end. `tell` is called on a thread of its own: hand it on and return."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._line: socket.socket | None = None
        self._lock = threading.Lock()
        self._wake, self._woken = socket.socketpair()
        self._thread = threading.Thread(target=self._serve, name="signalling", daemon=True)
        self._thread.start()

    def send(self, signal: Signal) -> bool:
        """Tell the other end, at once; false if it is not there, or takes nothing in."""
        data = signal.model_dump_json().encode()
        with self._lock:
            if self._line is None or len(data) > LONGEST:
                return False
            try:
                return self._line.send(data, socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL) == len(data)
            except OSError:  # full, or gone: the other end is met anew
                return False

    def close(self) -> None:
        """Part; nothing is told any more when this returns, unless it is `tell` that closes."""
        with suppress(OSError):
            self._wake.send(_WORD)
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _serve(self) -> None:
        try:
            while self._look():
                pass
        finally:
            self._part(tell=False)
            self._release()

    def _look(self) -> bool:
        """Whatever happens next; false at the end."""
        waits = [self._woken, *([self._line] if self._line else []), *self._more()]
        ready, _, _ = select.select(waits, [], [], self._patience_s())
        if self._woken in ready:
            return False
        if self._line in ready:
            self._hear()
        self._seek()
        return True

    def _hear(self) -> None:
        """A record; one that is none ends the line, as the other end is of another version or not ours."""
        if self._line is None:
            return
        try:
            data = self._line.recv(LONGEST)
            signal = _SIGNAL.validate_json(data) if data else None
        except (OSError, ValidationError):
            signal = None
        if signal is None:
            self._part()
        else:
            self._tell(signal)

    def _meet(self, line: socket.socket) -> None:
        """From now on this is the other end."""
        self._part()
        with self._lock:
            self._line = line
        self._tell(Met())

    def _part(self, *, tell: bool = True) -> None:
        with self._lock:
            line, self._line = self._line, None
        if line is not None:
            line.close()
            if tell:
                self._tell(Parted())

    def _more(self) -> list[socket.socket]:
        return []

    def _patience_s(self) -> float | None:
        return None

    def _seek(self) -> None:
        """Find the other end, if that can be done now."""

    def _release(self) -> None:
        self._wake.close()
        self._woken.close()


class CallEnd(_End):
    """The call's end: waits for the desk's, and takes the newest. `OSError` if the socket cannot be made."""

    def __init__(self, run_dir: Path, tell: Tell) -> None:
        self._path = run_dir / SOCKET
        self._listening = listen(self._path)
        super().__init__(tell)

    def _more(self) -> list[socket.socket]:
        return [self._listening]

    def _seek(self) -> None:
        with suppress(BlockingIOError):
            line, _ = self._listening.accept()
            line.setblocking(False)
            self._meet(line)

    def _release(self) -> None:
        super()._release()
        self._listening.close()


class DeskEnd(_End):
    """The desk's end: looks for the call's until it is there, and again whenever it has gone."""

    def __init__(self, run_dir: Path, tell: Tell) -> None:
        self._path = run_dir / SOCKET
        super().__init__(tell)

    def _patience_s(self) -> float | None:
        return RETRY_S if self._line is None else None

    def _seek(self) -> None:
        if self._line is not None:
            return
        line = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        line.setblocking(False)
        try:
            line.connect(str(self._path))
        except OSError:
            line.close()
        else:
            self._meet(line)
