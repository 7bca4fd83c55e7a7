"""What needs the retriever: a question tried, what was not answered, the regression set, publishing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

from kiosk.answers.draft import Draft
from kiosk.answers.engine import Answerer
from kiosk.answers.explained import explained, opened
from kiosk.answers.why import counted, told
from kiosk.configuration import layers
from kiosk.curation import backlog, cases, drafts, history, lint, publish, regression
from kiosk.curation.publish import Proposal
from kiosk.curation.regression import Outcome
from kiosk.resources import data_dir


class Kept:
    """What is dear to make, kept for the next task: what answers, and what was proposed last."""

    def __init__(self) -> None:
        self._made_of: object = None
        self._answerer: Answerer | None = None
        self._open = ExitStack()
        self.proposal: Proposal | None = None

    def answerer(self, store: Path) -> Answerer:
        """What answers for the store as its files are now."""
        made_of = (history.mark(store), sorted((path.name, path.stat().st_mtime_ns) for path in store.iterdir()))
        if self._answerer is None or made_of != self._made_of:
            self._open.close()
            self._answerer = self._open.enter_context(opened(layers.load(store)))
            self._made_of = made_of
        return self._answerer


KEPT: Final = Kept()
"""Of this process, which has one store."""


def ask(store: Path, question: str, lang: str) -> dict[str, Any]:
    """What the kiosk would answer, and why: as `kiosk ask --why`."""
    answerer = KEPT.answerer(store)
    row, draft = explained(answerer, question, lang, layers.load(store))
    why = [*told(draft, answerer.retriever.limits), *counted(draft.match, answerer.retriever)]
    return {**row, "why": [each.to_data() for each in why], **_near(draft)}


def _near(draft: Draft) -> dict[str, Any]:
    ranked = draft.match.ranked
    near = [{"entry": each.entry, "phrasing": each.phrasing, "alike": round(each.similarity, 4)} for each in ranked]
    return {"nearest": [{**each, "sure": round(of.score, 4)} for each, of in zip(near, ranked, strict=True)]}


def unanswered(store: Path, lang: str) -> dict[str, Any]:
    """What shoppers asked in vain at this machine's kiosk; nothing where it kept no ledger yet."""
    ledger = data_dir() / "ledger.sqlite"
    if not ledger.is_file():
        return {"asked": 0, "since": 0, "clusters": [], "ledger": False}
    found = backlog.backlog(store, [ledger], lang)
    clusters = [{**each.to_data(), "wordings": list(each.cluster.wordings)} for each in found.open]
    return {"asked": found.asked, "since": found.since, "clusters": clusters, "ledger": True}


def propose(store: Path, numbers: Sequence[int]) -> dict[str, Any]:
    """What publishing drafts would do: the changes, and how the regression set goes. Writes nothing."""
    KEPT.proposal = publish.propose(store, numbers)
    return _proposed(KEPT.proposal)


def _proposed(proposal: Proposal) -> dict[str, Any]:
    return {
        "drafts": [draft.number for draft in proposal.drafts],
        "changes": [change.to_data() for change in proposal.changes],
        "set": _counted(proposal.after),
        "worse": [drop.after.to_data() for drop in proposal.drops],
    }


def _counted(outcomes: Sequence[Outcome]) -> dict[str, int]:
    grades = {"right": regression.RIGHT, "asked": regression.OFFERED, "wrong": regression.WRONG}
    return {word: sum(each.grade == grade for each in outcomes) for word, grade in grades.items()}


def published(store: Path, numbers: Sequence[int], by: str) -> dict[str, Any]:
    """Publish drafts of others, if no known question is answered worse; what was proposed is not learnt again."""
    publish.another(store, numbers, by)
    waiting = drafts.chosen(drafts.load(store).draft, numbers)
    proposal = KEPT.proposal
    if proposal is None or proposal.seen != history.mark(store) or list(proposal.drafts) != waiting:
        proposal = publish.propose(store, numbers)
    version = publish.publish(proposal, by)
    return {**_proposed(proposal), "version": version.number}


def test(store: Path) -> dict[str, Any]:
    """How the regression set goes now."""
    outcomes = publish.run(store, cases.load(store))
    wrong = [each.to_data() for each in outcomes if each.grade < regression.RIGHT]
    return {"set": _counted(outcomes), "wrong": wrong}


def looked_over(store: Path) -> dict[str, Any]:
    """What is found wrong or doubtful in what was written."""
    return {"faults": [fault.to_data() for fault in lint.lint(store)]}


TASKS: Final[Mapping[str, Any]] = {
    "ask": ask,
    "unanswered": unanswered,
    "propose": propose,
    "publish": published,
    "test": test,
    "lint": looked_over,
}
