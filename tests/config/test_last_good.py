"""What runs when the files are wrong: the last good ones, else a bare store; and what nobody may mistype."""

from __future__ import annotations

import asyncio
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.configuration import last_good, snapshot
from kiosk.configuration.layers import Places
from kiosk.configuration.reload import Reload, keep
from kiosk.configuration.runnable import Adopted, Configuration, refusal
from kiosk.errors import InputError
from kiosk.events import ConfigurationRefused
from kiosk.faults import Fault, FaultyInputError
from kiosk.studio.copying import begin


def opened(store: Path, tmp_path: Path, **sections: dict[str, object]):  # type: ignore[no-untyped-def]
    shutil.rmtree(tmp_path / "run", ignore_errors=True)
    configuration = Configuration(store, sections, tmp_path / "run", headless=True)
    adopted, _ = configuration.open()
    return adopted


def test_files_that_are_right_run_as_a_copy_and_are_kept(store: Path, tmp_path: Path) -> None:
    adopted = opened(store, tmp_path)
    assert adopted.faults == ()
    assert adopted.settings.kiosk.langs == ("nl", "en", "fr", "de", "ko")
    assert adopted.settings.store.dir != store
    (store / "knowledge" / "en.toml").unlink()
    assert (adopted.settings.store.dir / "knowledge" / "en.toml").is_file(), "a part that starts again finds its files"
    assert keep(adopted) == ""
    kept = last_good.find(store)
    assert kept is not None
    assert kept.digest == adopted.snapshot.digest


def test_wrong_files_run_the_last_good_ones_and_say_why(store: Path, tmp_path: Path) -> None:
    keep(opened(store, tmp_path))
    before = (store / "kiosk.toml").read_text()
    (store / "kiosk.toml").write_text(before + "[voice]\nwpm = 1500\n")
    (store / "map.toml").write_text("[size\n")
    adopted = opened(store, tmp_path, voice={"volume": 0.5})
    assert not adopted.bare
    assert {Path(fault.file) for fault in adopted.faults} == {store / "kiosk.toml", store / "map.toml"}
    assert adopted.settings.kiosk.langs == ("nl", "en", "fr", "de", "ko")
    assert adopted.settings.voice.volume == 0.5, "what is typed wins over the last good files too"
    assert (adopted.settings.store.dir / "map.toml").stat().st_size > 100
    told = refusal(adopted.faults)
    assert isinstance(told, ConfigurationRefused)
    assert "line" in told.reason


def test_a_settings_file_that_is_a_link_to_nothing_runs_the_last_good_ones(store: Path, tmp_path: Path) -> None:
    keep(opened(store, tmp_path))
    (store / "kiosk.toml").unlink()
    (store / "kiosk.toml").symlink_to("gone.toml")
    adopted = opened(store, tmp_path)
    assert {(fault.code, fault.file) for fault in adopted.faults} == {("file.missing", str(store / "kiosk.toml"))}
    assert not adopted.bare
    assert adopted.settings.kiosk.langs == ("nl", "en", "fr", "de", "ko")


def test_without_a_last_good_one_a_bare_store_runs_in_the_languages_that_were_asked_for(
    store: Path, tmp_path: Path, data: Path
) -> None:
    (store / "knowledge" / "nl.toml").write_text("[[entry]]\nid = 1\n")
    (data / "device.toml").write_text('[stage]\nwidth = 720\n[voice]\nwpm = "fast"\n')
    adopted = opened(store, tmp_path)
    assert adopted.bare
    assert adopted.settings.kiosk.langs == ("nl", "en", "fr", "de", "ko")
    assert adopted.settings.stage.width == 720, "what is sound of the device's settings counts"
    assert adopted.settings.voice.wpm == 165
    assert not (adopted.settings.store.dir / "products.csv").exists()
    assert adopted.settings.store.backend_url == ""


def test_a_last_good_copy_that_lost_its_face_too_is_no_better_than_what_stands_there(
    store: Path, tmp_path: Path
) -> None:
    begin("noor", "maya", store / "noor")
    own = store / "kiosk.toml"
    own.write_text(own.read_text().replace("[kiosk]", '[kiosk]\navatar = "./noor"'))
    keep(opened(store, tmp_path))
    (store / "noor" / "rig.json").write_text("{")
    adopted = opened(store, tmp_path)
    assert (adopted.faults, bool(adopted.lost)) == ((), True)
    (store / "map.toml").write_text("[size\n")
    adopted = opened(store, tmp_path)
    assert (adopted.bare, bool(adopted.faults), bool(adopted.lost)) == (False, True, True)


