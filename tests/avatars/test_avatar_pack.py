"""The shipped pack is whole, and every way to break a pack is caught with file and key."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import avatars
from avatars import json_schema
from avatars.folder import LARGEST_BYTES, MODELS
from avatars.inspection import inspect, opaque
from avatars.pack import FOLDER, lint_folder, load_folder
from avatars.schema import EXPRESSIONS, VISEMES
from kiosk.cli import main
from kiosk.pack_faults import worded


def test_maya_is_a_whole_pack(maya: avatars.Pack) -> None:
    assert "maya" in avatars.packs()
    assert avatars.lint("maya") == []
    assert tuple(maya.visemes) == VISEMES
    assert set(EXPRESSIONS) <= set(maya.expressions)
    assert maya.licence == "Apache-2.0"
    assert maya.names["nl"]


@pytest.mark.parametrize("name", avatars.packs())
def test_poses_stand_in_one_order_in_every_pack(name: str) -> None:
    pack = avatars.load(name)
    assert (tuple(pack.expressions), tuple(pack.visemes)) == (EXPRESSIONS, VISEMES)


def test_pack_is_small() -> None:
    assert sum(file.stat().st_size for file in (FOLDER / "maya").rglob("*")) <= LARGEST_BYTES


def test_unknown_pack_is_named_with_what_there_is() -> None:
    with pytest.raises(avatars.AvatarError, match=r"'nobody'.*maya") as caught:
        avatars.load("nobody")
    assert caught.value.code == "avatar.unknown"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER / "maya", tmp_path / "maya"))


def change_json(file: Path, change: Callable[[Any], None]) -> None:
    data = json.loads(file.read_text())
    change(data)
    file.write_text(json.dumps(data, separators=(",", ":")))


def set_in(*path: str | int, to: object) -> Callable[[Any], None]:
    def change(data: Any) -> None:
        for key in path[:-1]:
            data = data[key]
        data[path[-1]] = to

    return change


JSON_FAULTS = [
    ("visemes.json", set_in("aa", "jawOpen", to=2.0), "aa", "outside"),
    ("visemes.json", set_in("aa", "earWiggle", to=0.5), "aa.earWiggle", "unknown parameter"),
    ("visemes.json", lambda data: data.pop("PP"), "PP", "missing"),
    ("visemes.json", set_in("QQ", to={}), "QQ", "no viseme"),
    ("expressions.json", lambda data: data.pop("listening"), "listening", "missing"),
    ("expressions.json", set_in("sad", "headYaw", to="left"), "sad.headYaw", "number"),
    ("rig.json", set_in("layers", 0, "colour", to="red"), "layers.0.colour", "not permitted"),
    ("rig.json", set_in("layers", 0, "shapes", 0, "paint", "stops", 0, "colour", to="mauve"), "colour", "'mauve'"),
    ("rig.json", set_in("layers", 0, "shapes", 1, "clip", to="nothing"), "layers.0", "clips by"),
    ("rig.json", set_in("layers", 0, "mesh", "depth", to=[1.0]), "layers.0.mesh", "depth has 1"),
    ("rig.json", set_in("layers", 4, "shapes", 0, "keys", to={"wink": []}), "layers.4.shapes.0.keys", "'wink'"),
    (
        "rig.json",
        set_in("layers", 4, "shapes", 0, "keys", to={"jawOpen": [[99, 0, 0, 0]]}),
        "layers.4",
        "does not have",
    ),
    ("rig.json", set_in("layers", 4, "shapes", 0, "op", to="blob"), "layers.4.shapes.0.op", "Input should be"),
]


@pytest.mark.parametrize(("file", "change", "key", "message"), JSON_FAULTS)
def test_lint_catches(copy: Path, file: str, change: Callable[[Any], None], key: str, message: str) -> None:
    change_json(copy / file, change)
    faults = lint_folder(copy)
    assert any(fault.file == file and fault.key.startswith(key) and message in fault.message for fault in faults), (
        faults
    )
    with pytest.raises(avatars.AvatarError, match=file):
        load_folder(copy)


TEXT_FAULTS = [
    ("avatar.toml", 'licence = "Apache-2.0"\n', "", "licence"),
    ("avatar.toml", 'id = "maya"', 'id = "anna"', "id"),
    ("avatar.toml", "schema = 1", "schema = 9", "schema"),
    ("avatar.toml", "#F3C7A7", "peach", "colours.skin"),
    ("avatar.toml", 'skin-pale = { of = "skin"', 'skin-pale = { of = "sky"', ""),
    (
        "avatar.toml",
        'backdrop-dark = { of = "backdrop", lightness = -0.07, chroma = 1.25 }',
        "",
        "colours.backdrop-dark",
    ),
    ("behaviour.toml", "mean_s = 3.6", "mean_s = 0.1", "blink.mean_s"),
    ("behaviour.toml", "composure =", "calm =", "calm"),
    ("behaviour.toml", "[blink]", "[blink", ""),
]


@pytest.mark.parametrize(("file", "old", "new", "key"), TEXT_FAULTS)
def test_lint_catches_in_toml(copy: Path, file: str, old: str, new: str, key: str) -> None:
    text = (copy / file).read_text()
    assert old in text
    (copy / file).write_text(text.replace(old, new, 1))
    assert any(fault.file == file and fault.key.startswith(key) for fault in lint_folder(copy)), lint_folder(copy)


@pytest.mark.parametrize(
    "file", ["avatar.toml", "rig.json", "visemes.json", "expressions.json", "behaviour.toml", "thumb.png"]
)
def test_lint_catches_a_missing_or_unreadable_file(copy: Path, file: str) -> None:
    (copy / file).write_bytes(b"\xff\xfe{")
    assert any(fault.file == file for fault in lint_folder(copy))
    (copy / file).unlink()
    assert any(fault.file == file and "missing" in fault.message for fault in lint_folder(copy))


@pytest.mark.parametrize("file", ["avatar.toml", "rig.json", "physics.toml", "thumb.png"])
@pytest.mark.parametrize("instead", ["folder", "pipe", "loop"])
def test_lint_tells_what_stands_in_place_of_a_file(copy: Path, file: str, instead: str) -> None:
    (copy / file).unlink()
    if instead == "folder":
        (copy / file).mkdir()
    elif instead == "pipe":
        os.mkfifo(copy / file)
    else:
        (copy / file).symlink_to(file)
    assert any(fault.file == file and "instead of a file" in fault.message for fault in lint_folder(copy))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[" * 5_000, "too many brackets"),
        ('{"aa', "its closing quote is missing"),
        ('{"aa"\n}', "a colon is missing"),
        ('{"aa": {"jawOpen": 0.5},}', "a comma is too many"),
    ],
)
def test_what_is_no_json_is_told_in_plain_words(copy: Path, text: str, told: str) -> None:
    (copy / "visemes.json").write_text(text)
    (fault,) = worded(copy, lint_folder(copy))
    assert (Path(fault.file).name, told in fault.message, fault.line) == ("visemes.json", True, text.count("\n") + 1)


@pytest.mark.parametrize("file", ["avatar.toml", "visemes.json"])
def test_the_mark_that_windows_writes_before_a_text_is_no_fault(copy: Path, file: str) -> None:
    (copy / file).write_bytes(b"\xef\xbb\xbf" + (copy / file).read_bytes())
    assert worded(copy, lint_folder(copy)) == []


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e300"])
@pytest.mark.parametrize(
    "place",
    [("pivot",), ("layers", 0, "shapes", 0, "points", 0), ("layers", 0, "shapes", 1, "paint", "blur")],
    ids=["pivot", "point", "blur"],
)
def test_lint_catches_a_number_that_no_drawing_has(copy: Path, place: tuple[str | int, ...], number: str) -> None:
    value = float(number)
    change_json(copy / "rig.json", set_in(*place, to=value if place[-1] == "blur" else [value, value]))
    assert any("finite" in fault.message or "100000" in fault.message for fault in lint_folder(copy))


def test_a_pack_that_is_too_large_is_told_by_lint_and_drawn(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("avatars.inspection.drawn_faults", lambda *_: [])
    (copy / "notes.txt").write_bytes(b"x" * LARGEST_BYTES)
    assert any("more than" in fault.message for fault in lint_folder(copy))
    assert any("more than" in fault.message for fault in inspect(copy))
    assert load_folder(copy).id == "maya", "while one draws it, it is seen all the same"


def test_a_file_without_end_is_told_and_not_waited_for(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("avatars.folder.data_of", lambda *_: pytest.fail("it was read"))
    with (copy / "rig.json").open("ab") as rig:
        rig.truncate(9_000_000)
    monkeypatch.setattr("avatars.folder.MODELS", {"rig.json": MODELS["rig.json"]})
    assert any("more than 8 MB" in fault.message for fault in lint_folder(copy))


def test_more_points_than_can_be_drawn_are_told(copy: Path) -> None:
    change_json(copy / "rig.json", set_in("layers", 0, "shapes", 0, "points", to=[[1, 2]] * 100_001))
    assert any("baked points" in fault.message for fault in lint_folder(copy))


def test_an_alpha_that_is_none_is_told(copy: Path) -> None:
    change_json(copy / "rig.json", set_in("layers", 0, "shapes", 0, "alpha", to=7))
    told = [str(fault) for fault in opaque(load_folder(copy).rig)]
    assert len(told) == 1
    assert "7 is outside 0" in told[0]


@pytest.mark.parametrize("clips", [(0,), (1, 0), (2, 0, 1)])
def test_shapes_that_clip_each_other_in_a_circle_are_told(copy: Path, clips: tuple[int, ...]) -> None:
    def circle(data: Any) -> None:
        shapes = data["layers"][0]["shapes"]
        for number, by in enumerate(clips):
            shapes[number]["clip"] = shapes[by]["id"]

    change_json(copy / "rig.json", circle)
    assert any("is clipped by" in fault.message for fault in lint_folder(copy))


def test_every_command_tells_a_fault_in_the_same_words(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change_json(copy / "visemes.json", set_in("aa", to=3))

    def draw(**_: object) -> None:
        load_folder(copy)

    with pytest.raises(SystemExit):
        main(draw)
    told = capsys.readouterr().err
    assert "aa is 3. Allowed: a table of keys and values" in told
    assert "Input should" not in told


def test_the_schemas_for_editors_are_those_of_the_models() -> None:
    for name in MODELS:
        shipped = (json_schema.FOLDER / json_schema.file_of(name)).read_text(encoding="utf-8")
        assert shipped == json_schema.text_of(name), "run: python -m avatars.json_schema"
    jaw = json_schema.schema_of("visemes.json")["$defs"]["Pose"]["properties"]["jawOpen"]
    assert jaw == {"type": "number", "minimum": 0.0, "maximum": 1.0}


def test_a_file_may_name_its_schema(copy: Path) -> None:
    for name in ("rig.json", "visemes.json", "expressions.json"):
        change_json(copy / name, lambda data: data.update({"$schema": "../schemas/x.schema.json"}))
    assert lint_folder(copy) == []


def test_a_bitmap_layer_needs_its_picture(copy: Path) -> None:
    image = {"file": "layers/hair.png", "box": [-200, -300, 400, 600]}

    def drawn(data: Any) -> None:
        layer = data["layers"][-1]
        layer.pop("shapes")
        layer["image"] = image

    change_json(copy / "rig.json", drawn)
    assert [str(fault) for fault in lint_folder(copy) if not fault.advice] == ["layers/hair.png: the file is missing"]
    (copy / "layers").mkdir()
    shutil.copy(copy / "thumb.png", copy / "layers" / "hair.png")
    assert load_folder(copy).images["layers/hair.png"].startswith(b"\x89PNG")
    change_json(copy / "rig.json", lambda data: data["layers"][-1].update(shapes=data["layers"][0]["shapes"]))
    assert any("only a baked layer has an image" in fault.message for fault in lint_folder(copy))
