"""What follows from a topic: `config/triage.toml`, and over it the store's own `triage.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, RootModel

from kiosk.answers.triage.topics import Topic
from kiosk.events import Feeling, Happens
from kiosk.faults import FaultyInputError
from kiosk.resources import config_dir
from kiosk.toml_file import Strict, present, read

FILE: Final = "triage.toml"
HELPS: Final[Mapping[Topic, tuple[Happens, ...]]] = {
    **dict.fromkeys(("urgent", "self-harm", "child-alone", "human"), ("person", "page")),
    **dict.fromkeys(("medicine", "allergy", "legal", "minors", "money"), ("offer", "person", "page")),
}
"""What a store may choose where a machine must not be alone with a shopper; elsewhere it chooses freely."""


class Row(Strict):
    """What happens at a topic."""

    happens: Annotated[
        Happens,
        Field(
            description="answer: the answer alone; offer: a person is offered beside it; "
            "person: one is called at once; page: everybody on the floor is told too"
        ),
    ] = "answer"
    priority: Annotated[int, Field(description="Priority of the ask for a person", ge=0, le=9)] = 0
    feeling: Annotated[Feeling, Field(description="What is said before the answer: sorry, calm or glad")] = ""
    own_sentence: Annotated[
        bool, Field(description="The kiosk's own sentence about it takes the place of an answer of the store")
    ] = False


class Table(RootModel[dict[Topic, Row]]):
    """`triage.toml`: the name of each table is that of its topic."""


def load(store: Path | None = None) -> Mapping[Topic, Row]:
    """Every topic with what happens; a store's rows take the place of the shipped ones.

    Raises:
        FaultyInputError: a file is wrong, or a store would leave somebody in need alone with the machine.
    """
    rows = dict(read(config_dir() / FILE, Table).content.root)
    if store is None or not present(store / FILE):
        return rows
    document = read(store / FILE, Table)
    own = document.content.root
    faults = [
        document.toml.fault(
            "answers.triage", f"is {row.happens!r}: no machine answers this alone", _remedy(topic), (topic, "happens")
        )
        for topic, row in own.items()
        if row.happens not in HELPS.get(topic, (row.happens,))
    ]
    if faults:
        raise FaultyInputError(faults)
    return rows | own


def _remedy(topic: Topic) -> str:
    return f"Use {' or '.join(HELPS[topic])}."
