"""The conversation as lines for a terminal."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.commands import AskHuman, CloseCase, Command, Duck, Say
from kiosk.events import (
    CodeShown,
    ConfigurationRefused,
    Event,
    Heard,
    HumanPressed,
    PartFailed,
    PartReady,
    QuestionTyped,
    Reconfigured,
    ShopperEngaged,
    ShopperLeft,
    SpeechEnded,
)
from kiosk.utterance import rest


def line_of(message: Event | Command) -> str | None:
    """What a bystander would notice of a message; None for what nobody sees."""
    match message:
        case ShopperEngaged(distance_m=distance):
            return f"·· a shopper stands before the kiosk, {distance:.1f} m away"
        case ShopperLeft():
            return "·· the shopper has left"
        case Heard(text=text):
            return f"»  {text}"
        case QuestionTyped(text=text) | CodeShown(text=text):
            return f"»  ({'typed' if isinstance(message, QuestionTyped) else 'shows a code'}) {text}"
        case HumanPressed():
            return "»  (presses the button to a person)"
        case Say() | Duck() | SpeechEnded():
            return _of_voice(message)
        case AskHuman(reason=reason):
            return f"·· a person is asked for ({reason})"
        case CloseCase(outcome=outcome):
            return f"·· outcome: {outcome}"
        case PartReady(part=part, detail=detail, simulated=simulated):
            stand_in = " (simulated)" if simulated and "simulated" not in detail else ""
            return f"·· {part}: {detail or 'ready'}{stand_in}"
        case PartFailed(part=part, reason=reason):
            return f"!! {part}: {reason}"
        case ConfigurationRefused() | Reconfigured():
            return _of_files(message)
        case _:
            return None


def _of_voice(message: Say | Duck | SpeechEnded) -> str | None:
    match message:
        case Say(caption=caption, from_word=word):
            return f"   {rest(caption, word)}"
        case Duck(down=down):
            return "·· the kiosk lowers its voice" if down else "·· the kiosk raises its voice again"
        case SpeechEnded(completed=completed):
            return None if completed else "·· the kiosk falls silent"


def _of_files(message: ConfigurationRefused | Reconfigured) -> str:
    if isinstance(message, ConfigurationRefused):
        return f"!! {message.file} cannot be used, and is not taken up"
    return "·· the files that changed are in order, and are taken up"


def printer(write: Callable[[str], None]) -> Callable[[str, Event | Command], None]:
    """A watcher for `Kiosk` that writes the lines as they come."""

    def watch(_part: str, message: Event | Command) -> None:
        line = line_of(message)
        if line is not None:
            write(line)

    return watch
