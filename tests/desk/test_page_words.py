"""The words of the page: all of them in every language, and one for whatever the desk may refuse."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import get_args

import pytest

import kiosk.desk
from kiosk.answers.why import ENGLISH as WHY
from kiosk.events import Intent
from kiosk.knowledge.entry import Entry

DESK = Path(str(kiosk.desk.__path__[0]))
ROOT = DESK.parent
PAGE = Path(str(files("kiosk.desk").joinpath("page")))
LANGUAGES = ("nl", "en", "fr", "de")
FOLDERS = (PAGE / "i18n", PAGE / "i18n" / "console", PAGE / "i18n" / "knowledge")
PLURAL = {"one", "many", "other"}
TELL = ("routes/*", "ws_*", "requests*", "relay", "line", "protocol", "staff_accounts", "team", "ticket_store", "hub")
LEFT = ("limits", "deliveries", "unattended/*", "enrolment", "period", "knowledge_workers", "guard", "canned_replies")
NOT_FOR_THE_PAGE = {"code", "token", "no-ask", "scraper"}
"""What a kiosk is told, or who collects metrics."""


def leaves(words, before=""):
    for key, value in words.items():
        if isinstance(value, str) or ("other" in value and value.keys() <= PLURAL):
            yield f"{before}{key}", [value] if isinstance(value, str) else list(value.values())
        else:
            yield from leaves(value, f"{before}{key}.")


def words(language):
    found = {}
    for folder in FOLDERS:
        found |= dict(leaves(json.loads((folder / f"{language}.json").read_text(encoding="utf-8"))))
    return found


def places(texts):
    return set(re.findall(r"\{(\w+)\}", " ".join(texts)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same_things(language):
    english, own = words("en"), words(language)
    assert own.keys() == english.keys()
    for key, texts in own.items():
        assert all(text.strip() for text in texts), key
        assert places(texts) == places(english[key]), key


def test_whatever_the_page_says_has_words():
    english = words("en")
    said = {key for path in PAGE.rglob("*.js") for key in re.findall(r"\bt\(\"([a-z][\w.-]+)\"", path.read_text())}
    assert said - english.keys() == set()
    begun = {key for path in PAGE.rglob("*.js") for key in re.findall(r"\bt\(`([a-z][\w.-]+)\$", path.read_text())}
    assert {start for start in begun if not any(key.startswith(start) for key in english)} == set()


def test_whatever_the_desk_refuses_is_told_in_every_language():
    sources = [path for name in (*TELL, *LEFT) for path in DESK.rglob(f"{name}.py")]
    codes = {code for path in sources for code in re.findall(r"\"desk\.([a-z-]+)\"", path.read_text())}
    told = {key.split(".")[1] for key in words("en") if key.startswith("errors.")}
    assert len(codes) > 30
    assert codes - told - NOT_FOR_THE_PAGE == set()


def test_why_a_question_was_answered_is_told_in_every_language():
    english = words("en")
    told = {key.removeprefix("why."): texts for key, texts in english.items() if key.startswith("why.")}
    assert {name: places(texts) for name, texts in told.items()} == {name: places([text]) for name, text in WHY.items()}
    intents = {key.removeprefix("intent.") for key in english if key.startswith("intent.")}
    assert intents | {"question"} == set(get_args(Intent))
    fields = {key.removeprefix("differs.of-") for key in english if key.startswith("differs.of-")}
    assert fields | {"id", "phrasings"} == set(Entry.model_fields)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_at_the_desk_is_sent_to_a_file_of_the_program(language):
    for key, texts in words(language).items():
        assert not re.search(r"config/|\btriage\b", " ".join(texts)), key


def test_whatever_is_wrong_with_a_table_has_words():
    """What is found by hand and cannot be brought about by a table is told as the desk says it."""
    english = words("en")
    table = (ROOT / "knowledge" / "rows.py").read_text()
    lint = (ROOT / "knowledge" / "lint.py").read_text() + (ROOT / "curation" / "lint.py").read_text()
    codes = set(re.findall(r"\"knowledge\.([a-z-]+)\"", table + lint)) - {"cell", "unspeakable"}
    kinds = {
        f"unspeakable-{kind}"
        for kind in re.findall(r"Trouble\(\"(\w+)\"", (ROOT / "knowledge" / "speakable.py").read_text())
    }
    cells = {
        f"cell-{kind.replace('_', '-')}"
        for kind in re.findall(r"CustomError\(\"(\w+)\"", (ROOT / "knowledge" / "entry.py").read_text())
    }
    assert {
        f"faults.{name}.{each}" for name in codes | kinds | cells for each in ("wrong", "mend")
    } - english.keys() == set()


def test_nothing_that_was_written_is_read_as_markup():
    for path in PAGE.rglob("*.js"):
        for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"):
            assert word not in path.read_text(), path
    for path in (*PAGE.rglob("*.js"), *PAGE.rglob("*.css"), *PAGE.rglob("*.html")):
        assert not re.search(r"https?://(?!www\.w3\.org/)", path.read_text()), path
