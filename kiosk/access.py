"""How screen, voice and ears suit one shopper: four choices that can be combined."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal, get_args

TextSize = Literal["normal", "large", "largest"]
STANDARD: Final = "standard"
SIZES: Final[tuple[TextSize, ...]] = get_args(TextSize)


@dataclass(frozen=True, slots=True)
class Access:
    """Size of the letters, strong contrast, all that is pressed within reach of who sits, and all of it by ear."""

    text: TextSize = "normal"
    contrast: bool = False
    low_reach: bool = False
    audio_first: bool = False

    def __str__(self) -> str:
        """The names of what is chosen, such as `large low-reach`; `standard` if nothing is."""
        on = {"contrast": self.contrast, "low-reach": self.low_reach, "audio-first": self.audio_first}
        names = [self.text] if self.text != "normal" else []
        return " ".join((*names, *(name for name, chosen in on.items() if chosen))) or STANDARD


AS_USUAL: Final = Access()
NAMES: Final = ("standard", "large", "largest", "contrast", "low-reach", "audio-first")


def named(words: str) -> Access:
    """What a text such as `large low-reach` names: the inverse of `str(access)`.

    Raises:
        ValueError: it names something else.
    """
    access = Access()
    for name in words.split() or [""]:
        match name:
            case "large" | "largest":
                access = replace(access, text=name)
            case "contrast":
                access = replace(access, contrast=True)
            case "low-reach":
                access = replace(access, low_reach=True)
            case "audio-first":
                access = replace(access, audio_first=True)
            case "standard":
                pass
            case _:
                raise ValueError(f"{name!r} is no choice of access: there are {', '.join(NAMES)}")
    return access
