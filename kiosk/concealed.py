"""Passwords in addresses, kept out of what people see: what is printed, and the list of processes."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

STARS: Final = "***"
TOKENS: Final = frozenset({"nats", "tls"})
"""Of their addresses also the name alone is a secret: a token."""
ADDRESS: Final = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<name>[^\s:/@?#]*)(?P<word>:[^\s\"']*)?@")
"""A password may hold an `@` or a `/` that should have been escaped: it ends at the last `@`."""
FIELD: Final = re.compile(r"(?P<before>[?&;](?:password|passwd|secret|token)=)(?P<word>[^&;\s\"']+)", re.IGNORECASE)
ARGUMENTS: Final = 45
"""Where the addresses of the arguments stand in proc_pid_stat(5), fields 48 and 49, behind the name's bracket."""


def concealed(text: str, stars: Callable[[str], str] = lambda _: STARS) -> str:
    """A text without the passwords in its addresses; `stars` stand for each."""

    def address(found: re.Match[str]) -> str:
        scheme, name, word = found["scheme"], found["name"], found["word"]
        if word is not None:
            return f"{scheme}://{name}:{stars(word[1:])}@"
        return f"{scheme}://{stars(name)}@" if scheme.lower() in TOKENS and name else found[0]

    text = ADDRESS.sub(address, text) if "@" in text else text
    return FIELD.sub(lambda found: found["before"] + stars(found["word"]), text)


def conceal_arguments() -> None:
    """Write stars over the passwords in this process's arguments, which everybody on the machine can list (ps)."""
    begin, end = _arguments()
    if not begin:  # a kernel that does not tell a process where they lie
        return
    for number, argument in enumerate(told := ctypes.string_at(begin, end - begin).split(b"\0")):
        hidden = concealed(argument.decode("utf-8", "surrogateescape"), lambda word: "*" * len(_raw(word)))
        if (raw := _raw(hidden)) != argument:
            at = begin + sum(len(each) + 1 for each in told[:number])
            ctypes.memmove(at, raw, len(argument))


def _raw(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _arguments() -> tuple[int, int]:
    fields = Path("/proc/self/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    return int(fields[ARGUMENTS]), int(fields[ARGUMENTS + 1])
