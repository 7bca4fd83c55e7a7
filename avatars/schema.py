"""What the files of a pack look like; every unknown key, parameter or colour is a fault with its file and key."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

from avatars.pose import PARAMETERS

VISEMES = ("sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "I", "O", "U", "Y")
"""The 15 Oculus visemes and `Y`, front-rounded."""
EXPRESSIONS = (
    *("neutral", "smile", "listening", "thinking", "explaining", "apologising", "pointing"),
    *("delighted", "concerned", "surprised", "happy", "angry", "sad", "relaxed"),
)
"""What every pack can express."""


def known_parameter(name: str) -> str:
    """The name itself; `ValueError` with what may be meant for one that is no parameter."""
    if name not in PARAMETERS:
        near = get_close_matches(name, PARAMETERS, 1)
        told = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(PARAMETERS)}"
        raise ValueError(f"unknown parameter {name!r}; {told}")
    return name


def _in_range(pose: dict[str, float]) -> dict[str, float]:
    for name, value in pose.items():
        lowest, _, highest = PARAMETERS[name]
        if not lowest <= value <= highest:
            raise ValueError(f"{name} = {value} is outside {lowest} to {highest}")
    return pose


Parameter = Annotated[str, AfterValidator(known_parameter)]
PoseData = Annotated[dict[Parameter, float], AfterValidator(_in_range)]
Unit = Annotated[float, Field(ge=0, le=1)]
Hex = Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]


class Strict(BaseModel):
    """Unknown keys are errors, and so are numbers that are none (NaN, infinity); the data is frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Tone(Strict):
    """A colour made from another one in OKLab: lightness added, chroma scaled, red-green and yellow-blue shifted."""

    of: str
    lightness: float = 0.0
    chroma: float = 1.0
    red: float = 0.0
    yellow: float = 0.0


def _kind(colour: object) -> str:
    return "(plain)" if isinstance(colour, str) else "(tone)"


Colour = Annotated[Annotated[Hex, Tag("(plain)")] | Annotated[Tone, Tag("(tone)")], Discriminator(_kind)]
"""`#RRGGBB`, or a tone of one."""


class AvatarFile(Strict):
    """avatar.toml."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    names: Annotated[dict[str, str], Field(min_length=1)]
    licence: str
    schema_version: Literal[1] = Field(alias="schema")
    voice: Literal["high", "middle", "low"] = "middle"
    colours: dict[str, Colour]

    @model_validator(mode="after")
    def _tones_have_a_base(self) -> AvatarFile:
        plain = {name for name, colour in self.colours.items() if isinstance(colour, str)}
        for name, colour in self.colours.items():
            if isinstance(colour, Tone) and colour.of not in plain:
                raise ValueError(f"colour {name!r} is made of {colour.of!r}, which is no plain colour")
        return self


class Blink(Strict):
    """Blinks in seconds: mean time between two, its spread (0 is a metronome), and how long one takes."""

    mean_s: Annotated[float, Field(ge=2.4, le=6)]
    spread: Annotated[float, Field(ge=0.1, le=1)]
    length_s: Annotated[float, Field(ge=0.1, le=0.5)]


class Saccade(Strict):
    """Small jumps of the eyes: mean fixation in seconds, and reach as a share of the eye's own range."""

    fixation_s: Annotated[float, Field(ge=0.2, le=5)]
    reach: Unit


class Idle(Strict):
    """Drift of the head in degrees, depth of the breath, and how much the eyes turn before the head follows."""

    head_deg: Annotated[float, Field(ge=0, le=5)]
    breath: Unit
    head_share: Unit


class BehaviourFile(Strict):
    """behaviour.toml; `composure` 1 keeps nearly still, 0 is lively."""

    composure: Unit
    blend_s: Annotated[float, Field(ge=0.05, le=1)]
    blink: Blink
    saccade: Saccade
    idle: Idle


class Spring(Strict):
    """Something that hangs on the head or the body: it follows a moment later and swings out.

    Its anchor is the sum of `pull` times each parameter's value. A spring that `lags` is drawn by how far it is behind
    its anchor, as hair is; one that `follows` is drawn where it is, as shoulders are.
    """

    moves: Literal["hairSway", "bodyX"]
    pull: Annotated[dict[Parameter, float], Field(min_length=1)]
    frequency_hz: Annotated[float, Field(ge=0.2, le=6)]
    damping: Annotated[float, Field(ge=0.05, le=2)]
    kind: Literal["lags", "follows"] = "lags"


class PhysicsFile(Strict):
    """physics.toml; a pack without it has hair and shoulders that keep still."""

    spring: Annotated[list[Spring], Field(max_length=8)] = []
