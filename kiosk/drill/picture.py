"""A drill as a picture: faults, shoppers, lost turns, the screen and memory on one line of time. SVG."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from kiosk.drill.judge import Judged, Told
from kiosk.drill.run import Record
from kiosk.drill.turns import Darkness, Turn
from kiosk.drill.watch import Weight

LEFT, WIDTH, RIGHT = 96, 1500, 118
LANES: Final = ("faults", "turns", "screen")
LANE: Final = {"faults": 150, "turns": 92, "screen": 34}
MEMORY: Final = 320
COLOURS: Final = ("#0f766e", "#b45309", "#6d28d9", "#be123c", "#1d4ed8", "#4d7c0f", "#a21caf", "#57534e")
DOTS: Final = {"right": "#15803d", "wrong": "#b91c1c", "told": "#d97706", "nothing": "#b91c1c"}
SLOWEST_S: Final = 10.0


class _Scale:
    """Where a monotonic time lies, px."""

    def __init__(self, record: Record) -> None:
        self.began, self.seconds = record.began, max(1.0, record.ended - record.began)
        self.px = (WIDTH - LEFT - RIGHT) / self.seconds

    def x(self, at: float) -> float:
        return LEFT + (at - self.began) * self.px


def draw(record: Record, judged: Judged) -> str:
    """The whole picture."""
    scale, top = _Scale(record), 0
    parts: list[str] = []
    for name in LANES:
        parts.append(f'<rect class="lane" x="0" y="{top}" width="{WIDTH}" height="{LANE[name] - 3}"/>')
        parts.append(f'<text class="name" x="8" y="{top + 20}">{name}</text>')
        parts += {"faults": _faults, "turns": _turns, "screen": _screen}[name](judged, scale, top)
        top += LANE[name]
    parts += _memory(record.weights, scale, top)
    height = top + MEMORY + 26
    step = next(step for step in (5, 10, 20, 30, 60, 120, 300, 600) if scale.seconds / step <= 24)
    parts += [_tick(second, scale, height) for second in range(0, int(scale.seconds) + 1, step)]
    label = "Time line of the drill: faults, turns of shoppers, the screen, and memory"
    return "\n".join([f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{label}">', *parts, "</svg>"])


def _tick(second: int, scale: _Scale, height: int) -> str:
    x = scale.x(scale.began + second)
    line = f'<line class="tick" x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{height - 22}"/>'
    return f'{line}<text class="time" x="{x:.1f}" y="{height - 6}">{second} s</text>'


def _faults(judged: Judged, scale: _Scale, top: int) -> list[str]:
    """A line for each, its name slanted above; red where a turn was lost that was not in progress."""
    return [_fault(told, scale.x(scale.began + told.at_s), top) for told in judged.faults]


def _fault(told: Told, x: float, top: int) -> str:
    kind = "skipped" if told.skipped else "late" if told.late else "lost" if told.lost else "fine"
    title = escape("\n".join([told.what, *told.shopper, told.skipped]).strip())
    base = top + LANE["faults"] - 8
    return (
        f'<g class="{kind}"><title>{title}</title><line x1="{x:.1f}" x2="{x:.1f}" y1="{base - 8}" y2="{base}"/>'
        f'<text transform="translate({x + 4:.1f} {base - 12}) rotate(-62)">{escape(told.name)}</text></g>'
    )


def _turns(judged: Judged, scale: _Scale, top: int) -> list[str]:
    """A dot for each question, the higher the longer its reply took; 10 s is the upper edge."""
    return [_dot(turn, scale, top) for turn in judged.turns]


def _dot(turn: Turn, scale: _Scale, top: int) -> str:
    room = LANE["turns"] - 16
    y = top + 8 + room * (1 - min(1.0, turn.reply_s / SLOWEST_S) ** 0.5)
    title = escape(f"{turn.manner}: {turn.text}\n{turn.verdict} after {turn.reply_s:.2f} s\n{turn.caption}")
    colour, size = DOTS[turn.verdict], 5.5 if turn.lost else 3.2
    misheard = "#64748b" if turn.verdict == "wrong" and not turn.lost else colour
    x = scale.x(turn.asked)
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size}" fill="{misheard}"><title>{title}</title></circle>'


def _screen(judged: Judged, scale: _Scale, top: int) -> list[str]:
    return [_gone(dark, scale, top) for dark in judged.dark]


def _gone(dark: Darkness, scale: _Scale, top: int) -> str:
    seconds = dark.ended - dark.began
    place = f'x="{scale.x(dark.began):.1f}" y="{top + 6}" width="{max(1.5, seconds * scale.px):.1f}"'
    colour, word = ("#111827", "black") if dark.black else ("#9ca3af", "hung")
    rect = f'<rect {place} height="{LANE["screen"] - 16}" fill="{colour}">'
    return f"{rect}<title>{word} for {seconds:.1f} s</title></rect>"


def _memory(weights: Sequence[Weight], scale: _Scale, top: int) -> Iterator[str]:
    """MB over time: all processes thick, each by itself thin with its name at the end."""
    yield f'<text class="name" x="8" y="{top + 20}">memory, MB</text>'
    if not weights:
        return
    most = max(weight.total for weight in weights) * 1.08
    for line in range(5):
        y, mb = top + MEMORY * (1 - line / 4), most * line / 4
        yield f'<line class="tick" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        if line < 4:
            yield f'<text class="mb" x="{LEFT - 6}" y="{y + 4:.1f}">{mb:.0f}</text>'
    names = sorted({name for weight in weights for name in weight.mb}, key=lambda name: -weights[-1].mb.get(name, 0.0))
    taken: list[float] = []
    for number, name in enumerate(["all", *names]):
        points = [(each.at, each.total if name == "all" else each.mb.get(name, 0.0)) for each in weights]
        xy = [(scale.x(at), top + MEMORY * (1 - mb / most)) for at, mb in points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in xy)
        colour, thick = ("#0b1f1e", 2.6) if name == "all" else (COLOURS[(number - 1) % len(COLOURS)], 1.3)
        yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{thick}"/>'
        place = f'x="{WIDTH - RIGHT + 6}" y="{_free(xy[-1][1] + 4, taken):.1f}" style="fill:{colour}"'
        yield f"<text {place}>{escape(name)} {points[-1][1]:.0f}</text>"


def _free(y: float, taken: list[float]) -> float:
    """The nearest height at which a name covers no other."""
    while any(abs(y - other) < 13 for other in taken):
        y -= 3
    taken.append(y)
    return y
