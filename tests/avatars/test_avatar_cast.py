"""Everybody: every shipped pack is whole, without a hole at any turn, and can be read from the lips."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

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


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[avatars.Fault]:
    """What is told of a pack in which everything is wrong that its files may say."""
    folder = Path(shutil.copytree(FOLDER / "maya", tmp_path_factory.mktemp("wrong") / "maya"))
    mouths = json.loads((folder / "visemes.json").read_text())
    poses_changed(folder, "visemes.json", E=mouths["aa"], PP={"jawOpen": 0.6}, U={"hairSway": 0.0})
    poses_changed(folder, "expressions.json", sad=json.loads((folder / "expressions.json").read_text())["happy"])
    about, rig = folder / "avatar.toml", folder / "rig.json"
    about.write_text(about.read_text().replace("[colours]\n", '[colours]\nmauve = "#AA77AA"\n'))
    rig.write_text(json.dumps(with_a_hole_and_too_much(json.loads(rig.read_text())), separators=(",", ":")))
    return inspection.inspect(folder)


def poses_changed(folder: Path, file: str, **poses: dict[str, float]) -> None:
    path = folder / file
    path.write_text(json.dumps(json.loads(path.read_text()) | poses))


def with_a_hole_and_too_much(rig: dict[str, Any]) -> dict[str, Any]:
    """A deep face with nothing behind it, and 110 live shapes more (clear ones: they are counted, not drawn)."""
    face = next(layer for layer in rig["layers"] if layer["id"] == "face")
    face["mesh"]["depth"] = [depth * 1.5 for depth in face["mesh"]["depth"]]
    features = next(layer for layer in rig["layers"] if layer["kind"] == "live")
    dot = {"op": "disc", "points": [[0, 0]], "radii": [1, 1], "alpha": 0, "paint": {"stops": [{"colour": "skin"}]}}
    features["shapes"] += [dot | {"id": f"dot-{i}"} for i in range(110)]
    return rig | {"layers": [layer for layer in rig["layers"] if not layer["id"].startswith(("neck", "hair-back"))]}


def test_mouths_and_faces_that_look_alike_are_told(told: list[avatars.Fault]) -> None:
    lines = [str(fault) for fault in told if not fault.advice]
    assert any(line.startswith("visemes.json: aa: looks like 'E': 0.0 of 255") for line in lines), lines
    assert any(line.startswith("visemes.json: PP: does not close the lips") for line in lines)
    assert any(line.startswith("visemes.json: U: moves nothing") for line in lines)
    assert any("happy" in line and "sad" in line and "looks like" in line for line in lines)


def test_a_hole_is_told_with_its_turn(told: list[avatars.Fault]) -> None:
    assert any("hole" in fault.message and "headYaw=" in fault.message for fault in told if not fault.advice)


def test_advice_names_what_costs_and_what_is_unused(told: list[avatars.Fault]) -> None:
    lines = [str(fault) for fault in told if fault.advice]
    assert any(line.startswith("avatar.toml: colours.mauve: is used by nothing") for line in lines), lines
    assert any("are live" in line for line in lines)


def test_the_hole_finder_counts_what_is_enclosed() -> None:
    frame = avatars.open_renderer(avatars.load("maya"), *pixels.SMALL, transparent=True).draw({}).copy()
    assert pixels.uncovered(frame) == 0
    frame[200:203, 130:133] = 0
    assert pixels.uncovered(frame) == 9
