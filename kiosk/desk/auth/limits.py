"""How often something may be tried: a bucket of tokens a name, which fills again with time. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kiosk.errors import KioskError

MOST_NAMES: Final = 10_000
"""Names that are remembered; the oldest are forgotten, which is kinder than growing without end."""


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` at once, then one each `every_s` seconds."""

    burst: int
    every_s: float


SIGN_IN: Final = Rate(8, 15.0)
"""Of an address: some 250 guesses an hour."""
NAMED: Final = Rate(60, 4.0)
"""Of a name, from all addresses: more than one of them can use up, so that nobody alone keeps a colleague out."""
ENROL: Final = Rate(5, 60.0)
LEFT: Final = Rate(10, 60.0)
"""Of what a kiosk leaves where nobody is: numbers, messages, calls to the floor."""
REQUESTS: Final = Rate(60, 0.1)
FILES: Final = Rate(1000, 0.02)
"""Of an address: a page has some fifty files, and a store's browsers may share one address."""
LINES: Final = Rate(2000, 0.02)
"""Of an address: all kiosks of a chain may come through one, and come back at once when a node ends."""
MESSAGES: Final = Rate(200, 0.02)
"""Of a kiosk, or of a colleague in all their pages: 50 messages a second, far above any typist."""
ASKS: Final = Rate(30, 20.0)
"""Of a kiosk: asks, not one that is sent again. Three a minute after a rush; a busy shop has twenty an hour."""
WRITES: Final = Rate(120, 2.0)
"""Of a kiosk: lines of a talk that are kept, and changes of its mode. Nobody says more than a line in two seconds."""
CHARACTERS: Final = Rate(500_000, 0.01)
"""Of a kiosk: all that is kept of it. After a rush 9 MB a day, a hundred times what a shop with 15 asks needs."""


class Limit:
    """Who did something how often of late."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._full_at: dict[str, float] = {}

    def take(self, name: str, now: float, much: int = 1) -> bool:
        """Whether so much of it may be done now; if so it counts."""
        full_at = max(self._full_at.pop(name, now), now)
        after = full_at + much * self._rate.every_s
        allowed = after - now <= self._rate.burst * self._rate.every_s
        self._full_at[name] = after if allowed else full_at
        if len(self._full_at) > MOST_NAMES:
            del self._full_at[next(iter(self._full_at))]
        return allowed


class LineLimits:
    """What may come over lines at a node, by whose they are and however often they begin anew.

    A kiosk's token that was stolen neither fills the database nor floods colleagues.
    """

    def __init__(self) -> None:
        self.kiosk_messages, self.staff_messages = Limit(MESSAGES), Limit(MESSAGES)
        self._asks, self._writes, self._characters = Limit(ASKS), Limit(WRITES), Limit(CHARACTERS)
        self._last: dict[str, str] = {}

    def ask(self, kiosk: str, key: str, size: int, now: float) -> None:
        """An ask of so many characters; one that is sent again counts once.

        Raises:
            KioskError: `desk.too-fast`.
        """
        if self._last.get(kiosk) == key:
            return
        if not self._asks.take(kiosk, now):
            raise too_fast()
        self._keep(kiosk, size, now)
        self._last.pop(kiosk, None)
        self._last[kiosk] = key
        if len(self._last) > MOST_NAMES:
            del self._last[next(iter(self._last))]

    def write(self, kiosk: str, size: int, now: float) -> None:
        """Something of so many characters that is kept.

        Raises:
            KioskError: `desk.too-fast`.
        """
        if not self._writes.take(kiosk, now):
            raise too_fast()
        self._keep(kiosk, size, now)

    def _keep(self, kiosk: str, size: int, now: float) -> None:
        if not self._characters.take(kiosk, now, size):
            raise too_fast()


def too_fast() -> KioskError:
    """What is refused for its amount alone."""
    return KioskError("desk.too-fast", "More was sent at once than the desk takes.", "Send it more slowly.")
