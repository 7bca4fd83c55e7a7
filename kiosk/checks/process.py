"""A check in a process of its own, so that a kiosk that serves neither waits for it nor keeps its memory.

`python -m kiosk.checks.process` reads `{"store", "overrides", "config", "device", "train"}` and writes the faults, both
JSON. With `train` what the answers learn from the store's phrasings is made as well, so that they come back at once.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from kiosk.configuration.snapshot import Snapshot
from kiosk.errors import KioskError
from kiosk.faults import Fault
from kiosk.resources import CONFIG

LONGEST_S: Final = 120.0


async def faults_of(snapshot: Snapshot, overrides: Mapping[str, Any], *, train: bool) -> list[Fault]:
    """The faults of a copy, without warnings; a check that does not end is a fault."""
    places = snapshot.places
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "kiosk.checks.process"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, CONFIG: str(places.config)},
    )
    wanted = {
        "store": snapshot.store,
        "config": places.config,
        "device": places.device,
        "origin": snapshot.origin,
        "overrides": overrides,
        "train": train,
    }
    try:
        out, err = await asyncio.wait_for(process.communicate(json.dumps(wanted, default=str).encode()), LONGEST_S)
    except (TimeoutError, asyncio.CancelledError) as stopped:
        process.kill()
        await process.wait()
        if isinstance(stopped, asyncio.CancelledError):
            raise
        out, err = b"", b"it took too long"
    if process.returncode != 0:
        said = (err.decode(errors="replace").strip().splitlines() or ["it was ended"])[-1]
        message = f"cannot be checked: {said}"
        return [Fault("check.failed", str(snapshot.store), message, "Run kiosk check.")]
    return [Fault(**fault) for fault in json.loads(out)]


def main() -> None:
    """Check what standard input names."""
    wanted = json.load(sys.stdin)
    try:
        faults = _check(wanted)
    except KioskError as fault:
        faults = (Fault(fault.code, wanted["store"], fault.sentence, fault.remedy),)
    json.dump([fault.to_data() for fault in faults], sys.stdout)


def _check(wanted: Mapping[str, Any]) -> tuple[Fault, ...]:
    from kiosk.checks.check import check
    from kiosk.configuration.layers import Places

    store = Path(wanted["store"])
    report = check(store, wanted["overrides"], Places(*(Path(wanted[name]) for name in ("config", "device", "origin"))))
    if wanted["train"] and report.runs:
        from kiosk.answers import stages, trained
        from kiosk.knowledge import files

        trained.ready_model(files.load(store), stages.make(report.layers.settings.answers))
    return report.faults


if __name__ == "__main__":
    main()
