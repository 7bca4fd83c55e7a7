"""The files of the desk: what staff wrote for colleagues, shipped and of the store; words of notes and reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from kiosk.checks.inspection import Inspection
from kiosk.desk.assist import canned_replies, draft, objections, reasons
from kiosk.desk.assist.canned_replies import Reply, ReplyFile
from kiosk.desk.assist.objections import Objection, ObjectionFile
from kiosk.resources import languages
from kiosk.toml_file import Toml


def check(seen: Inspection) -> None:
    """All of them, in every language."""
    for path, toml, table, items in _curated(seen):
        langs = languages() if path.is_relative_to(seen.config) else seen.settings.kiosk.langs
        _twice(seen, toml, table, items)
        _in_all(seen, toml, langs, [item.text for item in items])
        seen.note(f"{table} of the desk: {len(items)} in {path.name}")
    for name, shape in ((draft.FILE, draft.DraftFile), (reasons.FILE, reasons.ReasonFile)):
        document = seen.read(seen.config / name, shape)
        if document is not None:
            _in_all(seen, document.toml, languages(), [document.toml.data])


def _curated(seen: Inspection) -> Iterator[tuple[Path, Toml, str, Sequence[Reply | Objection]]]:
    for path in canned_replies.files(seen.store, seen.config):
        if (found := seen.read(path, ReplyFile)) is not None:
            yield path, found.toml, "reply", found.content.reply
    for path in objections.files(seen.store, seen.config):
        if (read := seen.read(path, ObjectionFile)) is not None:
            yield path, read.toml, "objection", read.content.objection


def _twice(seen: Inspection, toml: Toml, table: str, items: Iterable[Reply | Objection]) -> None:
    known: set[str] = set()
    for number, item in enumerate(items):
        if item.id in known:
            loc = (table, number, "id")
            seen.add(toml.fault("desk.twice", f"{item.id!r} is there twice", "Give each an id of its own.", loc))
        known.add(item.id)


def _in_all(
    seen: Inspection,
    toml: Toml,
    langs: Iterable[str],
    texts: Sequence[Iterable[str]],
) -> None:
    """A warning for each language that is on offer and lacks texts: another one serves until they are there."""
    for lang in langs:
        missing = sum(all(each != lang for each in there) for there in texts)
        if missing:
            message = f"lacks {lang} in {missing} of {len(texts)}; another language serves there"
            seen.add(toml.fault("desk.language", message, f"Add {lang}."), warning=True)
