"""Every error code with what it says, what to do, and where it comes from; `lookup` works without a network.

The catalogue is read from the source, so that it cannot differ from it. Codes that only events carry have their remedy
in `kiosk.error_areas`. `python -m kiosk.error_catalogue docs/errors.md` writes the page for technicians again.
"""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import avatars
import hardware
import kiosk
from kiosk import error_source
from kiosk.error_areas import AREAS, TOLD, TYPED
from kiosk.error_source import Case
from kiosk.errors import InputError

BARE: Final = re.compile(r"\{[^}]*\}")
HANDED_ON: Final = re.compile(r"\{(message|sentence)\}")
"""A text that a helper is given says less than the others of its code."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an error says and what to do about it, with {placeholders}."""

    sentence: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A code: its meanings, its files, and the exit status of a command that ends with it.

    `status` is None where a running kiosk tells it.
    """

    code: str
    meanings: tuple[Meaning, ...]
    status: int | None
    places: tuple[str, ...]

    @property
    def area(self) -> str:
        """What stands before the dot."""
        return self.code.partition(".")[0]


@cache
def source() -> error_source.Source:
    """What the installed source holds; takes under a second, once a process."""
    return error_source.read(Path(str(package.__file__)).parent for package in (kiosk, hardware, avatars))


@cache
def catalogue() -> Mapping[str, Entry]:
    """All codes, in the order of the page."""
    order = list(AREAS)
    cases, mentioned = source().cases, source().mentioned
    entries = {code: _entry(code, [case for case in cases if case.code == code]) for code in {c.code for c in cases}}
    for table, status in ((TOLD, None), (TYPED, 2)):
        for code, said in table.items():
            places = entries[code].places if code in entries else (mentioned.get(code, ""),)
            entries[code] = Entry(code, (Meaning(*said),), status, places)
    by_area = {entry: order.index(entry.area) if entry.area in AREAS else len(order) for entry in entries.values()}
    return {entry.code: entry for entry in sorted(entries.values(), key=lambda entry: (by_area[entry], entry.code))}


def _entry(code: str, cases: list[Case]) -> Entry:
    clear = [case for case in cases if not (BARE.fullmatch(case.remedy) or HANDED_ON.search(case.sentence))] or cases
    meanings = tuple(dict.fromkeys(Meaning(case.sentence, case.remedy) for case in clear))
    places = tuple(dict.fromkeys(case.place for case in cases))
    return Entry(code, meanings, max(case.status for case in cases), places)


def lookup(code: str) -> Entry:
    """The entry of a code; brackets around it, as a command prints them, may stay.

    Raises:
        InputError: `usage.code` for a code that the product does not have, with the nearest ones.
    """
    wanted = code.strip().strip("[]")
    if wanted in catalogue():
        return catalogue()[wanted]
    near = difflib.get_close_matches(wanted, catalogue(), 3, 0.5)
    remedy = f"Did you mean {' or '.join(near)}?" if near else "Codes look like microphone.missing; see docs/errors.md."
    raise InputError("usage.code", f"Balie has no error {wanted!r}.", remedy)


def describe(entry: Entry) -> str:
    """An entry as lines for a terminal."""
    lines = [entry.code, f"  {AREAS.get(entry.area, entry.area)}; {_status(entry)}; {', '.join(entry.places)}"]
    for meaning in entry.meanings:
        lines += ["", f"  says: {meaning.sentence}", f"  mend: {meaning.remedy}"]
    return "\n".join(lines)


def _status(entry: Entry) -> str:
    return "told by a running kiosk" if entry.status is None else f"exit status {entry.status}"


def page() -> str:
    """`docs/errors.md`."""
    areas = [area for area in AREAS if any(entry.area == area for entry in catalogue().values())]
    rows = [f"| [{AREAS[area]}](#{_anchor(AREAS[area])}) | {', '.join(_links(area))} |" for area in areas]
    parts = [HEAD, "\n".join(["| area | codes |", "|---|---|", *rows])]
    for area in areas:
        parts.append(f"## {AREAS[area]}")
        parts += [_section(entry) for entry in catalogue().values() if entry.area == area]
    return "\n\n".join(parts) + "\n"


HEAD: Final = """# Every error, and what to do

A fault is told as one sentence, what to do about it, and its code in brackets:

```
kiosk: There is no recording q.wav. Check the path. [recording.missing]
```

Find the code here, or on the kiosk itself, without a network: `kiosk explain recording.missing`. What stands in
{braces} is filled in. A command ends with exit status 2 where what was typed, given or configured needs mending, and 1
where a check or a run failed. Codes without a status are told by a running kiosk, in its log and ledger; it goes on
with what it has. This page is written from the source: `python -m kiosk.error_catalogue docs/errors.md`."""


def _links(area: str) -> list[str]:
    return [f"[{entry.code}](#{_anchor(entry.code)})" for entry in catalogue().values() if entry.area == area]


def _anchor(title: str) -> str:
    """The anchor that Markdown makes of a heading."""
    kept = "".join(letter for letter in title.lower() if letter.isalnum() or letter in " -_")
    return kept.replace(" ", "-")


def _section(entry: Entry) -> str:
    status = "" if entry.status is None else f"Exit status {entry.status}. "
    lines = [f"### {entry.code}", ""]
    lines += [f"- {meaning.sentence.strip()}\n  **{meaning.remedy.strip()}**" for meaning in entry.meanings]
    lines += ["", f"{status}From {', '.join(f'`{place}`' for place in entry.places)}."]
    return "\n".join(lines)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
