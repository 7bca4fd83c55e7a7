"""Settings: layers in order, and faults that name file, line and what was meant."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kiosk.configuration import layers
from kiosk.errors import InputError
from kiosk.resources import config_dir
from kiosk.settings import Settings


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    (tmp_path / "shop").mkdir()
    shutil.copy(config_dir() / "demo-store" / "store.toml", tmp_path / "shop")
    return tmp_path / "shop"


def test_later_layers_win(store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert layers.load(store).voice.wpm == Settings().voice.wpm
    (store / "kiosk.toml").write_text("[voice]\nwpm = 150\npitch = 40\n")
    assert layers.load(store).voice.wpm == 150
    (tmp_path / "data" / "balie").mkdir(parents=True)
    (tmp_path / "data" / "balie" / "device.toml").write_text("[voice]\nwpm = 140\n")
    assert (layers.load(store).voice.wpm, layers.load(store).voice.pitch) == (140, 40)
    monkeypatch.setenv("KIOSK__VOICE__WPM", "130")
    assert layers.load(store).voice.wpm == 130
    assert layers.load(store, {"voice": {"wpm": 120}}).voice.wpm == 120


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[voice]\nwpm = 150\nwmp = 3\n", ("line 3", "voice.wmp", "Did you mean wpm?")),
        ("[voise]\nwpm = 150\n", ("line 1", "Did you mean voice?")),
        ("# a remark\n\n[voice]\nwpm = 1500\n", ("line 4", "voice.wpm", "300")),
        ('[kiosk]\nlang = "eo"\n', ("line 2", "kiosk.lang", "nl")),
        ("[voice\n", ("kiosk.toml", "line 1")),
    ],
)
def test_a_fault_names_file_line_and_remedy(store: Path, text: str, words: tuple[str, ...]) -> None:
    (store / "kiosk.toml").write_text(text)
    with pytest.raises(InputError) as fault:
        layers.load(store)
    assert fault.value.status == 2
    for word in ("kiosk.toml", *words):
        assert word in fault.value.sentence


def test_all_faults_of_a_file_come_at_once(store: Path) -> None:
    (store / "kiosk.toml").write_text("[voice]\nwpm = 1\npitch = 101\n[sight]\nx = 1\n")
    with pytest.raises(InputError) as fault:
        layers.load(store)
    assert all(word in fault.value.sentence for word in ("line 2", "line 3", "line 5"))


def test_the_environment_is_checked_too(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIOSK__VOICE__WPN", "100")
    with pytest.raises(InputError, match="Did you mean wpm"):
        layers.load(store)
    monkeypatch.delenv("KIOSK__VOICE__WPN")
    monkeypatch.setenv("KIOSK__WPM", "100")
    with pytest.raises(InputError, match="KIOSK__SECTION__KEY"):
        layers.load(store)
    monkeypatch.delenv("KIOSK__WPM")
    monkeypatch.setenv("KIOSK_TEST_DATA", "/somewhere")
    layers.load(store)


def test_a_store_that_is_not_there_is_named() -> None:
    with pytest.raises(InputError, match="no store in"):
        layers.load(Path("/nowhere"))


def test_every_setting_is_described() -> None:
    for section in Settings.model_fields.values():
        for name, field in section.annotation.model_fields.items():  # type: ignore[union-attr]
            assert field.description, name
