"""Links with which a shopper's phone goes on with an ask: sealed with the key of the desk, each for one ticket.

Nothing is kept of a link: any node of the desk can open it, and who opens it first has it (`kiosk.desk.routes.phone`).
"""

from __future__ import annotations

from typing import Final, TypeVar

from pydantic import BaseModel

from kiosk.desk.messages.kiosk import Closed
from kiosk.desk.storage.encryption import Numbers
from kiosk.errors import KioskError

GOOD_S: Final = 1800.0
MOST: Final = 1000
"""Links that a node remembers, so that a kiosk is not told another one each time."""
_MARK: Final = "phone"
M = TypeVar("M", bound=BaseModel)


class Links:
    """Makes and reads them; without the address that phones reach there are none."""

    def __init__(self, keys: Numbers, public_url: str) -> None:
        self._keys, self._url = keys, public_url.rstrip("/")
        self._made: dict[int, str] = {}

    def of(self, ticket: int, now: float) -> str:
        """The link of a ticket; empty where phones cannot reach the desk."""
        if not self._url:
            return ""
        if ticket not in self._made:
            sealed = self._keys.sealed(f"{_MARK} {ticket} {now + GOOD_S:.0f}").decode("ascii")
            self._made[ticket] = f"{self._url}/phone/{sealed}"
            if len(self._made) > MOST:
                del self._made[next(iter(self._made))]
        return self._made[ticket]

    def put_into(self, message: M, now: float) -> M:
        """The message with the link, if it tells that nobody came."""
        if isinstance(message, Closed) and message.outcome == "nobody":
            return message.model_copy(update={"link": self.of(message.ticket, now)})
        return message

    def ticket(self, token: str) -> tuple[int, float]:
        """The ticket of a link, and until when a phone may begin with it.

        Raises:
            KioskError: `desk.phone`.
        """
        try:
            mark, ticket, until = self._keys.opened(token.encode()).split()
        except (KioskError, ValueError) as fault:
            raise no_link() from fault
        if mark != _MARK:
            raise no_link()
        return int(ticket), float(until)


def no_link() -> KioskError:
    """A link that leads nowhere, or no more."""
    return KioskError("desk.phone", "This link is over.", "Ask for a person at the kiosk again.")
