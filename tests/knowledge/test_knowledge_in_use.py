"""Knowledge as the kiosk uses it: at once after an import, never when it is over, the store's own before the shared."""

from datetime import UTC, datetime

import pytest
from knowledge_support import json_of, make_store, run

from kiosk.answers.engine import Answerer
from kiosk.configuration import layers
from kiosk.configuration.layers import Places
from kiosk.configuration.snapshot import take
from kiosk.faults import FaultyInputError
from kiosk.hearing import vocabulary
from kiosk.knowledge import files, imports, sheet, write

OWN = "[[entry]]\nid = 'dogs'\ntitle = 'Dogs'\nanswer = 'Ours may come in.'\nphrasings = ['my dog']\n"


class Clock:
    """A clock that tests move."""

    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return make_store(tmp_path_factory.mktemp("import"))


@pytest.fixture(scope="module")
def clock():
    return Clock(datetime(2026, 8, 31, 12, tzinfo=UTC))


@pytest.fixture(scope="module")
def shop(store, clock):
    return Answerer(store, layers.load(store).answers, clock=clock)


def test_a_store_answers_at_once_after_an_import(shop):
    reply = shop.ask("where is the restroom", "en").reply
    assert (reply.entry, reply.band, reply.text) == ("toilets", "answer", "The toilets are beside the entrance.")
    assert shop.ask("waar is de wc", "nl").reply.text == "De toiletten zijn naast de ingang."


def test_an_entry_is_spoken_on_its_last_day_and_never_after_it_while_the_kiosk_runs(shop, clock):
    question = "is there a summer sale"
    clock.now = datetime(2026, 8, 31, 21, 59, tzinfo=UTC)  # a minute before midnight in Amsterdam
    assert shop.ask(question, "en").reply.entry == "sale"
    clock.now = datetime(2026, 8, 31, 22, 1, tzinfo=UTC)
    for asked in (question, "summer sale", "Is there a summer sale"):
        reply = shop.ask(asked, "en").reply
        told = {reply.entry, *(choice.id for choice in reply.choices), *(card.id for card in reply.cards)}
        assert "sale" not in told, asked
        assert "price" not in reply.text
        assert all(card.id != "sale" for card in shop.cards(asked, "en")[0]), asked


@pytest.fixture
def chain(tmp_path):
    """A store whose knowledge is all the chain's."""
    store = make_store(tmp_path)
    (store / "knowledge").rename(tmp_path / "chain")
    (store / "knowledge").mkdir()
    (store / "knowledge" / "shared").symlink_to(tmp_path / "chain")
    return store


def test_what_the_chain_shares_is_known(chain):
    assert files.load(chain).ids == ("dogs", "parking", "sale", "toilets")
    assert any(phrase.text == "summer sale" for phrase in vocabulary.sources(chain, "en"))


def test_a_stores_own_entry_replaces_the_chains_in_every_language(chain):
    own = chain / "knowledge" / "en.toml"
    own.write_text(OWN.replace("dogs", "toilets"))
    known = files.load(chain)
    assert known.entries["en"]["toilets"].answer == "Ours may come in."
    assert known.langs("toilets") == ("en",)
    assert "is there a restroom" not in {phrase.text for phrase in vocabulary.sources(chain, "en")}


def test_a_store_switches_off_what_it_does_not_want(chain):
    own = chain / "knowledge" / "nl.toml"
    own.write_text("off = ['sale']\n")
    assert files.load(chain).ids == ("dogs", "parking", "toilets")
    assert "summer sale" not in {phrase.text for phrase in vocabulary.sources(chain, "en")}
    (chain / "knowledge" / "en.toml").write_text(OWN.replace("'dogs'", "'sale'"))
    with pytest.raises(FaultyInputError, match="switches it off"):
        files.load(chain)


def test_a_phrasing_of_the_stores_own_goes_before_the_chains(chain):
    (chain / "knowledge" / "en.toml").write_text(OWN.replace("my dog", "Parking!").replace("dogs", "bikes"))
    known = files.load(chain)
    assert "parking" not in known.entries["en"]["parking"].phrasings
    assert known.entries["en"]["bikes"].phrasings == ("Parking!",)


