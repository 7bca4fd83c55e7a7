"""The bench reads intent sets and measures; here on a set small enough to know the outcome."""

from kiosk.answers.encoder import NoEncoder
from kiosk.bench import answers as bench

SAYINGS = {
    "keys": ["cut a spare key", "copy my house key", "a second key please", "make a new key"],
    "shoes": ["mend my broken heel", "repair these shoes", "new soles for shoes", "fix my boots and shoes"],
    "stamps": ["sell me ten stamps", "stamps for a letter", "post stamps abroad", "buy international stamps"],
}


def test_rows_of_a_small_set_are_measured(tmp_path):
    train = [f"{label}\t{text}" for label, texts in SAYINGS.items() for text in texts]
    (tmp_path / "small_train_10.tsv").write_text("\n".join(train), encoding="utf-8")
    test = "keys\tcopy a spare key\nshoes\trepair my shoes\nstamps\tten stamps\nkeys\tstamps for a letter"
    (tmp_path / "small_test.tsv").write_text(test, encoding="utf-8")
    (tmp_path / "small_oos_test.tsv").write_text("oos\twho won yesterday\noos\tqwx", encoding="utf-8")
    rows = {row.name: row for row in bench._set_rows("small", tmp_path / "small", 1, 85.0, NoEncoder())}
    accuracy = rows["small accuracy, 10 phrasings a question"]
    assert accuracy.value == 75.0  # the last label is wrong on purpose
    assert accuracy.peer is not None
    assert 0 < accuracy.peer.value <= 75.0
    assert rows["small out of scope, AUROC"].value == 100.0
    assert rows["small a query, p95"].value > 0


def test_without_data_the_public_sets_are_skipped_with_a_reason(tmp_path, monkeypatch):
    monkeypatch.setattr(bench, "_store_rows", lambda: iter(()))
    (skipped,) = [found for step in bench.steps(tmp_path) for found in step.measure()]
    assert "--data" in skipped.reason
