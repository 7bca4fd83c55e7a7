"""[sight]: camera and presence."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kiosk.settings.section import Section


class Sight(Section):
    """Camera and presence."""

    camera: Annotated[
        str,
        Field(
            description="`auto`, `device:N`, `csi` (a ribbon cable's), `rtsp://HOST/PATH` or `stream:URL` (a network "
            "camera), `file:PATH`, `shop` (simulated) or `none`"
        ),
    ] = "auto"
    sensor: Annotated[
        Literal["none", "body"],
        Field(description="What tells of shoppers while there is no camera: `body` is the sensor on the robot's board"),
    ] = "none"
    hfov_deg: Annotated[float, Field(description="Horizontal field of view, degrees", gt=10, lt=170)] = 66.0
    height_m: Annotated[float, Field(description="Height of the camera, m", gt=0, lt=4)] = 1.35
    pitch_deg: Annotated[float, Field(description="Downward tilt of the camera, degrees", ge=-45, le=45)] = 0.0
    screen_m: Annotated[
        float | None,
        Field(
            description="Height of the screen's middle, m: gaze is counted from it; without it the camera's", gt=0, lt=4
        ),
    ] = None
    score: Annotated[float, Field(description="Least score of a face", gt=0, lt=1)] = 0.6
    engage_m: Annotated[float, Field(description="Distance of an engagement, m", gt=0.3, lt=5)] = 1.6
    disengage_m: Annotated[float, Field(description="Distance that ends one, m", gt=0.3, lt=6)] = 2.1
    approach_m: Annotated[float, Field(description="Distance from which approach counts, m", gt=0.5, lt=8)] = 3.6
    end_s: Annotated[float, Field(description="Session ends after no near face for, s", gt=0, le=60)] = 3.0
    end_leaving_s: Annotated[
        float,
        Field(description="Session ends after the shopper turned away and no near face was seen for, s", gt=0, le=60),
    ] = 1.0
    cooldown_s: Annotated[
        float, Field(description="No new greeting within, s; who waited behind is greeted at once", ge=0, le=120)
    ] = 5.0
    engage_after_s: Annotated[
        float, Field(description="Who stands near and looks is greeted after, s", gt=0.2, le=10)
    ] = 1.0
    aside_s: Annotated[
        float,
        Field(
            description="A shopper near who turns aside, or came too near for the picture, is not gone for, s",
            ge=0,
            le=60,
        ),
    ] = 8.0
    group_m: Annotated[
        float, Field(description="Who stands no farther from another belongs together, m", gt=0.3, lt=3)
    ] = 1.2
    low_eye_m: Annotated[float, Field(description="Eyes below this height get the low layout, m", gt=0.5, lt=2)] = 1.25
