"""The one shape of a device's error: a stable code, a plain sentence and a remedy."""

from __future__ import annotations


class HardwareError(Exception):
    """A device or recording that cannot be used, and what a person can do about it.

    `status` is the exit status of a command that ends with it: 2, as what was given or configured needs mending.
    """

    status = 2

    def __init__(self, code: str, sentence: str, remedy: str) -> None:
        super().__init__(f"{sentence} {remedy}")
        self.code, self.sentence, self.remedy = code, sentence, remedy
