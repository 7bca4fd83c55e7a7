"""Shows a session in the terminal while it runs, a few times a second; nothing where nobody looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.live import Live

from kiosk.technician.bars import picture
from kiosk.technician.session import Session
from kiosk.technician.snapshot import take

LOOK_S: Final = 0.2
Each = Callable[[float], None]


@contextmanager
def shown(session: Session, title: str, console: Console | None = None) -> Iterator[Each]:
    """What a session is to call in every tick; the last picture stays when the block ends."""
    console = console or Console(stderr=True)
    if not console.is_terminal:
        yield lambda _now: None
        return
    drawn = -LOOK_S
    with Live(console=console, auto_refresh=False) as screen:

        def look(now: float) -> None:
            nonlocal drawn
            if now - drawn >= LOOK_S:
                drawn = now
                screen.update(picture(take(session), title), refresh=True)

        try:
            yield look
        finally:
            screen.update(picture(take(session), title), refresh=True)
