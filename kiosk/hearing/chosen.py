"""The recognisers that are wanted for the session's language, and the one that is loaded."""

from __future__ import annotations

from kiosk.hearing.decoder import Decoder
from kiosk.hearing.engines import Choice


class Chosen:
    """What the decoder is to read with."""

    def __init__(self, decoder: Decoder) -> None:
        self._decoder = decoder
        self._second: Choice | None = None
        self.first: Choice | None = None
        self.loaded: Choice | None = None

    def use(self, first: Choice, second: Choice | None = None) -> None:
        """Read with this one from now on, and beside it with a second."""
        if (first, second) != (self.first, self._second):
            self.first, self._second = first, second
            self._decoder.use(first, second)

    def lose(self) -> None:
        """The recogniser has ended for good."""
        self.first = self.loaded = None

    @property
    def settled(self) -> bool:
        """Whether it is loaded, or known that there is none."""
        return self.first is None or self.first == self.loaded

    @property
    def ready(self) -> Choice | None:
        """The one that is wanted, once it is loaded."""
        return self.loaded if self.loaded == self.first else None

    @property
    def settle_s(self) -> float:
        """How long its readings take, s."""
        return self.first.settle_s if self.first is not None else 0.0
