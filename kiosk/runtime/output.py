"""What a process writes to its standard output and error, line by line, without ever waiting for it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from typing import Final

CHUNK: Final = 65_536
LONGEST: Final = 1 << 18
"""A line longer than this is cut, so that a process without newlines cannot fill the memory."""


class Output:
    """A pipe whose reading end belongs to the running event loop; give `inlet` to the process, then `handed_over`.

    Not asyncio's own pipes: those keep a process "alive" while a grandchild still holds the other end.
    """

    def __init__(self, take: Callable[[str], None]) -> None:
        self._take = take
        self._rest = b""
        self._outlet, self.inlet = os.pipe()
        os.set_blocking(self._outlet, False)
        asyncio.get_running_loop().add_reader(self._outlet, self._read)

    def handed_over(self) -> None:
        """The process has the inlet now."""
        os.close(self.inlet)

    def close(self) -> None:
        """Take what is left in the pipe, and close it, whoever still holds its inlet."""
        while self._read():
            pass
        if self._rest:
            self._take(_text(self._rest))
        asyncio.get_running_loop().remove_reader(self._outlet)
        os.close(self._outlet)

    def _read(self) -> bool:
        """Whether there may be more."""
        try:
            chunk = os.read(self._outlet, CHUNK)
        except BlockingIOError:
            return False
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        if len(self._rest) > LONGEST:
            lines, self._rest = [*lines, self._rest], b""
        for line in lines:
            self._take(_text(line))
        if not chunk:
            asyncio.get_running_loop().remove_reader(self._outlet)
        return bool(chunk)


def _text(line: bytes) -> str:
    return line.decode(errors="replace")
