"""[kiosk]: the kiosk as a whole."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from kiosk.settings.section import Lang, Section, once


class Kiosk(Section):
    """The kiosk as a whole."""

    lang: Annotated[Lang, Field(description="Language a session starts in")] = "en"
    langs: Annotated[tuple[Lang, ...], Field(description="Languages on offer", min_length=1), AfterValidator(once)] = (
        "nl",
        "en",
    )
    avatar: Annotated[str, Field(description="Avatar pack: its name, or a path: ./noor lies beside kiosk.toml")] = (
        "maya"
    )
    tone: Annotated[
        Literal["warm", "brief", "formal"], Field(description="How the kiosk words its own sentences: config/tone/")
    ] = "warm"
    seed: Annotated[int, Field(description="Seed of blinks, variants and simulations")] = 1
    clock: Annotated[
        str, Field(description="Time of day: `system`, or `shifted:FILE`, wrong by the seconds in FILE (for drills)")
    ] = "system"
