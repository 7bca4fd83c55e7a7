"""What the last reply left for the next questions: the part that answers keeps nothing between them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from kiosk.events import Memo
from kiosk.memo import REFERENCE, UNSURE

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
        if self.used < QUESTIONS:
            return Memory(self.memo, self.used + 1, before)
        return Memory(_lasting(self.memo), 0, before)

    def answered(self, memo: Memo) -> Memory:
        """After a reply: one that leaves something takes the place of what was left before, but for what lasts."""
        if not memo:
            return self
        settled = {name for name, _ in memo} & {REFERENCE, UNSURE}
        return replace(self, memo=memo if settled else (*memo, *_lasting(self.memo)), used=0)

    def undone(self) -> Memory:
        """As if the last question had not been asked."""
        memo, used = self.before
        return Memory(memo, used, self.before)


def _lasting(memo: Memo) -> Memo:
    """What is known for the whole visit: that a booking may have been made."""
    return tuple(each for each in memo if each[0] == UNSURE)
