"""What all device profiles have in common: tables that know their keys, and a file that is read with all its faults."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from hardware.errors import HardwareError


class Table(BaseModel):
    """A table of a profile: its keys are all that it may have."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Shape = TypeVar("Shape", bound=Table)


def read(path: Path, shape: type[Shape]) -> Shape:
    """A profile's file.

    Raises:
        HardwareError: `profile.missing`, `profile.toml`, or `profile.value`: the sentence names file and key.
    """
    try:
        return shape.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as fault:
        raise HardwareError(
            "profile.missing", f"There is no profile {path}.", "Name one of those beside it."
        ) from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise HardwareError("profile.toml", f"{path}: {fault}.", "Mend the line.") from fault
    except ValidationError as fault:
        raise HardwareError("profile.value", f"{path}: {_faults(fault)}", "Mend these keys.") from fault


def _faults(fault: ValidationError) -> str:
    known = {"extra_forbidden": "is not a key of a profile", "missing": "is missing", "tuple_type": "is no list"}
    found = (
        (".".join(map(str, one["loc"])), known.get(one["type"], one["msg"].removeprefix("Value error, ")))
        for one in fault.errors()
    )
    return " ".join(f"{key or 'profile'}: {message}." for key, message in found)