def test_what_the_chain_shares_is_in_the_copy_that_a_kiosk_runs_with(chain, tmp_path):
    copy = take(chain, Places(), tmp_path / "copy").store
    assert files.load(copy) == files.load(chain)


def test_an_import_is_shown_first_then_written_then_undone(tmp_path):
    store, table = make_store(tmp_path), tmp_path / "new.csv"
    table.write_text("id,language,answer,phrasing\ndogs,en,All dogs welcome.,dogs\nhats,en,No hats.,hats\n")
    before = files.load(store)
    shown = json_of("import", table, "--store", store)
    assert [(each["change"], each["id"]) for each in shown["changes"]] == [("changed", "dogs"), ("added", "hats")]
    assert (shown["written"], files.load(store)) == (False, before)
    assert json_of("import", table, "--store", store, "--yes")["written"]
    assert files.load(store).entries["en"]["dogs"].answer == "All dogs welcome."
    assert json_of("import", table, "--store", store, "--yes")["changes"] == []
    run("rollback", "--store", store)
    assert files.load(store) == before


def test_who_imports_is_told_what_truly_undoes_it(tmp_path):
    store, table = tmp_path / "shop", tmp_path / "new.csv"
    table.write_text("id,language,answer,phrasing\ndogs,en,Dogs welcome.,dogs\n", encoding="utf-8")
    made = run("import", table, "--store", store, "--yes").stdout
    assert "remove that folder" in made
    assert "rollback" not in made
    assert run("rollback", "--store", store).exit_code != 0
    table.write_text("id,language,answer,phrasing\ndogs,en,No dogs.,dogs\n", encoding="utf-8")
    assert f"`kiosk knowledge rollback --store {store}`" in run("import", table, "--store", store, "--yes").stdout
    assert run("rollback", "--store", store).exit_code == 0


def test_a_faulty_table_is_told_whole_and_changes_nothing(tmp_path):
    table = tmp_path / "bad.csv"
    table.write_text("Nummer,taal,antwoord,vraag\na,xx,Ja.,mag het\n,nl,Ja.,kan het\n", encoding="utf-8")
    told = run("import", table, "--store", tmp_path / "none", "--yes")
    assert "row 2, column taal" in told.stderr
    assert "row 3, column Nummer" in told.stderr
    assert told.exception.status == 2
    assert not (tmp_path / "none").exists()


def test_a_wrong_map_says_what_was_meant(tmp_path):
    told = run("import", tmp_path / "x.csv", "--map", "phrasng=Vraag", "--store", tmp_path)
    assert "Did you mean phrasing=Vraag?" in str(told.exception)


def test_an_export_is_what_was_imported(tmp_path):
    store = make_store(tmp_path)
    assert run("export", tmp_path / "out.xlsx", "--store", store, "--lang", "en").exit_code == 0
    found = imports.plan(sheet.read(tmp_path / "out.xlsx"), store, {})
    assert (found.changes, found.files) == ((), {})
    assert {lang for lang, _ in found.entries} == {"nl", "en"}


def test_odd_content_makes_a_store_all_the_same(tmp_path):
    rows = [f'n{number},en,"Answer {number}, ""quoted"" 🎉",question number {number}' for number in range(300)]
    odd = [
        "rtl,en,مرحبا بالعالم,where is عربي",
        f"long,en,{'very ' * 1500}long.,{'so ' * 300}long",
        "n1,en,,QUESTION NUMBER 1",
    ]
    table = tmp_path / "odd.csv"
    table.write_bytes("\r\n".join(["id,language,answer,phrasing", *rows, *odd, ""]).encode())
    plan = imports.plan(sheet.read(table), tmp_path / "odd", {})
    write.put(plan.files)
    known = files.load(tmp_path / "odd")
    assert len(known.ids) == 302
    assert known.entries["en"]["n1"].answer == 'Answer 1, "quoted" 🎉'
    assert known.entries["en"]["n1"].phrasings == ("question number 1", "QUESTION NUMBER 1")
