"""What a small display shows, when: no device, and time that goes only when it is told to."""

import re

import pytest

from hardware.protocols.displays.display_codec import Screen
from hardware.protocols.displays.text_display import lines
from kiosk.body.display_words import words_of
from kiosk.body.screens import HELD_S, Screens, kind_of
from kiosk.commands import CloseSession, Scene, Show
from kiosk.events import Answered, Card, Reply, SpeechEnded, SpeechStarted
from kiosk.marks import split
from kiosk.resources import languages
from kiosk.timeline import Mark, Timeline, Word

POLE = Screen(20, 2, "cp858")
WORD_MS = 400
PICKUP = "Uw bestelling ligt klaar bij de balie. Uw afhaalnummer is ^display(B 12) B 12."


def speech(marked, at, utterance=1, from_ms=0.0, lang="nl"):
    """A sentence in which every word takes 400 ms."""
    caption, marks = split(marked)
    spoken = [(found.start(), found[0]) for found in re.finditer(r"\S+", caption)]
    words = tuple(
        Word(word, char, len(word), n * WORD_MS, (n + 1) * WORD_MS - 50) for n, (char, word) in enumerate(spoken)
    )
    starts = {word.char: word.start_ms for word in words}
    timed = tuple(Mark(mark.name, mark.arg, starts[mark.char]) for mark in marks)
    samples = round(len(words) * WORD_MS * 22.05)
    return SpeechStarted(utterance, at, Timeline(caption, lang, "t", 22050, samples, words=words, marks=timed), from_ms)


class Watcher:
    """Somebody who looks at the display."""

    def __init__(self, screen=POLE, langs=("nl", "en")):
        self.screen, self.screens = screen, Screens(screen, langs)

    def give(self, now, *messages):
        for message in messages:
            self.screens.heed(message, now)

    def at(self, now):
        return tuple(line.strip() for line in lines(self.screens.content(now), self.screen))

    def seen(self, since, until, step=0.1):
        shown = []
        for tick in range(round((until - since) / step)):
            if not shown or self.at(since + tick * step) != shown[-1]:
                shown.append(self.at(since + tick * step))
        return shown


@pytest.fixture
def pole():
    return Watcher()


def told(pole, marked=PICKUP, at=10.0):
    caption = split(marked)[0]
    pole.give(at - 0.2, Show(Scene("speaking", "nl", caption=caption)))
    pole.give(at, speech(marked, at))
    return caption, at + len(caption.split()) * WORD_MS / 1000


def test_nobody_there_is_greeted_in_two_languages(pole):
    assert pole.at(0.0) == ("Welkom! Vraag gerust", "Welcome! Ask me")


def test_the_caption_turns_its_pages_as_the_words_sound(pole):
    told(pole, "De halfvolle melk staat in gangpad 4, links van de kassa.")
    assert pole.at(10.1) == ("De halfvolle melk", "staat in gangpad 4,")
    assert pole.at(10.0 + 6.9 * 0.4) == ("De halfvolle melk", "staat in gangpad 4,")
    assert pole.at(10.0 + 7.1 * 0.4) == ("staat in gangpad 4,", "links van de kassa.")


def test_the_number_comes_with_its_word_and_stays(pole):
    caption, end = told(pole)
    number_at = 10.0 + caption.split().index("B") * 0.4
    assert "B 12" not in pole.at(number_at - 0.1)
    assert pole.at(number_at + 0.05)[1] == "B 12"
    pole.give(end, SpeechEnded(1, completed=True), Show(Scene("listening", "nl", caption=caption)))
    assert pole.at(end + 5) == ("Uw nummer", "B 12")
    assert pole.at(number_at + HELD_S - 1)[1] == "B 12"
    assert "B 12" not in pole.at(number_at + HELD_S + 1)


def test_the_number_goes_with_its_shopper(pole):
    _, end = told(pole)
    pole.give(end, SpeechEnded(1, completed=True), CloseSession(1, "left"), Show(Scene("attract", "nl")))
    assert pole.at(end) == ("Welkom! Vraag gerust", "Welcome! Ask me")


def test_the_next_answer_goes_by_above_the_number(pole):
    _, end = told(pole)
    pole.give(end, SpeechEnded(1, completed=True), Show(Scene("speaking", "nl", caption="De kassa is links.")))
    pole.give(end, speech("De kassa is links.", end, 2))
    assert pole.at(end + 0.1) == ("De kassa is links.", "B 12")


