"""The bench reads intent sets and measures; here on a set small enough to know the outcome."""

import pytest

from kiosk.answers.encoder import NoEncoder
from kiosk.answers.stages import Stages
from kiosk.bench import answers as bench
from kiosk.bench import answers_curve, intent_sets, misheard
from kiosk.bench.row import Row
from kiosk.bench.word_errors import rate

SAYINGS = {
    "keys": ["cut a spare key", "copy my house key", "a second key please", "make a new key"],
    "shoes": ["mend my broken heel", "repair these shoes", "new soles for shoes", "fix my boots and shoes"],
    "stamps": ["sell me ten stamps", "stamps for a letter", "post stamps abroad", "buy international stamps"],
}


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sets")
    train = [f"{label}\t{text}" for label, texts in SAYINGS.items() for text in texts]
    (folder / "small_train_10.tsv").write_text("\n".join(train), encoding="utf-8")
    test = "keys\tcopy a spare key\nshoes\trepair my shoes\nstamps\tten stamps\nkeys\tstamps for a letter"
    (folder / "small_test.tsv").write_text(test, encoding="utf-8")
    (folder / "small_oos_test.tsv").write_text("oos\twho won yesterday\noos\tqwx", encoding="utf-8")
    found = intent_sets.rows("small", folder / "small", 1, intent_sets.Goals(85.0), Stages(NoEncoder()))
    return {row.name: row for row in found if isinstance(row, Row)}


def test_rows_of_a_small_set_are_measured(rows):
    accuracy = rows["small, clean: right, of 4"]
    assert accuracy.value == 75.0  # the last label is wrong on purpose
    assert accuracy.peer is not None
    assert 0 < accuracy.peer.value <= 75.0
    assert rows["small: out of scope, AUROC"].value == 100.0
    assert rows["small: a query, first stage, p95"].value > 0


def test_every_peer_is_measured_on_the_same_questions(rows):
    for name in ("rapidfuzz", "SQLite FTS5", "bm25s", "letters and words, logistic regression"):
        assert 0 < rows[f"small, clean: right by {name}"].value <= 75.0


def test_the_curve_of_care_is_read_back_from_its_rows(rows):
    points = [point for row in rows.values() if (point := answers_curve.read(row)) is not None]
    assert {point.kind for point in points} == set(answers_curve.KINDS)
    answered = [point.value for point in points if point.kind == "answered"]
    assert answered == sorted(answered, reverse=True), "the surer it must be, the fewer answers"


def test_without_data_the_public_sets_are_skipped_with_a_reason(tmp_path):
    (skipped,) = bench.steps(tmp_path)[-1].measure()
    assert "--data" in skipped.reason


def test_the_folder_of_the_sets_may_be_given_itself(tmp_path):
    (tmp_path / "banking77_train_10.tsv").touch()
    assert [step.name for step in bench.steps(tmp_path)][-2:] == ["BANKING77, and its peers", "CLINC150, and its peers"]


def test_a_sample_takes_some_of_every_label():
    every = [(label, str(number)) for label in "abc" for number in range(5)]
    assert intent_sets.sample(every, 3) == [(label, text) for label in "abc" for text in ("0", "3")]


def test_word_errors_sound_alike_and_are_as_many_as_wanted():
    texts = ["where can i find the fresh milk in this store", "when do you close on sunday evening"] * 40
    heard = misheard.misheard(texts, 0.2)
    assert heard == misheard.misheard(texts, 0.2)
    assert 14 < rate(zip(texts, heard, strict=True), "en") < 26
    assert misheard.misheard(texts, 0.0) == texts
    assert "meal" in {word for word, _ in misheard.neighbours(["meel"])["meel"]}
