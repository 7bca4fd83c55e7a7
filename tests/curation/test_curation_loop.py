"""From a question that was not answered to published knowledge: by two people, tested, and with a way back."""

from dataclasses import replace
from datetime import date

import pytest
from knowledge_support import json_of, make_store, run

from kiosk.curation import cases, drafts, history, publish, regression
from kiosk.curation.cases import Case
from kiosk.curation.outline import outline
from kiosk.curation.regression import OFFERED, RIGHT, WRONG, Outcome
from kiosk.errors import InputError, KioskError
from kiosk.events import Choice, Reply
from kiosk.faults import FaultyInputError
from kiosk.knowledge import files
from kiosk.sentence import Sentence


@pytest.fixture
def store(tmp_path):
    return make_store(tmp_path)


def reply(entry="", band="answer", choices=()):
    return Reply("question", band, 0.9, "en", entry, choices=tuple(Choice(each, each, each) for each in choices))


def in_order(monkeypatch, *grades):
    """The set goes so before and after, as if it had been asked."""
    answers = iter(grades)

    def run(_folder, asked):
        pairs = zip(asked, next(answers), strict=True)
        return [Outcome(case, grade, case.entry if grade else "parking", "answer", 0.9) for case, grade in pairs]

    monkeypatch.setattr(publish, "run", run)


def test_a_question_is_attached_published_by_another_tested_and_taken_back(store, tmp_path):
    before = {path.name: path.read_text() for path in (store / "knowledge").iterdir()}
    assert run("attach", "toilets", "where can i pee", "--lang", "en", "--by", "Sanne", "--store", store).exit_code == 0
    assert run("review", "--store", store).stdout.count("where can i pee") == 1
    assert {path.name: path.read_text() for path in (store / "knowledge").iterdir()} == before

    own = run("publish", "--by", " SANNE", "--store", store)
    assert isinstance(own.exception, InputError)
    assert own.exception.code == "knowledge.name"

    told = json_of("publish", "--by", "Priya", "--store", store)
    assert (told["published"], told["worse"]) == (True, [])
    assert [(each["question"], each["outcome"]) for each in told["regression"]] == [("where can i pee", "right")]
    assert "where can i pee" in files.load(store).entries["en"]["toilets"].phrasings
    assert cases.load(store) == [Case("en", "where can i pee", "toilets")]
    assert drafts.load(store).draft == ()
    assert json_of("test", "--store", store)["ok"]

    assert [each.note.by for each in history.versions(store)] == ["", "Priya"]
    assert run("rollback", "--by", "Priya", "--store", store).exit_code == 0
    assert {path.name: path.read_text() for path in (store / "knowledge").iterdir()} == before
    assert cases.load(store) == []


def test_publishing_is_refused_when_a_known_question_is_answered_worse(store, monkeypatch):
    cases.path_of(store).parent.mkdir()
    cases.path_of(store).write_text("language\tquestion\tentry\nen\tloo please\ttoilets\n")
    before = {path: path.read_text() for path in store.rglob("*.toml")}
    drafts.add(store, "Sanne", "en", "parking", ["a place to leave my car"])
    in_order(monkeypatch, [RIGHT], [OFFERED, RIGHT])
    proposal = publish.propose(store)
    with pytest.raises(KioskError) as refused:
        publish.publish(proposal, "Priya")
    assert refused.value.code == "knowledge.regression"
    assert "“loo please” (en) should be answered by 'toilets'; now 'toilets' answers it" in refused.value.sentence
    assert {path: path.read_text() for path in store.rglob("*.toml") if path.name != "drafts.toml"} == before
    in_order(monkeypatch, [OFFERED], [OFFERED, RIGHT])
    assert publish.publish(publish.propose(store), "Priya").note.by == "Priya"


def test_a_new_question_that_goes_elsewhere_is_named_with_what_takes_it(store, monkeypatch):
    drafts.add(store, "Sanne", "en", "toilets", ["may i use it"])
    in_order(monkeypatch, [WRONG])
    (drop,) = publish.propose(store).drops
    assert str(drop) == "“may i use it” (en) should be answered by 'toilets'; now 'parking' answers it."


def test_a_phrasing_that_is_taken_out_is_asked_no_more_and_what_is_cleared_is_empty(store, monkeypatch):
    cases.path_of(store).parent.mkdir()
    cases.path_of(store).write_text("language\tquestion\tentry\nen\tParking\tparking\nen\tpets\tdogs\n")
    drafts.add(
        store, "Sanne", "en", "sale", (), removed=("summer sale",), cleared=("valid_to",), valid_from="2027-07-01"
    )
    drafts.add(store, "Sanne", "en", "parking", (), removed=("parking",))
    in_order(monkeypatch, [RIGHT], [RIGHT])
    publish.publish(publish.propose(store), "Priya")
    now = files.load(store).entries["en"]
    assert (now["sale"].valid_from, now["sale"].valid_to) == (date(2027, 7, 1), None)
    assert now["sale"].phrasings == ("is there a summer sale", "when does the summer sale end")
    assert cases.load(store) == [Case("en", "pets", "dogs")]


