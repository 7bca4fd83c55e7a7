r"""The instruction set of Nextion touch displays: ASCII, each instruction and each return ended by FF FF FF.

`connect` is answered by `comok …,<model>,…`; with `bkcmd=3` every instruction is answered, 01 for done. Texts go into
components of a page that was made in the Nextion Editor: `tCaption.txt="…"`, with `\r` for a new line. Returns that
are heeded: 00 to 24 (what became of an instruction), 65 page component 01|00 (touch), 66 page (`sendme`), 00 00 00 and
88 (it restarted). Source: the maker's Nextion Instruction Set, chapters 1, 6 and 7.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Final

from hardware.protocols.displays.code_page import fit
from hardware.protocols.displays.display_codec import (
    Accepted,
    Content,
    Present,
    Refused,
    Report,
    Restarted,
    Screen,
    Touched,
)

END: Final = b"\xff\xff\xff"
DONE, TOUCH, PAGE, READY = 0x01, 0x65, 0x66, 0x88
STARTUP: Final = b"\0\0\0"
MEANINGS: Final = {
    0x00: "no such instruction",
    0x02: "no such component",
    0x03: "no such page",
    0x11: "no such baud rate",
    0x1A: "no such component or attribute",
    0x1B: "no such operation",
    0x1C: "a value that it cannot take",
    0x1E: "wrong parameters",
    0x20: "a wrong escape",
    0x23: "a name that is too long",
    0x24: "more than its buffer holds",
}
LONGEST: Final = 512
"""Bytes of a return, at most; more is noise."""


class Nextion:
    """The host's end of a Nextion: a `DisplayCodec`."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self._held = b""
        self._asked: deque[str] = deque()
        self._shown: dict[str, str] = {}
        self._taboo = b"\xff".decode(screen.encoding, "ignore")

    @property
    def unanswered(self) -> int:
        """Instructions that were not answered yet."""
        return len(self._asked)

    def probe(self) -> bytes:
        """Connect, behind an end for whatever lay half-sent on the line."""
        self._asked.clear()
        self._shown.clear()
        self._held = b""
        return END + b"connect" + END

    def start(self) -> bytes:
        """Answer everything; brightness; the page, whose fields are all taken for unknown."""
        self._shown.clear()
        page = (f"page {self.screen.page}",) if self.screen.page else ()
        return self._say("bkcmd=3", f"dim={round(100 * self.screen.brightness)}", *page)

    def show(self, content: Content) -> bytes:
        """The fields that differ."""
        wanted = self._fields(content)
        news = [name for name, text in wanted.items() if self._shown.get(name) != text]
        self._shown = wanted
        return self._say(*(f'{self.screen.fields[name]}.txt="{wanted[name]}"' for name in news))

    def refresh(self) -> bytes:
        """Which page is shown."""
        return self._say("sendme")

    def feed(self, data: bytes) -> Sequence[Report]:
        """The returns that `data` completes."""
        *whole, self._held = (self._held + data).split(END)
        self._held = self._held[-LONGEST:]
        return [report for one in whole if (report := self._report(one)) is not None]

    def _say(self, *instructions: str) -> bytes:
        self._asked.extend(instructions)
        return b"".join(each.encode(self.screen.encoding) + END for each in instructions)

    def _fields(self, content: Content) -> dict[str, str]:
        """What our fields hold; those that the page does not have are left out."""
        number = content.fact if content.kind != "price" else ""
        price = content.fact if content.kind == "price" else ""
        label = content.label if content.fact else ""
        texts = {"caption": content.caption, "label": (label,), "number": (number,), "price": (price,)}
        texts["state"] = (content.state,)
        return {name: r"\r".join(map(self._escaped, texts[name])) for name in self.screen.fields}

    def _escaped(self, line: str) -> str:
        return fit(line, self.screen.encoding, self._taboo).replace("\\", r"\\").replace('"', r"\"")

    def _report(self, one: bytes) -> Report | None:
        _, found, model = one.rpartition(b"comok ")
        if found:
            return Present(model.split(b",")[2].decode("ascii", "replace") if model.count(b",") > 1 else "Nextion")
        if one in (STARTUP, bytes([READY])):
            self._asked.clear()
            return Restarted()
        if len(one) == 4 and one[0] == TOUCH:
            return Touched(one[1], one[2], bool(one[3]))
        if (len(one) == 1 and (one[0] == DONE or one[0] in MEANINGS)) or (len(one) == 2 and one[0] == PAGE):
            return self._settled(one)
        return None

    def _settled(self, one: bytes) -> Report | None:
        """Instructions are answered in their order; one more answer than there were instructions is noise."""
        if not self._asked:
            return None
        asked = self._asked.popleft()
        if len(one) == 1 and one[0] != DONE:
            return Refused(one[0], f"{asked.partition('=')[0]}: {MEANINGS[one[0]]}")
        return Accepted()
