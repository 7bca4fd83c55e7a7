"""The rules by which a language is read aloud, in the shape of `config/voice/<lang>.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from pydantic import Field, model_validator

from kiosk.errors import InputError
from kiosk.resources import config_dir
from kiosk.settings import LANGS, Section
from kiosk.toml_file import read
from kiosk.voice import numerals
from kiosk.voice.dictionary import Dictionary, Words
from kiosk.voice.prosody import Hint
from kiosk.voice.reading import Reading

PART: Final = re.compile(r"\{([a-z_]\w*)\}")
SLOT: Final = re.compile(r"\{(\w+)(?::(\w+)(\*?))?\}")

SPACES: Final = re.compile(r" {2,}")


class Rule(Section):
    """Where `match` (a regular expression) is written, `say` is said; `name` is for people.

    In `say`, `{hour}` is the group of that name and `{1}` the first one, `{unit:units}` is looked up in a table or put
    as one of `kiosk.voice.numerals` puts it, and `{address:signs*}` has every sign of it looked up.
    """

    name: str
    match: re.Pattern[str]
    say: str

    @model_validator(mode="after")
    def _has_its_parts(self) -> Rule:
        if left := PART.findall(self.match.pattern):
            raise ValueError(f"uses {', '.join(left)}, and [parts] has no such part")
        groups = {*self.match.groupindex, *map(str, range(1, self.match.groups + 1))}
        if missing := [slot[0] for slot in SLOT.finditer(self.say) if slot[1] not in groups]:
            raise ValueError(f"says {', '.join(missing)}, and its pattern has no such group")
        return self

    def readings(self, caption: str, tables: Mapping[str, Mapping[str, str]]) -> Iterator[Reading]:
        """Every place of a caption that this rule reads."""
        for match in self.match.finditer(caption):
            if match.end() > match.start():
                yield Reading(match.start(), match.end(), _filled(self.say, match, tables), self.name)


class Rules(Section):
    """How one language is read: the earlier rule wins, and the dictionary over all of them.

    `parts` are pieces of patterns that rules share, written `{hour}` in them; so written, a table is all of its keys.
    `voice` is espeak-ng's. `prosody` says which sentences and words are said otherwise than plainly.
    """

    voice: str
    parts: dict[str, str] = Field(default_factory=dict)
    rules: tuple[Rule, ...]
    tables: dict[str, dict[str, str]] = Field(default_factory=dict)
    pronunciation: Words = Field(default_factory=dict)
    prosody: tuple[Hint, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _with_parts(cls, data: Any) -> Any:  # noqa: ANN401 - whatever a file holds
        """The rules with the parts put into their patterns; what has another shape is told of by the fields."""
        if not isinstance(data, dict) or not isinstance(data.get("rules"), list):
            return data
        known = {name: _any_of(table) for name, table in _table(data, "tables").items() if isinstance(table, dict)}
        known |= {name: text for name, text in _table(data, "parts").items() if isinstance(text, str)}
        return {**data, "rules": [_expanded(rule, known) for rule in data["rules"]]}

    @model_validator(mode="after")
    def _has_its_tables(self) -> Rules:
        wanted = {slot[2] for rule in self.rules for slot in SLOT.finditer(rule.say) if slot[2]}
        if missing := sorted(wanted - self.tables.keys() - numerals.WAYS.keys()):
            raise ValueError(f"the rules look up in tables that are not there: {', '.join(missing)}")
        if taken := sorted(self.tables.keys() & numerals.WAYS.keys()):
            raise ValueError(f"these names of tables mean something already: {', '.join(taken)}")
        return self

    @model_validator(mode="after")
    def _hints_name_rules(self) -> Rules:
        known = {rule.name for rule in self.rules}
        if missing := sorted({name for hint in self.prosody for name in hint.read} - known):
            raise ValueError(f"[[prosody]] names rules that are not there: {', '.join(missing)}")
        return self


def _table(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    """A table of a file, if it is one."""
    table = data.get(name)
    return table if isinstance(table, dict) else {}


def _any_of(table: Mapping[str, object]) -> str:
    """A pattern of all keys, the longest first."""
    return f"(?:{'|'.join(re.escape(key) for key in sorted(table, key=len, reverse=True))})"


def _expanded(rule: Any, parts: Mapping[str, str]) -> Any:  # noqa: ANN401 - whatever a file holds
    """A rule with its parts; a part may hold parts that stand before it."""
    if not isinstance(rule, dict) or not isinstance(rule.get("match"), str):
        return rule
    match = rule["match"]
    for name, text in reversed(list(parts.items())):
        match = match.replace(f"{{{name}}}", text)
    return {**rule, "match": match}


def _filled(say: str, match: re.Match[str], tables: Mapping[str, Mapping[str, str]]) -> str:
    def slot(found: re.Match[str]) -> str:
        name, way, each = found.groups()
        value = match[int(name) if name.isdecimal() else name] or ""
        if way is None:
            return value
        if way in numerals.WAYS:
            return numerals.WAYS[way](value)
        table = tables[way]
        return "".join(table.get(sign, sign) for sign in value) if each else _looked_up(table, value)

    return SPACES.sub(" ", SLOT.sub(slot, say))


def _looked_up(table: Mapping[str, str], value: str) -> str:
    """In this case or in small letters; what is not there is said as it is written."""
    return table.get(value) or table.get(value.lower(), value)


def voice_of(lang: str) -> str:
    """The voice that a language has as shipped; raises as `rules_of`."""
    return rules_of(lang).voice


@cache
def rules_of(lang: str) -> Rules:
    """The rules of a language.

    Raises:
        InputError: `voice.language` for a language that the product does not know.
        FaultyInputError: its file is broken.
    """
    if lang not in LANGS:
        raise InputError("voice.language", f"The kiosk does not speak {lang!r}.", f"It speaks {', '.join(LANGS)}.")
    return read(config_dir() / "voice" / f"{lang}.toml", Rules).content


@cache
def dictionary_of(lang: str) -> Dictionary:
    """The pronunciations that a language has as shipped; raises as `rules_of`."""
    return Dictionary(rules_of(lang).pronunciation)
