"""[stage]: the window."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kiosk.settings.section import Section


class Stage(Section):
    """The window."""

    display: Annotated[
        Literal["auto", "window", "none", "shop"],
        Field(description="`none` draws without a screen, `shop` is a touch screen before simulated shoppers"),
    ] = "auto"
    fullscreen: Annotated[bool, Field(description="Fill the screen (F11 changes it)")] = False
    width: Annotated[int, Field(description="Width of the scene, px", ge=320, le=3840)] = 1080
    height: Annotated[int, Field(description="Height of the scene, px", ge=320, le=3840)] = 1920
    rotate: Annotated[
        Literal[0, 90, 180, 270],
        Field(description="Turns picture and touch clockwise, for a panel on its side that the system does not turn"),
    ] = 0
    renderer: Annotated[
        Literal["auto", "gpu", "cpu"],
        Field(description="`auto` takes a graphics processor that draws rightly and fast, else the main processor"),
    ] = "auto"
    fps: Annotated[int, Field(description="Frames a second", ge=5, le=60)] = 30
    scale: Annotated[
        float, Field(description="Resolution that is really drawn without a screen, 0.25 to 1", ge=0.25, le=1)
    ] = 0.5
    lip_lead_ms: Annotated[int, Field(description="How far the mouth leads the sound, ms", ge=0, le=100)] = 35
    composure: Annotated[
        float | None,
        Field(description="0 is lively, 1 keeps as still as a receptionist; without it the avatar's own", ge=0, le=1),
    ] = None
    record: Annotated[bool, Field(description="Keep a log of what each frame showed, for film and figures")] = False
