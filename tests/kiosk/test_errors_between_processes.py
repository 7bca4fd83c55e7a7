"""An error that a process of its own raises is told by the one that asked: it comes across as it was."""

from __future__ import annotations

import pickle

import pytest

from kiosk.errors import InputError, KioskError
from kiosk.faults import Fault, FaultyInputError


@pytest.mark.parametrize(
    "error",
    [
        KioskError("hearing.worker", "It ends again.", "Look at its log."),
        InputError("hearing.unknown-language", "No such language.", "Use en."),
        FaultyInputError([Fault("config.value", "a.toml", "is no number", "Mend it.", line=3)] * 2),
    ],
    ids=lambda error: type(error).__name__,
)
def test_it_comes_across_as_it_was(error: KioskError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))
