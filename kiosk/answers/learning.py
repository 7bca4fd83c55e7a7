"""Learns into the cache what a store's answers go by, so that who serves finds it there and never stands still."""

from __future__ import annotations

from pathlib import Path
from threading import Thread

from kiosk.answers import retrieve, stages, trained
from kiosk.errors import KioskError
from kiosk.knowledge import files
from kiosk.settings import Answers


def learn(folder: Path, settings: Answers, *, at_once: bool = False) -> None:
    """See to it that an `Answerer` of these finds in the cache all that it needs.

    Raises:
        KioskError: `answers.training`, or what is wrong with the store's knowledge.
    """
    knowledge = files.load(folder)
    begins = retrieve.begins_with(knowledge, stages.make(settings), at_once=at_once)
    if not trained.cache_path(knowledge, begins).is_file():
        trained.ready_model(knowledge, begins)
    trained.ready_triage(begins)


class Learning:
    """`learn`, `at_once`, in a thread that only waits for the process that does it."""

    def __init__(self, folder: Path, settings: Answers) -> None:
        self._folder, self._settings = folder, settings
        self._fault: KioskError | None = None
        self._thread = Thread(target=self._learn, name="learning", daemon=True)
        self._thread.start()

    def _learn(self) -> None:
        try:
            learn(self._folder, self._settings, at_once=True)
        except KioskError as fault:
            self._fault = fault

    def over(self, within_s: float) -> bool:
        """Whether it is over, at the latest after this time.

        Raises:
            KioskError: as `learn`.
        """
        self._thread.join(within_s)
        if self._fault is not None:
            raise self._fault
        return not self._thread.is_alive()
