"""Files with faults: all of them at once, with the line and what was meant."""

import pytest

from kiosk.errors import InputError
from kiosk.faults import FaultyInputError
from kiosk.rehearsal.read import find, load
from kiosk.resources import config_dir

STORE = config_dir() / "demo-store"
BAD = """title = "x"
lnag = "en"
lang = "en"
[circumstances]
back_end = "slwo"
[[turn]]
says = "a"
types = "b"
[[turn]]
entry = "product"
[[turn]]
say = "hello"
comes = true
[[turn]]
types = "x"
heard = "y"
"""


def faults(text, folder, store=None):
    path = folder / "bad.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FaultyInputError) as refused:
        load(path, store)
    assert refused.value.status == 2
    return {(fault.line, fault.did_you_mean) for fault in refused.value.faults}


def test_every_fault_is_told_with_its_line_and_what_was_meant(tmp_path):
    assert faults(BAD, tmp_path) == {(2, "lang"), (5, "slow"), (6, ""), (9, ""), (12, "says"), (14, "")}


def test_names_that_stand_for_nothing(tmp_path):
    head = 'title = "x"\nlang = "en"\n[circumstances]\nsold_out = "mlik"\n[[turn]]\ncomes = true\n'
    text = f'{head}sentence = ["greeting", "greting"]\nentry = "prodct"\nmap = "aisle4"\nreply_lang = "xx"\n'
    assert faults(text, tmp_path) == {(7, "greeting"), (10, "")}, "what a store knows is looked for only in a store"
    assert faults(text, tmp_path, STORE) >= {(4, "milk"), (7, "greeting"), (8, "product"), (9, "aisle-4")}


@pytest.mark.parametrize("text", ['title = "x"\nlang = "en"\n', 'title = "x"\nlang = "en"\n[[turn]]\nsays = "a\n', "{"])
def test_what_is_no_rehearsal_is_refused(text, tmp_path):
    assert len(faults(text, tmp_path)) == 1


def test_folders_stores_and_single_files(tmp_path):
    one = STORE / "rehearsals" / "01-milk.en.toml"
    assert find(one) == [one]
    assert one in find(STORE)
    assert find(STORE) == find(STORE / "rehearsals")
    for missing in (tmp_path, tmp_path / "nothing"):
        with pytest.raises(InputError) as refused:
            find(missing)
        assert refused.value.code in {"rehearsal.none", "rehearsal.missing"}


def test_other_files_beside_rehearsals_are_left_alone(tmp_path):
    (tmp_path / "store.toml").write_text('name = "x"\n', encoding="utf-8")
    (tmp_path / "talk.toml").write_text('title = "x"\nlang = "en"\n[[turn]]\ncomes = true\n', encoding="utf-8")
    assert [path.name for path in find(tmp_path)] == ["talk.toml"]
