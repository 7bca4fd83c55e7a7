"""Whether what must come of a turn came; each key of the file that says what must come has its check here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kiosk.commands import AskHuman, CloseCase, CloseSession, Duck, Say, Show
from kiosk.dialogue.manner import HUMAN_CHOICE
from kiosk.events import Answered
from kiosk.rehearsal.talk import Window


@dataclass(frozen=True, slots=True)
class Missed:
    """An expectation that was not met: the key, what it wanted, and what came instead."""

    key: str
    wanted: str
    came: str


UNKNOWN: Final = frozenset({"unknown", "unknown_alone", "unknown_human", "unknown_nobody"})
"""The sentences with which the kiosk says that it does not know."""

Check = Callable[[Window], str | None]
"""What came instead; None if all is well."""


def missed(window: Window) -> list[Missed]:
    """The expectations of a turn that were not met."""
    turn, found = window.moment.turn, list[Missed]()
    for key, check in CHECKS.items():
        wanted = getattr(turn, key)
        if wanted is not None and (came := check(window)) is not None:
            text = ", ".join(map(str, wanted)) if isinstance(wanted, tuple) else str(wanted).lower()
            found.append(Missed(key, text, came))
    return found


# --- what was answered -----------------------------------------------------------------------------------------------


def _entry(window: Window) -> str | None:
    replies = [event.reply for event in window.of(Answered)]
    if any(reply.entry == window.moment.turn.entry and reply.band == "answer" for reply in replies):
        return None
    if not replies:
        return "nothing was looked up"
    reply = replies[-1]
    if reply.intent != "question":
        return f"it was taken for no question but: {reply.intent}"
    return {
        "answer": f"the entry {reply.entry}, {reply.score:.0%} sure",
        "ask": f"it asked which was meant; nearest is {reply.entry}, {reply.score:.0%} sure",
        "none": f"it did not know; the nearest entry was {reply.score:.0%} sure",
    }[reply.band]


def _sentence(window: Window) -> str | None:
    wanted = window.moment.turn.sentence or ()
    lacking = [key for key in wanted if not any(key in line.sentences for line in window.lines)]
    if not lacking:
        return None
    named = [f"“{line.text}” ({' or '.join(line.sentences) or 'an answer'})" for line in window.lines]
    return f"not {', '.join(lacking)}, but {'; '.join(named) or 'silence'}"


def _reply_has(window: Window) -> str | None:
    said = _plain(window.said)
    lacking = [word for word in window.moment.turn.reply_has or () if _plain(word) not in said]
    return f"no {_quoted(lacking)}; {_said(window)}" if lacking else None


def _reply_lacks(window: Window) -> str | None:
    said = _plain(window.said)
    there = [word for word in window.moment.turn.reply_lacks or () if _plain(word) in said]
    return f"{_quoted(there)}; {_said(window)}" if there else None


def _reply_lang(window: Window) -> str | None:
    langs = [line.lang for line in window.replies]
    return None if langs and langs[-1] == window.moment.turn.reply_lang else f"{', '.join(langs) or 'silence'}"


def _asks_which(window: Window) -> str | None:
    asked = any(event.reply.band == "ask" for event in window.of(Answered))
    return _truth(asked, window.moment.turn.asks_which, window)


def _does_not_know(window: Window) -> str | None:
    unknown = any(UNKNOWN & {*line.sentences} for line in window.lines)
    return _truth(unknown, window.moment.turn.does_not_know, window)


# --- the way to a person ---------------------------------------------------------------------------------------------


def _offers_person(window: Window) -> str | None:
    offered = any(choice.id == HUMAN_CHOICE for choice in window.scene.choices)
    return _truth(offered, window.moment.turn.offers_person, window)


def _calls_person(window: Window) -> str | None:
    return _truth(bool(window.of(AskHuman)), window.moment.turn.calls_person, window)


def _urgent(window: Window) -> str | None:
    asked = any(ask.reason == "urgent" for ask in window.of(AskHuman))
    return _truth(asked, window.moment.turn.urgent, window)


def _outcome(window: Window) -> str | None:
    outcomes = [case.outcome for case in window.of(CloseCase)]
    return None if window.moment.turn.outcome in outcomes else ", ".join(outcomes) or "no ask ended"


def _lowers(window: Window) -> str | None:
    return _truth(any(duck.down for duck in window.of(Duck)), window.moment.turn.lowers, window)


def _goes_on(window: Window) -> str | None:
    return _truth(any(say.from_word for say in window.of(Say)), window.moment.turn.goes_on, window)


def _speaker(window: Window) -> str | None:
    return None if window.scene.speaker == window.moment.turn.speaker else window.scene.speaker


# --- screen and ears -------------------------------------------------------------------------------------------------


def _card(window: Window) -> str | None:
    cards = [" · ".join(filter(None, (card.title, card.detail, card.price))) for card in window.scene.cards]
    return _shown(window.moment.turn.card, cards)


def _map(window: Window) -> str | None:
    places = {window.scene.place, *(card.place for card in window.scene.cards)} - {""}
    return None if window.moment.turn.map in places else ", ".join(sorted(places)) or "no place"


def _choices(window: Window) -> str | None:
    return _shown(window.moment.turn.choices, [choice.label for choice in window.scene.choices])


def _notice(window: Window) -> str | None:
    return _shown(window.moment.turn.notice, window.scene.notices)


def _caption(window: Window) -> str | None:
    return _shown(window.moment.turn.caption, [window.scene.caption] if window.scene.caption else [])


def _silent(window: Window) -> str | None:
    return _truth(not any(line.heard for line in window.lines), window.moment.turn.silent, window)


def _listens(window: Window) -> str | None:
    return _truth(window.listening, window.moment.turn.listens, window)


def _low_reach(window: Window) -> str | None:
    return _truth(window.scene.access.low_reach, window.moment.turn.low_reach, window)


def _session_over(window: Window) -> str | None:
    return _truth(bool(window.of(CloseSession)), window.moment.turn.session_over, window)


# --- time ------------------------------------------------------------------------------------------------------------


def _reaction_within_s(window: Window) -> str | None:
    shows = [row.at for row in window.rows if isinstance(row.message, Show)]
    return _within([*shows, *(line.at for line in window.lines)], window, window.moment.turn.reaction_within_s)


def _reply_within_s(window: Window) -> str | None:
    return _within([line.at for line in window.replies], window, window.moment.turn.reply_within_s)


def _within(times: Sequence[float], window: Window, limit_s: float | None) -> str | None:
    done = window.moment.done
    first = min((at for at in times if at >= done), default=None)
    if first is None:
        spoke = any(window.moment.began <= at < done for at in times)
        return "it came before the shopper's last word; after that nothing did" if spoke else "nothing came"
    return None if limit_s is None or first - done <= limit_s else f"{first - done:.1f} s"


# --- words for what came ---------------------------------------------------------------------------------------------


def _truth(came: bool, wanted: bool | None, window: Window) -> str | None:
    if came == wanted:
        return None
    return f"{str(came).lower()}; {_said(window)}"


def _shown(wanted: Sequence[str] | None, there: Sequence[str]) -> str | None:
    lacking = [word for word in wanted or () if not any(_plain(word) in _plain(text) for text in there)]
    return f"no {_quoted(lacking)}; there was {_quoted(there) or 'nothing'}" if lacking else None


def _said(window: Window) -> str:
    return f"the kiosk said {_quoted([line.text for line in window.lines])}" if window.lines else "the kiosk was silent"


def _quoted(texts: Sequence[str]) -> str:
    return ", ".join(f"“{text}”" for text in texts)


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").split())


CHECKS: Final[Mapping[str, Check]] = {
    "entry": _entry,
    "sentence": _sentence,
    "reply_has": _reply_has,
    "reply_lacks": _reply_lacks,
    "reply_lang": _reply_lang,
    "asks_which": _asks_which,
    "does_not_know": _does_not_know,
    "offers_person": _offers_person,
    "calls_person": _calls_person,
    "urgent": _urgent,
    "outcome": _outcome,
    "speaker": _speaker,
    "silent": _silent,
    "lowers": _lowers,
    "goes_on": _goes_on,
    "listens": _listens,
    "card": _card,
    "map": _map,
    "choices": _choices,
    "notice": _notice,
    "caption": _caption,
    "low_reach": _low_reach,
    "session_over": _session_over,
    "reaction_within_s": _reaction_within_s,
    "reply_within_s": _reply_within_s,
}
