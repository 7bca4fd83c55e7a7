"""What was typed wrongly on the command line, as one sentence with a remedy like every other fault."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import Any, Final

from typer import TyperException

from kiosk.errors import InputError

SAID: Final = (
    (re.compile(r"No such command '(?P<given>[^']*)'"), "usage.command", "`{command}` has no command {given!r}."),
    (re.compile(r"No such option: (?P<given>\S+)"), "usage.option", "`{command}` has no option {given}."),
    (re.compile(r"Missing \w+ '(?P<given>[^']*)'"), "usage.missing", "`{command}` needs {given}."),
    (re.compile(r"Option '(?P<given>\S+)' requires"), "usage.value", "{given} needs a value."),
    (re.compile(r"Invalid value for '(?P<given>.+?)': (?P<why>.*?)\.?", re.DOTALL), "usage.value", "{given}: {why}."),
    (re.compile(r"Got unexpected extra \S+ \((?P<given>.*)\)"), "usage.extra", "`{command}` has no use for {given}."),
)  # fmt: skip
"""What typer says, the code of it, and the sentence."""


def refusal(fault: TyperException) -> InputError:
    """The fault in our words; its context knows the command, and so what may have been meant."""
    context: Any = getattr(fault, "ctx", None)
    command = context.command_path if context is not None else "kiosk"
    for pattern, code, sentence in SAID:
        if found := pattern.fullmatch(fault.format_message()) or pattern.match(fault.format_message()):
            known = _known(context, code)
            told = found.groupdict() | ({"given": found["given"].upper()} if code == "usage.missing" else {})
            remedy = _remedy(found["given"], known, command)
            return InputError(code, sentence.format(command=command, **told), remedy)
    return InputError("usage.input", fault.format_message(), f"See `{command} --help`.")


def _known(context: Any, code: str) -> list[str]:  # noqa: ANN401 - typer's own context has no public type
    if context is None or code not in {"usage.command", "usage.option"}:
        return []
    if code == "usage.command":
        return list(context.command.list_commands(context))
    return [name for parameter in context.command.params for name in parameter.opts if name.startswith("-")]


def _remedy(given: str, known: Iterable[str], command: str) -> str:
    near = difflib.get_close_matches(given, list(known), 1)
    return f"Did you mean `{command} {near[0]}`?" if near else f"See `{command} --help`."
