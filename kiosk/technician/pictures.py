"""Pictures of a body as files that a browser shows: self-contained HTML, light and dark, printable."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Final

from hardware.motion.joints import Joint
from kiosk.errors import InputError
from kiosk.technician.chosen import Chosen
from kiosk.technician.drawing import dial, figure

STYLE: Final = """
:root { color-scheme: light dark; --ink: #1b1b1f; --paper: #fff; --soft: #d8dbe2; --accent: #0b57a4; --skin: #f1d3bd }
@media (prefers-color-scheme: dark) {
  :root { --ink: #ececf1; --paper: #17181c; --soft: #3c4048; --accent: #7fb8f5; --skin: #8d6a55 } }
@media print {
  :root { --ink: #000; --paper: #fff; --soft: #ccc; --accent: #0b57a4; --skin: #f1d3bd; color-scheme: light } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 2rem auto;
  max-width: 62rem; padding: 0 1rem }
h1 { font-size: 1.6rem } h2 { font-size: 1.2rem; margin-top: 2rem }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .35rem .6rem;
  border-bottom: 1px solid var(--soft); vertical-align: top }
.dials { display: flex; flex-wrap: wrap; gap: 1rem } .dials figure { margin: 0; width: 8rem; text-align: center }
svg { stroke-linecap: round; fill: none; stroke: var(--ink); stroke-width: 2 }
svg.figure { width: 16rem } svg text { fill: var(--ink); stroke: none; font: 11px system-ui, sans-serif;
  text-anchor: middle }
.skin { fill: var(--skin) } .bare { stroke: none } .white { fill: #fff } .dark { fill: #222 }
.brow, .bone { stroke-width: 5 }
.range { stroke: var(--accent); stroke-width: 6 } .home { stroke-width: 3 } .hub { fill: var(--ink) }
.target { stroke-width: 2 } .read { stroke: var(--accent); stroke-width: 5; opacity: .6 }
.good { color: #176b2c } .bad { color: #a3141f; font-weight: 600 }
@media (prefers-color-scheme: dark) { .good { color: #7fd695 } .bad { color: #ff9aa2 } }
@media print { .good { color: #176b2c } .bad { color: #a3141f } a { color: inherit } }
"""


def dials(joints: Iterable[Joint]) -> str:
    """A dial for each joint, with its name and positions below it."""
    return "".join(
        f"<figure>{dial(joint)}<figcaption><strong>{escape(joint.name)}</strong><br>"
        f"{joint.pulse[0]} … {joint.pulse[1]}</figcaption></figure>"
        for joint in joints
    )


def write_dials(chosen: Chosen, path: Path) -> None:
    """The limits of a body as a page.

    Raises:
        InputError: `hardware.picture`: it cannot be written.
    """
    title = f"Limits of {chosen.name}"
    body = f'<h1>{escape(title)}</h1>{figure(chosen.profile)}<div class="dials">{dials(chosen.profile.joints)}</div>'
    try:
        path.write_text(page(title, body), encoding="utf-8")
    except OSError as fault:
        raise InputError(
            "hardware.picture", f"{path} cannot be written: {fault.strerror}.", "Name another file."
        ) from fault


def page(title: str, body: str) -> str:
    """A whole document."""
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    return f'<!doctype html>\n<html lang="en"><head>{head}<style>{STYLE}</style></head>\n<body>{body}</body></html>\n'
