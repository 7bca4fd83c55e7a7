"""The second stage, trained while the first one already answers; it is taken up between two questions."""

from __future__ import annotations

import logging
from threading import Thread

from kiosk.answers import trained
from kiosk.answers.model import Model
from kiosk.answers.nearest import Nearest
from kiosk.answers.retrieve import Retriever
from kiosk.answers.stages import Stages
from kiosk.errors import KioskError
from kiosk.knowledge.collection import Knowledge

log = logging.getLogger(__name__)


class Later:
    """Trains what a retriever is `waiting_for`, in a thread that only waits for the process that does it."""

    def __init__(self, retriever: Retriever, knowledge: Knowledge) -> None:
        self._retriever, self._knowledge = retriever, knowledge
        self._made: Model | Nearest | None = None
        if retriever.waiting_for is not None:
            Thread(target=self._train, args=(retriever.waiting_for,), name="second stage", daemon=True).start()

    def _train(self, stages: Stages) -> None:
        try:
            self._made = trained.ready_model(self._knowledge, stages, behind=True)
        except KioskError as fault:
            log.warning("%s", fault.sentence, extra={"code": fault.code})

    def take_up(self) -> bool:
        """Go by the second stage from now on, if it is there; whether it was taken up just now."""
        if self._made is None or self._retriever.waiting_for is None:
            return False
        self._retriever.adopt(self._retriever.waiting_for, self._made)
        return True
