"""The level meter in the terminal, on standard error: how loud it is now, and how much of the time is over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.live import Live
from rich.text import Text

from kiosk.calibration.microphone import Moment, Watch
from kiosk.hearing.vocabulary import phrases
from kiosk.settings import Settings

WIDTH: Final = 36
LOWEST_DB: Final = -80.0
WARM_DB: Final = -18.0
HOT_DB: Final = -6.0
LEAST_WORDS: Final = 4


@contextmanager
def watching(settings: Settings, seconds: float) -> Iterator[Watch]:
    """A meter for as long as it is open; without a terminal only the lines that tell what to do."""
    console = Console(stderr=True)
    console.print(f"Noise, {seconds:g} s: nobody speaks, all else sounds as it always does.")
    if not console.is_terminal:
        yield Watch(lambda _: None, lambda: console.print(_asked(settings), soft_wrap=True))
        return
    with Live(Text(), console=console, transient=True, refresh_per_second=12) as live:
        yield Watch(
            lambda moment: live.update(bar(moment)),
            lambda: console.print(_asked(settings), style="bold", soft_wrap=True),
        )


def bar(moment: Moment) -> Text:
    """`▇▇▇▇▇▇░░░│░░  -48 dB  highest -31 dB  40 %`, red where it is clipped."""
    mean, peak = _place(moment.level.mean_db), _place(moment.level.peak_db)
    text = Text()
    for at in range(WIDTH):
        mark = "│" if at == peak else "▇" if at < mean else "░"
        text.append(mark, style=_colour(LOWEST_DB * (1 - at / WIDTH)) if mark != "░" else "dim")
    text.append(f"  {moment.level.mean_db:4.0f} dB  highest {moment.level.peak_db:4.0f} dB")
    text.append("  CLIPPED" if moment.level.clipped > 0 else "", style="bold red")
    return text.append(f"  {moment.share:4.0%}")


def _place(db: float) -> int:
    return min(WIDTH - 1, max(0, round(WIDTH * (1 - db / LOWEST_DB))))


def _colour(db: float) -> str:
    return "red" if db > HOT_DB else "yellow" if db > WARM_DB else "green"


def _asked(settings: Settings) -> str:
    """With a question of the store that is long enough to be measured, if it has one."""
    known = phrases(settings.store.dir, settings.kiosk.lang)
    sentence = next((f'"{phrase}"' for phrase in known if len(phrase.split()) >= LEAST_WORDS), "a question")
    return f"Now stand where shoppers stand, and say as one of them: {sentence}"
