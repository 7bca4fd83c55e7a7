"""Reports of commissionings as files, and whether one is as it was signed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kiosk.errors import InputError
from kiosk.technician import certificate, signature
from kiosk.technician.commissioning import read


def write(record: Mapping[str, Any], out: Path) -> list[Path]:
    """JSON and page, in a folder that is made if need be.

    Raises:
        InputError: `commission.out`.
    """
    name = f"commission-{record['body']['device']}"
    page = certificate.html(record, certificate.figure_of(record), certificate.dials_of(record))
    files = {out / f"{name}.json": json.dumps(record, ensure_ascii=False, indent=1) + "\n", out / f"{name}.html": page}
    try:
        out.mkdir(parents=True, exist_ok=True)
        for file, text in files.items():
            file.write_text(text, encoding="utf-8")
    except OSError as fault:
        raise InputError(
            "commission.out", f"{out} cannot be written: {fault.strerror}.", "Name another with --out."
        ) from fault
    return list(files)


def verified(path: Path) -> dict[str, Any]:
    """Whether a report is valid, whose key signed it, and what it says."""
    record = read(path)
    text = path.read_text(encoding="utf-8")
    whole = signature.valid(record) and (not text.lstrip().startswith("<") or certificate.unaltered(text, record))
    return {
        "valid": whole,
        "own": signature.own(record),
        "fingerprint": record[signature.SIGNATURE]["fingerprint"],
        "passed": record.get("passed"),
        "device": record.get("body", {}).get("device"),
        "who": record.get("who"),
        "when": record.get("when"),
    }
