"""The regions drawn from their tables: `python -m kiosk.dialogue.chart docs/dialogue.md` renews the chart in there."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Final

from kiosk.dialogue import access, barge_in, consent, health, presence, resort, service, suited, turn

BEGIN: Final = "<!-- chart: made from the tables, do not edit -->"
END: Final = "<!-- /chart -->"
Rows = Sequence[tuple[tuple[object, object], object]]
REGIONS: Final[Mapping[str, tuple[Rows, object]]] = {
    "Presence": (tuple(presence.TABLE.items()), presence.Presence.AWAY),
    "Turn": (tuple(turn.TABLE.items()), turn.Turn.QUIET),
    "Barge_in": (tuple(barge_in.TABLE.items()), barge_in.BargeIn.NONE),
    "Service": (tuple(service.TABLE.items()), service.Service.AI),
    "Consent": (tuple(consent.TABLE.items()), consent.Consent.NONE),
    "Resort": (tuple(resort.TABLE.items()), resort.Resort.NONE),
    "Access": (tuple(access.TABLE.items()), suited.Suited.STANDARD),
    "Health": (tuple(health.TABLE.items()), health.Part.STARTING),
}


def chart() -> str:
    """The eight regions side by side, as a Mermaid stateDiagram."""
    regions = "\n    --\n".join("\n".join(_region(name, *region)) for name, region in REGIONS.items())
    return f"stateDiagram-v2\n  state Conversation {{\n{regions}\n  }}\n"


def _region(name: str, rows: Rows, first: object) -> Iterable[str]:
    states = dict.fromkeys(state for (before, _), after in rows for state in (before, after))
    yield from (f'    state "{_name(state)}" as {_id(name, state)}' for state in states)
    yield f"    [*] --> {_id(name, first)}"
    arrows: dict[tuple[object, object], list[str]] = {}
    for (before, cue), after in rows:
        arrows.setdefault((before, after), []).append(_name(cue))
    for (before, after), cues in arrows.items():
        yield f"    {_id(name, before)} --> {_id(name, after)} : {', '.join(cues)}"


def _name(thing: object) -> str:
    if isinstance(thing, type):
        return thing.__name__
    return str(thing.value if isinstance(thing, Enum) else thing)


def _id(region: str, state: object) -> str:
    return f"{region.lower()}_{_name(state).replace('-', '_')}"


def renew(document: str) -> str:
    """The document with the chart of today between its two marks."""
    before, _, rest = document.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n```mermaid\n{chart()}```\n{END}{after}"


if __name__ == "__main__":
    page = Path(sys.argv[1])
    page.write_text(renew(page.read_text(encoding="utf-8")), encoding="utf-8")
