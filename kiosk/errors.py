"""The one shape of an error: a stable code, a plain sentence and a remedy."""

from __future__ import annotations

import copyreg
from typing import Any


class KioskError(Exception):
    """Something a person can mend. `status` is the exit status of a command that ends with it."""

    status = 1

    def __init__(self, code: str, sentence: str, remedy: str) -> None:
        super().__init__(f"{sentence} {remedy}")
        self.code, self.sentence, self.remedy = code, sentence, remedy

    def __reduce__(self) -> tuple[Any, ...]:
        """As it is: an exception by itself is made anew of its text alone, which no error here can be."""
        return copyreg.__newobj__, (type(self), *self.args), self.__dict__  # type: ignore[attr-defined]


class InputError(KioskError):
    """What was typed, given as a file or configured is not usable: exit status 2."""

    status = 2
