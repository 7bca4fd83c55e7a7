"""[shop]: the simulated shop."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from kiosk.settings.section import Section


class Shop(Section):
    """The simulated shop that stands in for devices that are not there."""

    story: Annotated[str, Field(description="Path of the story that a simulated shopper plays; empty for none")] = ""
    crowd: Annotated[str, Field(description="File of a crowd of simulated shoppers, one after the other")] = ""
    backend_port: Annotated[
        int, Field(description="Port of the simulated store back end; 0 for none", ge=0, le=65535)
    ] = 0
