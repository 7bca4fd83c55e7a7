"""A question that was misheard is known by its sound, if its readings differ; what was typed means what it says."""

import pytest
from answers_support import answerer

from kiosk.answers.sounding import Sounding, sounds

SHOP = Sounding([
    ("en", "self-scan", "my scanner does not work"),
    ("en", "deposit", "where do i hand in empty bottles"),
    ("en", "jobs", "can i work here"),
    ("nl", "toilets", "waar zijn de toiletten"),
])  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other"),
    [("Where do I end in empty bottles?", "where do i hand in empty bottles"), ("vase", "face"), ("knight", "night")],
)
def test_what_sounds_alike_is_alike(one: str, other: str) -> None:
    assert sounds(one) == sounds(other)


def test_what_sounds_otherwise_is_not() -> None:
    assert sounds("bottle") != sounds("butter")


def test_the_nearest_sound_is_found_with_a_trust() -> None:
    found = SHOP.nearest(["Mice cannon does not work.", "Mice kinda does not work."], "en", {})
    assert (found.entry, found.phrasing) == ("self-scan", "my scanner does not work")
    assert found.band in {"ask", "answer"}
    other = SHOP.nearest(["Tell me a joke about penguins."], "en", {})
    assert other.band == "none"
    assert other.trust < found.trust


def test_a_better_word_score_makes_it_surer() -> None:
    trusts = [SHOP.nearest(["I work year"], "en", {"jobs": score}).trust for score in (0.0, 0.6)]
    assert trusts[0] < trusts[1]


@pytest.mark.parametrize(("texts", "lang"), [(["You"], "en"), (["oh"], "en"), (["waar is het"], "ko"), ([], "en")])
def test_too_little_is_nothing(texts: list[str], lang: str) -> None:
    assert SHOP.nearest(texts, lang, {}) is None


def test_a_language_is_held_against_its_own_phrasings() -> None:
    assert SHOP.nearest(["waar zijn de toilet ten"], "nl", {}).entry == "toilets"
    assert SHOP.nearest(["waar zijn de toilet ten"], "en", {}).entry != "toilets"


def test_readings_that_differ_are_answered_by_their_sound() -> None:
    misheard = ("Where do I end in empty bottle's cap", "Where dough eye end in empty bottles")
    assert answerer().ask(misheard[0], "en", misheard[1:]).reply.entry == "deposit"


@pytest.mark.parametrize("text", ["can you repair my bicycle", "do you install bathrooms"])
def test_what_was_typed_is_not_bent(text: str) -> None:
    assert answerer().ask(text, "en").reply.band != "answer"
