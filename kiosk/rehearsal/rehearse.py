"""Plays a rehearsal and judges it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kiosk.app import started
from kiosk.errors import InputError
from kiosk.rehearsal import expect, promises, virtual, why
from kiosk.rehearsal.answers import Memory
from kiosk.rehearsal.script import Rehearsal
from kiosk.rehearsal.sentences import Sentences
from kiosk.rehearsal.shopper import RehearsedShopper
from kiosk.rehearsal.talk import Talk
from kiosk.rehearsal.world import Store, World
from kiosk.settings import Settings
from kiosk.turn_words import load
from kiosk.voice.synthesis import Synthesiser

PARTS = ("stage", "voice", "hearing", "answers", "sight", "body")


@dataclass(frozen=True, slots=True)
class Fault:
    """What did not come: in which turn (counted from 1; 0 for a promise of the kiosk), when, and why.

    `wanted` names the key of the file, or the promise; `hints` say what to change.
    """

    turn: int
    at: float
    wanted: str
    came: str
    hints: tuple[str, ...] = ()

    def data(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "turn": self.turn, "at_s": round(self.at, 2), "wanted": self.wanted, "came": self.came,
            "hints": list(self.hints),
        }  # fmt: skip


@dataclass(frozen=True)
class Verdict:
    """A rehearsal that was played; `seconds` is how long the talk would have taken."""

    rehearsal: Rehearsal
    talk: Talk
    faults: tuple[Fault, ...]

    @property
    def ok(self) -> bool:
        """Whether all came as it must."""
        return not self.faults

    @property
    def seconds(self) -> float:
        """Virtual length, to the end of the last turn."""
        return self.talk.seconds


def open_store(settings: Settings) -> Store:
    """What rehearsals of a store need, made once: a second or so, if the store's model was made before.

    Raises:
        InputError: something is wrong with the store's files.
    """
    memory = Memory(settings)
    voice = settings.voice
    synthesiser = Synthesiser(voice.voices, wpm=voice.wpm, pitch=voice.pitch)
    words = {lang: load(lang, settings.store.dir) for lang in settings.kiosk.langs}
    return Store(settings, memory, synthesiser, started(settings, PARTS), words)


def rehearse(rehearsal: Rehearsal, store: Store) -> Verdict:
    """Play one rehearsal in virtual time; the same rehearsal in the same store gives the same verdict.

    Raises:
        InputError: `rehearsal.lang`, the kiosk does not offer its language.
    """
    if rehearsal.lang not in store.started.langs:
        offered = ", ".join(store.started.langs)
        sentence = f"“{rehearsal.title}” begins in {rehearsal.lang}, and the kiosk offers {offered}."
        raise InputError("rehearsal.lang", sentence, "Mend lang, or kiosk.langs in the store's kiosk.toml.")
    talk = virtual.run(_play(rehearsal, store))
    return Verdict(rehearsal, talk, tuple(_judge(talk, store)))


async def _play(rehearsal: Rehearsal, store: Store) -> Talk:
    parts = PARTS if rehearsal.circumstances.desk == "absent" else (*PARTS, "desk", "call")
    begins = replace(store.started, lang=rehearsal.lang, parts=parts)
    world = World(store, rehearsal.circumstances, begins)
    shopper = RehearsedShopper(world, rehearsal.turn)
    await shopper.play()
    return Talk(world.book.rows, shopper.moments, Sentences(begins.phrases))


def _judge(talk: Talk, store: Store) -> list[Fault]:
    faults = [
        Fault(0, each.at, each.promise, each.came, ("This is a fault of the kiosk, not of the store's files.",))
        for each in promises.broken(talk)
    ]
    for window in talk.windows:
        number, moment = window.number + 1, window.moment
        if moment.fault:
            faults.append(Fault(number, moment.began, f"presses “{moment.turn.presses}”", moment.fault))
        told: set[str] = set()
        for each in expect.missed(window):
            hints = tuple(hint for hint in why.hints(each, window, store) if hint not in told)
            faults.append(Fault(number, moment.began, f"{each.key} = {each.wanted}", each.came, hints))
            told |= {*hints}
    return sorted(faults, key=lambda fault: fault.at)


def folder_of(path: Path) -> Path | None:
    """The store that a folder of rehearsals, or a rehearsal, lies in; None if it lies in none."""
    around = (path, path.parent, path.parent.parent)
    return next((folder for folder in around if (folder / "knowledge").is_dir()), None)
