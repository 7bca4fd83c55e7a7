"""Real-time text on a data channel: the newest state of each line, as JSON (EN 301 549, 6.2). Pure."""

from __future__ import annotations

import json
from typing import Final

from kiosk.call.engine.media import Text

CHANNEL: Final = "text"
"""Label of the data channel, ordered and reliable, that the end which offers makes."""
LONGEST: Final = 2_000
KEPT: Final = 50
"""Lines that wait for a connection at most."""


def to_json(text: Text) -> str:
    """`{"line": 3, "text": "Waar staat de me", "done": false}`."""
    return json.dumps({"line": text.line, "text": text.text[:LONGEST], "done": text.done}, ensure_ascii=False)


def from_json(message: str | bytes) -> Text:
    """What the other end typed.

    Raises:
        ValueError: it is no text of ours.
    """
    said = json.loads(message)
    fields = said if isinstance(said, dict) else {}
    line, text, done = fields.get("line"), fields.get("text"), fields.get("done", False)
    if type(line) is not int or line < 0 or not isinstance(text, str) or type(done) is not bool:
        raise ValueError("no line of text")
    return Text(line, text[:LONGEST], done)


class Outbox:
    """Lines for the other end while there is no connection; the newest state of a line stands for all before it."""

    def __init__(self) -> None:
        self._lines: dict[int, Text] = {}

    def put(self, text: Text) -> None:
        """A line changed."""
        self._lines.pop(text.line, None)
        self._lines[text.line] = text
        while len(self._lines) > KEPT:
            del self._lines[next(iter(self._lines))]

    def taken(self) -> list[Text]:
        """All that waits, oldest first; nothing does after."""
        lines = list(self._lines.values())
        self._lines.clear()
        return lines
