"""What the kiosk promises every shopper; each rehearsal checks it without being asked to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, get_args

from kiosk.commands import (
    AskHuman,
    CallMode,
    CancelHuman,
    CloseCase,
    Command,
    Duck,
    OpenSession,
    Say,
    Scene,
    Show,
    StopSpeaking,
)
from kiosk.dialogue.interruption import DUCKED_S
from kiosk.events import (
    ChoicePressed,
    Heard,
    HumanJoined,
    HumanLeft,
    HumanPressed,
    LanguagePressed,
    QuestionTyped,
    SpeechEnded,
)
from kiosk.rehearsal.talk import Talk
from kiosk.runtime.ledger import LedgerRow
from kiosk.runtime.replay import replay

QUIET_AT_MOST_S: Final = 2.0
LOW_AT_MOST_S: Final = DUCKED_S + 0.5
TOLERANCE_S: Final = 0.15
"""A sentence that is stopped may die away for so long."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A promise that was not kept: when, which, and what came instead."""

    at: float
    promise: str
    came: str


def broken(talk: Talk) -> list[Broken]:
    """All promises that were not kept, in order of time."""
    checks = (_quiet, _two_speakers, _comes_up, _way_to_a_person, _one_outcome, _disclosure, _on_screen, _replays)
    return sorted((each for check in checks for each in check(talk)), key=lambda each: each.at)


# --- never long without a sign --------------------------------------------------------------------------------------


def _quiet(talk: Talk) -> Iterator[Broken]:
    for since, asked in _asked(talk.rows):
        latest = since
        for began, ended in _signs(talk, since, asked):
            if began - latest > QUIET_AT_MOST_S + 1e-6:
                came = f"{began - latest:.1f} s without a sound, a word or a change on the screen."
                yield Broken(latest, f"never more than {QUIET_AT_MOST_S:g} s without a sign", came)
            latest = max(latest, ended)


def _asked(rows: Sequence[LedgerRow]) -> Iterator[tuple[float, LedgerRow]]:
    """When the shopper had spoken, typed or pressed, and the row from which on something must follow."""
    for row in rows:
        match row.message:
            case Heard(ended_at=ended):
                yield ended or row.at, row
            case QuestionTyped() | HumanPressed() | ChoicePressed() | LanguagePressed():
                yield row.at, row
            case _:
                pass


def _signs(talk: Talk, since: float, asked: LedgerRow) -> Iterator[tuple[float, float]]:
    """(from, to) of what the shopper notices from a moment on, until the screen says no more that it thinks.

    If that never comes, the end of the talk stands for it.
    """
    shows = [(row.seq, row.at, row.message.scene) for row in talk.rows if isinstance(row.message, Show)]
    sounds = [(line.at, line.until) for line in talk.lines if line.heard and line.until > since]
    before = [scene for seq, _, scene in shows if seq < asked.seq]
    if any(at <= since for at, _ in sounds) and before and before[-1].mode != "thinking":
        return  # it speaks already
    last = talk.rows[-1].at
    ends = next((at for seq, at, scene in shows if seq > asked.seq and scene.mode != "thinking"), last)
    seen = [(at, at) for _, at, _ in shows if since <= at <= ends]
    heard = [sound for sound in sounds if sound[0] <= ends]
    yield from sorted([*seen, *heard, *([] if ends < last else [(last, last)])])


# --- who speaks -----------------------------------------------------------------------------------------------------


def _two_speakers(talk: Talk) -> Iterator[Broken]:
    sounds = [line for line in talk.lines if line.heard]
    for first, second in pairwise(sounds):
        if first.until - second.at > TOLERANCE_S:
            came = f"“{second.text}” begins while “{first.text}” is still heard."
            yield Broken(second.at, "never two speakers at once", came)
    for began, ended in _calls(talk.rows):
        for line in sounds:
            if min(line.until, ended) - max(line.at, began) > TOLERANCE_S:
                came = f"“{line.text}” is said while a colleague has the floor."
                yield Broken(line.at, "never two speakers at once", came)


def _comes_up(talk: Talk) -> Iterator[Broken]:
    """A voice that was lowered comes up again, or its sentence ends."""
    low = dict[int, float]()
    for row in talk.rows:
        match row.message:
            case Duck(utterance=number, down=True):
                low[number] = row.at
            case Duck(utterance=number) | SpeechEnded(utterance=number) | StopSpeaking(utterance=number):
                began = low.pop(number, row.at)
                if row.at - began > LOW_AT_MOST_S:
                    yield Broken(began, "the voice does not stay low", f"It was low for {row.at - began:.1f} s.")
            case _:
                pass
    yield from (Broken(at, "the voice does not stay low", "It never came up.") for at in low.values())


