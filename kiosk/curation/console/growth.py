"""How knowledge grows from the console: drafts, and the way back. What needs the retriever is in `answering`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from kiosk.curation import dismissed, drafts, history
from kiosk.curation.console.entries import drafted
from kiosk.curation.outline import outline
from kiosk.errors import KioskError


def add(store: Path, by: str, lang: str, name: str, questions: list[str], said: Mapping[str, Any]) -> dict[str, Any]:
    """Keep a draft; one that cannot become knowledge is not kept.

    Raises:
        KioskError: why it cannot.
    """
    draft = drafts.add(store, by, lang, name, questions, **said)
    try:
        changes = outline(store, [draft.number])
    except KioskError:
        drafts.drop(store, draft.number)
        raise
    return {"draft": drafted(draft), "changes": [change.to_data() for change in changes]}


def waiting(store: Path) -> dict[str, Any]:
    """All drafts, each with what it changes, or why it cannot be published as it is."""
    return {"drafts": [{**drafted(draft), **_outlined(store, draft.number)} for draft in drafts.load(store).draft]}


def _outlined(store: Path, number: int) -> dict[str, Any]:
    try:
        return {"changes": [change.to_data() for change in outline(store, [number])], "fault": None}
    except KioskError as fault:
        return {"changes": [], "fault": {"code": fault.code, "sentence": fault.sentence, "remedy": fault.remedy}}


def drop(store: Path, number: int) -> dict[str, Any]:
    """Take a draft back."""
    return {"draft": drafted(drafts.drop(store, number))}


def dismiss(store: Path, lang: str, questions: list[str]) -> dict[str, Any]:
    """Show questions no more: they are not the store's to answer."""
    dismissed.dismiss(store, [(lang, question) for question in questions])
    return {"dismissed": len(questions)}


def versions(store: Path) -> dict[str, Any]:
    """All versions, the newest first."""
    kept = [{"version": each.number, **each.note.model_dump(mode="json")} for each in history.versions(store)]
    return {"versions": kept[::-1]}


def rollback(store: Path, by: str, version: int | None) -> dict[str, Any]:
    """Be as in a version again, by default in the one before."""
    then, now = history.back(store, version, by)
    return {"again": then.number, "version": now.number}


TASKS: Final[Mapping[str, Any]] = {
    "draft": add,
    "drafts": waiting,
    "drop": drop,
    "dismiss": dismiss,
    "versions": versions,
    "rollback": rollback,
}
