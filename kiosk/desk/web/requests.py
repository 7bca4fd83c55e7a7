"""What bodies of requests hold, and how they are read: JSON alone, so that no other site's form can send one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, TypeVar

from aiohttp import web
from pydantic import Field, ValidationError

from kiosk.desk.auth.roles import Role
from kiosk.desk.auth.staff_accounts import SHORTEST
from kiosk.desk.messages.records import Lang, Name, Record, holds_nul
from kiosk.errors import InputError

Login = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9._@-]+$")]
KioskName = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9._-]+$")]
"""Stands in addresses and topics."""
Secret = Annotated[str, Field(min_length=1, max_length=200)]
NewSecret = Annotated[Secret, Field(json_schema_extra={"minLength": SHORTEST})]
"""Described as it must be, and refused with `desk.password` by whoever keeps it."""


class SignIn(Record):
    """A colleague's name and password."""

    name: Login
    password: Secret


class EnrolmentWanted(Record):
    """The name that a kiosk is to have."""

    kiosk: KioskName


class Code(Record):
    """What a technician typed at the kiosk."""

    code: Secret


class NewStaff(Record):
    """A colleague to be added."""

    name: Login
    shown: Name
    role: Role
    password: NewSecret
    languages: Annotated[tuple[Lang, ...], Field(max_length=40)] = ()
    skills: Annotated[tuple[Name, ...], Field(max_length=40)] = ()


class StaffChanges(Record):
    """What becomes of a colleague; what is not named stays."""

    shown: Name | None = None
    role: Role | None = None
    password: NewSecret | None = None
    languages: Annotated[tuple[Lang, ...], Field(max_length=40)] | None = None
    skills: Annotated[tuple[Name, ...], Field(max_length=40)] | None = None


R = TypeVar("R", bound=Record)


async def body(request: web.Request, form: type[R]) -> R:
    """The body of a request.

    Raises:
        InputError: `desk.request`.
    """
    if request.content_type != "application/json":
        raise _bad("its content is not application/json")
    content = await request.read()
    if holds_nul(content.decode(errors="replace")):
        raise _bad("it holds the character NUL")
    try:
        return form.model_validate_json(content)
    except ValidationError as fault:
        raise _bad(_first(fault)) from fault


def formed(form: type[R], fields: Mapping[str, object]) -> R:
    """What was typed at a command line.

    Raises:
        InputError: `desk.typed`.
    """
    try:
        return form.model_validate(fields)
    except ValidationError as fault:
        raise InputError("desk.typed", f"This cannot be: {_first(fault)}.", "See `kiosk desk --help`.") from fault


def _first(fault: ValidationError) -> str:
    first = fault.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(map(str, first['loc']))[:80]}: {first['msg'][:120]}"


def _bad(why: str) -> InputError:
    return InputError("desk.request", f"The request cannot be read: {why}.", "Mend it by the description of the desk.")
