"""What a file may hold at a place: the type, the limits and the unit that a model of pydantic gives it."""

from __future__ import annotations

import re
import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MinLen
from pydantic import BaseModel, RootModel
from pydantic.fields import FieldInfo

UNITS: Final = {
    "_ms": "ms", "_s": "s", "_m": "m", "_mps": "m/s", "_deg": "degrees", "_db": "dB", "_mb": "MB", "_hz": "Hz",
    "_us": "µs",
}  # fmt: skip
_QUOTED: Final = re.compile(r"`([^`]+)`")
_NAMED: Final = re.compile(r", (px|words a minute|degrees|MB|days|%)\b")
KINDS: Final[Mapping[str, str]] = {
    "int": "a whole number",
    "float": "a number",
    "string": "text in quotes",
    "filled": "text in quotes that is not empty",
    "bool": "true or false, without quotes",
    "tuple": "a list in square brackets",
    "list": "a list in square brackets",
    "dict": "a table of keys and values",
    "mapping": "a table of keys and values",
    "model": "a section of keys and values",
    "date": "a date, such as 2026-12-31",
    "path": "a path in quotes",
    "pattern": "a regular expression",
}


@dataclass(frozen=True, slots=True)
class Spot:
    """What a file may hold at a place: its type, the limits on it, and what it is for."""

    annotation: Any
    limits: tuple[Any, ...] = ()
    description: str = ""
    name: str = ""

    @property
    def unit(self) -> str:
        """The unit of a number, by its name or its description; empty for a count or no number."""
        named = _NAMED.search(self.description)
        return named[1] if named else next((UNITS[end] for end in UNITS if self.name.endswith(end)), "")

    @property
    def is_number(self) -> bool:
        """Whether it must be a number, if there is anything."""
        kinds = set(_alternatives(self.annotation)) - {type(None)}
        return bool(kinds) and kinds <= {int, float}

    @property
    def allowed(self) -> str:
        """The choices, or the range with its unit, or the kind of value."""
        if choices := choices_of(self.annotation):
            return ", ".join(choices)
        if self.annotation is str and (named := _QUOTED.findall(self.description)):
            return ", ".join(named)
        if least := next((limit.min_length for limit in self.limits if isinstance(limit, MinLen)), 0):
            return KINDS["filled"] if self.annotation is str else f"{kind_of(self.annotation)}, at least {least} in it"
        span = _span(self.limits)
        return f"{span} {self.unit}".strip() if span else kind_of(self.annotation)


def spot_at(model: type[BaseModel], loc: Sequence[int | str]) -> Spot:
    """What `model` allows at a path."""
    spot = Spot(model)
    for part in loc:
        spot = _into(spot, part)
    return spot


def _into(spot: Spot, part: int | str) -> Spot:
    for kind in _alternatives(spot.annotation):
        if isinstance(kind, type) and issubclass(kind, RootModel):
            return _into(Spot(kind.model_fields["root"].annotation), part)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            field = _field(kind, str(part))
            if field is not None:
                return of_field(str(part), field)
        elif (inner := _item(kind, part)) is not None:
            return _unwrapped(inner, spot.description, str(part))
    return Spot(None)


def _field(model: type[BaseModel], name: str) -> FieldInfo | None:
    return model.model_fields.get(name) or next((f for f in model.model_fields.values() if f.alias == name), None)


def of_field(name: str, field: FieldInfo) -> Spot:
    """The spot of a field of a model."""
    inner = _unwrapped(field.annotation, field.description or "", name)
    return Spot(inner.annotation, (*field.metadata, *inner.limits), field.description or "", name)


def _unwrapped(annotation: Any, description: str = "", name: str = "") -> Spot:  # noqa: ANN401 - a type
    if get_origin(annotation) is Annotated:
        inner, *limits = get_args(annotation)
        flat = [each for limit in limits for each in (limit.metadata if isinstance(limit, FieldInfo) else (limit,))]
        return Spot(inner, tuple(flat), description, name)
    return Spot(annotation, (), description, name)


def _alternatives(annotation: Any) -> Iterator[Any]:  # noqa: ANN401 - a type
    if get_origin(annotation) is Annotated:
        yield from _alternatives(get_args(annotation)[0])
    elif get_origin(annotation) in (Union, types.UnionType):
        for each in get_args(annotation):
            yield from _alternatives(each)
    else:
        yield annotation


def _item(annotation: Any, part: int | str) -> Any:  # noqa: ANN401 - a type
    """The type of an item of a list or of a value of a table."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin in (tuple, list, Sequence) and args and isinstance(part, int):
        return args[min(part, len(args) - 1)] if args[-1] is not ... else args[0]
    if isinstance(origin, type) and issubclass(origin, Mapping) and len(args) == 2:
        return args[1]
    return None


def key_type(annotation: Any) -> Any:  # noqa: ANN401 - a type
    """The type of the keys of a table; None for any other type."""
    for kind in _alternatives(annotation):
        if isinstance(get_origin(kind), type) and issubclass(get_origin(kind) or object, Mapping):
            return get_args(kind)[0]
    return None


def keys_of(spot: Spot) -> list[str]:
    """The keys that a table may have at a spot."""
    for kind in _alternatives(spot.annotation):
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return [field.alias or name for name, field in kind.model_fields.items()]
    return []


def choices_of(annotation: Any) -> list[str]:  # noqa: ANN401 - a type
    """The values of a literal type, or of several in a union, as they stand in a file; empty for any other."""
    kinds = list(_alternatives(annotation))
    if not kinds or any(get_origin(kind) is not Literal for kind in kinds):
        return []
    return [str(value) or '""' for kind in kinds for value in get_args(kind)]


def kind_of(annotation: Any) -> str:  # noqa: ANN401 - a type
    """What kind of value, in words; empty for one that has no simple name."""
    names = {bool: "bool", int: "int", float: "float", str: "string", date: "date"}
    for kind in _alternatives(annotation):
        if kind in names:
            return KINDS[names[kind]]
        origin = get_origin(kind)
        if origin in (tuple, list):
            return KINDS["list"]
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return KINDS["dict"]
    return ""


def _span(limits: Sequence[Any]) -> str:
    least: list[str] = []
    most: list[str] = []
    for limit in limits:
        match limit:
            case Ge(ge=low):
                least.append(f"{low:g}" if any(isinstance(each, Le) for each in limits) else f"at least {low:g}")
            case Gt(gt=low):
                least.append(f"more than {low:g}")
            case Le(le=high):
                most.append(f"{high:g}" if any(isinstance(each, Ge) for each in limits) else f"at most {high:g}")
            case Lt(lt=high):
                most.append(f"less than {high:g}")
    both = [*least, *most]
    plainly = len(both) == 2 and not any(" " in each for each in both)
    return f"{both[0]} to {both[1]}" if plainly else " and ".join(both)
