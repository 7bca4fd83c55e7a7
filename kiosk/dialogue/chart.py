"""The regions drawn from their tables: `python -m kiosk.dialogue.chart docs/dialogue.md` renews the chart in there."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from enum import Enum
from pathlib import Path
from typing import Final

from kiosk.dialogue import access, health, presence, service, turn

BEGIN: Final = "<!-- chart: made from the tables, do not edit -->"
END: Final = "<!-- /chart -->"
Table = Mapping[tuple[object, object], object]
REGIONS: Final[Mapping[str, tuple[Table, object]]] = {
    "Presence": ({**presence.TABLE}, presence.Presence.AWAY),
    "Turn": ({**turn.TABLE}, turn.Turn.QUIET),
    "Service": ({**service.TABLE}, service.Service.AI),
    "Access": ({**access.TABLE}, "standard"),
    "Health": ({**health.TABLE}, health.Part.STARTING),
}


def chart() -> str:
    """The five regions side by side, as a Mermaid stateDiagram."""
    regions = "\n    --\n".join("\n".join(_region(name, *region)) for name, region in REGIONS.items())
    return f"stateDiagram-v2\n  state Conversation {{\n{regions}\n  }}\n"


def _region(name: str, table: Table, first: object) -> Iterable[str]:
    states = dict.fromkeys(state for (before, _), after in table.items() for state in (before, after))
    yield from (f'    state "{_name(state)}" as {_id(name, state)}' for state in states)
    yield f"    [*] --> {_id(name, first)}"
    arrows: dict[tuple[object, object], list[str]] = {}
    for (before, cue), after in table.items():
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
