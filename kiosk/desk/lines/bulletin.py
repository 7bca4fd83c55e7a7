"""One message for every page: compared and written once, however many pages there are."""

from __future__ import annotations

from typing import Final

from pydantic import BaseModel

from kiosk.desk.lines.lines import Lines
from kiosk.desk.messages.protocol import write

BYTES_S: Final = 4_000_000.0
"""To all pages of a node: a long message to many of them is told less often."""


class Bulletin:
    """The last one. `each_s`: it changes no more often; a page that was told none is told at once."""

    def __init__(self, lines: Lines, each_s: float = 0.0) -> None:
        self._lines, self._each_s = lines, each_s
        self._last: BaseModel | None = None
        self._text, self._number, self._at = "", 0, float("-inf")

    def tell(self, message: BaseModel, now: float) -> None:
        """Tell all pages at this node what they were not told."""
        pages = [page for page in self._lines.of("staff") if page.greeted]
        each_s = max(self._each_s, len(self._text) * len(pages) / BYTES_S)
        if self._last is None or (not 0 <= now - self._at < each_s and message != self._last):
            self._last, self._text, self._at = message, write(message), now
            self._number += 1
        for page in pages:
            page.tell_text_once(type(message), self._number, self._text)
