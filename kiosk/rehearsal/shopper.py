"""Plays the turns of a rehearsal: waits for its turn as a shopper would, acts, and keeps when it did."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, cast, get_args

from kiosk.access import NAMES, named
from kiosk.dialogue.scene import CANCEL_CHOICE
from kiosk.events import (
    AccessPressed,
    ChoicePressed,
    Event,
    EyeLine,
    FaceMoved,
    HumanPressed,
    LanguagePressed,
    QuestionTyped,
    RepeatPressed,
    ScreenTouched,
    ShopperApproaching,
    ShopperEngaged,
    ShopperLeaving,
    ShopperLeft,
    ShopperNoticed,
    StopPressed,
    VolumeChange,
    VolumePressed,
)
from kiosk.rehearsal.hearing import DECODES_S, Understood
from kiosk.rehearsal.script import Turn
from kiosk.rehearsal.world import World

TICK_S, SETTLES_WITHIN_S, ENDS_WITHIN_S, CLOSES_WITHIN_S = 0.05, 60.0, 120.0, 180.0
READS_CHARS_PER_S, READS_AT_LEAST_S = 14.0, 1.2
PAUSE: Final = re.compile(r"\s*(?:\.\.\.|…)\s*")
NOISE_S = 0.4
STILL_S = 0.3


@dataclass(frozen=True, slots=True)
class Moment:
    """When a turn began, when the shopper was done with it, and when the next one began; all in virtual seconds.

    `lost` is true for words that nobody heard; `fault` is what the shopper could not do.
    """

    turn: Turn
    began: float
    done: float = 0.0
    ended: float = 0.0
    lost: bool = False
    fault: str = ""


class RehearsedShopper:
    """Plays one rehearsal in a world; `moments` has one for each turn when `play` is over."""

    def __init__(self, world: World, turns: tuple[Turn, ...]) -> None:
        self._world, self._turns = world, turns
        self._track = 0
        self.moments: list[Moment] = []

    async def play(self) -> None:
        """Do all turns, and leave the kiosk when they are over."""
        for turn in self._turns:
            await self._turn_comes(turn)
            self._end()
            self.moments.append(Moment(turn, self._now))
            before = self._world.outcomes
            await self._act(turn)
            if turn.outcome is not None:
                await self._until(lambda before=before: self._world.outcomes > before, ENDS_WITHIN_S)  # type: ignore[misc]
        await self._settled()
        self._end()
        await self._go()

    async def _turn_comes(self, turn: Turn) -> None:
        """Wait for one's turn, or for the word at which to interrupt."""
        voice = self._world.voice
        if turn.at_word:
            await self._until(lambda: voice.sounding is not None and voice.word + 1 >= turn.at_word, SETTLES_WITHIN_S)
            return
        if not turn.interrupts:
            await self._settled()
        await asyncio.sleep(turn.after_s)

    def _end(self) -> None:
        if self.moments:
            self.moments[-1] = replace(self.moments[-1], ended=self._now)

    def _note(self, **more: object) -> None:
        self.moments[-1] = replace(self.moments[-1], **more)  # type: ignore[arg-type]

    @property
    def _now(self) -> float:
        return asyncio.get_running_loop().time()

    async def _until(self, done: Callable[[], bool], at_most_s: float) -> None:
        until = self._now + at_most_s
        while not done() and self._now < until:  # noqa: ASYNC110 - looking again costs nothing in virtual time
            await asyncio.sleep(TICK_S)

    # --- whose turn it is ---------------------------------------------------------------------------------------------

    async def _settled(self) -> None:
        """Until the kiosk has finished, as far as a shopper can tell."""
        await self._until(self._quiet, SETTLES_WITHIN_S)
        await asyncio.sleep(TICK_S)

    def _quiet(self) -> bool:
        """The listening light, or, where that says nothing, silence and a screen that was read."""
        world = self._world
        if world.hearing.open and not world.circumstances.barge_in:
            return not world.hearing.busy
        if world.voice.sounding is not None or world.scene.mode == "thinking":
            return False
        if world.hearing.open:
            return world.scene.mode in {"listening", "waiting", "in-call"} and not world.hearing.busy and self._still()
        if world.scene.mode == "attract" or (world.scene.mode == "listening" and not world.hearing.ready):
            return True
        read_s = READS_AT_LEAST_S if world.voice.ready else len(world.scene.caption) / READS_CHARS_PER_S
        unheard = not world.hearing.ready or world.scene.mode == "in-call"
        return unheard and self._now - world.captioned_at >= max(READS_AT_LEAST_S, read_s)

    def _still(self) -> bool:
        """Whether nothing new was put on the screen just now, to be said in a moment."""
        return not self._world.voice.ready or self._now - self._world.captioned_at >= STILL_S

    # --- acts ---------------------------------------------------------------------------------------------------------

    async def _act(self, turn: Turn) -> None:
        match turn.action:
            case "comes":
                await self._come()
            case "says":
                await self._say(turn)
            case "noise":
                await self._rustle(turn.noise or 0.0)
            case "waits":
                await asyncio.sleep(turn.waits or 0.0)
            case "leaves":
                await self._leave()
            case _:
                self._do(turn)
        if not self.moments[-1].done:
            self._note(done=self._now)

    def _do(self, turn: Turn) -> None:
        """What takes no time."""
        world = self._world
        if turn.presses is not None:
            self._press(turn.presses)
        elif turn.types is not None:
            world.post("stage", QuestionTyped(turn.types))
        elif turn.turns_away:
            self._see(ShopperLeaving(self._track, 1.9))
        elif turn.dies is not None:
            world.dies(turn.dies)
        elif turn.breaks is not None:
            world.breaks(turn.breaks)
        elif turn.mends is not None:
            world.mends(turn.mends)
        elif turn.colleague is not None:
            world.desk.does(turn.colleague)
        elif turn.back_end is not None and world.store.memory.back_end is not None:
            world.store.memory.back_end.mode = turn.back_end

    def _see(self, event: Event) -> None:
        if self._world.sees():
            self._world.post("sight", event)

    async def _come(self) -> None:
        self._track += 1
        eyes: EyeLine = "low" if self._world.circumstances.child else "standard"
        self._see(ShopperNoticed(self._track, 4.2))
        await asyncio.sleep(0.6)
        self._see(ShopperApproaching(self._track, 3.0, eyes))
        self._see(FaceMoved(self._track, -6.0, -14.0 if eyes == "low" else -2.0, 2.6))
        await asyncio.sleep(1.0)
        self._note(done=self._now)
        self._see(ShopperEngaged(self._track, 1.4, eyes))

    async def _leave(self) -> None:
        self._see(ShopperLeaving(self._track, 1.9))
        await asyncio.sleep(self._world.store.settings.sight.end_leaving_s)
        self._see(ShopperLeft(self._track))

    def _press(self, button: str) -> None:
        kind, _, value = button.partition(" ")
        match kind:
            case "human":
                event: Event | None = HumanPressed()
            case "stop":
                event = StopPressed()
            case "screen":
                event = ScreenTouched()
            case "language":
                event = LanguagePressed(value)
            case "again":
                event = RepeatPressed()
            case "access" if value and set(value.split()) <= set(NAMES):
                event = AccessPressed(named(value))
            case "volume" if value in get_args(VolumeChange):
                event = VolumePressed(cast("VolumeChange", value))
            case _:
                event = self._choice(button)
        if event is not None:
            self._world.post("stage", event)

    def _choice(self, label: str) -> ChoicePressed | None:
        choices = self._world.scene.choices
        wanted = label.casefold()
        for choice in choices:
            named = CANCEL_CHOICE if wanted == "cancel" else ""
            if choice.id == named or wanted in choice.label.casefold():
                return ChoicePressed(choice.id)
        there = ", ".join(f"“{choice.label}”" for choice in choices) or "none"
        self._note(fault=f"There is no choice “{label}” on the screen to press; the choices are: {there}.")
        return None

    # --- speaking -----------------------------------------------------------------------------------------------------

    async def _say(self, turn: Turn) -> None:
        if self._world.circumstances.noise:
            await self._rustle(NOISE_S)
            await asyncio.sleep(0.5)
        ears, taken = self._world.hearing, False
        how = Understood(turn.confidence, turn.also_heard, turn.heard_in)
        for number, part in enumerate(_parts(turn)):
            if number:
                ears.silence()
                await asyncio.sleep(turn.pause_s)
            ears.voice("")
            for word in part:
                await asyncio.sleep(60.0 / self._world.circumstances.words_per_minute)
                taken |= ears.voice(word, how)
        ears.silence()
        self._note(done=self._now, lost=not taken)
        await self._heard_out()

    async def _rustle(self, seconds: float) -> None:
        """A noise that is taken for a voice, and has no words."""
        ears, until = self._world.hearing, self._now + seconds
        while self._now < until:
            ears.voice("")
            await asyncio.sleep(min(TICK_S, max(until - self._now, 1e-3)))
        ears.silence()
        await self._heard_out()

    async def _heard_out(self) -> None:
        """Until the ears have made up their mind about what was said."""
        await self._until(lambda: not self._world.hearing.busy, SETTLES_WITHIN_S)
        await asyncio.sleep(DECODES_S + TICK_S)

    # --- the end ------------------------------------------------------------------------------------------------------

    async def _go(self) -> None:
        """Leave, if that was not done, and let time end a session that nobody sees the end of."""
        if self._world.scene.mode != "attract":
            await self._leave()
        await self._until(lambda: self._world.scene.mode == "attract", CLOSES_WITHIN_S)


def _parts(turn: Turn) -> list[list[str]]:
    """What the ears get of the words, between the pauses: one piece for each word that is spoken, or nothing of it."""
    spoken = [part.split() for part in PAUSE.split(turn.says or "") if part.strip()]
    if turn.heard is None:
        return spoken
    total, made_of_it = sum(map(len, spoken)), turn.heard.split()
    cuts = [round(len(made_of_it) * at / total) for at in range(total + 1)]
    pieces = iter(" ".join(made_of_it[cuts[at] : cuts[at + 1]]) for at in range(total))
    return [[next(pieces) for _ in part] for part in spoken]
