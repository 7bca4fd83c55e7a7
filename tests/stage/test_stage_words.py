"""Every language of the kiosk has every word of the screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.faults import FaultyInputError
from kiosk.settings import LANGS
from kiosk.stage.words import load, screen_words, words_of


def test_every_language_is_complete_and_names_itself() -> None:
    assert set(screen_words()) == set(LANGS)
    assert {lang: words_of(lang).name for lang in LANGS}["ko"] == "한국어"


def test_the_badge_tells_an_ai_from_a_person() -> None:
    for lang in LANGS:
        words = words_of(lang)
        assert len({words.badge("ai"), words.badge("assisted"), words.badge("human")}) == 3


def test_a_shoppers_words_stand_in_the_quotes_of_the_language() -> None:
    assert words_of("fr").quoted == "« {text} »"
    assert all("{text}" in words_of(lang).quoted for lang in LANGS)


@pytest.mark.parametrize(
    ("content", "says"),
    [('[nl]\nname = "Nederlands"\n', "nl.badge_ai"), ("[nl\n", "]"), ('[nl]\nunknown = "x"\n', "nl.unknown")],
)
def test_a_file_that_lacks_or_invents_words_is_refused(content: str, says: str, tmp_path: Path) -> None:
    file = tmp_path / "screen.toml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(FaultyInputError) as caught:
        load(file)
    assert says in " ".join(str(fault) for fault in caught.value.faults)
