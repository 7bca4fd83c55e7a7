"""The handover in a report: what came when, from the ask to the outcome, how fast, and the page of the colleague."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Final

from kiosk.bench.row import Row
from kiosk.commands import AskHuman, CallMode, CloseCase
from kiosk.events import CallConnected, HumanJoined, HumanLeft, HumanWanted, HumanWhispered
from kiosk.ports import Message
from kiosk.runtime.ledger import LedgerRow
from kiosk.simulation.colleague_log import Deed, What
from kiosk.stage.film.record import Frame

VIDEO_BAR_MS: Final = 600.0
PICTURES: Final[tuple[What, ...]] = ("whispered", "sees")
"""Of which moments the page is shown."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that came at a time, CLOCK_MONOTONIC s."""

    at: float
    what: str


@dataclass(frozen=True, slots=True)
class Handover:
    """What is known of it: the rows of the kiosk, the deeds of a simulated colleague, the frames of the screen."""

    rows: Sequence[LedgerRow]
    deeds: Sequence[Deed]
    frames: Sequence[Frame]

    def row(self, check: Callable[[Message], bool]) -> float | None:
        """When the first message came that passes."""
        return next((row.at for row in self.rows if check(row.message)), None)

    def deed(self, what: What) -> float | None:
        """When the colleague did so first."""
        return next((deed.at for deed in self.deeds if deed.what == what), None)

    @property
    def asked(self) -> float | None:
        """When the shopper asked for a person."""
        return self.row(lambda message: isinstance(message, AskHuman))

    @property
    def agreed(self) -> float | None:
        """When the shopper's word opened the gate to the camera."""
        return self.row(lambda message: isinstance(message, CallMode) and message.camera)

    @property
    def seen(self) -> float | None:
        """When the colleague's picture first stood on the kiosk's screen."""
        return next((frame.t for frame in self.frames if frame.view.call is not None), None)

    @property
    def both_ways(self) -> float | None:
        """When each saw the other."""
        there, here = self.deed("sees"), self.seen
        return None if there is None or here is None else max(there, here)

    @property
    def early(self) -> float | None:
        """Bytes of the shopper's picture that had come in when the shopper agreed, as last counted before."""
        agreed = self.agreed
        counted = [d.value for d in self.deeds if d.what == "octets" and (agreed is None or d.at <= agreed)]
        return counted[-1] if counted else None


def steps(of: Handover) -> list[Step]:
    """What came when, in order; what did not come is missing."""
    known = {
        "the shopper asks for a person": of.asked,
        "it rings at a colleague": of.deed("offered"),
        "the colleague takes it": of.deed("accepted"),
        "the shopper is told who helps": of.row(lambda m: isinstance(m, HumanJoined)),
        "words of the colleague, which the face speaks": of.row(lambda m: isinstance(m, HumanWhispered)),
        "the colleague asks for video": of.row(lambda m: isinstance(m, HumanWanted)),
        "the shopper agrees: only now may the camera's picture leave": of.agreed,
        "connected": of.row(lambda m: isinstance(m, CallConnected)),
        "the colleague sees the shopper": of.deed("sees"),
        "the shopper sees the colleague": of.seen,
        "the colleague hands back": of.row(lambda m: isinstance(m, HumanLeft)),
        "the note is kept": of.deed("wrapped"),
    }
    return sorted((Step(at, what) for what, at in known.items() if at is not None), key=lambda step: step.at)


def figures(of: Handover) -> Iterator[Row]:
    """How fast, how much, and whether every ask has one outcome."""
    if of.asked is None:
        return
    if (rang := of.deed("offered")) is not None:
        yield Row("ask → it rings at a colleague", _ms(rang - of.asked), "ms")
    accepted, told = of.deed("accepted"), of.row(lambda m: isinstance(m, HumanJoined))
    if accepted is not None and told is not None:
        yield Row("accepted → the kiosk knows who comes", _ms(told - accepted), "ms")
    if of.agreed is not None and of.both_ways is not None:
        yield Row("consent → video both ways", _ms(of.both_ways - of.agreed), "ms", VIDEO_BAR_MS)
    if of.early is not None:
        yield Row("bytes of the shopper's picture before the consent", of.early, "bytes", 0)
    asks = {row.message.case for row in of.rows if isinstance(row.message, AskHuman)}
    ends = [row.message.case for row in of.rows if isinstance(row.message, CloseCase)]
    yield Row("asks without exactly one outcome", sum(ends.count(case) != 1 for case in asks), "asks", 0)


def _ms(seconds: float) -> float:
    return round(1e3 * seconds, 1)


def chapter(of: Handover, folder: Path) -> str:
    """HTML; empty where nobody was asked for, or nobody came. Pictures of the page lie in `folder`."""
    if of.asked is None or not of.deeds:
        return ""
    lines = "".join(
        f'<tr><td class="n">{step.at - of.asked:.2f} s</td><td>{escape(step.what)}</td></tr>' for step in steps(of)
    )
    pictures = "".join(_picture(folder / deed.picture, deed.what) for deed in of.deeds if _shown(deed, folder))
    head = '<thead><tr><th class="n">after the ask</th><th>what</th></tr></thead>'
    return f"<h2>A person joins in</h2><table>{head}<tbody>{lines}</tbody></table>{pictures}"


def _shown(deed: Deed, folder: Path) -> bool:
    return deed.what in PICTURES and bool(deed.picture) and (folder / deed.picture).is_file()


def _picture(file: Path, what: What) -> str:
    words = {"whispered": "The desk: what was said, and what the face is to say next", "sees": "The desk: the call"}
    packed = base64.b64encode(file.read_bytes()).decode()
    told = escape(words[what])
    return f'<figure><img alt="{told}" src="data:image/png;base64,{packed}"><figcaption>{told}.</figcaption></figure>'
