"""What drafts make of the store's entries, without a look at how these are answered."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kiosk.curation import drafts
from kiosk.curation.drafts import Draft
from kiosk.knowledge import changes, files, imports, shared, write
from kiosk.knowledge.changes import Change
from kiosk.knowledge.collection import Knowledge


def outline(store: Path, numbers: Sequence[int]) -> list[Change]:
    """What these drafts change; faults as `kiosk.curation.publish.propose`."""
    own, waiting = files.own(store), drafts.chosen(drafts.load(store).draft, numbers)
    return changes.between(imports.flat(own.entries), imports.flat(applied(store, own, waiting)))


def applied(store: Path, own: files.Own, waiting: Sequence[Draft]) -> write.Entries:
    """The store's entries with all drafts, one after the other."""
    entries: write.Entries = own.entries
    common = files.common(store).entries
    for draft in waiting:
        entries = drafts.applied(entries, Knowledge(shared.merged(entries, common, own.off)), draft)
    return entries