@pytest.mark.parametrize(
    ("entry", "reply", "grade"),
    [
        ("a", reply("a"), RIGHT),
        ("a", reply("b"), WRONG),
        ("a", reply("b", "ask", ["b", "a"]), OFFERED),
        ("a", reply("b", "ask", ["b", "c"]), WRONG),
        ("a", reply("", "none"), WRONG),
        ("a", replace(reply("a"), intent="human"), WRONG),
        ("-", reply("", "none"), RIGHT),
        ("-", reply("b", "ask", ["b"]), OFFERED),
        ("-", reply("b"), WRONG),
    ],
)
def test_what_an_answer_is_worth(entry, reply, grade):
    (outcome,) = regression.run(lambda question, lang: reply, [Case("en", "so", entry)])
    assert outcome.grade == grade


def test_a_draft_that_cannot_become_knowledge_is_refused_and_not_kept(store):
    for words, code in [
        (("attach", "toilets", "is there a car park"), "knowledge.taken"),
        (("attach", "nothing", "who are you"), "knowledge.unwritten"),
        (("attach", "toilets", "loo", "--by", ""), "knowledge.name"),
    ]:
        refused = run(*words[:3], "--lang", "en", *(words[3:] or ("--by", "Sanne")), "--store", store)
        assert refused.exception.code == code
    assert drafts.load(store).draft == ()
    for bad in (["?!"], []):
        refused = run("add", "new", *(part for each in bad for part in ("--question", each)), "--answer", "Yes.",
                      "--lang", "en", "--by", "Sanne", "--store", store)  # fmt: skip
        assert isinstance(refused.exception, InputError), bad
    assert drafts.load(store).draft == ()


def test_a_draft_that_the_kiosk_would_refuse_is_refused_before_it_is_written(store):
    drafts.add(store, "Sanne", "en", "toilets", ["loo"], answer="There, ^danse(now)behind.")
    with pytest.raises(FaultyInputError, match="danse"):
        publish.propose(store)


def test_an_answer_in_another_language_and_a_new_entry(store):
    drafts.add(store, "Sanne", "nl", "parking", ["waar kan ik parkeren"], answer="Achter de winkel.", owner="Sanne")
    drafts.add(store, "Sanne", "nl", "parking", ["is er een parkeerplaats"])
    found = {(each.kind, each.lang, each.id) for each in outline(store, [1, 2])}
    assert found == {("added", "nl", "parking")}


def test_somebody_elses_change_by_hand_is_a_version_too(store):
    history.change(store, {store / "knowledge" / "nl.toml": None}, "Priya", Sentence("mine", "took Dutch out"))
    path = store / "knowledge" / "en.toml"
    path.write_text(path.read_text().replace("Dogs stay outside.", "Dogs are welcome."))
    history.change(
        store, {path: path.read_text().replace("half the price", "cheap")}, "Priya", Sentence("mine", "mended")
    )
    assert [each.note.what for each in history.versions(store)] == [
        "as it was before the first change",
        "took Dutch out",
        "as it was, changed by hand",
        "mended",
    ]
    history.back(store, 1, "Priya")
    assert (store / "knowledge" / "nl.toml").is_file()
    with pytest.raises(InputError, match="no version 9"):
        history.back(store, 9, "Priya")


def test_a_shared_entry_becomes_the_stores_own_in_every_language(store, tmp_path):
    (store / "knowledge").rename(tmp_path / "chain")
    (store / "knowledge").mkdir()
    (store / "knowledge" / "shared").symlink_to(tmp_path / "chain")
    drafts.add(store, "Sanne", "nl", "toilets", ["plassen"])
    found = {(each.kind, each.lang, each.id): tuple(map(str, each.details)) for each in outline(store, [1])}
    assert found == {("added", "en", "toilets"): ("3 phrasings",), ("added", "nl", "toilets"): ("2 phrasings",)}


def test_lines_of_the_set_that_are_no_cases_are_told_with_their_line(store):
    cases.path_of(store).parent.mkdir()
    cases.path_of(store).write_text("language\tquestion\tentry\nen\twhere\nxx\twhere\tparking\nen\tso\tparking\n")
    with pytest.raises(FaultyInputError) as refused:
        cases.load(store)
    assert [fault.line for fault in refused.value.faults] == [2, 3]


def test_what_was_proposed_before_somebody_elses_change_is_not_published(store, monkeypatch):
    drafts.add(store, "Sanne", "en", "toilets", ["loo"])
    in_order(monkeypatch, [RIGHT])
    proposal = publish.propose(store)
    path = store / "knowledge" / "en.toml"
    path.write_text(path.read_text().replace("half the price", "cheap"))
    with pytest.raises(KioskError, match="meanwhile"):
        publish.publish(proposal, "Priya")
    assert "cheap" in path.read_text()


def test_where_no_question_is_kept_it_says_so_and_how_to_keep_some(tmp_path):
    store = make_store(tmp_path)
    told = run("test", "--store", store)
    assert told.exit_code == 0
    assert "no regression set" in told.stdout
    assert "curation/regression.tsv" in told.stdout
    assert "0 of 0" not in told.stdout
    assert json_of("test", "--store", store) == {"ok": True, "regression": []}
    path = store / "curation" / "regression.tsv"
    path.parent.mkdir(exist_ok=True)
    path.write_text("en\twhere are the toilets\ttoilets\n", encoding="utf-8")
    assert "1 right" in run("test", "--store", store).stdout
