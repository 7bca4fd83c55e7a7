"""The shoppers' log, turn by turn: what each asked, and what each saw and heard of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from kiosk.simulation.visitor import Verdict

Line = dict[str, Any]
Hit = tuple[float, float, str]


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of one shopper; times in monotonic s, `reaction_s` and `reply_s` after it was asked (or said).

    `tried` is when it was asked for the last time.
    """

    visit: int
    manner: str
    how: str
    text: str
    asked: float
    ended: float
    verdict: Verdict
    attempts: int
    tried: float
    reaction_s: float | None
    reply_s: float
    caption: str = ""
    faults: tuple[str, ...] = field(default=())
    """The faults that hit while it was in progress."""

    @property
    def lost(self) -> bool:
        """Whether the shopper got no answer. Who spoke and was misheard has no reason to blame a fault."""
        return self.verdict in {"nothing", "told"} or (self.verdict == "wrong" and self.how != "say")

    @property
    def silent_s(self) -> float:
        """How long nothing at all happened."""
        return self.reply_s if self.reaction_s is None else self.reaction_s


@dataclass(frozen=True, slots=True)
class Darkness:
    """A time in which the screen was black, or hung."""

    began: float
    ended: float
    black: bool


def turns(lines: Iterable[Line], hits: Sequence[Hit]) -> list[Turn]:
    """All turns of a log; `hits` are the faults with their begin and end, monotonic s, and their names."""
    found: list[Turn] = []
    manner, asked, tried, reaction = "", None, 0.0, None
    for line in lines:
        match line["kind"]:
            case "comes":
                manner, asked, reaction = line["manner"], None, None
            case "ask" if line["attempt"] == 1:
                asked, tried, reaction = line, line["at"], None
            case "ask":
                tried = line["at"]
            case "reaction":
                reaction = line["after_s"]
            case "reply" if asked is not None:
                found.append(_turn(line, asked, manner, tried, reaction, hits))
                asked = None
            case _:
                continue
    return found


def _turn(reply: Line, asked: Line, manner: str, tried: float, reaction: float | None, hits: Sequence[Hit]) -> Turn:
    return Turn(
        visit=asked["visit"],
        manner=manner,
        how=asked["how"],
        text=asked["text"],
        asked=asked["at"],
        ended=reply["at"],
        verdict=reply["verdict"],
        attempts=reply["attempt"],
        tried=tried,
        reaction_s=reaction,
        reply_s=reply["after_s"],
        caption=reply["caption"],
        faults=tuple(name for began, ended, name in hits if began <= reply["at"] and asked["at"] <= ended),
    )


def darkness(lines: Iterable[Line]) -> list[Darkness]:
    """When the screen was black or hung, as it was seen."""
    found: list[Darkness] = []
    dark: Line | None = None
    for line in lines:
        if line["kind"] == "screen" and not line["lit"]:
            dark = dark or line
        elif line["kind"] == "screen" and dark is not None:
            found.append(Darkness(dark["at"], line["at"], dark["black"]))
            dark = None
    return found


def visits(lines: Iterable[Line]) -> int:
    """How many shoppers came and went."""
    return sum(line["kind"] == "leaves" for line in lines)
