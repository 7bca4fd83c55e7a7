"""What moves, in the check: profiles, calibration, marks that are turned to a place; and when a change is taken up."""

from pathlib import Path

import pytest

from kiosk.checks.check import check
from kiosk.configuration.layers import Places
from kiosk.configuration.reload import affected
from kiosk.configuration.runnable import Configuration

CALIBRATION = """device = "mcu-head"

[joints.yaw]
offset = 2.0
who = "anna"
when = 2026-11-22T16:40:00+01:00
"""


def changed(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_parameter_that_nothing_moves_is_told_with_its_line(files: Path, store: Path, places: Places) -> None:
    changed(files / "config" / "devices" / "mcu-head.toml", "{ headPitch = 1.0 }", "{ headPich = 1.0 }")
    (fault,) = (fault for fault in check(store, {}, places).faults if fault.code == "profile.parameter")
    assert fault.did_you_mean == "headPitch"
    assert fault.line
    assert "mcu-head.toml" in fault.file


def test_a_wrong_calibration_is_a_warning_with_its_line(files: Path, store: Path, places: Places) -> None:
    file = files / "calibration" / "mcu-head.toml"
    file.parent.mkdir()
    file.write_text(CALIBRATION.replace("joints.yaw", "joints.jaws"), encoding="utf-8")
    report = check(store, {}, places)
    (found,) = (fault for fault in report.found if fault.code == "calibration.value")
    assert report.ok
    assert "line 3" in str(found)


def test_marks_are_turned_to_places_of_the_map_or_told(store: Path, places: Places) -> None:
    marks = "^nod ^look() ^look(aisle-4) ^welcome() ^point(aisel-4) ^look(toilet) ^nood "
    changed(store / "knowledge" / "en.toml", 'answer = "', f'answer = "{marks}')
    faults = [fault for fault in check(store, {}, places).faults if fault.code == "knowledge.mark"]
    assert [fault.did_you_mean for fault in faults] == ["nod", "aisle-4", "toilets"]


@pytest.mark.parametrize(
    ("key", "begin", "told"),
    [
        ("answer", "It is ^point (aisle-4) there", "a space between"),
        ("answer", "It is ^point(aisle-4 there", "not closed"),
        ("answer", "It is ^point there", "without a place"),
        ("answer", "It is ^ nod there", "begins no mark"),
        ("title", "^nod Milk", "only an answer"),
    ],
)
def test_a_mark_that_is_miswritten_is_told(key: str, begin: str, told: str, store: Path, places: Places) -> None:
    changed(store / "knowledge" / "en.toml", f'{key} = "', f'{key} = "{begin} ')
    faults = [fault for fault in check(store, {}, places).faults if fault.code == "knowledge.mark"]
    assert any(told in fault.message and fault.line and fault.key.endswith(key) for fault in faults)


def test_marks_in_the_stores_own_sentences_are_looked_at_too(store: Path, places: Places) -> None:
    changed(store / "lang" / "en.toml", "\"I'm sorry, nobody", "\"^sorry ^sory I'm sorry, nobody")
    (fault,) = (fault for fault in check(store, {}, places).faults if fault.code == "knowledge.mark")
    assert (Path(fault.file).parent.name, fault.did_you_mean, bool(fault.line)) == ("lang", "sorry", True)


def test_an_answer_of_marks_alone_is_refused(store: Path, places: Places) -> None:
    changed(
        store / "knowledge" / "en.toml",
        "[[entry]]",
        '[[entry]]\nid = "a"\ntitle = "A"\nanswer = "^nod"\nphrasings = ["a b"]\n[[entry]]',
    )
    assert any("nothing to say" in fault.message for fault in check(store, {}, places).faults)


def test_what_was_measured_and_profiles_of_ones_own_begin_the_body_anew(
    data: Path, store: Path, tmp_path: Path
) -> None:
    configuration = Configuration(store, {}, tmp_path / "run", headless=True)
    before = configuration.adopt(configuration.take())
    for file in (data / "calibration" / "mcu-head.toml", data / "devices" / "own.toml"):
        file.parent.mkdir()
        file.write_text(CALIBRATION, encoding="utf-8")
        after = configuration.adopt(configuration.take())
        assert affected(before, after) == {"body"}
        before = after