def test_a_sentence_that_is_broken_off_shows_no_number_that_was_not_said(pole):
    caption, _ = told(pole)
    pole.give(11.0, SpeechEnded(1, completed=False), Show(Scene("listening", "nl", caption=caption)))
    assert not any(line == "B 12" for shown in pole.seen(11.0, 25.0) for line in shown)


def test_what_is_resumed_shows_what_is_still_said(pole):
    told(pole)
    pole.give(11.0, SpeechEnded(1, completed=False))
    pole.give(20.0, speech(PICKUP, 19.0, 2, from_ms=1000.0))
    assert any(shown[1] == "B 12" for shown in pole.seen(20.0, 25.0))


def test_without_a_voice_the_answer_is_read_and_its_number_held(pole):
    caption = split(PICKUP)[0]
    pole.give(10.0, Answered(1, Reply("question", "answer", 1.0, "nl", text=PICKUP, caption=caption)))
    pole.give(10.0, Show(Scene("speaking", "nl", caption=caption)))
    seen = pole.seen(10.0, 20.0)
    assert seen[0] == ("Uw bestelling ligt", "klaar bij de balie.")
    assert seen[-1][1] == "B 12"
    turned = next(at / 10 for at in range(100) if pole.at(10.0 + at / 10) != seen[0])
    assert turned == pytest.approx(39 / 14, abs=0.15)


def test_the_price_of_one_card_stands_as_on_a_till(pole):
    card = Card("milk", "Halfvolle melk", price="€ 1,99")
    pole.give(10.0, Show(Scene("listening", "nl", cards=(card,))))
    assert lines(pole.screens.content(11.0), POLE) == ("   Halfvolle melk   ", "              € 1,99")
    pole.give(12.0, Show(Scene("listening", "nl", cards=(card, Card("x", "Kaas", price="€ 5,00")))))
    assert "€" not in "".join(pole.at(12.0))


def test_before_a_word_is_said_it_greets_and_while_the_kiosk_looks_it_up_it_waits(pole):
    pole.give(10.0, Show(Scene("listening", "en")))
    assert pole.at(10.0) == ("Welcome! Ask me", "")
    pole.give(11.0, Show(Scene("thinking", "en", heard="where is the milk")))
    assert pole.at(11.0) == ("...", "")


def test_a_person_who_is_called_and_one_who_speaks(pole):
    pole.give(10.0, Show(Scene("waiting", "en")))
    assert " ".join(pole.at(10.0)) == "A colleague is called"
    pole.give(20.0, Show(Scene("in-call", "en", speaker="human")))
    assert " ".join(pole.at(20.0)) == "You are speaking with a colleague"


def test_korean_on_a_latin_display_leaves_what_it_can_show():
    pole = Watcher(langs=("ko", "nl", "en"))
    assert pole.at(0.0) == ("Welkom! Vraag gerust", "Welcome! Ask me")
    marked = "주문하신 상품이 준비되었습니다. 수령 번호는 ^display(B 12) B 12번입니다."
    pole.give(9.8, Show(Scene("speaking", "ko", caption=split(marked)[0])))
    pole.give(10.0, speech(marked, 10.0, lang="ko"))
    assert pole.at(10.1) == ("Please see the", "screen")
    assert pole.at(14.0) == ("Your number", "B 12")


def test_a_display_without_letters_for_any_language_of_the_kiosk_is_not_blank():
    assert Watcher(langs=("ko",)).at(0.0)[0] == "Welcome! Ask me"


def test_korean_on_a_display_that_has_it_is_korean():
    pole = Watcher(Screen(20, 2, "utf-8"), langs=("ko", "nl"))
    assert pole.at(0.0)[0] == "어서 오세요"


@pytest.mark.parametrize("lang", languages())
def test_every_language_has_words_that_fit_two_lines(lang):
    pole = Watcher(Screen(20, 2, "utf-8"), langs=(lang,))
    assert pole.at(0.0)[0]
    for mode, whole in (("waiting", words_of(lang).calling), ("in-call", words_of(lang).person)):
        pole.give(1.0, Show(Scene(mode, lang)))
        assert " ".join(pole.at(1.0)).strip() == whole


@pytest.mark.parametrize(
    ("text", "kind"),
    [("B 12", "number"), ("7", "number"), ("€ 1,99", "price"), ("2.50", "price"), ("1,200원", "price"), ("ja", "text")],
)
def test_what_is_marked_is_a_number_a_price_or_a_word(text, kind):
    assert kind_of(text) == kind
