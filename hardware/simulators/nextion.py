r"""A Nextion with one page. Tricks: `touch 10` and `untouch 10` (a component), `lose tPrice` (its page lacks that one).

It answers as the maker's Nextion Instruction Set says: everything with `bkcmd=3`, failures alone after a restart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from hardware.protocols.displays.nextion import DONE, END, PAGE, READY, STARTUP, TOUCH

OnFields = Callable[[float, dict[str, str]], None]
"""Called with the time and the texts by component, whenever they have changed."""
BOOT_S: Final = 0.3
MODEL: Final = b"comok 1,101-0,NX4832K035_011R,130,61488,D264B8204F0E1828,16777216"


class NextionPanel:
    """A panel whose page `page` has text components of these names, and an id of its own for each touch."""

    def __init__(self, page: str, components: Iterable[str], encoding: str, on_fields: OnFields) -> None:
        self.silent = False
        self.dim = 100
        self._page, self._encoding, self._on_fields = page, encoding, on_fields
        self._names = {name.rpartition(".")[2] for name in components}
        self._told: dict[str, str] = {}
        self._begin()
        self._awake = 0.0
        self._out = b""

    def reboot(self, now: float) -> None:
        """It says so when it is up again."""
        self._begin()
        self._awake = now + BOOT_S
        self._out = STARTUP + END + bytes([READY]) + END

    def _begin(self) -> None:
        self.texts = dict.fromkeys(self._names, "")
        self.dim, self._verbose, self._held = 100, False, b""

    def receive(self, data: bytes, now: float) -> bytes:
        """Do what it says; what it answers."""
        if now < self._awake or self.silent:
            return b""
        *whole, self._held = (self._held + data).split(END)
        answers, self._out = self._out + b"".join(self._do(one) for one in whole if one), b""
        if self.texts != self._told:
            self._told = dict(self.texts)
            self._on_fields(now, self._told)
        return answers

    def trick(self, word: str, value: str) -> bool:
        """See above; false for any other."""
        match word:
            case "touch" | "untouch":
                self._out += bytes([TOUCH, 0, int(value), word == "touch"]) + END
            case "lose":
                self._names.discard(value)
                self.texts.pop(value, None)
            case _:
                return False
        return True

    def _do(self, instruction: bytes) -> bytes:
        if instruction == b"connect":
            return MODEL + END
        if instruction == b"sendme":
            return bytes([PAGE, 0]) + END
        code = self._code(instruction.decode(self._encoding, "replace"))
        return bytes([code]) + END if code != DONE or self._verbose else b""

    def _code(self, instruction: str) -> int:
        """What became of it."""
        name, _, value = instruction.partition("=")
        match name.rpartition(".")[::2]:
            case ("", "bkcmd"):
                self._verbose = value == "3"
            case ("", "dim"):
                self.dim = int(value)
            case ("", page) if page.startswith("page "):
                return DONE if page == f"page {self._page}" else 0x03
            case (component, "txt"):
                return self._text(component.rpartition(".")[2], value)
            case _:
                return 0x00
        return DONE

    def _text(self, component: str, value: str) -> int:
        if component not in self._names:
            return 0x1A
        if not (len(value) > 1 and value[0] == value[-1] == '"'):
            return 0x1C
        plain = value[1:-1].replace(r"\\", "\0").replace(r"\"", '"').replace(r"\r", "\n").replace("\0", "\\")
        self.texts[component] = plain
        return DONE
