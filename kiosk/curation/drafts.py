"""What staff wrote and nobody has published yet: `curation/drafts.toml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeVar

import tomlkit
from pydantic import BaseModel, Field, ValidationError

from kiosk.curation import shelf
from kiosk.curation.cases import Case
from kiosk.errors import InputError
from kiosk.knowledge import write
from kiosk.knowledge.collection import Knowledge
from kiosk.knowledge.entry import Entry, Line, Phrasing, Text
from kiosk.knowledge.rows import shortened
from kiosk.knowledge.shared import ByLang
from kiosk.settings import Lang
from kiosk.toml_file import Strict, present, read
from kiosk.utterance import normal
from kiosk.wording import plain

Shape = TypeVar("Shape", bound=BaseModel)
SAID: Final = ("title", "owner", "answer", "caption", "action", "place", "picture", "valid_from", "valid_to")
Clearable = Literal["owner", "caption", "place", "picture", "valid_from", "valid_to"]


class Draft(Strict):
    """A new entry, or what becomes of one: `questions` are added to its phrasings, and a text that is there counts.

    `removed` are phrasings that it loses, `cleared` what is empty from then on. `number` names it until it is
    published; `by` is who wrote it.
    """

    number: int
    by: Annotated[Line, Field(min_length=1)]
    at: datetime
    lang: Lang
    id: Annotated[Line, Field(min_length=1, max_length=80)]
    questions: tuple[Phrasing, ...] = ()
    title: Line = ""
    owner: Line = ""
    answer: Text = ""
    caption: Text = ""
    action: Line = ""
    place: Line = ""
    picture: Line = ""
    valid_from: date | None = None
    valid_to: date | None = None
    removed: tuple[Phrasing, ...] = ()
    cleared: tuple[Clearable, ...] = ()

    @property
    def cases(self) -> list[Case]:
        """Its questions, which must be answered by its entry from now on."""
        return [Case(self.lang, question, self.id) for question in self.questions]

    def retires(self, case: Case) -> bool:
        """Whether a case is asked no more, since its question is a phrasing of this entry no more."""
        gone = {normal(question) for question in self.removed}
        return (case.lang, case.entry) == (self.lang, self.id) and normal(case.question) in gone


class DraftsFile(Strict):
    """`drafts.toml`; `next` is the number of the next draft: none is given twice."""

    next: int = 1
    draft: tuple[Draft, ...] = ()


def load(store: Path) -> DraftsFile:
    """The drafts of a store.

    Raises:
        FaultyInputError: the file was damaged.
    """
    path = store / shelf.FOLDER / shelf.DRAFTS
    return read(path, DraftsFile).content if present(path) else DraftsFile()


def text(drafts: Iterable[Draft], number: int) -> str:
    """The file of drafts."""
    document = tomlkit.document()
    document["next"] = number
    found = tomlkit.aot()
    for draft in drafts:
        found.append(tomlkit.item(draft.model_dump(exclude_defaults=True)))
    if len(found):
        document["draft"] = found
    return tomlkit.dumps(document)


def keep(store: Path, drafts: Iterable[Draft], number: int) -> None:
    """Write the drafts of a store."""
    write.put({store / shelf.FOLDER / shelf.DRAFTS: text(drafts, number)})


def add(store: Path, by: str, lang: str, name: str, questions: Iterable[str], **said: object) -> Draft:
    """Keep a new draft.

    Raises:
        InputError: `knowledge.name`, or `knowledge.write` and `knowledge.busy` as `shelf.alone`.
    """
    if not by.strip():
        raise InputError("knowledge.name", "Nobody is named as the writer.", "Say who you are: --by NAME.")
    with shelf.alone(store):
        found = load(store)
        made = {"number": found.next, "by": by, "at": datetime.now(UTC).replace(microsecond=0), "lang": lang}
        draft = _checked(Draft, {**made, "id": name, "questions": tuple(questions), **said})
        keep(store, [*found.draft, draft], found.next + 1)
    return draft


def drop(store: Path, number: int) -> Draft:
    """Take a draft back.

    Raises:
        InputError: `knowledge.draft`.
    """
    with shelf.alone(store):
        found = load(store)
        draft = chosen(found.draft, [number])[0]
        keep(store, [each for each in found.draft if each.number != number], found.next)
    return draft


def chosen(drafts: Iterable[Draft], numbers: Iterable[int]) -> list[Draft]:
    """The drafts of these numbers, or all.

    Raises:
        InputError: `knowledge.draft`.
    """
    by_number = {draft.number: draft for draft in drafts}
    wanted = list(dict.fromkeys(numbers)) or list(by_number)
    if missing := [number for number in wanted if number not in by_number]:
        known = ", ".join(map(str, by_number)) or "none"
        raise InputError("knowledge.draft", f"There is no draft {missing[0]}.", f"There are: {known}.")
    return [by_number[number] for number in wanted]


def applied(own: ByLang[Entry], known: Knowledge, draft: Draft) -> dict[str, dict[str, Entry]]:
    """The store's `own` entries with a draft, `known` are all. What the chain shares becomes own, in all languages.

    Raises:
        InputError: `knowledge.taken`, `knowledge.unwritten`.
    """
    found = {lang: dict(entries) for lang, entries in own.items()}
    if not any(draft.id in entries for entries in found.values()):
        for lang in known.langs(draft.id):
            found.setdefault(lang, {})[draft.id] = known.entries[lang][draft.id]
    before = found.get(draft.lang, {}).get(draft.id)
    _untaken(known, draft)
    said = {name: text for name in SAID if (text := getattr(draft, name))}
    if before is None and not {"answer", "action"} & said.keys():
        langs = f", only in {', '.join(known.langs(draft.id))}" if known.langs(draft.id) else ""
        sentence = f"There is no entry {draft.id!r} in {draft.lang}{langs}."
        raise InputError("knowledge.unwritten", sentence, "Write its answer: `kiosk knowledge add`.")
    old = before.model_dump() if before else {"id": draft.id, "title": _title(draft), "phrasings": ()}
    old |= {name: Entry.model_fields[name].default for name in draft.cleared}
    entry = _checked(Entry, {**old, **said, "phrasings": _phrasings(old["phrasings"], draft)})
    found.setdefault(draft.lang, {})[draft.id] = entry
    return found


def _phrasings(old: Iterable[str], draft: Draft) -> tuple[str, ...]:
    """Those that stay, and those that are new."""
    gone = {normal(text) for text in draft.removed}
    kept = tuple(text for text in old if normal(text) not in gone)
    known = {normal(text) for text in kept}
    return (*kept, *(text for text in draft.questions if normal(text) not in known))


def _title(draft: Draft) -> str:
    return shortened(draft.questions[0]) if draft.questions else draft.id


def _checked(shape: type[Shape], data: Mapping[str, Any]) -> Shape:
    """What was typed, in its shape.

    Raises:
        InputError: `knowledge.typed`, with the first thing that is wrong.
    """
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        wording = plain(first, shape)
        what = str(first["loc"][0]) if first["loc"] else "entry"
        allowed = f" Allowed: {wording.allowed}." if wording.allowed else ""
        sentence = f"The {what} {wording.message}.{allowed}"
        raise InputError("knowledge.typed", sentence, "Type it again; nothing is kept.") from error


def _untaken(known: Knowledge, draft: Draft) -> None:
    """A question can be attached to one entry only."""
    asked = {normal(question) for question in draft.questions}
    for entry in known.entries.get(draft.lang, {}).values():
        taken = next((text for text in entry.phrasings if normal(text) in asked and entry.id != draft.id), "")
        if taken:
            sentence = f"{taken!r} is a phrasing of {entry.id!r} already."
            raise InputError("knowledge.taken", sentence, "Take it out there first, or attach it to that entry.")
