"""`kiosk avatar`: pictures come out, and bad input is one sentence with exit status 2."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import pytest
import typer

import avatars
from avatars.errors import AvatarError
from avatars.json_schema import FOLDER as SCHEMAS
from kiosk.errors import InputError
from kiosk.studio.cli import lint, new, render, sheet


def test_render_writes_the_size_asked_for(tmp_path: Path) -> None:
    out = tmp_path / "maya.png"
    render("maya", out, ["headYaw=12", "gazeX=-0.5"], "smile", "aa", "135x240")
    picture = cv2.imread(str(out))
    assert picture is not None
    assert picture.shape == (240, 135, 3)


def test_what_is_set_is_seen(tmp_path: Path) -> None:
    render("maya", tmp_path / "a.png", None, size="135x240")
    render("maya", tmp_path / "b.png", ["headYaw=12"], size="135x240")
    assert (tmp_path / "a.png").read_bytes() != (tmp_path / "b.png").read_bytes()


def test_sheets_show_everything_with_its_name(
    maya: avatars.Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = {"expressions": dict([*maya.expressions.items()][:5]), "visemes": dict([*maya.visemes.items()][:7])}
    monkeypatch.setattr(avatars, "load", lambda _: replace(maya, **few))
    sizes = {}
    for name, options in {"all": {}, "matrix": {"matrix": True}, "turns": {"turns": True}}.items():
        sheet(tmp_path / f"{name}.png", "maya", **options)
        picture = cv2.imread(str(tmp_path / f"{name}.png"))
        assert picture is not None
        sizes[name] = picture.shape[:2]
        assert picture[2, 2].min() > 240, "the page is light"
        assert picture.std() > 20
    assert len(set(sizes.values())) == 3


def test_the_cast_is_on_one_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(avatars, "packs", lambda: ("bo", "maya", "willem"))
    sheet(tmp_path / "cast.png", all_=True)
    picture = cv2.imread(str(tmp_path / "cast.png"))
    assert picture is not None
    assert 3 * 324 <= picture.shape[1] < 4 * 324


@pytest.mark.parametrize(
    "options", [{"pack_id": "maya", "all_": True}, {}, {"pack_id": "maya", "matrix": True, "turns": True}]
)
def test_a_sheet_is_of_one_thing(tmp_path: Path, options: dict[str, Any]) -> None:
    with pytest.raises(InputError) as caught:
        sheet(tmp_path / "x.png", **options)
    assert caught.value.code == "avatar.sheet"


def test_lint_tells_every_fault_with_what_was_meant(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new("noor", out=tmp_path / "noor")
    rig, about = tmp_path / "noor" / "rig.json", tmp_path / "noor" / "avatar.toml"
    rig.write_text(rig.read_text().replace('"jawOpen"', '"jawOpn"', 1))
    about.write_text(about.read_text().replace("lightness =", "lightnes =", 1))
    capsys.readouterr()
    with pytest.raises(typer.Exit):
        lint([str(tmp_path / "noor")])
    told = capsys.readouterr().out
    assert "jawOpen" in told
    assert "Did you mean lightness?" in told
    with pytest.raises(typer.Exit):
        lint([str(tmp_path / "noor")], as_json=True)
    (document,) = json.loads(capsys.readouterr().out)["avatars"]
    assert len(document["faults"]) >= 2
    assert all(fault["file"] and fault["message"] and fault["remedy"] for fault in document["faults"])


def test_a_new_avatar_is_good_at_once_and_writes_over_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    new("noor", "maya")
    assert 'avatar = "./noor"' in capsys.readouterr().out
    pack = avatars.load("./noor")
    assert (pack.id, set(pack.names.values())) == ("noor", {"Noor"})
    first, second = Path("noor/avatar.toml").read_text().splitlines()[:2]
    assert first == f"#:schema {(SCHEMAS / 'avatar.schema.json').as_uri()}"
    assert second == "# Noor, begun from another avatar."
    named = json.loads(Path("noor/rig.json").read_text())["$schema"]
    assert named == (SCHEMAS / "rig.schema.json").as_uri()
    assert [fault for fault in avatars.lint("./noor") if not fault.advice] == []
    for name, code in (("noor", "avatar.exists"), ("Noor!", "avatar.id")):
        with pytest.raises(InputError) as caught:
            new(name)
        assert caught.value.code == code
    with pytest.raises(AvatarError):
        new("ann", "nobody")
    assert not Path("ann").exists()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"pack_id": "nobody"}, "avatar.unknown"),
        ({"set_": ["earWiggle=1"]}, "avatar.parameter"),
        ({"set_": ["headYaw=99"]}, "avatar.value"),
        ({"set_": ["headYaw"]}, "avatar.value"),
        ({"set_": ["headYaw=nan"]}, "avatar.value"),
        ({"expression": "smirk"}, "avatar.expression"),
        ({"viseme": "QQ"}, "avatar.viseme"),
        ({"size": "big"}, "avatar.pixels"),
        ({"size": "2x2"}, "avatar.size"),
        ({"out": Path("/nowhere/maya.png")}, "avatar.out"),
        ({"out": Path("maya.txt")}, "avatar.out"),
    ],
)
def test_bad_input(tmp_path: Path, arguments: dict[str, object], code: str) -> None:
    good: dict[str, object] = {"pack_id": "maya", "out": tmp_path / "x.png", "size": "135x240"}
    with pytest.raises((InputError, AvatarError)) as caught:
        render(**{**good, **arguments})  # type: ignore[arg-type]
    assert caught.value.code == code
    assert caught.value.remedy


def test_a_parameter_without_a_value_is_told_how_to_write_it(tmp_path: Path) -> None:
    for text in ("headYaw", "headYaw=", "headYaw=left", "headYaw=19"):
        with pytest.raises(InputError) as caught:
            render("maya", tmp_path / "x.png", set_=[text])
        assert "headYaw=NUMBER, from -18 to 18; 0 is at rest" in caught.value.remedy
    with pytest.raises(InputError) as caught:
        render("maya", tmp_path / "x.png", set_=["headyaw=3"])
    assert "Did you mean headYaw?" in caught.value.remedy
