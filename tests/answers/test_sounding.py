"""What was heard is known by its sound too, and too little of it is nothing; what was typed means what it says."""

import pytest
from answers_support import answerer

from kiosk.answers.sounding import Sounded, Sounding, sounds

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


def nearest(*readings: str, lang: str = "en", **scores: float) -> list[Sounded]:
    return SHOP.nearest(dict.fromkeys(readings, scores), lang)


def test_the_nearest_sound_is_found_with_a_trust() -> None:
    found = nearest("Mice cannon does not work.", "Mice kinda does not work.")[0]
    assert (found.entry, found.phrasing) == ("self-scan", "my scanner does not work")
    assert found.band in {"ask", "answer"}
    other = nearest("Tell me a joke about penguins.")[0]
    assert other.band == "none"
    assert other.trust < found.trust


def test_a_better_word_score_makes_it_surer() -> None:
    trusts = [nearest("I work year", jobs=score)[0].trust for score in (0.0, 0.6)]
    assert trusts[0] < trusts[1]


def test_readings_that_agree_make_it_surer() -> None:
    agree = nearest("can I work year", "can i work here")[0]
    differ = nearest("can i work here", "Sign I want her")[0]
    assert agree.entry == differ.entry == "jobs"
    assert agree.trust > differ.trust


@pytest.mark.parametrize(("texts", "lang"), [(["waar is het"], "ko"), (["네"], "en"), ([], "en")])
def test_no_letters_or_no_phrasings_is_nothing(texts: list[str], lang: str) -> None:
    assert nearest(*texts, lang=lang) == []


def test_a_language_is_held_against_its_own_phrasings() -> None:
    assert nearest("waar zijn de toilet ten", lang="nl")[0].entry == "toilets"
    assert nearest("waar zijn de toilet ten")[0].entry != "toilets"


def test_what_was_misheard_is_answered_by_its_sound() -> None:
    misheard = ("Where do I end in empty bottle's cap", "Where dough eye end in empty bottles")
    assert answerer().ask(misheard[0], "en", misheard[1:], heard=True).reply.entry == "deposit"
    assert answerer().ask("Where do I end in empty bottles", "en", heard=True).reply.band == "answer"


@pytest.mark.parametrize("text", ["can you repair my motorbike", "do you install bathrooms"])
def test_what_was_typed_is_not_bent(text: str) -> None:
    assert answerer().ask(text, "en").reply.band != "answer"


@pytest.mark.parametrize("before", [(), ("where is the milk",)])
@pytest.mark.parametrize(("text", "lang"), [
    ("You", "en"), ("I", "en"), ("The", "en"), ("me", "en"), ("who", "en"), ("are you", "en"), ("you too.", "en"),
    ("No.", "en"), ("너", "ko"), ("네", "ko"), ("아", "ko"), ("ik", "nl"), ("je", "nl"),
])  # fmt: skip
def test_a_word_that_noise_is_read_as_asks_for_nothing(text: str, lang: str, before: tuple[str, ...]) -> None:
    assert answerer().ask(text, lang, (), before, heard=True).reply.band == "none"


@pytest.mark.parametrize(("text", "lang", "entry"), [
    ("milk", "en", "product"), ("Wifi?", "en", "wifi"), ("toilet", "en", "toilets"), ("Parking.", "en", "parking"),
    ("우유", "ko", "product"), ("toilet", "nl", "toilets"),
])  # fmt: skip
def test_a_word_that_says_enough_does(text: str, lang: str, entry: str) -> None:
    reply = answerer().ask(text, lang, heard=True).reply
    assert entry in (reply.entry, *(choice.id for choice in reply.choices))


def test_readings_with_other_products_are_asked_back() -> None:
    readings = ("where is the milk", "where is the honey")
    assert answerer().ask(readings[0], "en", readings[1:], heard=True).reply.band == "ask"
    assert answerer().ask(readings[0], "en", heard=True).reply.band == "answer"


def test_a_follow_up_that_was_heard_still_leans_on_the_question_before() -> None:
    reply = answerer().ask("and the bread", "en", (), ("where is the milk",), heard=True).reply
    assert (reply.band, reply.entry) == ("answer", "product")