def _calls(rows: Sequence[LedgerRow]) -> Iterator[tuple[float, float]]:
    """From when to when a colleague spoke with the shopper."""
    began: float | None = None
    for row in rows:
        match row.message:
            case CallMode(mode="voice" | "video", heard=True) if began is None:
                began = row.at
            case CallMode(mode="none" | "whisper") | CallMode(heard=False) | HumanLeft() | CancelHuman():
                yield from [] if began is None else [(began, row.at)]
                began = None
            case _:
                pass
    if began is not None and rows:
        yield began, rows[-1].at


# --- the way to a person ---------------------------------------------------------------------------------------------


def _way_to_a_person(talk: Talk) -> Iterator[Broken]:
    """The button asks, unless an ask is open or a colleague is there."""
    open_cases, there = set[int](), False
    for at, row in enumerate(talk.rows):
        match row.message:
            case AskHuman(case=case):
                open_cases.add(case)
            case CloseCase(case=case):
                open_cases.discard(case)
            case HumanJoined():
                there = True
            case HumanLeft() | CancelHuman():
                there = False
            case HumanPressed() if not open_cases and not there:
                if not any(isinstance(each.message, AskHuman) for each in _follows(talk.rows, at)):
                    yield Broken(row.at, "the button always asks for a person", "Nobody was asked.")
            case _:
                pass


def _follows(rows: Sequence[LedgerRow], at: int) -> Iterator[LedgerRow]:
    """The commands that an event was answered with."""
    for row in rows[at + 1 :]:
        if not isinstance(row.message, get_args(Command)):
            return
        yield row


def _one_outcome(talk: Talk) -> Iterator[Broken]:
    asked = {row.message.case: row.at for row in talk.rows if isinstance(row.message, AskHuman)}
    ended = Counter(row.message.case for row in talk.rows if isinstance(row.message, CloseCase))
    for case, at in asked.items():
        if ended[case] != 1:
            came = f"{ended[case]} outcomes are recorded."
            yield Broken(at, "an ask for a person has one recorded outcome", came)


# --- honesty --------------------------------------------------------------------------------------------------------


def _disclosure(talk: Talk) -> Iterator[Broken]:
    """The first words of a session say that this is a machine, or stand beside a notice that does."""
    for at, row in enumerate(talk.rows):
        if isinstance(row.message, OpenSession):
            spoken = next(filter(None, map(_caption, talk.rows[at:])), "")
            scene = _scene_of(talk.rows[at:], spoken)
            said = [spoken, *(scene.notices if scene else ())]
            if spoken and not any(talk.sentences.holds("disclosure", text) for text in said):
                came = f"The first words are “{spoken}”."
                yield Broken(row.at, "the shopper is told first that this is a machine", came)


def _caption(row: LedgerRow) -> str:
    match row.message:
        case Say(caption=caption):
            return caption
        case Show(scene=scene):
            return scene.caption
        case _:
            return ""


def _scene_of(rows: Sequence[LedgerRow], caption: str) -> Scene | None:
    """The first scene that shows a caption."""
    scenes = (row.message.scene for row in rows if isinstance(row.message, Show))
    return next((scene for scene in scenes if scene.caption == caption), None)


def _on_screen(talk: Talk) -> Iterator[Broken]:
    """What is said stands on the screen too."""
    for at, row in enumerate(talk.rows):
        if isinstance(row.message, Say):
            shown = [each.message.scene for each in talk.rows if isinstance(each.message, Show) and each.seq < row.seq]
            scenes = [*shown[-1:], *(e.message.scene for e in _follows(talk.rows, at) if isinstance(e.message, Show))]
            if not scenes or scenes[-1].caption != row.message.caption:
                yield Broken(row.at, "what is said stands on the screen", f"“{row.message.caption}” does not.")


def _replays(talk: Talk) -> Iterator[Broken]:
    result = replay(talk.rows)
    if result.difference is not None:
        found = result.difference
        came = f"Row {found.seq}: recorded {found.recorded}, decided now {found.replayed}."
        yield Broken(0.0, "the ledger replays to the same commands", came)
