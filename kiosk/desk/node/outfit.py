"""What a node has besides its database: the key of numbers, what staff wrote for colleagues, how long it keeps."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path

from kiosk.desk.assist import canned_replies as replies
from kiosk.desk.assist import draft, suggestions
from kiosk.desk.assist.canned_replies import Replies
from kiosk.desk.assist.draft import Words
from kiosk.desk.assist.suggestions import Curated, Tasks
from kiosk.desk.storage.encryption import Numbers, fresh_numbers, open_numbers
from kiosk.desk.tickets import retention
from kiosk.desk.tickets.retention import Retention


@dataclass(frozen=True, slots=True)
class Outfit:
    """All of it; by itself what is shipped. Without a `zone` the day begins when it does for the machine.
    `public_url` is where phones reach the desk, if they do.

    Whoever made `knowledge` ends it.
    """

    numbers: Numbers = field(default_factory=fresh_numbers)
    replies: Replies = field(default_factory=replies.load)
    words: Words = field(default_factory=draft.load)
    curated: Curated = field(default_factory=suggestions.load)
    knowledge: Tasks | None = None
    keep: Retention = field(default_factory=Retention)
    zone: tzinfo | None = None
    public_url: str = ""


def open_outfit(folder: Path, store: Path | None, days: float, knowledge: Tasks | None, public_url: str = "") -> Outfit:
    """What lies in the desk's folder, and in that of a store; conversations are kept for so many days.

    Raises:
        InputError: `desk.number-key-file`; every fault of the files.
    """
    return Outfit(
        numbers=open_numbers(folder),
        replies=replies.load(store),
        curated=suggestions.load(store),
        knowledge=knowledge,
        keep=retention.of_days(days),
        public_url=public_url,
    )
