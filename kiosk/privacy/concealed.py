"""Passwords in addresses, kept out of what people see: what is printed, and the list of processes."""

from __future__ import annotations

import ctypes
import re
import string
from collections.abc import Callable
from pathlib import Path
from typing import Final

STARS: Final = "***"
TOKENS: Final = frozenset({"nats", "tls"})
"""Of their addresses also the name alone is a secret: a token."""
WORD: Final = re.compile(r"[^\s\"']+")
"""What an address may be part of: it ends at a blank or a quote."""
MARK: Final = re.compile("://")
NAME: Final = re.compile(r"[^:/@?#]*")
LETTERS: Final = f"{string.ascii_letters}{string.digits}+.-"
"""Of the scheme of an address (RFC 3986, 3.1), which begins with a letter."""
LONGEST_SCHEME: Final = 60
"""So far back a scheme is looked for."""
FIELD: Final = re.compile(
    r"(?P<before>(?<![A-Za-z0-9])(?:password|passwd|secret|token)[ \t]*=[ \t]*)"
    r"(?P<word>'(?:[^'\\]|\\.)*'|[^&;\s\"']+)",
    re.IGNORECASE,
)
"""A field of an address, or of a database's keywords, which may stand in quotes (libpq, 34.1.1.1)."""
ARGUMENTS: Final = 45
"""Where the addresses of the arguments stand in proc_pid_stat(5), fields 48 and 49, behind the name's bracket."""


def concealed(text: str, stars: Callable[[str], str] = lambda _: STARS) -> str:
    """A text without the passwords in its addresses and fields; `stars` stand for each."""
    if "://" in text and "@" in text:
        text = WORD.sub(lambda found: _of_word(found.group(), stars), text)
    return FIELD.sub(lambda found: found["before"] + stars(found["word"]), text)


def _of_word(word: str, stars: Callable[[str], str]) -> str:
    """A password may hold an `@` or a `/` that should have been escaped: it ends at the last `@`."""
    told: list[str] = []
    done, last = 0, word.rfind("@")
    for mark in MARK.finditer(word, 0, last + 1):
        begin = mark.end()
        end = begin + len(NAME.match(word, begin)[0])  # type: ignore[index]  # of no letters, too
        scheme = _scheme(word[max(done, begin - LONGEST_SCHEME) : mark.start()])
        if scheme and word[end] == ":":
            return "".join((*told, word[done : end + 1], stars(word[end + 1 : last]), word[last:]))
        if scheme in TOKENS and word[end] == "@" and end > begin:
            told += [word[done:begin], stars(word[begin:end])]
            done = end
    return "".join((*told, word[done:]))


def _scheme(before: str) -> str:
    return before[len(before.rstrip(LETTERS)) :].lstrip(f"{string.digits}+.-").lower()


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
