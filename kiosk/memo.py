"""Names in the memo that a reply leaves for the next question (`kiosk.events.Memo`).

The answers write and read them. The dialogue hands them on, and what redacts looks in them for the names of people.
"""

from __future__ import annotations

from typing import Final

from kiosk.events import Reply

SKILL: Final = "skill"
"""Which skill left it."""
ENTRY: Final = "entry"
"""For which entry."""
OPEN: Final = "open"
"""It has asked something and waits for it."""
BETWEEN: Final = "between"
"""How many other questions have come in the middle."""

ASPECT: Final = "aspect"
"""What of the hours was asked for."""
PRODUCT: Final = "product"
"""The id of the product that was spoken of."""
ORDER: Final = "order"
"""The number of an order."""
PART: Final = "part"
"""The beginning of one."""
DAY: Final = "day"
"""Of an appointment, as in ISO 8601."""
TIME: Final = "time"
"""Of an appointment, as in ISO 8601."""
NAME: Final = "name"
"""The first name of a shopper."""
KEY: Final = "key"
"""With which an appointment is booked once."""
REFERENCE: Final = "reference"
"""Of an appointment that is booked."""
SENT: Final = "sent"
"""A booking was sent and not answered."""
UNSURE: Final = "unsure"
"""The entry of one that was sent and not answered: it lasts for the visit, until that one is booked for sure."""

CHOICE: Final = "choice"
"""What one of the offered choices asks."""
OTHERS: Final = "others"
"""The entries that come after the one that was answered."""
HELP: Final = "help"
"""The words that may have been a call for help."""
PERSON_OFFERED: Final = ("offered", "person")
"""Name and value: a person was offered, so that "yes" means one."""


def in_need(reply: Reply) -> bool:
    """Whether somebody is in need, or is asked whether they are."""
    return reply.intent == "urgent" or any(name == HELP for name, _ in reply.memo)
