"""A story: what a simulated shopper does, and nothing of what the kiosk does. Read from `stories/*.toml` of a store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from kiosk.toml_file import Strict, read


class Act(Strict):
    """One thing the shopper does, `after_s` seconds after the kiosk has given the floor.

    The floor is the listening light and silence of the kiosk; for what is done by hand, silence alone. Who waits longer
    than `patience_s` for it goes ahead anyway.

    With `sees` it is done `after_s` seconds after that stands on the screen, with or without the floor; what is
    said waits for silence. Who has waited for it longer than `patience_s` leaves, but does nothing else.

    With `over_s` or `over_word` it is done over the kiosk's voice, without the floor. Where the light is out while the
    kiosk speaks, or the sentence is over before, it waits for the floor like anybody.
    """

    kind: Literal["walk", "say", "cough", "type", "press", "card", "leave"]
    text: Annotated[
        str,
        Field(
            description="What is said, typed or stands in the code of a card, or the button: "
            "screen, human, stop, language:nl, choice:id"
        ),
    ] = ""
    sees: Annotated[
        str,
        Field(
            description="Not before this stands on the screen: the id of a choice, or who speaks: ai, assisted, human",
            max_length=80,
        ),
    ] = ""
    to: Annotated[tuple[float, float], Field(description="Where to: m right of the camera's axis, m along it")] = (
        0.0,
        1.0,
    )
    speed_mps: Annotated[float, Field(gt=0.1, lt=3)] = 1.0
    after_s: Annotated[float, Field(ge=0, lt=60)] = 0.7
    patience_s: Annotated[float, Field(gt=0, lt=120)] = 9.0
    over_s: Annotated[
        float | None, Field(ge=0, lt=60, description="Over the kiosk: s after its sentence, or `over_word`, begins")
    ] = None
    over_word: Annotated[str, Field(description="Over the kiosk: when it begins this word of its sentence")] = ""

    @property
    def over(self) -> bool:
        """Whether it is done while the kiosk speaks."""
        return self.over_s is not None or bool(self.over_word)

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.sees and (self.over or self.kind == "walk"):
            raise ValueError("who waits for something on the screen neither interrupts nor walks meanwhile")
        if self.kind == "walk" and self.over:
            raise ValueError("nobody walks over the kiosk's voice: over_s and over_word are for the other acts")
        if len(self.over_word.split()) > 1:
            raise ValueError("over_word is one word of the kiosk's sentence")
        if self.kind in ("say", "card") and not self.text.strip():
            raise ValueError("an act that says or shows something needs its text")
        return self


class Fault(Strict):
    """The store's back end misbehaves at the first call of a resource: slow, or with an error status."""

    resource: Literal["stock", "price"]
    delay_s: Annotated[float, Field(ge=0, lt=30)] = 0.0
    status: Annotated[int, Field(ge=200, lt=600)] = 200


class Colleague(Strict):
    """Who is at the desk, and what this person does with the shopper; the rest is the page's and the kiosk's.

    The order is always the same: take the ask, let the face say `whispers`, ask for video, say `says` in it, hand back
    after `stays_s`, and leave a note. Who is refused the video does not speak, and hands back.
    """

    name: str
    voice: Annotated[str, Field(description="A voice of espeak-ng, for the microphone")]
    avatar: Annotated[str, Field(description="Who is drawn for the camera")] = "samira"
    whispers: str
    says: str
    label: Annotated[str, Field(description="What it was about, in a word", max_length=200)]
    note: Annotated[str, Field(description="What is noted of it", max_length=200)] = ""
    answers_s: Annotated[float, Field(ge=0, lt=15, description="Lets it ring for so long, s")] = 3.0
    reads_s: Annotated[float, Field(ge=0, lt=15, description="Looks at the card for so long, s")] = 3.0
    stays_s: Annotated[float, Field(ge=0, lt=60, description="Hands back so long after the last word, s")] = 4.0


class Story(Strict):
    """A shopper's visit; `snr_db` is the shopper's voice over the noise of the shop at the microphone.

    Until the kiosk's ears are ready the shopper is not there, but for at most `waits_s`.
    """

    title: str
    lang: str
    voice: str
    wpm: Annotated[int, Field(ge=80, le=300)] = 155
    start: tuple[float, float] = (-0.8, 5.2)
    eye_m: float = 1.6
    avatar: str = "maya"
    snr_db: Annotated[float, Field(ge=-10, le=60)] = 15.0
    waits_s: Annotated[float, Field(ge=0, lt=120)] = 0.0
    act: tuple[Act, ...]
    fault: tuple[Fault, ...] = ()
    colleague: Colleague | None = None


def load(path: Path) -> Story:
    """Read a story.

    Raises:
        FaultyInputError: every fault of the file, with its line.
    """
    return read(path, Story).content
