"""The live picture of a robot in the terminal: a bar for each joint, and what the line is like."""

from __future__ import annotations

from typing import Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from kiosk.technician.snapshot import JointView, Snapshot

WIDTH: Final = 33
WANTED, READ, BOTH, HOME = "▲", "●", "◆", "┊"
PHASES: Final = {
    "ready": ("moves", "green"),
    "degraded": ("moves, but not all answers", "yellow"),
    "parked": ("no torque", "cyan"),
}


def picture(now: Snapshot, title: str = "") -> RenderableType:
    """Bars of all joints below a line about the link."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading, side in (("joint", "left"), ("low", "right"), ("", "left"), ("high", "left")):
        table.add_column(heading, justify="right" if side == "right" else "left", no_wrap=True)
    for heading in ("wanted", "read", "off"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    for joint in now.joints:
        table.add_row(*_row(joint))
    key = Text(f"{WANTED} wanted  {READ} read back  {BOTH} both  {HOME} home", style="dim")
    return Group(_head(now, title), table, key) if now.joints else _head(now, title)


def _head(now: Snapshot, title: str) -> Text:
    word, colour = PHASES.get(now.phase, (now.phase, "red"))
    if now.stopped:
        word, colour = "EMERGENCY STOP, latched", "bold white on red"
    head = Text.assemble((title + "  " if title else "", "bold"), (f" {word} ", colour))
    if now.flight_ms is not None:
        head.append(f"  answer {now.flight_ms:.1f} ms")
    if now.late_ms is not None:
        head.append(f"  late {now.late_ms:.1f} ms (p95)")
    lost = f"  {now.unanswered} of {now.sent} unanswered, {now.rejected} rejected"
    head.append(lost, style="yellow" if now.unanswered or now.rejected else "dim")
    return head if not now.reason else head.append(f"  {now.reason}", style="yellow")


def _row(joint: JointView) -> tuple[str | Text, ...]:
    off = None if joint.read is None else joint.target - joint.read
    return (
        joint.name,
        f"{joint.lowest:g}",
        bar(joint),
        f"{joint.highest:g}",
        f"{joint.target:.2f}",
        "–" if joint.read is None else f"{joint.read:.2f}",
        "–" if off is None else f"{off:+.2f}",
        _fares(joint),
    )


def bar(joint: JointView) -> Text:
    """The range of a joint with what is wanted, where it is, and where home is."""
    cells, styles = ["─"] * WIDTH, ["dim"] * WIDTH
    for mark, value, style in (
        (HOME, joint.neutral, "dim"),
        (READ, joint.read, "cyan"),
        (WANTED, joint.target, "bold yellow"),
    ):
        if value is None:
            continue
        at = round((value - joint.lowest) / (joint.highest - joint.lowest) * (WIDTH - 1))
        at = min(WIDTH - 1, max(0, at))
        both = mark == WANTED and cells[at] == READ
        cells[at], styles[at] = (BOTH, "bold green") if both else (mark, style)
    return Text.assemble(*zip(cells, styles, strict=True))


def _fares(joint: JointView) -> Text:
    """Temperature, voltage and load where the protocol tells them, and what is wrong."""
    if joint.missing:
        return Text("does not answer", style="red")
    told = [
        f"{value:{form}} {unit}"
        for value, form, unit in (
            (joint.temperature_c, ".0f", "°C"),
            (joint.voltage_v, ".1f", "V"),
            (None if joint.load is None else 100 * joint.load, "+.0f", "%"),
        )
        if value is not None
    ]
    return Text("  ".join(told)).append("  ".join(("", *joint.faults)), style="red")
