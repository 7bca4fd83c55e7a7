"""What was proved of a device, by whom and when: `<data folder>/proofs/<device>.json`, the last of each proof."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from hardware.safety.proof import Proof

FOLDER: Final = "proofs"


@dataclass(frozen=True, slots=True)
class Kept:
    """A proof that was made earlier; `when` is ISO 8601."""

    name: str
    passed: bool
    found: str
    when: str
    who: str

    def age_days(self, now: datetime) -> float:
        """How long ago it was made."""
        return (now - datetime.fromisoformat(self.when)).total_seconds() / 86400


def place(data: Path, device: str) -> Path:
    """The file of a device."""
    return data / FOLDER / f"{device}.json"


def keep(path: Path, proofs: Iterable[Proof], who: str, now: datetime | None = None) -> None:
    """Write these down, in place of earlier ones of the same name."""
    when = (now or datetime.now(UTC)).isoformat(timespec="seconds")
    fresh = {proof.name: Kept(proof.name, proof.passed, proof.found, when, who) for proof in proofs}
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".json.new")
    table = {name: asdict(kept) for name, kept in {**read(path), **fresh}.items()}
    new.write_text(json.dumps(table, ensure_ascii=False, indent=1), encoding="utf-8")
    new.replace(path)


def read(path: Path) -> Mapping[str, Kept]:
    """The last of each proof, by name; what cannot be read has not been proved."""
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        return {name: Kept(**kept) for name, kept in table.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
