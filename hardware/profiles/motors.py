"""Motor models, as rows of `motors.toml`: adding a model is adding a row.

A motor's positions are whole numbers in the unit that its protocol counts in: steps of an encoder, µs of a pulse,
degrees. Registers are those of its control table, by the name that the protocol's codec knows them by.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from hardware.motor import Motor, Register


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    protocols: Annotated[tuple[str, ...], Field(min_length=1)]
    positions: tuple[int, int]
    model: int = 0
    speed_unit: float = 1.0
    load_unit: Annotated[float, Field(gt=0)] = 0.001
    big_endian: bool = False
    sync_read: bool = True
    firmware: int = 0
    registers: str = ""
    hottest_c: float | None = None
    volts: tuple[float, float] | None = None
    heaviest: Annotated[float, Field(gt=0, le=1)] = 1.0


class _Tables(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    registers: dict[str, dict[str, Register]]
    motors: dict[str, _Row]


@cache
def shipped() -> Mapping[str, Motor]:
    """All models of `motors.toml`, by name."""
    text = files("hardware.profiles").joinpath("motors.toml").read_text(encoding="utf-8")
    tables = _Tables.model_validate(tomllib.loads(text))
    return {name: _motor(name, row, tables.registers) for name, row in tables.motors.items()}


def find(name: str) -> Motor:
    """The model of that name; `ValueError` names those that there are."""
    if name not in shipped():
        raise ValueError(f"{name!r} is no motor; there are {', '.join(shipped())}")
    return shipped()[name]


def _motor(name: str, row: _Row, registers: Mapping[str, Mapping[str, Register]]) -> Motor:
    lowest, highest = row.positions
    table = registers[row.registers] if row.registers else {}
    rest = row.model_dump(exclude={"protocols", "positions", "registers"})
    return Motor(name, frozenset(row.protocols), lowest, highest, registers=table, **rest)
