"""What goes into an answer and what comes out of it: a question, and the draft of its reply."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from kiosk.answers.retrieve import Match
from kiosk.events import Memo, Reply


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its other readings; one that was `heard` may be misheard.

    `context` are the questions before, `memo` is what the last reply left; without `look_up` no back end is asked.
    """

    text: str
    lang: str
    alternatives: Sequence[str] = ()
    context: Sequence[str] = ()
    memo: Memo = ()
    look_up: bool = True
    heard: bool = False

    @property
    def readings(self) -> list[str]:
        """All readings, the likeliest first."""
        return [self.text, *self.alternatives]

    def recalled(self, name: str) -> tuple[str, ...]:
        """The values of a name in the memo."""
        return tuple(value for key, value in self.memo if key == name)


class Waited(Protocol):
    """What the back end has been asked: a `Lookup`, or several at once."""

    def done(self) -> bool:
        """Whether there is nothing to wait for any more."""
        ...

    def result(self) -> Any:  # noqa: ANN401 - what the lookup makes
        """What came until now."""
        ...

    def outcomes(self) -> dict[str, str]:
        """What was asked for, each with the code of what went wrong; empty for what came."""
        ...

    def wait(self) -> Any:  # noqa: ANN401 - what the lookup makes
        """The result, at the deadline at the latest."""
        ...


@dataclass(frozen=True)
class Draft:
    """A reply, whole but for what the back end still has to say to its `lookup`.

    A `curated` one says what staff wrote and nothing else.
    """

    reply: Reply
    match: Match
    lookup: Waited | None = None
    complete: Callable[[Any], Reply] | None = None
    curated: bool = False

    def finished(self, told: Any) -> Reply:  # noqa: ANN401 - the result of its lookup
        """The reply with what the back end said."""
        return self.complete(told) if self.complete else self.reply

    def now(self) -> Reply:
        """The reply after the back end's word, or its silence."""
        return self.finished(self.lookup.wait()) if self.lookup else self.reply

    def changed(self, change: Callable[[Reply], Reply]) -> Draft:
        """The draft with a change of its reply, now and when it is complete."""
        complete = self.complete
        later = None if complete is None else lambda told: change(complete(told))
        return Draft(change(self.reply), self.match, self.lookup, later, self.curated)
