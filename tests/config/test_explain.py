"""`kiosk explain`, and the schemas for editors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kiosk import schema
from kiosk.cli import build
from kiosk.configuration import layers, settings_list
from kiosk.errors import InputError
from kiosk.resources import config_dir
from kiosk.settings import Settings


def explained(store: Path, name: str) -> settings_list.Explained:
    ((section, key),) = settings_list.find(name)
    return settings_list.explain(layers.gather(store), section, key)


def test_a_setting_tells_value_layers_meaning_unit_and_range(
    store: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = explained(store, "hearing.end_silence_ms")
    assert (plain.value, plain.origin, plain.unit, plain.allowed) == (500, "default", "ms", "200 to 3000 ms")
    assert "ends a sentence" in plain.meaning
    assert not plain.changed
    with (store / "kiosk.toml").open("a") as file:
        file.write("\n[hearing]\nend_silence_ms = 400\n")
    (data / "device.toml").write_text("[hearing]\nend_silence_ms = 600\n")
    lines = (store / "kiosk.toml").read_text().splitlines()
    monkeypatch.setenv("KIOSK__HEARING__END_SILENCE_MS", "700")
    changed = explained(store, "hearing.end_silence_ms")
    assert (changed.value, changed.changed, changed.default) == (700, True, 500)
    assert [(each.value, each.place) for each in changed.standing] == [
        (400, f"{store / 'kiosk.toml'}, line {len(lines)}"),
        (600, f"{data / 'device.toml'}, line 2"),
        (700, "KIOSK__HEARING__END_SILENCE_MS"),
    ]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("hearing.end_silense_ms", "hearing.end_silence_ms"),
        ("voce", "voice"),
        ("wpn", "voice.wpm"),
        ("qqqq", "Sections"),
    ],
)
def test_an_unknown_name_says_what_may_be_meant(name: str, says: str) -> None:
    with pytest.raises(InputError, match=says) as fault:
        list(settings_list.find(name))
    assert fault.value.status == 2


def test_a_section_a_key_alone_and_a_variable_are_understood() -> None:
    assert [key for _, key in settings_list.find("voice")][:2] == ["speaker", "wpm"]
    assert list(settings_list.find("wpm")) == [("voice", "wpm")] == list(settings_list.find("VOICE__WPM"))


def test_every_number_has_a_meaning_and_a_range_or_is_a_seed() -> None:
    for section, keys in settings_list.sections().items():
        for key in keys:
            told = settings_list.explain(layers.Layers(Path(), ()), section, key)
            assert told.meaning, key
            assert not told.meaning.startswith("…"), f"{key} is explained by its neighbour"
            ends = (key.endswith("_ms"), key.endswith("_s"), key.endswith("_deg"), key.endswith("_db"))
            assert told.unit == ("ms", "s", "degrees", "dB")[ends.index(True)] if any(ends) else True
            if isinstance(told.default, int | float) and not isinstance(told.default, bool) and key != "seed":
                assert any(letter.isdigit() for letter in told.allowed), f"{section}.{key} has no range"


def test_the_command_shows_one_a_section_all_and_json(store: Path) -> None:
    run = CliRunner().invoke
    app = build()
    one = run(app, ["explain", "store.backend_timeout_s", "--store", str(store)])
    assert one.exit_code == 0
    assert "store.backend_timeout_s = 1.6 s" in one.output
    assert f"{store / 'kiosk.toml'}, line 10" in one.output
    assert "KIOSK__STORE__BACKEND_TIMEOUT_S" in one.output
    every = run(app, ["explain", "--store", str(store), "--json"])
    settings = json.loads(every.stdout)["settings"]
    assert len(settings) == sum(len(keys) for keys in settings_list.sections().values())
    langs = next(each for each in settings if each["key"] == "kiosk.langs")
    assert (langs["value"], langs["changed"]) == (["nl", "en", "fr", "de", "ko"], True)
    assert "backend_url" in run(app, ["explain", "store"]).output
    assert "nl: espeak (" in run(app, ["explain", "voice.engine", "--store", str(store)]).output


def test_nobody_is_sent_to_a_file_of_the_program_that_its_next_version_replaces(store: Path) -> None:
    own = CliRunner().invoke(build(), ["explain", "voice.wpm", "--store", str(store)]).output
    assert f"in {store / 'kiosk.toml'} (this store)" in own
    shipped = config_dir() / "demo-store"
    told = CliRunner().invoke(build(), ["explain", "voice.wpm", "--store", str(shipped)]).output
    assert str(shipped / "kiosk.toml") not in told[told.index("change it with") :]
    assert "a store of your own" in told
    assert "device.toml" in told


def test_the_shipped_schemas_are_those_of_the_code() -> None:
    for name, made in schema.files().items():
        shipped = (config_dir() / name).read_text(encoding="utf-8")
        assert shipped == schema.text(made), "run: python -m kiosk.schema config"
    assert CliRunner().invoke(build(), ["explain", "--schema"]).output == schema.text(schema.of_settings())


def test_the_schema_has_descriptions_ranges_and_units() -> None:
    made = schema.of_settings()
    assert made["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert made["additionalProperties"] is False
    wpm = made["$defs"]["Voice"]["properties"]["wpm"]
    assert (wpm["minimum"], wpm["maximum"], wpm["x-unit"]) == (80, 300, "words a minute")
    for section in Settings.model_fields.values():
        for each in made["$defs"][section.annotation.__name__]["properties"].values():  # type: ignore[union-attr]
            assert each["description"]


@pytest.mark.parametrize("file", ["default.toml", "demo-store/kiosk.toml", "demo-store/map.toml"])
def test_an_editor_finds_the_schema_from_the_file(file: str) -> None:
    first = (config_dir() / file).read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("#:schema ")
    assert ((config_dir() / file).parent / first.removeprefix("#:schema ")).resolve().is_file()
