"""A shopper of a crowd: does, looks, listens, judges, and tries again. Pure: the time is an argument.

What is noted is what the shopper lived through, in his own order; nothing of what the kiosk thinks of itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from kiosk.simulation.crowd import Crowd, Deed, Visit, said_in
from kiosk.simulation.floor import Floor

AGAIN_S: Final = 3.0
"""Who sees and hears nothing of the kiosk for so long tries again."""
TRIES: Final = 3
DARK_PATIENCE_S: Final = 8.0
LINGER_S: Final = 2.5
FROZEN_S: Final = 0.7
"""A screen on which nothing has moved for so long hangs."""
MID_ANSWER_S: Final = 0.1
FLOOR_S: Final = 0.1
"""Who speaks has seen for so long that it is his turn."""

Verdict = Literal["right", "told", "wrong", "nothing"]
Note = Callable[..., None]


@dataclass(slots=True)
class Senses(Floor):
    """What a shopper sees and hears: the screen's frames, what stands on it, the light, the voice."""

    frame_at: float | None = None
    lang: str = ""
    heard: str = ""
    captions: list[str] = field(default_factory=list)

    def lit(self, now: float) -> bool:
        """Whether the screen is alive."""
        return self.frame_at is not None and now - self.frame_at < FROZEN_S

    @property
    def signs(self) -> tuple[Any, ...]:
        """All by which a shopper notices that the kiosk does something."""
        return self.mode, self.lang, self.heard, len(self.captions), self.utterances


@dataclass(slots=True)
class _Turn:
    deed: Deed
    began: float
    tried: float
    signs: tuple[Any, ...]
    captions: int
    tries: int = 1
    reacted: bool = False


class Visitor:
    """One visit. `note(at, kind, **facts)` keeps the shopper's log."""

    def __init__(self, crowd: Crowd, visit: Visit, now: float, note: Note) -> None:
        self.visit, self._crowd, self._note = visit, crowd, note
        self._deeds = list(visit.deeds)
        self._turn: _Turn | None = None
        self._came = self._since = now
        self._asked_language = False
        self._answered: tuple[str, ...] = ()
        self.gone = False

    def tick(self, now: float, senses: Senses) -> Deed | None:
        """The deed that is done now, if any."""
        if self._turn is not None:
            return self._wait(self._turn, now, senses)
        if not self._deeds:
            self._linger(now, senses)
            return None
        deed = self._deeds[0]
        if now - self._since < deed.after_s or not self._may(deed, now, senses):
            return None
        return self._begin((deed.asks and self._own_language(senses)) or deed, now, senses)

    def _own_language(self, senses: Senses) -> Deed | None:
        """Who finds the screen in another language presses his own first, once."""
        lang = self.visit.lang
        if self._asked_language or senses.lang in {"", lang} or lang not in self._crowd.switched:
            return None
        self._asked_language = True
        deed = Deed(kind="press", text=f"language:{lang}", expects=self._crowd.switched[lang])
        self._deeds.insert(0, deed)
        return deed

    def sounded(self, seconds: float) -> None:
        """What was just begun takes so long (a sentence being said): only then is a reply waited for."""
        if self._turn is not None:
            self._turn.began += seconds
            self._turn.tried += seconds

    def _may(self, deed: Deed, now: float, senses: Senses) -> bool:
        """Nobody types on a black screen, nor speaks before the light is on; but not for ever."""
        ready = senses.given(now, FLOOR_S) if deed.kind == "say" else senses.frame_at is not None
        ready = ready or self._interrupts(deed, now, senses)
        return ready or now - self._since > DARK_PATIENCE_S

    def _interrupts(self, deed: Deed, now: float, senses: Senses) -> bool:
        """Who sees the light while the kiosk speaks may speak over it."""
        lit = senses.light_since is not None
        return lit and deed.over and senses.interruptible(now, deed.over_s or 0.0, deed.over_word)

    def _begin(self, deed: Deed, now: float, senses: Senses) -> Deed:
        if deed.asks:
            self._turn = _Turn(deed, now, now, senses.signs, len(senses.captions))
            over = deed.over and senses.speaking
            self._note(now, "ask", how=deed.kind, text=deed.text, attempt=1, lit=senses.lit(now), over=over)
        else:
            self._note(now, "touch", how=deed.kind, text=deed.text)
            self._next(now)
        return deed

    def _next(self, now: float) -> None:
        self._answered += self._deeds.pop(0).expects
        self._turn, self._since = None, now

    def _wait(self, turn: _Turn, now: float, senses: Senses) -> Deed | None:
        if senses.frame_at is None:  # what was typed went with the screen: once there is light again, begin anew
            turn.signs, turn.reacted, turn.tried = (), False, now
        elif not turn.signs:
            turn.signs = senses.signs
        elif not turn.reacted and senses.signs != turn.signs:
            turn.reacted = True
            self._note(now, "reaction", after_s=round(max(0.0, now - turn.began), 3))
        verdict = self._judge(turn, senses)
        if verdict is None and now - turn.began > turn.deed.patience_s:
            verdict = "nothing"
        if verdict is not None:
            caption = senses.captions[-1] if len(senses.captions) > turn.captions else ""
            after_s = round(max(0.0, now - turn.began), 3)
            self._note(now, "reply", verdict=verdict, after_s=after_s, caption=caption, attempt=turn.tries)
            self._next(now)
            return None
        return self._again(turn, now, senses)

    def _judge(self, turn: _Turn, senses: Senses) -> Verdict | None:
        """What the newest words on the screen are to this question; an answer of before may go on after it."""
        verdict: Verdict | None = None
        for caption in senses.captions[turn.captions :]:
            if said_in(caption, turn.deed.expects):
                return "right"
            if said_in(caption, self._crowd.honest):
                verdict = "told"
            elif not said_in(caption, self._crowd.passing + self._answered):
                verdict = "wrong"
        return verdict

    def _again(self, turn: _Turn, now: float, senses: Senses) -> Deed | None:
        ignored = not turn.reacted or (turn.deed.over and senses.given(now, AGAIN_S))
        if not ignored or turn.tries >= TRIES or now - turn.tried < AGAIN_S or senses.frame_at is None:
            return None
        turn.tries, turn.tried = turn.tries + 1, now
        self._note(now, "ask", how=turn.deed.kind, text=turn.deed.text, attempt=turn.tries, lit=senses.lit(now))
        return turn.deed

    def _linger(self, now: float, senses: Senses) -> None:
        """Listen to the end, or go in the middle of it."""
        waited = now - self._since
        if now - self._came < self.visit.stays_s:
            return
        quiet = not senses.speaking and now - senses.quiet_since > MID_ANSWER_S and waited > MID_ANSWER_S
        mid = self.visit.leaves == "mid-answer" and waited > MID_ANSWER_S
        if mid or quiet or waited > LINGER_S:
            self.gone = True
