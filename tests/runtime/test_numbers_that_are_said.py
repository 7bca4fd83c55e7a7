"""Long numbers that a shopper says in words stand in no row of a ledger, short ones and prices do, and all replays."""

from __future__ import annotations

import tomllib

import pytest
from dialogue.world import PARTS, World

from kiosk import commands as c
from kiosk import events as e
from kiosk.handover.condition import State as Condition
from kiosk.privacy.spoken_numbers import WORD, number_words, runs, without_long
from kiosk.privacy.telephone import HIDDEN
from kiosk.resources import config_dir, languages
from kiosk.runtime.ledger import LedgerRow
from kiosk.runtime.ledger.live import Private
from kiosk.runtime.replay import replay


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("my number is zero six twelve thirty four fifty six seventy eight thanks", "my number is thanks"),
        ("it is five five double one and two bags", "it is and two bags"),
        ("mijn nummer is nul zes twaalf vierendertig zesenvijftig", "mijn nummer is"),
        ("c'est le zéro six douze trente-quatre soixante-douze quatre-vingt-dix-sept", "c'est le"),
        ("meine Nummer ist null eins sieben einundzwanzig vierunddreißig", "meine Nummer ist"),
        ("제 번호는 공일공 일이삼사 오육칠팔이에요", "제 번호는"),
        ("제 번호는 공일공에 일이삼사에 오육칠팔입니다", "제 번호는"),
        ("card four five three nine 1488 0343 6467", "card"),
        ("call me on 06-12-34-56-78", "call me on"),
    ],
)
def test_a_number_of_a_telephone_or_a_card_is_hidden_word_by_word(said, rest):
    told = without_long(said, number_words())
    assert len(told.split()) == len(said.split()), "what is kept has as many words"
    assert [word for word in told.split() if HIDDEN not in word and WORD not in word] == rest.split()


@pytest.mark.parametrize(
    "said",
    [
        *(
            "is it in aisle twelve",
            "it costs twelve ninety nine",
            "half past ten thirty",
            "twee pakken van 1.299,00 of 12,99",
        ),
        *("bent u open op 22-11-2026 om 10:30", "deux baguettes et trois pains", "ein Paket zu neunundneunzig Euro"),
        *(
            "오이 있어요",
            "구이용 고기 이 킬로",
            "이사 상자 어디에 있어요",
            "two apples and 12 eggs",
            "size forty two or forty three",
        ),
    ],
)
def test_places_prices_dates_times_and_amounts_are_not(said):
    assert without_long(said, number_words()) == said


def texts(value):
    """Every text below a value of a TOML file."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from texts(each)


def test_of_the_shops_questions_and_the_products_sentences_the_numbers_of_orders_alone_are_hidden():
    files = [
        config_dir() / folder / f"{lang}.toml" for lang in languages() for folder in ("lang", "demo-store/knowledge")
    ]
    said = [text for file in files for text in texts(tomllib.loads(file.read_text("utf-8")))]
    assert len(said) > 1000
    hidden = [run for text in said for run in runs(text, number_words()) if run.long]
    assert {run.number for run in hidden} == {"4712"}


def kept(world):
    """The rows as a ledger keeps them."""
    private = Private()
    return [LedgerRow(row.seq, row.at, row.kind, row.part, private.kept(row.message)) for row in world.rows]


def whole(rows):
    """All that stands in rows but the words that the kiosk knew before."""
    return " ".join(str(row.message) for row in rows if not isinstance(row.message, e.Started))


def test_a_visit_with_a_number_in_words_keeps_none_of_it_and_replays():
    world = World(parts=(*PARTS, "desk"), duplex=True)
    world.arrive()
    world.wait(9.0)
    said = "call me on zero six twelve thirty four fifty six"
    world.begin_voice()
    for words in (5, 6, 8, 10):
        world.wait(0.3)
        world.words(" ".join(said.split()[:words]))
    world.end_voice(said)
    world.wait(3.0)
    assert any(said == answer.text for answer in world.found(c.Answer)), "the answers get it"
    rows = kept(world)
    assert "thirty" not in whole(rows)
    assert "six twelve" not in whole(rows)
    assert "call me on" in whole(rows)
    assert replay(rows).same


def test_a_number_in_several_utterances_is_hidden_from_where_it_is_one():
    private, said = Private(), ("zero six", "uh twelve", "thirty four", "and fifty six", "where is the milk", "twelve")
    private.kept(e.Started(0, "en", ("en",), World().state.facts.policy, {}, ()))
    heard = [private.kept(e.Heard(1, text, "en", 0.9)).text for text in said]
    assert heard[0] == "zero six", "two digits are nobody's number"
    assert not any(word in " ".join(heard[1:4]) for word in ("twelve", "thirty", "four", "fifty", "six"))
    assert heard[4] == "where is the milk"
    private.kept(c.CloseSession(1, "left"))
    assert private.kept(e.Heard(1, "aisle twelve", "en", 0.9)).text == "aisle twelve"


def test_what_was_kept_of_a_question_stays_so_when_its_words_are_part_of_a_number_later():
    world = World(parts=(*PARTS, "desk"), duplex=True)
    world.arrive()
    world.wait(9.0)
    for said in ("is it thirty four", "zero six", "thirty four", "thirty four fifty", "oh", "the milk please"):
        world.begin_voice()
        world.wait(0.3)
        world.words(said)
        world.end_voice(said)
        world.wait(1.0)
    rows = kept(world)
    assert "is it thirty four" in whole(rows)
    assert "thirty four fifty" not in whole(rows)
    assert replay(rows).same


def test_what_repeats_the_number_in_digits_does_not_keep_it_either():
    private = Private()
    private.kept(e.Heard(1, "it is zero six one two three four", "en", 0.9))
    assert private.kept(e.HumanTyped(1, 1, "so 06 12-34?")).text == f"so {HIDDEN * 2} {HIDDEN * 2}-{HIDDEN * 2}?"


def test_the_key_of_a_link_to_a_shoppers_phone_stands_in_no_row():
    world = World(parts=(*PARTS, "desk"))
    world.arrive()
    world.desk = "silent"
    world.post(e.HumanPressed())
    world.wait(1.0)
    link = "https://desk.example/phone/gAAAAsecret"
    world.post(e.HumanUnavailable(world.found(c.AskHuman)[0].case, "closed", link=link))
    world.wait_for_floor()
    world.post(e.ChoicePressed("resort-phone"))
    assert any(card.code == link for show in world.found(c.Show) for card in show.scene.cards), "it is shown"
    rows = kept(world)
    assert "gAAAAsecret" not in whole(rows)
    assert "https://desk.example/phone/" in whole(rows)
    assert replay(rows).same


def test_staff_who_see_what_is_asked_at_a_kiosk_see_no_number_in_tens_either():
    state = Condition("nl")
    state.take(c.OpenSession(1, "nl"))
    state.take(e.Heard(1, "bel me op nul zes twaalf vierendertig zesenvijftig of jan@x.nl over gang twaalf", "nl", 0.9))
    assert state.news("none").asked == "bel me op … of … over gang twaalf"


def test_words_said_again_and_again_hold_nobody_up():
    private = Private()
    for text in ("my number is 0612345678", "no", "no no", "no no no"):
        private.kept(e.QuestionTyped(text))
    again = " ".join(["no"] * 4000)
    told = private.kept(c.Answer(1, f"{again} my number is 0612345678", "en"))
    assert told.text == f"{again} my number is {HIDDEN * 10}"
    assert private.kept(c.Answer(2, f"{again} well", "en")).text == f"{again} well"
