"""What the dialogue goes by: at the start, and whenever the files of a kiosk change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kiosk.volume import USUAL


@dataclass(frozen=True, slots=True)
class Policy:
    """The numbers the dialogue decides by; they come from the settings and are kept in the ledger with `Started`."""

    filler_after_s: float = 0.7
    filler_again_s: float = 1.9
    answer_within_s: float = 5.0
    silence_s: float = 9.0
    close_after_s: float = 25.0
    misses_before_human: int = 2
    desk_answer_s: float = 15.0
    reading_chars_per_s: float = 14.0
    volume: int = USUAL
    continue_s: float = 1.5


@dataclass(frozen=True, slots=True)
class Started:
    """The first event of every ledger: all that the dialogue knows beforehand.

    `phrases[lang][key]` holds the variants of a sentence; `seed` is its only source of chance. `codes[beginning][lang]`
    is what a code asks that is held before the camera; `{rest}` in it is what follows the beginning.
    """

    seed: int
    lang: str
    langs: tuple[str, ...]
    policy: Policy
    phrases: Mapping[str, Mapping[str, tuple[str, ...]]]
    parts: tuple[str, ...]
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ConfigurationRefused:
    """What stands in the files now cannot be used: the kiosk goes on without it. Both fields are for technicians."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reconfigured:
    """Changed or mended files were taken up: the dialogue goes by these from now on, as it did by `Started`."""

    lang: str
    langs: tuple[str, ...]
    policy: Policy
    phrases: Mapping[str, Mapping[str, tuple[str, ...]]]
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


ConfigurationEvent = Started | ConfigurationRefused | Reconfigured
