"""[dialogue]: times of the conversation."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from kiosk.settings.section import Section


class Dialogue(Section):
    """Times of the conversation."""

    filler_after_s: Annotated[float, Field(description="A word is said when no answer came for, s", gt=0.2, le=1.5)] = (
        0.7
    )
    continue_s: Annotated[
        float, Field(description="What is said this soon after a question belongs to it, s", ge=0, le=5)
    ] = 1.5
    silence_s: Annotated[float, Field(description="Silence before the kiosk helps along, s", gt=2, le=60)] = 9.0
    close_after_s: Annotated[float, Field(description="Silence before an unseen session closes, s", gt=5, le=300)] = (
        25.0
    )
    misses_before_human: Annotated[
        int, Field(description="Questions not understood before a person is offered", ge=1, le=5)
    ] = 2
