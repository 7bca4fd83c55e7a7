"""Says what a command waits for, and how long it has waited, where it cannot be told how long it will."""

from __future__ import annotations

from typing import Final

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

LEARNING: Final = (
    "opening the store; what is new is learnt once, in a minute or two, and in many more on a small or busy machine"
)


def waiting(console: Console, what: str) -> Progress:
    """To be entered while one waits; it leaves nothing on the screen, and writes nothing where there is none."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    bar = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    bar.add_task(what, total=None)
    return bar
