"""The conversation as a picture: one lane for each thing that a bystander, or a technician, would follow. SVG."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from kiosk.commands import Answer as Ask
from kiosk.commands import AskHuman, CloseCase, Duck
from kiosk.events import (
    Answered,
    Heard,
    MicrophoneClosed,
    MicrophoneOpened,
    PartFailed,
    ShopperApproaching,
    ShopperEngaged,
    ShopperLeaving,
    ShopperLeft,
    ShopperNoticed,
    SpeechEnded,
    SpeechStarted,
)
from kiosk.runtime.ledger import LedgerRow

LEFT, LANE, WIDTH, SECOND = 116, 46, 1500, 1.0
MOMENT_S = 0.5
LANES = ("presence", "shopper", "microphone", "thinking", "speaking", "robot jaw", "display", "lamps", "events")
BESIDE = frozenset({"display", "lamps"})
"""Lanes that are there only where there is such a device."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of a lane, in monotonic seconds; `kind` is its style."""

    lane: str
    begin: float
    end: float
    label: str
    kind: str


def bars(rows: Sequence[LedgerRow], said: Sequence[dict[str, Any]], end: float) -> list[Bar]:
    """All stretches of a run; `said` is what the shopper uttered."""
    ends = [entry.get("last_voiced_at", entry["at"] + MOMENT_S) for entry in said]
    spoken = [
        Bar("shopper", entry["at"], until, entry["text"] or entry["kind"], "shopper")
        for entry, until in zip(said, ends, strict=True)
    ]
    return [
        *_presence(rows, end),
        *spoken,
        *_microphone(rows, end),
        *_thinking(rows),
        *_speaking(rows),
        *_lowered(rows),
        *_moments(rows),
    ]


def _presence(rows: Sequence[LedgerRow], end: float) -> Iterator[Bar]:
    names = {
        ShopperNoticed: "noticed",
        ShopperApproaching: "approaching",
        ShopperEngaged: "engaged",
        ShopperLeaving: "leaving",
    }
    since, label = 0.0, ""
    for row in rows:
        name = names.get(type(row.message)) if not isinstance(row.message, ShopperLeft) else ""
        if name is None or name == label:
            continue
        if label:
            yield Bar("presence", since, row.at, label, f"presence {label}")
        since, label = row.at, name
    if label:
        yield Bar("presence", since, end, label, f"presence {label}")


def _microphone(rows: Sequence[LedgerRow], end: float) -> Iterator[Bar]:
    opened: float | None = None
    for row in rows:
        if isinstance(row.message, MicrophoneOpened) and opened is None:
            opened = row.at
        elif isinstance(row.message, MicrophoneClosed) and opened is not None:
            yield Bar("microphone", opened, row.at, "open", "open")
            opened = None
        elif isinstance(row.message, Heard):
            yield Bar("microphone", row.at - 0.06, row.at, f"heard: {row.message.text}", "mark")
    if opened is not None:
        yield Bar("microphone", opened, end, "open", "open")


def _thinking(rows: Sequence[LedgerRow]) -> Iterator[Bar]:
    asked = {row.message.query: row.at for row in rows if isinstance(row.message, Ask) and not row.message.partial}
    for row in rows:
        if isinstance(row.message, Answered) and row.message.query in asked:
            reply = row.message.reply
            label = f"{reply.entry or reply.intent} · {reply.band} · {reply.score:.2f}"
            yield Bar("thinking", asked[row.message.query], row.at, label, "thinking")


def _speaking(rows: Sequence[LedgerRow]) -> Iterator[Bar]:
    """Each sentence, as long as it sounded; one that goes on in its middle is told from that word on."""
    began: dict[int, SpeechStarted] = {}
    for row in rows:
        match row.message:
            case SpeechStarted(utterance=number) as speech:
                began[number] = speech
            case SpeechEnded(utterance=number, completed=completed) if number in began:
                kind = "speaking" if completed else "speaking stopped"
                yield Bar("speaking", began[number].sounds_at, row.at, _words(began[number]), kind)
            case _:
                continue


def _words(speech: SpeechStarted) -> str:
    words = speech.timeline.rest(speech.from_ms).words if speech.from_ms else ()
    return f"… {speech.timeline.text[words[0].char :]}" if words else speech.timeline.text


def _lowered(rows: Sequence[LedgerRow]) -> Iterator[Bar]:
    """While the voice is lowered, because the shopper may be speaking."""
    since: float | None = None
    for row in rows:
        match row.message:
            case Duck(down=True) if since is None:
                since = row.at
            case Duck(down=False) | SpeechEnded() if since is not None:
                yield Bar("speaking", since, row.at, "lowered", "lowered")
                since = None
            case _:
                continue


def _moments(rows: Sequence[LedgerRow]) -> Iterator[Bar]:
    for row in rows:
        match row.message:
            case AskHuman(reason=reason):
                yield Bar("events", row.at, row.at + 0.1, f"person asked: {reason}", "human")
            case CloseCase(outcome=outcome):
                yield Bar("events", row.at, row.at + 0.1, f"outcome: {outcome}", "human")
            case PartFailed(part=part, code=code):
                yield Bar("events", row.at, row.at + 0.1, f"{part}: {code}", "fault")
            case _:
                continue


def draw(found: Sequence[Bar], jaw: Sequence[tuple[float, float]], begin: float, end: float) -> str:
    """One SVG of the time from `begin` to `end`; `jaw` are (monotonic s, 0 to 1)."""
    scale = (WIDTH - LEFT - 10) / max(SECOND, end - begin)
    lanes = [lane for lane in LANES if lane not in BESIDE or any(bar.lane == lane for bar in found)]
    height = LANE * len(lanes) + 34
    parts = [f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="Timeline of the conversation">']
    parts += [_lane(number, name) for number, name in enumerate(lanes)]
    parts += [_tick(second, LEFT + second * scale, height) for second in range(0, int(end - begin) + 1, 5)]
    parts += [_bar(bar, lanes.index(bar.lane), begin, scale) for bar in found if bar.end >= begin]
    if jaw:
        base = lanes.index("robot jaw") * LANE + LANE - 6
        points = " ".join(
            f"{LEFT + (at - begin) * scale:.1f},{base - opening * (LANE - 14):.1f}" for at, opening in jaw
        )
        parts.append(f'<polyline class="jaw" points="{points}"/>')
    return "\n".join([*parts, "</svg>"])


def _lane(number: int, name: str) -> str:
    y = number * LANE
    back = f'<rect class="lane" x="0" y="{y}" width="{WIDTH}" height="{LANE - 2}"/>'
    return f'{back}<text class="name" x="8" y="{y + 27}">{name}</text>'


def _tick(second: int, x: float, height: int) -> str:
    line = f'<line class="tick" x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{height - 30}"/>'
    return f'{line}<text class="time" x="{x:.1f}" y="{height - 12}">{second} s</text>'


def _bar(bar: Bar, lane: int, begin: float, scale: float) -> str:
    from_s = max(bar.begin, begin)
    x, width = LEFT + (from_s - begin) * scale, max(2.0, (bar.end - from_s) * scale)
    y = lane * LANE + 7
    letters = int(width / 6.4)
    label = bar.label if len(bar.label) <= letters else f"{bar.label[: max(0, letters - 1)]}…" if letters > 4 else ""
    return (
        f'<g class="{bar.kind}"><title>{escape(bar.label)}</title>'
        f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{LANE - 16}" rx="4"/>'
        f'<text x="{x + 5:.1f}" y="{y + 20}">{escape(label)}</text></g>'
    )
