"""Questions to the demo store that were written apart from its phrasings, and sentences that are no business of it.

Files of two columns, `label TAB text`, as a recogniser gives it: no capitals, no punctuation. `store_set.<lang>.tsv`
asks four times for each of the sixty entries; `triage.<lang>.tsv` has what comes before any question (`TRIAGE`), and
`triage_blind.<lang>.tsv` more of the labels that are hardest (`BLIND`), written before the rules that they test.
"""

from __future__ import annotations

from importlib.resources import files

OFF_TOPIC = "offtopic"
STORE_SET = "store_set"
TRIAGE_SET = "triage"
ASKED_IN = ("nl", "en", "fr", "de")
"""The languages that the store set and the triage set are written in."""
TRIAGE = {
    "urgent": 40,
    "human": 25,
    "frustration": 25,
    "complaint": 15,
    "refund": 15,
    "vulnerable": 15,
    "trap": 40,
    "small-talk": 15,
    "out-of-scope": 40,
}
"""Labels of the triage set and how many sentences each has; a trap has alarming words and is an ordinary question."""


BLIND = {"human": 40, "complaint": 40, "vulnerable": 40, "ordinary": 40}
"""Labels of the blind set; an ordinary question has words of the others, or alarming ones."""


def held_out(lang: str) -> list[tuple[str, str]]:
    """Entry and wording of each question in a language; nothing may be tuned on them. Empty where none were written."""
    return _table(lang)


def store_set(lang: str) -> list[tuple[str, str]]:
    """Entry and wording of each question of the store set; nothing may be tuned on them. Empty where none is."""
    return _table(f"{STORE_SET}.{lang}")


def triage(lang: str) -> list[tuple[str, str]]:
    """Label (one of `TRIAGE`) and wording of each sentence of the triage set; nothing may be tuned on them either."""
    return _table(f"{TRIAGE_SET}.{lang}")


def triage_blind(lang: str) -> list[tuple[str, str]]:
    """Label (one of `BLIND`) and wording of each sentence of the blind set; empty where none is."""
    return _table(f"{TRIAGE_SET}_blind.{lang}")


def off_topic(lang: str) -> list[str]:
    """What nobody should get an answer to in a shop."""
    return [text for spoken, text in _table(OFF_TOPIC) if spoken == lang]


def strange(lang: str) -> list[str]:
    """What no store can answer, also where it has words of one: sentences off the topic and out of scope."""
    return [*off_topic(lang), *(text for label, text in triage(lang) if label == "out-of-scope")]


def off_topic_of_all() -> list[tuple[str, str]]:
    """… with their languages."""
    return _table(OFF_TOPIC)


def _table(name: str) -> list[tuple[str, str]]:
    file = files(__package__).joinpath(f"{name}.tsv")
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    return [(first, second) for first, _, second in (line.partition("\t") for line in lines)]
