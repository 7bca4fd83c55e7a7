"""What was typed wrongly on the command line, as one sentence with a remedy like every other fault."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import typer
from typer import TyperException

from kiosk.errors import InputError


@dataclass(frozen=True, slots=True)
class Said:
    """What typer says, the code of it, and our sentence for it."""

    pattern: str
    code: str
    sentence: str


SAID: Final = (
    Said(r"No such command '(?P<given>[^']*)'.*", "usage.command", "`{command}` has no command {given!r}."),
    Said(r"No such option: (?P<given>\S+).*", "usage.option", "`{command}` has no option {given}."),
    Said(r"Missing \w+ '(?P<given>[^']*)'.*", "usage.missing", "`{command}` needs {given}."),
    Said(r"Option '(?P<given>\S+)' requires.*", "usage.value", "{given} needs a value."),
    Said(r"Invalid value for '(?P<given>.+?)': (?P<why>.*?)\.?", "usage.value", "{given}: {why}."),
    Said(r"Got unexpected extra \S+ \((?P<given>.*)\).*", "usage.extra", "`{command}` has no use for {given}."),
)


PLAIN: Final = {
    "Value error, ": "",
    "Input should be a valid integer, unable to parse string as an integer": "it takes a whole number",
    "Input should be a valid integer, got a number with a fractional part": "it takes a whole number",
    "Input should be a valid number, unable to parse string as a number": "it takes a number",
    "Input should be ": "it is to be ",
}
"""How pydantic says it, and how we do."""


def typed(app: object, words: Iterable[str]) -> str:
    """The command that the words of a command line begin with, as far as there is one: `kiosk models get`."""
    group: Any = typer.main.get_command(app) if isinstance(app, typer.Typer) else None
    found = ["kiosk"]
    for word in words:
        group = getattr(group, "commands", {}).get(word)
        if group is None:
            break
        found.append(word)
    return " ".join(found)


def refusal(fault: TyperException, command: str = "kiosk") -> InputError:
    """The fault in our words; its context, where it has one, knows the command, and so what may have been meant."""
    context: Any = getattr(fault, "ctx", None)
    command = context.command_path if context is not None else command
    for said in SAID:
        if found := re.fullmatch(said.pattern, fault.format_message(), re.DOTALL):
            told = found.groupdict() | ({"given": found["given"].upper()} if said.code == "usage.missing" else {})
            told |= {"why": _plain(told["why"])} if "why" in told else {}
            remedy = _remedy(found["given"], _known(context, said.code), command)
            return InputError(said.code, said.sentence.format(command=command, **told), remedy)
    return InputError("usage.input", fault.format_message(), f"See `{command} --help`.")


def _plain(why: str) -> str:
    for theirs, ours in PLAIN.items():
        why = why.replace(theirs, ours)
    return why


def _known(context: Any, code: str) -> list[str]:  # noqa: ANN401 - typer's own context has no public type
    if context is None or code not in {"usage.command", "usage.option"}:
        return []
    if code == "usage.command":
        return list(context.command.list_commands(context))
    return [name for parameter in context.command.params for name in parameter.opts if name.startswith("-")]


def _remedy(given: str, known: Iterable[str], command: str) -> str:
    near = difflib.get_close_matches(given, list(known), 1)
    return f"Did you mean `{command} {near[0]}`?" if near else f"See `{command} --help`."
