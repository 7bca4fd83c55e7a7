"""What the last reply left for the next questions: the part that answers keeps nothing between them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from kiosk.events import Memo

QUESTIONS: Final = 3
"""So many questions get what a reply left; then it is too old to be meant."""


@dataclass(frozen=True, slots=True)
class Memory:
    """The memo of a reply, handed out `used` times; `before` is what the last question went out with."""

    memo: Memo = ()
    used: int = 0
    before: tuple[Memo, int] = ((), 0)

    def asked(self) -> Memory:
        """As one more question goes out; its memo is the `memo` of what comes back."""
        before = (self.memo, self.used)
        return Memory(self.memo, self.used + 1, before) if self.used < QUESTIONS else Memory((), 0, before)

    def answered(self, memo: Memo) -> Memory:
        """After a reply: one that leaves something takes the place of what was left before."""
        return replace(self, memo=memo, used=0) if memo else self

    def undone(self) -> Memory:
        """As if the last question had not been asked."""
        memo, used = self.before
        return Memory(memo, used, self.before)
