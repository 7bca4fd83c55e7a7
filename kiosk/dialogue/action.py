"""How a step is put together from actions: each takes the state, and gives a new one with commands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kiosk.commands import Command, Remind
from kiosk.dialogue.state import Conversation, Timer

Result = tuple[Conversation, tuple[Command, ...]]
Action = Callable[[Conversation], Result]


def chain(state: Conversation, *actions: Action) -> Result:
    """Do one action after the other."""
    commands: tuple[Command, ...] = ()
    for action in actions:
        state, more = action(state)
        commands += more
    return state, commands


def do(*commands: Command) -> Action:
    """Only commands."""
    return lambda state: (state, commands)


def remind(timer: Timer, after_s: float) -> Action:
    """Set a timer; an older one of that name no longer counts."""

    def act(state: Conversation) -> Result:
        token = state.tokens + 1
        state = replace(state, tokens=token, timers={**state.timers, timer: token})
        return state, (Remind(timer, token, after_s),)

    return act


def forget(*timers: Timer) -> Action:
    """Let timers run out unheeded."""

    def act(state: Conversation) -> Result:
        return replace(state, timers={name: token for name, token in state.timers.items() if name not in timers}), ()

    return act
