"""[models]: where models for ears and eyes come from."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from kiosk.settings.section import Section


class Models(Section):
    """Where models for ears and eyes come from; each file is checked by its sha256, wherever it comes from."""

    mirrors: Annotated[
        tuple[str, ...], Field(description="Base URLs that hold the models' files, tried in this order")
    ] = ()
    mirrors_first: Annotated[bool, Field(description="Ask the mirrors before the makers' own address")] = True
    offline: Annotated[bool, Field(description="Never fetch anything: models come from a stick or a folder")] = False
