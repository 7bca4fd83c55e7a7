"""Everybody: every shipped pack is whole, without a hole at any turn, and can be read from the lips."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import avatars
from avatars import inspection, pixels
from avatars.folder import LARGEST_BYTES, MODELS
from avatars.json_schema import file_of
from avatars.outfit import CLOTHES
from avatars.pack import FOLDER
from avatars.schema import EXPRESSIONS, VISEMES

CAST = avatars.packs()


@pytest.mark.parametrize("name", CAST)
def test_a_pack_has_no_fault_down_to_its_pixels(name: str) -> None:
    faults = [str(fault) for fault in inspection.inspect(FOLDER / name) if not fault.advice]
    assert faults == []


@pytest.mark.parametrize("name", CAST)
def test_a_pack_is_whole_and_within_its_budget(name: str) -> None:
    pack = avatars.load(name)
    assert tuple(pack.visemes) == VISEMES
    assert set(EXPRESSIONS) <= set(pack.expressions)
    assert set(CLOTHES) <= set(pack.colours)
    assert pack.rig.logo is not None
    assert pack.licence == "Apache-2.0"
    assert set(pack.names) >= {"en", "nl", "fr", "de", "ko"}
    budget = inspection.budget(FOLDER / name)
    assert budget.live_shapes <= inspection.LIVE_SHAPES
    assert budget.live_points <= inspection.LIVE_POINTS
    assert sum(budget.sizes.values()) <= LARGEST_BYTES
    assert "physics.toml" in budget.sizes


@pytest.mark.parametrize("name", CAST)
def test_the_files_of_a_pack_name_their_schemas(name: str) -> None:
    for file in MODELS:
        start = (FOLDER / name / file).read_text(encoding="utf-8")[:200]
        assert f"../schemas/{file_of(file)}" in start, file
        assert (FOLDER / "schemas" / file_of(file)).is_file()


def test_the_cast_is_six_people_and_one_who_is_not() -> None:
    assert {"maya", "linh", "kwame", "ines", "samira", "willem", "bo"} <= set(CAST)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER / "maya", tmp_path / "maya"))


def poses_changed(folder: Path, file: str, **poses: dict[str, float]) -> None:
    path = folder / file
    path.write_text(json.dumps(json.loads(path.read_text()) | poses))


def test_what_only_the_pixels_tell_is_told(copy: Path) -> None:
    mouths = json.loads((copy / "visemes.json").read_text())
    poses_changed(copy, "visemes.json", E=mouths["aa"], PP={"jawOpen": 0.6}, U={"hairSway": 0.0})
    poses_changed(copy, "expressions.json", sad=json.loads((copy / "expressions.json").read_text())["happy"])
    told = [str(fault) for fault in inspection.inspect(copy)]
    assert any(line.startswith("visemes.json: aa: looks like 'E': 0.0 of 255") for line in told), told
    assert any(line.startswith("visemes.json: PP: does not close the lips") for line in told)
    assert any(line.startswith("visemes.json: U: moves nothing") for line in told)
    assert any("happy" in line and "sad" in line and "looks like" in line for line in told)


def test_a_hole_is_found_and_told_with_its_turn(copy: Path) -> None:
    rig = json.loads((copy / "rig.json").read_text())
    face = next(layer for layer in rig["layers"] if layer["id"] == "face")
    rig["layers"] = [layer for layer in rig["layers"] if not layer["id"].startswith(("neck", "hair-back"))]
    face["mesh"]["depth"] = [depth * 1.5 for depth in face["mesh"]["depth"]]
    (copy / "rig.json").write_text(json.dumps(rig))
    assert any("hole" in fault.message and "headYaw=" in fault.message for fault in inspection.inspect(copy))


def test_the_hole_finder_counts_what_is_enclosed() -> None:
    frame = avatars.open_renderer(avatars.load("maya"), *pixels.SMALL, transparent=True).draw({}).copy()
    assert pixels.uncovered(frame) == 0
    frame[200:203, 130:133] = 0
    assert pixels.uncovered(frame) == 9


def test_advice_names_what_costs_and_what_is_unused(copy: Path) -> None:
    about = copy / "avatar.toml"
    about.write_text(about.read_text().replace("[colours]\n", '[colours]\nmauve = "#AA77AA"\n'))
    rig = json.loads((copy / "rig.json").read_text())
    features = next(layer for layer in rig["layers"] if layer["kind"] == "live")
    dot = {"op": "disc", "points": [[0, 0]], "radii": [1, 1], "paint": {"stops": [{"colour": "skin"}]}}
    features["shapes"] += [dot | {"id": f"dot-{i}"} for i in range(110)]
    (copy / "rig.json").write_text(json.dumps(rig, separators=(",", ":")))
    advice = [str(fault) for fault in inspection.inspect(copy) if fault.advice]
    assert any(line.startswith("avatar.toml: colours.mauve: is used by nothing") for line in advice)
    assert any("are live" in line for line in advice)
