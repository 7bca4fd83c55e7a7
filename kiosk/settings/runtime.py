"""[runtime], [ledger], [logs] and [metrics]: the processes, and what they leave behind."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kiosk.settings.section import Section


class Runtime(Section):
    """Processes."""

    heartbeat_s: Annotated[
        float, Field(description="A part that is silent this long is restarted, s", gt=0.5, le=60)
    ] = 2.5
    start_s: Annotated[float, Field(description="Longest start of a part, s", gt=1, le=300)] = 45.0
    restarts: Annotated[int, Field(description="Restarts within a minute before a part is given up", ge=0, le=100)] = 8


class Ledger(Section):
    """What is kept of conversations: every event and command, as text. No image, no sound."""

    keep_days: Annotated[
        float, Field(description="Older rows are erased, at the start and every hour, days", gt=0, le=366)
    ] = 14.0
    held_mb: Annotated[float, Field(description="Rows kept in memory while the disk takes none, MB", gt=0, le=512)] = (
        8.0
    )


class Logs(Section):
    """What the technician reads with `kiosk logs`: a file in logs/, beside the ledger."""

    level: Annotated[
        Literal["debug", "info", "warning", "error"], Field(description="The least that is written down")
    ] = "info"
    size_mb: Annotated[float, Field(description="Size at which a new file is begun, MB", gt=0, le=1000)] = 2.0
    keep: Annotated[int, Field(description="Full files that are kept besides the one that is written", ge=1, le=99)] = 5
    words: Annotated[bool, Field(description="Write down what shoppers say and are told; off: privacy")] = False


class Metrics(Section):
    """Figures for Prometheus, at http://ADDRESS:PORT/metrics."""

    port: Annotated[int, Field(description="Port of the figures; 0 for none", ge=0, le=65535)] = 0
    address: Annotated[
        str,
        Field(description="Address they are served on; any but 127.0.0.1 shows them to the network without a password"),
    ] = "127.0.0.1"
