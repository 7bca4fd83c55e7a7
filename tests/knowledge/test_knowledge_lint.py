"""The lint tells a shop assistant what cannot be spoken, is over, or leads to two answers; only a fault fails it."""

from datetime import date

import pytest
from knowledge_support import json_of, make_store, run

from kiosk.curation import lint as whole
from kiosk.knowledge.speakable import troubles

ENTRY = '\n[[entry]]\nid = "{id}"\ntitle = "{title}"\nowner = "Sanne"\nanswer = "Yes."\nphrasings = {phrasings}\n'


@pytest.fixture
def store(tmp_path):
    return make_store(tmp_path)


def codes(store, *ids):
    told = [
        fault for fault in whole.lint(store, near=False) if not ids or any(repr(name) in fault.message for name in ids)
    ]
    return sorted((fault.code.removeprefix("knowledge."), fault.severity) for fault in told)


def add(store, **entry):
    ten = [f"way {number} to ask {entry['id']}" for number in range(10)]
    with (store / "knowledge" / "en.toml").open("a") as file:
        file.write(ENTRY.format(**{"title": entry["id"], "phrasings": ten} | entry))


def test_few_phrasings_a_missing_language_and_what_is_over_are_warnings(store):
    warned = "warning"
    assert codes(store, "sale") == [("expired", warned), ("languages", warned), ("phrasings", warned)]
    assert codes(store, "toilets") == [("owner", warned), ("phrasings", warned), ("phrasings", warned)]
    assert run("lint", "--no-near", "--store", store).exit_code == 0


def test_a_phrasing_of_two_entries_is_a_fault_that_names_both(store):
    add(store, id="cars", phrasings=["Parking?"])
    found = json_of("lint", "--no-near", "--store", store)
    (fault,) = [each for each in found["faults"] if each["severity"] == "fault"]
    assert (found["ok"], fault["code"], fault["line"]) == (False, "knowledge.clash", 49)
    assert "'parking' stands in 'parking' too" in fault["message"]
    assert run("lint", "--no-near", "--store", store).exception.status == 1


def test_a_title_that_is_anothers_question_is_told(store):
    add(store, id="cars", title="Parking")
    assert ("title", "warning") in codes(store, "cars")


def test_an_owner_who_is_gone_and_entries_without_one_are_told(store):
    add(store, id="cars")
    (store / "curation").mkdir()
    assert ("owner", "warning") not in codes(store, "cars")
    (store / "curation" / "staff.txt").write_text("Priya\n")
    assert ("owner", "warning") in codes(store, "cars")
    assert ("owner", "warning") in codes(store, "parking")


def test_many_entries_that_lack_a_language_are_told_once(store):
    for number in range(5):
        add(store, id=f"x{number}")
    (told,) = [fault for fault in whole.lint(store, near=False) if fault.code == "knowledge.languages"]
    assert "x4" in told.message


def test_what_is_switched_off_and_not_shared_is_told(store):
    path = store / "knowledge" / "nl.toml"
    path.write_text("off = ['sales']\n" + path.read_text())
    assert ("off", "warning") in codes(store)


@pytest.mark.parametrize(
    ("answer", "says", "grave"),
    [
        ("See <b>here</b>.", "HTML (<b>)", True),
        ("See [the site](x).", "signs of formatting", True),
        ("- one\n- two", "signs of formatting", True),
        ("The {product} is out.", "a gap", True),
        ("See www.linde.nl.", "'www.linde.nl', which is spelled", False),
        ("Welcome 🎉 all.", "'🎉', which is not heard", False),
        ("Ask at the XYZ desk.", "'XYZ', letters", False),
        ("Call 020 123 45 67.", "'020 123 45 67', which is said digit by digit", False),
        ("word " * 90, "seconds to say", False),
        ("It is € 4,95 from 9:30, a 2+1 offer, 500 g.", "", False),
        ("Look ^point(aisle-4)there.", "", False),
    ],
)
def test_what_a_voice_cannot_do_well_is_told(store, answer, says, grave):
    found = list(troubles(answer, "", "en", whole.aloud(store)))
    assert bool(found) == bool(says)
    assert all(says in each.message for each in found[:1])
    assert any(each.grave for each in found) == grave


def test_a_long_number_with_a_written_form_is_as_it_should_be(store):
    assert list(troubles("Call zero 201 234567.", "Call 0201234567.", "en", whole.aloud(store))) == []


def test_today_is_the_last_day_on_which_nothing_is_told(store):
    from kiosk.knowledge import lint

    def over(day):
        return [fault for fault in lint.lint(store, day, whole.aloud(store))[0] if fault.code == "knowledge.expired"]

    assert not over(date(2026, 8, 31))
    assert len(over(date(2026, 9, 1))) == 1
