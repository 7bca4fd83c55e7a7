"""Drafts become the store's knowledge: looked over, trained, asked the regression set, and only then written."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kiosk.answers.engine import Answerer
from kiosk.configuration import layers
from kiosk.curation import cases, drafts, history, regression, shelf
from kiosk.curation.cases import Case
from kiosk.curation.drafts import Draft
from kiosk.curation.history import Version
from kiosk.curation.outline import applied
from kiosk.curation.regression import Drop, Outcome
from kiosk.errors import InputError, KioskError
from kiosk.faults import moved, refuse
from kiosk.knowledge import changes, files, imports, shared, write
from kiosk.knowledge.changes import Change
from kiosk.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Proposal:
    """What publishing would do: the changes, the set afterwards, and how it goes before and after.

    `seen` marks the files that it was made from.
    """

    store: Path
    drafts: tuple[Draft, ...]
    entries: write.Entries
    changes: tuple[Change, ...]
    cases: tuple[Case, ...]
    before: tuple[Outcome, ...]
    after: tuple[Outcome, ...]
    seen: str

    @property
    def drops(self) -> list[Drop]:
        """What would be worse than now."""
        return regression.drops(self.before, self.after)


def propose(store: Path, numbers: Sequence[int] = ()) -> Proposal:
    """What becomes of the store by these drafts, or by all of them. Trains, and writes nothing.

    Raises:
        InputError: `knowledge.draft`, `knowledge.nothing`, `knowledge.taken`, `knowledge.unwritten`.
        FaultyInputError: the store's files are faulty, or would be.
        KioskError: `answers.training`.
    """
    seen = history.mark(store)
    own, waiting = files.own(store), drafts.chosen(drafts.load(store).draft, numbers)
    if not waiting:
        raise InputError("knowledge.nothing", "There is no draft to publish.", "See `kiosk knowledge add --help`.")
    after = applied(store, own, waiting)
    found = tuple(changes.between(imports.flat(own.entries), imports.flat(after)))
    old = cases.load(store)
    kept = [case for case in old if not any(draft.retires(case) for draft in waiting)]
    new = cases.merged(kept, (case for draft in waiting for case in draft.cases))
    before = run(store, kept) if kept else []
    with candidate(store, after) as folder:
        _sound(folder, store)
        return Proposal(store, tuple(waiting), after, found, tuple(new), tuple(before), tuple(run(folder, new)), seen)


def run(store: Path, asked: Sequence[Case]) -> list[Outcome]:
    """How the cases go in a store; those of an entry that is out of season are left out."""
    settings = layers.load(store)
    answerer = Answerer(settings.store.dir, settings.answers)
    return regression.run(regression.asking(answerer), [case for case in asked if _in_season(answerer, case)])


def _in_season(answerer: Answerer, case: Case) -> bool:
    from datetime import datetime

    entry = answerer.knowledge.entries.get(case.lang, {}).get(case.entry)
    return entry is None or entry.valid(datetime.now(answerer.store.facts.zone).date())


def publish(proposal: Proposal, by: str) -> Version:
    """Write what was proposed. The running kiosk takes it up between two shoppers.

    Raises:
        InputError: `knowledge.name`: nobody is named, or who wrote a draft.
        KioskError: `knowledge.regression`, `knowledge.changed`, `knowledge.busy`, `knowledge.write`.
    """
    _another(proposal.drafts, by)
    if proposal.drops:
        count = len(proposal.drops)
        sentence = f"Nothing is published: {count} question{'s' if count != 1 else ''} would be answered worse."
        told = " ".join(map(str, proposal.drops[:5]))
        remedy = "Change the draft, or the phrasings that it meets."
        raise KioskError("knowledge.regression", f"{sentence} {told}", remedy)
    with shelf.alone(proposal.store):
        if history.mark(proposal.store) != proposal.seen:
            sentence = "Somebody has changed the knowledge of this store meanwhile."
            raise KioskError("knowledge.changed", sentence, "Publish again: the questions are asked anew.")
        what = ", ".join(f"{draft.id} ({draft.lang}), {draft.by}" for draft in proposal.drafts)
        return history.change(
            proposal.store, _files(proposal), by, Sentence("published", "published {entries}", {"entries": what})
        )


def _files(proposal: Proposal) -> write.Files:
    """The knowledge, the set, and the drafts that are left."""
    store, kept = proposal.store, drafts.load(proposal.store)
    gone = {draft.number for draft in proposal.drafts}
    waiting = [each for each in kept.draft if each.number not in gone]
    return {
        **write.texts(store, proposal.entries),
        cases.path_of(store): cases.text(proposal.cases),
        store / shelf.FOLDER / shelf.DRAFTS: drafts.text(waiting, kept.next),
    }


def another(store: Path, numbers: Sequence[int], by: str) -> None:
    """Four eyes: refuse who would publish what is their own.

    Raises:
        InputError: `knowledge.name`, `knowledge.draft`.
    """
    _another(drafts.chosen(drafts.load(store).draft, numbers), by)


def _another(waiting: Sequence[Draft], by: str) -> None:
    """Four eyes: nobody publishes what is their own."""
    if not by.strip():
        raise InputError("knowledge.name", "Nobody is named as the publisher.", "Say who you are: --by NAME.")
    own = [draft.number for draft in waiting if _plain(draft.by) == _plain(by)]
    if own:
        listed = ", ".join(map(str, own))
        sentence = f"{by} wrote draft {listed}; somebody else must publish it."
        raise InputError(
            "knowledge.name", sentence, "Ask a colleague to read it, and to publish it under another name."
        )


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


@contextmanager
def candidate(store: Path, entries: write.Entries) -> Iterator[Path]:
    """The store as it would be, in a folder of its own: everything is a link but the knowledge."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / store.resolve().name
        folder.mkdir()
        for path in store.resolve().iterdir():
            if path.name not in {shared.FOLDER, shelf.FOLDER}:
                (folder / path.name).symlink_to(path)
        (folder / shared.FOLDER).mkdir()
        common = store.resolve() / shared.SHARED
        if common.exists():
            (folder / shared.SHARED).symlink_to(common.resolve())
        for path in shared.paths(store)[0]:
            (folder / shared.FOLDER / path.name).write_bytes(path.read_bytes())
        write.put(write.texts(folder, entries))
        yield folder


def _sound(folder: Path, store: Path) -> None:
    """Refuse what a running kiosk would refuse, where it is not refused already."""
    from kiosk.checks.check import check

    after = check(folder).faults
    before = {(fault.code, fault.message) for fault in check(store).faults} if after else set()
    refuse(moved((fault for fault in after if (fault.code, fault.message) not in before), {folder: store}))
