"""`kiosk desk staff`: who may sign in."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kiosk.desk.commands.options import Database, Dir, Json, Yes, chosen, document, opened, present, who
from kiosk.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.desk.auth.staff_accounts import Newcomer, Person
    from kiosk.settings import Desk

HELP = """Who may sign in at the desk, and as what.

agent: talks to shoppers · supervisor: sees all, adds people · content: what the store knows · technician: kiosks.
"""
app = typer.Typer(no_args_is_help=True, help=HELP, rich_markup_mode=None)
RoleName = Literal["agent", "supervisor", "content", "technician"]
Name = Annotated[str, typer.Argument(help="The name to sign in with: letters, digits, . _ @ -")]
FromInput = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input instead of making one.")
]


@app.command("list")
def list_(database: Database = "", folder: Dir = None, json_: Json = False) -> None:
    """Everybody who may sign in.

    Example: kiosk desk staff list
    """
    from rich.console import Console

    from kiosk.plain_table import plain_table

    people = asyncio.run(_everybody(chosen(database, folder)))
    if json_:
        document({"staff": [_fields(person) for person in people]})
        return
    if not people:
        typer.echo("Nobody may sign in yet. `kiosk desk staff add NAME --role supervisor` adds somebody.")
        return
    rows = (
        (each.name, each.shown, each.role.value, " ".join(sorted(each.languages)), ", ".join(sorted(each.skills)))
        for each in people
    )
    Console().print(plain_table(("Name", "Shoppers see", "Role", "Languages", "Skills"), rows))


@app.command()
def add(
    name: Name,
    role: Annotated[RoleName, typer.Option(help="What they are there for.")] = "agent",
    shown: Annotated[str, typer.Option(help="What shoppers see of the name (default: the name).")] = "",
    lang: Annotated[list[str] | None, typer.Option(help="A language they speak, as nl; as often as needed.")] = None,
    skill: Annotated[list[str] | None, typer.Option(help="A skill, as sign-language; as often as needed.")] = None,
    from_input: FromInput = False,
    database: Database = "",
    folder: Dir = None,
    json_: Json = False,
) -> None:
    """Let somebody sign in. The password is made, and shown this once.

    Example: kiosk desk staff add ann --shown Ann --lang nl --lang en
    """
    password = _password(from_input=from_input)
    newcomer = _checked(name, shown or name, role, password, tuple(lang or ()), tuple(skill or ()))
    asyncio.run(_added(chosen(database, folder), newcomer))
    _tell(name, password, f"{name} may sign in as {role}.", made=not from_input, json_=json_)


@app.command()
def password(
    name: Name, from_input: FromInput = False, database: Database = "", folder: Dir = None, json_: Json = False
) -> None:
    """Give somebody another password; it is made, and shown this once. Where they are signed in they are signed out.

    Example: kiosk desk staff password admin
    """
    new = _password(from_input=from_input)
    asyncio.run(_given(chosen(database, folder), name, new))
    _tell(name, new, f"{name} has another password.", made=not from_input, json_=json_)


@app.command()
def remove(name: Name, yes: Yes = False, database: Database = "", folder: Dir = None, json_: Json = False) -> None:
    """Let somebody in no more. What they did stays in the audit; their name is not given again.

    Example: kiosk desk staff remove ann --yes
    """
    role = asyncio.run(_removed(chosen(database, folder), name, done=yes))
    if json_:
        document({"name": name, "role": role, "removed": yes})
    elif yes:
        typer.echo(f"{name} is let in no more.")
    else:
        typer.echo(
            f"{name} ({role}) would be let in no more, and signed out everywhere. Nothing is done yet: add --yes."
        )


async def _everybody(settings: Desk) -> Sequence[Person]:
    from kiosk.desk.auth.staff_accounts import Staff

    async with opened(settings) as engine:
        return await Staff(engine).everybody()


async def _added(settings: Desk, newcomer: Newcomer) -> None:
    from kiosk.desk.auth.staff_accounts import Staff

    async with opened(settings) as engine:
        await Staff(engine).add(newcomer, who(), present())


async def _given(settings: Desk, name: str, new: str) -> None:
    from kiosk.desk.auth.staff_accounts import Staff

    async with opened(settings) as engine:
        await Staff(engine).set_password(name, new, who(), present())


async def _removed(settings: Desk, name: str, *, done: bool) -> str:
    """The role of who was removed, or would be."""
    from kiosk.desk.auth.staff_accounts import Staff, no_staff

    async with opened(settings) as engine:
        staff = Staff(engine)
        known = {person.name: person.role.value for person in await staff.everybody()}
        if name not in known:
            raise no_staff(name)
        if done:
            await staff.remove(name, who(), present())
        return known[name]


def _checked(
    name: str, shown: str, role: RoleName, password: str, languages: tuple[str, ...], skills: tuple[str, ...]
) -> Newcomer:
    from kiosk.desk.auth.staff_accounts import Newcomer
    from kiosk.desk.web.requests import NewStaff, formed

    fields = {"name": name, "shown": shown, "role": role, "languages": languages, "skills": skills}
    form = formed(NewStaff, fields | {"password": password})
    return Newcomer(form.name, form.shown, form.role, form.password, form.languages, form.skills)


def _password(*, from_input: bool) -> str:
    from kiosk.desk.auth.first_start import readable_password

    if not from_input:
        return readable_password()
    line = sys.stdin.readline().rstrip("\r\n")
    if not line:
        raise InputError("desk.no-password", "Standard input holds no password.", "Type one, or leave the option out.")
    return line


def _tell(name: str, password: str, done: str, *, made: bool, json_: bool) -> None:
    if json_:
        document({"name": name} | ({"password": password} if made else {}))
        return
    typer.echo(done)
    if made:
        typer.echo(f"Password, shown this once: {password}")


def _fields(person: Person) -> dict[str, object]:
    languages, skills = sorted(person.languages), sorted(person.skills)
    return {
        "name": person.name,
        "shown": person.shown,
        "role": person.role.value,
        "languages": languages,
        "skills": skills,
    }
