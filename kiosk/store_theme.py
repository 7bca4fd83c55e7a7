"""How a store looks on its kiosk: `[theme]` of its `store.toml`."""

from __future__ import annotations

import re
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from kiosk.colour import Hex

PICTURES: Final = "pictures"
"""The folder of a store's logo and of the pictures of its products."""
PICTURE: Final = re.compile(r"[\w.-]+\.(png|jpg|jpeg|svg)")
"""A picture's file; what is named otherwise in the product table is a sign of the screen."""
LOGO: Final = re.compile(r"^[\w.-]+\.png$")


class Theme(BaseModel):
    """Colours are `#rrggbb`. `shirt`, `accent` and `badge` are the face's clothes; what is left out stays as it is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    primary: Annotated[Hex | None, Field(description="The store's colour: what is marked, the way on the map")] = None
    logo: Annotated[
        str | None, Field(pattern=LOGO.pattern, description="A PNG in `pictures/`: on the screen and the badge")
    ] = None
    shirt: Annotated[Hex | None, Field(description="The face's garment")] = None
    accent: Annotated[Hex | None, Field(description="Collar and seams")] = None
    badge: Annotated[Hex | None, Field(description="The badge on the breast")] = None
