"""A line that can be bad: datagrams between two ends of a call go through here, and some are lost, late or cut off."""

from __future__ import annotations

import heapq
import random
import re
import selectors
import socket
import threading
import time
from dataclasses import dataclass, field
from typing import Final

_CANDIDATE: Final = re.compile(r"a=candidate:(\S+) 1 udp (\d+) (\S+) (\d+) typ host[^\r\n]*", re.IGNORECASE)
_LARGEST: Final = 4096


@dataclass(slots=True)
class Weather:
    """How the line is: share of datagrams lost, seconds that each takes, and whether it is cut."""

    loss: float = 0.0
    delay_s: float = 0.0
    cut: bool = False


@dataclass(slots=True)
class Seen:
    """Packets and octets of RTP that went one way, by payload type."""

    packets: dict[int, int] = field(default_factory=dict)
    octets: dict[int, int] = field(default_factory=dict)

    def add(self, data: bytes) -> None:
        """A datagram; what is not RTP counts for nothing (RFC 7983, RFC 5761)."""
        if len(data) >= 12 and 128 <= data[0] <= 191 and not 192 <= data[1] <= 223:
            kind = data[1] & 0x7F
            self.packets[kind] = self.packets.get(kind, 0) + 1
            self.octets[kind] = self.octets.get(kind, 0) + len(data) - 12


class Relay:
    """Stands between whoever described itself (`through`) and whoever reads that description."""

    def __init__(self, seed: int = 1) -> None:
        self.weather, self.outward, self.inward = Weather(), Seen(), Seen()
        self._random = random.Random(seed)
        self._selector = selectors.DefaultSelector()
        self._late: list[tuple[float, int, socket.socket, bytes, tuple[str, int]]] = []
        self._count = 0
        self._open = True
        self._sockets = list[socket.socket]()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def through(self, sdp: str) -> str:
        """A description whose addresses are this relay's: of all its UDP candidates of IPv4 the first alone."""
        found = next(each for each in _CANDIDATE.finditer(sdp) if ":" not in each[3])
        port = self._stand_before((found[3], int(found[4])))
        kept = self.hidden(sdp).split("\r\n")
        at = next(i for i, line in enumerate(kept) if line.startswith("a=ice-pwd"))
        kept.insert(at, f"a=candidate:1 1 udp 2130706431 {found[3]} {port} typ host")
        return "\r\n".join(kept)

    @staticmethod
    def hidden(sdp: str) -> str:
        """A description without addresses: whoever reads it can only answer through a relay."""
        told = ("a=candidate", "a=end-of-candidates")
        return "\r\n".join(line for line in sdp.split("\r\n") if not line.startswith(told))

    def close(self) -> None:
        """End it."""
        self._open = False
        self._thread.join(2)
        for each in self._sockets:
            each.close()
        self._selector.close()

    def _stand_before(self, described: tuple[str, int]) -> int:
        near, far = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
        for each in (near, far):
            each.bind((described[0], 0))
            each.setblocking(False)
            self._sockets.append(each)
        reader: list[tuple[str, int]] = []
        self._selector.register(far, selectors.EVENT_READ, (near, [described], reader, self.inward))
        self._selector.register(near, selectors.EVENT_READ, (far, reader, None, self.outward))
        return int(far.getsockname()[1])

    def _run(self) -> None:
        while self._open:
            wait = min(0.05, max(0.0, self._late[0][0] - time.monotonic())) if self._late else 0.05
            for key, _ in self._selector.select(wait):
                self._take(key.fileobj, *key.data)  # type: ignore[arg-type]
            while self._late and self._late[0][0] <= time.monotonic():
                _, _, out, data, to = heapq.heappop(self._late)
                _send(out, data, to)

    def _take(
        self,
        came_in: socket.socket,
        out: socket.socket,
        to: list[tuple[str, int]],
        sender: list[tuple[str, int]] | None,
        seen: Seen,
    ) -> None:
        while True:
            try:
                data, origin = came_in.recvfrom(_LARGEST)
            except OSError:
                return
            if sender is not None:
                sender[:] = [origin]
            seen.add(data)
            if to and not self.weather.cut and self._random.random() >= self.weather.loss:
                self._count += 1
                due = time.monotonic() + self.weather.delay_s
                if self.weather.delay_s:
                    heapq.heappush(self._late, (due, self._count, out, data, to[0]))
                else:
                    _send(out, data, to[0])


def _send(out: socket.socket, data: bytes, to: tuple[str, int]) -> None:
    try:
        out.sendto(data, to)
    except OSError:  # the end has gone: a datagram lost, as on any line
        return
