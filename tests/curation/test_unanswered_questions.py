"""What was not answered is found in the ledger, without anything personal, and what means the same is together."""

from datetime import UTC, datetime

import numpy as np
import pytest
from knowledge_support import json_of, make_store, run

from kiosk.answers.encoder import NoEncoder
from kiosk.commands import Answer, AskHuman, CloseSession, OpenSession
from kiosk.curation import near
from kiosk.curation.asked import Asked, of_messages
from kiosk.curation.clusters import clusters
from kiosk.curation.mask import masked
from kiosk.events import Answered, ChoicePressed, HumanJoined, Reply
from kiosk.knowledge.collection import Knowledge
from kiosk.knowledge.entry import Entry
from kiosk.runtime.ledger import Ledger


def turn(query, text, band="answer", entry="toilets", intent="question", memo=()):
    return [Answer(query, text, "en"), Answered(query, Reply(intent, band, 0.5, "en", entry, memo=memo))]


def found(*messages):
    at = iter(range(1000))
    whole = [OpenSession(1, "en"), *messages, CloseSession(1, "left")]
    return [(each.text, each.why) for each in of_messages((float(next(at)), message) for message in whole)]


def test_what_the_store_did_not_know_counts_and_what_it_answered_does_not():
    none = turn(2, "do you sell drones", "none", "")
    assert found(*turn(1, "where is the wc"), *none) == [("do you sell drones", "not answered")]
    assert found(*turn(1, "i want a human", "none", "", "human")) == []


def test_a_message_to_a_colleague_is_no_question():
    message = Answer(1, "the freezer leaks", "en", need=True)
    assert found(message, Answered(1, Reply("question", "none", 0.0, "en"))) == []


def test_asking_back_counts_where_it_led_nowhere():
    asked = turn(1, "the loo thing", "ask")
    assert found(*asked) == [("the loo thing", "asked back")]
    assert found(*asked, ChoicePressed("toilets")) == []
    assert found(*asked, *turn(2, "where is the toilet")) == []
    assert [why for _, why in found(*asked, *turn(2, "no the other", "none", ""))] == ["asked back", "not answered"]


def test_a_question_after_which_a_person_was_called_was_not_helped():
    assert found(*turn(1, "is it broken"), AskHuman(1, "asked", "en")) == [("is it broken", "handed over")]


def test_what_was_said_to_another_shopper_is_of_another_session():
    rows = [OpenSession(1, "en"), *turn(1, "hm", "ask"), CloseSession(1, "x"), OpenSession(2, "en"), ChoicePressed("a")]
    assert len(list(of_messages(enumerate(rows)))) == 1


@pytest.mark.parametrize(
    ("lang", "text", "kept"),
    [
        ("nl", "mijn bestelling 12345 is er niet", "mijn bestelling … is er niet"),
        ("nl", "bel me op nul zes een twee drie vier vijf", "bel me op …"),
        ("nl", "ik heet jan jansen", "ik heet …"),
        ("en", "write to a.b@shop.com please", "write to … please"),
        ("en", "order AB-123 456", "order …"),
        ("en", "two apples and 12 eggs", "two apples and 12 eggs"),
        ("en", "is Priya here", "is … here"),
    ],
)
def test_numbers_addresses_and_names_are_masked(lang, text, kept):
    assert masked(text, lang, ["Priya"]) == kept


def test_a_name_that_was_left_or_joined_is_masked_in_all_of_the_visit():
    messages = [*turn(1, "where is jansen", "none", "", memo=(("name", "Jansen"),)), HumanJoined(1, "Noor", "voice")]
    assert found(*messages, *turn(2, "thanks noor but", "none", "")) == [
        ("where is …", "not answered"),
        ("thanks … but", "not answered"),
    ]


def test_what_means_the_same_is_together_counted_with_the_commonest_first():
    drones = ["do you sell drones", "do you sell drones?", "do you sell a drone", "do you sell big drones"]
    day = datetime(2026, 11, 1, tzinfo=UTC)
    asked = [Asked("en", text, "not answered", day) for text in drones]
    asked += [Asked("en", "can you repair my bike", "handed over"), Asked("nl", "verkoopt u drones", "asked back")]
    first, *others = clusters(asked, NoEncoder())
    assert (first.lang, first.count, first.last) == ("en", 4, day)
    assert sorted(first.examples) == [
        ("do you sell a drone", 1),
        ("do you sell big drones", 1),
        ("do you sell drones?", 2),
    ]
    assert [(each.lang, each.count) for each in others] == [("en", 1), ("nl", 1)]


class Meaning:
    """Knows that two texts mean the same."""

    width, name = 2, "meaning"

    def encode(self, texts):
        return np.array([[1.0, 0.0] if "open" in text or "hours" in text else [0.0, 1.0] for text in texts], np.float32)


def test_phrasings_of_two_entries_that_mean_nearly_the_same_are_told_with_both():
    made = {
        name: Entry(id=name, title=name, answer="A.", phrasings=phrasings)
        for name, phrasings in {"a": ("are you open today", "hello"), "b": ("are you open today now", "bye")}.items()
    }
    (told,) = near.clashes(Knowledge({"en": made}), Meaning())
    assert {(told.entry, told.phrasing), (told.other, told.of_other)} == {
        ("a", "are you open today"),
        ("b", "are you open today now"),
    }


def test_the_command_reads_the_ledger_and_leaves_out_what_is_dealt_with(tmp_path):
    store, path = make_store(tmp_path), tmp_path / "ledger.sqlite"
    ledger = Ledger(path)
    said = [*turn(1, "do you sell drones", "none", ""), *turn(2, "parking", "none", "")]
    said = [OpenSession(1, "en"), *said, *turn(3, "xyzzy 123456", "none", ""), CloseSession(1, "left")]
    for at, message in enumerate(said):
        ledger.write(float(at), "event" if isinstance(message, Answered) else "command", "answers", message)
    ledger.close()
    told = json_of("unanswered", path, "--store", store)
    assert (told["asked"], told["answered_since"]) == (3, 1)
    assert sorted(each["examples"][0]["question"] for each in told["clusters"]) == ["do you sell drones", "xyzzy …"]
    assert "123456" not in "".join(each.read_text() for each in store.rglob("*.t*"))
    run("unanswered", "--dismiss", "do you sell drones", "--lang", "en", "--store", store)
    dealt = json_of("unanswered", path, "--store", store)
    left = dealt["clusters"]
    assert dealt["answered_since"] == 2
    assert [each["examples"][0]["question"] for each in left] == ["xyzzy …"]
