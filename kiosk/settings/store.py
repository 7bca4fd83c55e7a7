"""[store]: the store's content and back end."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from kiosk.settings.section import Section


class Store(Section):
    """The store's content and back end."""

    dir: Annotated[Path, Field(description="Folder of the store; relative to config/")] = Path("demo-store")
    backend_url: Annotated[
        str, Field(description="Base URL of the store's back end, `simulated`, or empty for none")
    ] = ""
    backend_timeout_s: Annotated[float, Field(description="Longest wait for the back end, s", gt=0, le=10)] = 1.6
    backend_max_age_s: Annotated[
        float, Field(description="Age from which a price or a stock is too old to be told, s", gt=0, le=86400)
    ] = 900.0
    backend_failures: Annotated[
        int, Field(description="Failures in a row after which the back end is left alone for a while", ge=1, le=100)
    ] = 3
    backend_pause_s: Annotated[float, Field(description="How long it is then left alone, s", gt=0, le=3600)] = 15.0
    backend_retries: Annotated[
        int, Field(description="How often what failed in passing is asked again, within the longest wait", ge=0, le=3)
    ] = 1
    backend_as_of_s: Annotated[
        float,
        Field(
            description="While the back end is away, what it last said is told with its time until it is so old, s; "
            "0: never",
            ge=0,
            le=86400,
        ),
    ] = 0.0
