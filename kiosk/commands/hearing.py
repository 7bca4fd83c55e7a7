"""When the ears listen, and for what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Profile = Literal["short", "patient"]


@dataclass(frozen=True, slots=True)
class Listen:
    """Open the microphone for one session language; `patient` waits longer at the end of a sentence.

    What is said is also read in the language `second`, if there is one: the shopper has not shown which it is.
    """

    lang: str
    profile: Profile = "short"
    second: str = ""


@dataclass(frozen=True, slots=True)
class StopListening:
    """Close the microphone."""


@dataclass(frozen=True, slots=True)
class ExpectEnd:
    """What was heard so far of `utterance` is a whole known question: end it after a short silence."""

    utterance: int


HearingCommand = Listen | StopListening | ExpectEnd
