"""`kiosk check`: whatever is wrong, in whichever file, is told with line and what was meant, and all of it at once."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from itertools import groupby, zip_longest
from pathlib import Path

import pytest

from kiosk.checks.check import check
from kiosk.configuration import snapshot
from kiosk.configuration.layers import Places
from kiosk.studio.copying import begin

WRONG = {
    "an unknown key": ("store/kiosk.toml", "langs =", "lnags =", 6, "kiosk.lnags", "langs"),
    "an unknown section": ("store/kiosk.toml", "[store]", "[stroe]", 8, "stroe", "store"),
    "a value of the wrong kind": (
        "store/kiosk.toml",
        "backend_timeout_s = 1.6",
        'backend_timeout_s = "fast"',
        10,
        "store.backend_timeout_s",
        "a number, more than 0 and at most 10 s",
    ),
    "a decimal comma": ("store/kiosk.toml", "1.6", "1,6", 10, "", "no comma"),
    "a text without quotes": ("store/kiosk.toml", 'lang = "en"\n', "lang = en\n", 5, "", "needs quotes"),
    "an open quote": ("store/kiosk.toml", 'lang = "en"\n', 'lang = "en\n', 5, "", "closing quote"),
    "a language not on offer": (
        "store/kiosk.toml",
        'lang = "en"\nlangs = ["nl", "en", "fr", "de", "ko"]',
        'lang = "de"\nlangs = ["nl", "en", "fr", "ko"]',
        5,
        "kiosk.lang",
        "nl, en, fr, ko",
    ),
    "a back end that is none": ("store/kiosk.toml", "simulated", "simulatd", 9, "store.backend_url", "simulated"),
    "hours": ("store/store.toml", "Mo-Sa 08:00-21:00", "Mo-Sa 8 till 9", 13, "hours", "Mo-Sa 8 till 9"),
    "a time zone": ("store/store.toml", "Europe/Amsterdam", "Europe/Mokum", 6, "timezone", "Europe/Mokum"),
    "a country": ("store/store.toml", '"NL"', '"Nederland"', 7, "country", "two capitals"),
    "a date": ("store/store.toml", "2026-12-05", "2026-13-05", 19, "exceptions.2026-13-05", "a date"),
    "staff at no place": ("store/store.toml", '= "tills"', '= "till"', 36, "staff.tills", "tills"),
    "a place without width": ("store/map.toml", "w = 1.9", "w = -1.9", 18, "place[1].w", "more than 0"),
    "a kind of place": ("store/map.toml", 'kind = "tills"', 'kind = "till"', None, "kind", "tills"),
    "a heading": ("store/map.toml", "heading_deg = 90.0", "heading_deg = 900.0", 12, "kiosk.heading_deg", "360"),
    "a kiosk off the floor": ("store/map.toml", "y = 25.5", "y = 255", 9, "kiosk", "40 by 30 m"),
    "a place off the floor": ("store/map.toml", "y = 26.0", "y = -26.0", 359, "place[24]", "beyond the floor"),
    "a language twice": ("store/kiosk.toml", '"de", "ko"]', '"de", "nl"]', 6, "kiosk.langs", "twice"),
    "a truth for a number": ("store/kiosk.toml", "_s = 1.6", "_s = true", 10, "backend_timeout_s", "at most 10 s"),
    "a store's language twice": ("store/store.toml", '"de", "ko"', '"de", "de"', 9, "languages", "twice"),
    "a truth for a coordinate": ("store/map.toml", "x = 2.5", "x = true", 16, "place[1].x", "a number"),
    "a price": ("store/products.csv", "1.29,23", "1.2x,23", 2, "price_eur", "no price"),
    "a negative price": ("store/products.csv", "1.39,31", "-1.39,31", 3, "price_eur", "no price"),
    "a stock": ("store/products.csv", "1.19,18", "1.19,1.8", 4, "stock", "whole number"),
    "a place not on the map": (
        "store/knowledge/en.toml",
        'place = "toilets"',
        'place = "toilet"',
        83,
        "entry[4].place",
        "toilets",
    ),
    "an action": ("store/knowledge/en.toml", '"product"\ntags', '"produkt"\ntags', 8, "entry[1].action", "product"),
    "a phrasing twice": (
        "store/knowledge/en.toml",
        '"are you open tomorrow"',
        '"where is the milk"',
        None,
        "phrasings",
        "stands in 'product' too",
    ),
    "a gesture": ("store/knowledge/en.toml", 'answer = "The', 'answer = "^piont(tills) The', None, "answer", "point"),
    "a picture": ("store/products.csv", "23,1 l,dairy", "23,1 l,diary", 2, "picture", "dairy"),
    "a logo": ("store/store.toml", '"logo.png"', '"lego.png"', 42, "theme.logo", "no pictures/lego.png"),
    "a colour": (
        "store/store.toml",
        "[theme]",
        "[theme]\nprimary = 'red'",
        42,
        "theme.primary",
        "a colour such as #1F7A78",
    ),
    "a row": ("store/products.csv", "4,aisle-4,1.29", "4,aisel-4,1.29", 2, "place", "aisle-4"),
    "a comma in a name": ("store/products.csv", "halfvolle melk,", "halfvolle melk, vers,", 2, "", "quotes around"),
    "a column": ("store/products.csv", "name_ko", "name_kr", 1, "name_kr", "name_ko"),
    "a sentence": ("store/lang/en.toml", "nobody_there", "nobodythere", 4, "nobodythere", "nobody_there"),
    "an act": ("store/stories/demo.en.toml", '"say"', '"sya"', 15, "act[2].kind", "say"),
    "a voice": ("store/stories/demo.ko.toml", 'voice = "ko"', 'voice = "kor"', 4, "voice", "ko"),
    "a variant": ("store/stories/demo.nl.toml", "nl+m3", "nl+m33", 4, "voice", "nl+m3"),
    "a rehearsal": ("store/rehearsals/01-milk.en.toml", "title =", "titel =", None, "titel", "title"),
    "a greeting without the disclosure": (
        "config/lang/en.toml",
        "{disclosure} What can",
        "What can",
        7,
        "greeting",
        "",
    ),
    "a word of the screen": ("config/lang/screen.toml", 'name = "Nederlands"\n', "", None, "nl.name", "quotes"),
    "a slot": ("config/answers/en.toml", "{product} in", "{produkt} in", 4, "sentence.product_aisle", "{product}"),
    "a pattern": ("config/triage/en.toml", "[stop]\nany = [", '[stop]\nany = ["(",', None, "stop.any[1]", "regular"),
    "a group": ("config/voice/en.toml", "'{address:signs*}'", "'{adress:signs*}'", 10, "rules[1]", "{adress"),
    "a part": ("config/voice/nl.toml", "(?P<address>{address}+", "(?P<address>{adres}+", 10, "rules[1]", "adres"),
    "a pronunciation": ("config/voice/fr.toml", '"Wi-Fi" = "ouifi"', '"Wi-Fi" = "[[wif i"', None, "Wi-Fi", "[["),
    "a store's pronunciation": ("store/pronunciation.toml", '= "duh linda"', '= " "', 3, "De Linde", "says nothing"),
    "a parameter": ("config/gestures/nod.toml", "headPitch", "headPich", 6, "keyframes[1].pose", "headPitch"),
    "a joint": (
        "config/devices/mcu-head.toml",
        "range = [0.0, 1.0]",
        "range = [0.0]",
        20,
        "joints.jaw.range",
        "number",
    ),
    "a model": ("config/models.toml", 'licence = "MIT"', 'license = "MIT"', 12, "yunet.license", "licence"),
}


def broken(files: Path, name: str) -> Path:
    file, old, new, *_ = WRONG[name]
    text = (files / file).read_text(encoding="utf-8")
    assert old in text, f"{file} has no {old!r} any more"
    (files / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return files / file


def test_the_shipped_configuration_is_in_order(store: Path, places: Places) -> None:
    report = check(store, {}, places)
    assert [str(fault) for fault in report.found] == []
    assert any("De Linde" in line for line in report.checked)


def test_a_stores_colour_that_cannot_be_read_is_a_warning_and_says_what_is_used(store: Path, places: Places) -> None:
    own = store / "store.toml"
    own.write_text(own.read_text().replace("[theme]", "[theme]\nprimary = '#ffd400'"), encoding="utf-8")
    report = check(store, {}, places)
    (found,) = report.found
    assert (found.severity, found.code, found.key) == ("warning", "store.theme", "theme.primary")
    assert re.search("#[0-9a-f]{6} is used", found.message)
    own.write_text(own.read_text().replace("#ffd400", "#0b3d91"), encoding="utf-8")
    assert not check(store, {}, places).found


def test_a_logo_that_is_no_picture_is_a_fault(store: Path, places: Places) -> None:
    (store / "pictures" / "logo.png").write_text("no picture")
    (fault,) = check(store, {}, places).faults
    assert (fault.code, "no picture that can be drawn" in fault.message) == ("store.logo", True)


def test_a_logo_elsewhere_and_a_colour_that_is_none_are_told_once(store: Path, places: Places) -> None:
    own = store / "store.toml"
    text = own.read_text().replace('"logo.png"', '"../../x"').replace("[theme]", "[theme]\nprimary = '#12345g'")
    own.write_text(text, encoding="utf-8")
    faults = {fault.key: str(fault) for fault in check(store, {}, places).faults}
    assert [fault.key for fault in check(store, {}, places).faults] == ["theme.primary", "theme.logo"]
    assert "a colour such as #1F7A78" in faults["theme.primary"]
    assert "the name of a PNG file" in faults["theme.logo"]


def test_a_face_of_ones_own_lies_beside_the_settings_that_name_it_also_for_the_copy_that_is_run(
    tmp_path: Path, store: Path, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin("noor", "maya", store / "noor")
    (store / "kiosk.toml").write_text('[kiosk]\navatar = "./noor"\n')
    monkeypatch.chdir(tmp_path)
    taken = snapshot.take(store, places, tmp_path / "copy")
    for folder, around in ((store, places), (taken.store, taken.places)):
        report = check(folder, {}, around)
        assert report.ok
        assert report.layers.settings.kiosk.avatar == str(store / "noor")


def rounds() -> list[list[str]]:
    """All of them, one of each file at a time: a check takes a quarter of a second."""
    by_file = groupby(sorted(WRONG, key=lambda name: WRONG[name][0]), key=lambda name: WRONG[name][0])
    columns = zip_longest(*(list(names) for _, names in by_file))
    return [[name for name in names if name] for names in columns]


@pytest.mark.parametrize("names", rounds(), ids="; ".join)
def test_a_fault_names_file_line_key_and_what_was_meant(
    names: list[str], files: Path, store: Path, places: Places
) -> None:
    wrong = {name: str(broken(files, name)) for name in names}
    faults = check(store, {}, places).faults
    for name, file in wrong.items():
        _, _, _, line, key, says = WRONG[name]
        mine = [fault for fault in faults if fault.file == file]
        found = [fault for fault in mine if key in fault.key]
        fault = next((each for each in found if says in f"{each.message} {each.allowed} {each.did_you_mean}"), None)
        assert fault is not None, (name, [str(each) for each in mine])
        assert line is None or fault.line == line, name
        assert fault.line
        assert fault.remedy
        assert "Input should" not in str(fault), "the words of a library"
        assert len(mine) <= 2, "one mistake, many complaints"
    assert {fault.file for fault in faults} == set(wrong.values())


def test_everything_is_told_at_once_and_a_broken_file_hides_no_other(files: Path, store: Path, places: Places) -> None:
    names = ("an open quote", "hours", "a row", "an act", "a sentence", "a parameter", "a slot", "a model")
    wrong = {str(broken(files, name)) for name in names}
    places.device.write_text("[voice]\nwpm = 1500\nwmp = 1\n[sight]\ncamera = 'devic:0'\n")
    faults = check(store, {}, places).faults
    assert {fault.file for fault in faults} == wrong | {str(places.device)}
    device = {fault.key: fault for fault in faults if fault.file == str(places.device)}
    assert device["voice.wpm"].allowed == "80 to 300 words a minute"
    assert device["voice.wmp"].did_you_mean == "wpm"
    assert (device["sight.camera"].did_you_mean, device["sight.camera"].line) == ("device", 5)


@pytest.mark.parametrize(
    ("camera", "told"), [("device:front", "as in device:0"), ("csi:left", "as in csi:0"), ("http://[host", "")]
)
def test_a_camera_that_none_can_be_is_a_fault_with_a_remedy(
    camera: str, told: str, store: Path, places: Places
) -> None:
    places.device.write_text(f"[sight]\ncamera = '{camera}'\n")
    (fault,) = check(store, {}, places).faults
    assert (fault.key, fault.line) == ("sight.camera", 2)
    assert told in fault.remedy


def test_zones_that_contradict_each_other_are_told(store: Path, places: Places) -> None:
    places.device.write_text("[sight]\nengage_m = 2.5\n")
    (fault,) = check(store, {}, places).found
    assert (fault.key, fault.code, fault.severity) == ("sight.disengage_m", "settings.zones", "warning")
    assert "2.1 m" in fault.message
    places.device.write_text("[sight]\nengage_m = 2.5\ndisengage_m = 2.9\n")
    assert check(store, {}, places).found == ()


@pytest.mark.parametrize("name", ["kiosk.toml", "products.csv", "map.toml", "store.toml", "lang/en.toml"])
@pytest.mark.parametrize("instead", ["a folder", "a link to nothing"])
def test_a_folder_or_a_link_to_nothing_in_place_of_a_file_is_a_fault_also_in_the_copy_that_is_run(
    name: str, instead: str, tmp_path: Path, store: Path, places: Places
) -> None:
    (store / name).unlink()
    before = snapshot.signature(store, places)
    if instead == "a folder":
        (store / name).mkdir()
    else:
        (store / name).symlink_to("gone.toml")
    assert snapshot.signature(store, places) != before
    (fault,) = check(store, {}, places).faults
    assert (fault.file, instead in fault.message) == (str(store / name), True)
    taken = snapshot.take(store, places, tmp_path / "copy")
    (copied,) = check(taken.store, {}, taken.places).faults
    assert (copied.file, copied.message) == (str(taken.store / name), fault.message)


def test_a_map_that_cannot_be_read_is_one_fault_and_not_hundreds(store: Path, places: Places) -> None:
    (store / "map.toml").write_text("[size\n")
    assert [Path(fault.file).name for fault in check(store, {}, places).faults] == ["map.toml"]


def test_a_map_that_is_not_there_is_one_warning_and_not_hundreds(store: Path, places: Places) -> None:
    (store / "map.toml").unlink()
    report = check(store, {}, places)
    told = [(Path(fault.file).name, fault.code, fault.severity) for fault in report.found]
    assert (told, report.ok) == ([("map.toml", "file.missing", "warning")], True)


def test_a_face_that_cannot_be_drawn_must_be_mended_and_stops_no_kiosk(store: Path, places: Places) -> None:
    begin("noor", "maya", store / "noor")
    (store / "noor" / "rig.json").write_text("{")
    (store / "kiosk.toml").write_text('[kiosk]\navatar = "./noor"\n')
    report = check(store, {}, places)
    assert [(Path(fault.file).name, fault.severity) for fault in report.faults] == [("rig.json", "loss")]
    assert (report.ok, report.runs) == (False, True)


def test_a_table_that_a_spreadsheet_saved_in_latin_1_is_told_with_its_line(
    store: Path, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.models.installed", lambda _: True)
    table = store / "products.csv"
    table.write_bytes(table.read_bytes().replace(b"halfvolle", b"h\xeblfvolle", 1))
    (fault,) = check(store, {}, places, words=True).faults
    assert (fault.code, fault.file, fault.line) == ("file.encoding", str(table), 2)


@pytest.mark.parametrize("text", [f"seed = {'9' * 5000}", f"seed = {'[' * 5000}{']' * 5000}"], ids=["digits", "deep"])
def test_what_the_reader_of_toml_cannot_bear_is_a_fault_too(text: str, store: Path, places: Places) -> None:
    (store / "kiosk.toml").write_text(f"[kiosk]\n{text}\n")
    (fault,) = check(store, {}, places).faults
    assert (fault.code, Path(fault.file).name) == ("file.toml", "kiosk.toml")


def test_a_wrong_shape_hides_no_place_that_is_there_twice(files: Path, store: Path, places: Places) -> None:
    broken(files, "a place without width")
    plan = store / "map.toml"
    plan.write_text(plan.read_text(encoding="utf-8").replace('"aisle-3"', '"aisle-2"', 1), encoding="utf-8")
    assert {"file.value", "map.twice"} <= {fault.code for fault in check(store, {}, places).faults}


def test_places_that_lie_over_each_other_are_a_warning(store: Path, places: Places) -> None:
    plan = store / "map.toml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("x = 5.4", "x = 4.0", 1), encoding="utf-8")
    report = check(store, {}, places)
    assert report.ok
    (told,) = report.found
    assert (told.code, told.key) == ("map.overlap", "place[2]")
    assert "aisle-1" in told.message


def test_an_id_of_one_language_that_is_nearly_that_of_another_is_a_warning(store: Path, places: Places) -> None:
    for lang in ("nl", "fr", "de", "ko"):
        file = store / "knowledge" / f"{lang}.toml"
        file.write_text(file.read_text(encoding="utf-8").replace('"opening-hours"', '"opening-hour"', 1))
    assert check(store, {}, places).faults == ()
    told = {fault.key: fault for fault in check(store, {}, places).found if fault.code == "knowledge.translation"}
    assert [(Path(fault.file).name, fault.did_you_mean) for fault in told.values()] == [("en.toml", "opening-hour")]


def test_what_is_named_after_a_language_that_is_not_there_is_a_warning(store: Path, places: Places) -> None:
    (store / "stories" / "demo.en.toml").rename(store / "stories" / "demo.enn.toml")
    own = store / "store.toml"
    own.write_text(own.read_text(encoding="utf-8").replace('visitors = "en"', 'visitors = "fr"'), encoding="utf-8")
    (store / "knowledge" / "fr.toml").unlink()
    report = check(store, {}, places)
    assert report.ok
    assert {(fault.code, fault.did_you_mean) for fault in report.found} == {
        ("store.stray", "en"),
        ("store.visitors", ""),
        ("settings.language", ""),
    }


def test_a_wrong_shape_hides_no_name_that_is_not_there(files: Path, store: Path, places: Places) -> None:
    broken(files, "a row")
    broken(files, "a rehearsal")
    file = store / "rehearsals" / "01-milk.en.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('entry = "product"', 'entry = "produkt"', 1))
    mine = {fault.code: fault for fault in check(store, {}, places).faults if fault.file == str(file)}
    assert mine["rehearsal.unknown"].did_you_mean == "product"
    assert mine["file.key"].did_you_mean == "title"


def test_a_fault_of_an_entry_names_its_id(files: Path, store: Path, places: Places) -> None:
    broken(files, "a place not on the map")
    (fault,) = check(store, {}, places).faults
    assert fault.what.startswith('entry[4].place (toilets) is "toilet"')
    assert fault.to_data()["name"] == "toilets"


def test_a_column_that_nothing_reads_is_told(store: Path, places: Places) -> None:
    table = store / "products.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("id,name_nl", "id,nam_nl"), encoding="utf-8")
    report = check(store, {}, places)
    assert report.ok
    assert {(fault.code, fault.did_you_mean) for fault in report.found} == {("products.columns", "name_nl")}


def test_warnings_are_told_and_are_no_faults(store: Path, places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    (store / "knowledge" / "ko.toml").unlink()
    (store / "products.csv").rename(store / "product.csv")
    monkeypatch.setenv("KIOSK_VOICE_WPM", "150")
    report = check(store, {}, places)
    assert report.ok
    told = {fault.code: fault for fault in report.found}
    assert "ko" in told["settings.language"].message
    assert told["store.stray"].did_you_mean == "products.csv"
    assert told["settings.environment"].did_you_mean == "KIOSK__VOICE__WPM"
    assert "knowledge.action" in told


def test_the_environment_is_looked_at_too(store: Path, places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("kiosk__voice__wpm", "150")
    monkeypatch.setenv("KIOSK__VOICE__PITCH", "101")
    faults = {fault.file: fault for fault in check(store, {}, places).faults}
    assert faults["kiosk__voice__wpm"].did_you_mean == "KIOSK__VOICE__WPM"
    assert faults["KIOSK__VOICE__PITCH"].allowed == "0 to 100"


def test_the_command_prints_all_and_ends_with_2(files: Path, store: Path) -> None:
    broken(files, "an unknown key")
    broken(files, "a row")
    command = [sys.executable, "-P", "-m", "kiosk", "check", "--store", str(store)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 2
    assert f"{store / 'kiosk.toml'}\n  line 6: kiosk.lnags is not known here. Did you mean langs?" in done.stdout
    assert "2 faults" in done.stdout
    done = subprocess.run([*command, "--json"], capture_output=True, text=True, timeout=200, check=False)
    document = json.loads(done.stdout)
    assert (done.returncode, document["ok"]) == (2, False)
    row = next(fault for fault in document["faults"] if fault["file"].endswith("products.csv"))
    assert (row["severity"], row["line"], row["key"], row["did_you_mean"]) == ("fault", 2, "place", "aisle-4")
    assert document["checked"]
