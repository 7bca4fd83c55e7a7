"""The consent gate: what of this kiosk goes out, decided in one place and held at three.

Shut, no track is attached to a sender (`replaceTrack`), the sources are not read, and at the last step before
encryption a packet of a source that is not open is thrown away, a retransmission of an older one too.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final, Literal

Kind = Literal["audio", "video"]
KINDS: Final[tuple[Kind, ...]] = ("audio", "video")
_RTCP: Final = range(192, 224)
"""Second octets of what is RTCP on a shared port, RFC 5761, 4."""


class Gate:
    """Whether camera and microphone may be read and sent. Any thread sets it, and it holds at once."""

    def __init__(self) -> None:
        self._open: frozenset[Kind] = frozenset()

    def set(self, *, camera: bool, microphone: bool) -> None:
        """As the shopper consented."""
        kinds: dict[Kind, bool] = {"video": camera, "audio": microphone}
        self._open = frozenset(kind for kind, may in kinds.items() if may)

    def shut(self) -> None:
        """Nothing goes out."""
        self._open = frozenset()

    def lets(self, kind: Kind) -> bool:
        """Whether that source may be read and sent now."""
        return kind in self._open


class Guard:
    """Stands where packets of RTP go out unencrypted for the last time, counts them and throws away what may not go."""

    def __init__(self, gate: Gate, sources: dict[int, Kind], send: Callable[[bytes], Awaitable[None]]) -> None:
        self._gate, self._sources, self._send = gate, sources, send
        self.packets: dict[Kind, int] = dict.fromkeys(KINDS, 0)
        self.stopped = 0

    async def __call__(self, data: bytes) -> None:
        """Send a packet of RTP or RTCP on, unless it is of a source that is shut."""
        if len(data) >= 12 and data[1] not in _RTCP:
            kind = self._sources.get(int.from_bytes(data[8:12], "big"))
            if kind is None or not self._gate.lets(kind):
                self.stopped += 1
                return
            self.packets[kind] += 1
        await self._send(data)