def test_a_running_face_is_not_given_up_and_one_that_is_lost_stands_in_the_way_of_no_change(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = (Fault("avatar.unknown", "kiosk.toml", "is no avatar", "Mend it.", severity="loss"),)

    async def found(*_: object, **__: object) -> list[Fault]:
        return list(lost)

    monkeypatch.setattr("kiosk.configuration.reload.faults_of", found)
    configuration = Configuration(store, {}, tmp_path / "run", headless=True)
    shown, _ = configuration.open()
    (store / "store.toml").write_text((store / "store.toml").read_text().replace("De Linde", "De Iep"))
    assert asyncio.run(Reload(configuration, shown)._look()) == lost
    taken = asyncio.run(Reload(configuration, replace(shown, lost=lost))._look())
    assert isinstance(taken, Adopted)
    assert (taken.lost, taken.faults) == (lost, ())


def test_a_damaged_copy_is_no_good_one(store: Path, tmp_path: Path) -> None:
    keep(opened(store, tmp_path))
    kept = last_good.find(store)
    assert kept is not None
    (kept.store / "products.csv").write_text("id\n")
    assert last_good.find(store) is None
    keep(opened(store, tmp_path))
    assert last_good.find(store) is not None, "a good start mends it"


def test_only_the_newest_copy_stays_and_half_a_copy_never_counts(store: Path, tmp_path: Path) -> None:
    keep(opened(store, tmp_path))
    first = last_good.find(store)
    (store / "store.toml").write_text((store / "store.toml").read_text().replace("De Linde", "De Iep"))
    keep(opened(store, tmp_path))
    second = last_good.find(store)
    assert first is not None
    assert second is not None
    assert not first.root.exists()
    assert "De Iep" in (second.store / "store.toml").read_text()
    half = second.root.parent / ".new-cut-off"
    half.mkdir()
    assert last_good.find(store) == second
    (second.root / last_good.MANIFEST).write_text(json.dumps({"files": {"store/x": "0"}}))
    assert last_good.find(store) is None


def test_each_store_has_its_own(store: Path, tmp_path: Path) -> None:
    keep(opened(store, tmp_path))
    other = tmp_path / "other" / "store"
    shutil.copytree(store, other)
    (other / "store.toml").write_text("")
    assert opened(other, tmp_path).bare


def test_a_full_or_read_only_disk_is_told_and_stops_nothing(store: Path, tmp_path: Path, data: Path) -> None:
    (data / last_good.FOLDER).write_text("in the way")
    assert "No last good configuration can be kept" in keep(opened(store, tmp_path))


def test_what_is_typed_must_be_right(store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(opened(store, tmp_path))
    with pytest.raises(InputError, match="no store in"):
        opened(tmp_path / "nowhere", tmp_path)
    with pytest.raises(FaultyInputError, match=r"voice\.wpm"):
        opened(store, tmp_path, voice={"wpm": 1})
    monkeypatch.setenv("KIOSK__VOICE__WPN", "150")
    with pytest.raises(FaultyInputError, match="Did you mean wpm"):
        opened(store, tmp_path)


def test_a_file_that_came_with_the_product_needs_a_good_copy(store: Path, tmp_path: Path, places: Places) -> None:
    configuration = Configuration(store, {}, tmp_path / "run", headless=True)
    configuration.places = places
    gesture = places.config / "gestures" / "nod.toml"
    good = gesture.read_text()
    gesture.write_text("about = 1\n")
    with pytest.raises(FaultyInputError, match=r"nod\.toml"):
        configuration.open()
    gesture.write_text(good)
    keep(configuration.open()[0])
    gesture.write_text("about = 1\n")
    adopted, _ = configuration.open()
    assert (adopted.config / "gestures" / "nod.toml").read_text() == good


def test_a_change_of_any_file_is_seen_without_reading_it(store: Path, places: Places) -> None:
    before = snapshot.signature(store, places)
    assert snapshot.signature(store, places) == before
    places.device.write_text("")
    assert snapshot.signature(store, places) != before


def test_a_face_that_cannot_be_drawn_or_a_map_that_is_not_there_costs_no_answers(store: Path, tmp_path: Path) -> None:
    begin("noor", "maya", store / "noor")
    (store / "noor" / "rig.json").write_text("{")
    own = store / "kiosk.toml"
    sound = own.read_text()
    own.write_text(sound.replace("[kiosk]", '[kiosk]\navatar = "./noor"'))
    (store / "map.toml").unlink()
    adopted = opened(store, tmp_path)
    assert (adopted.bare, adopted.faults) == (False, ())
    assert {Path(fault.file).name for fault in adopted.lost} == {"rig.json"}
    assert (adopted.settings.store.dir / "knowledge" / "en.toml").is_file()
    assert keep(adopted) == ""
    assert last_good.find(store) is None, "without a face it is not the good one"
    own.write_text(sound.replace("[kiosk]", '[kiosk]\navatar = "maia"'))
    assert {fault.code for fault in opened(store, tmp_path).lost} == {"avatar.unknown"}
    with pytest.raises(FaultyInputError, match="maya"):
        opened(store, tmp_path, kiosk={"avatar": "maia"})


def test_a_last_good_copy_with_a_face_runs_before_files_without_one(store: Path, tmp_path: Path) -> None:
    keep(opened(store, tmp_path))
    own = store / "kiosk.toml"
    own.write_text(own.read_text().replace("[kiosk]", '[kiosk]\navatar = "maia"'))
    adopted = opened(store, tmp_path)
    assert ([fault.code for fault in adopted.faults], adopted.lost) == (["avatar.unknown"], ())
    assert adopted.settings.kiosk.avatar == "maya"
