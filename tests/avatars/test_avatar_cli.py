"""`kiosk avatar`: pictures come out, and bad input is one sentence with exit status 2."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import pytest

from avatars.errors import AvatarError
from kiosk.errors import InputError
from kiosk.stage.avatar_cli import lint, render, sheet


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


def test_sheet_and_lint(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet("maya", tmp_path / "sheet.png")
    assert cv2.imread(str(tmp_path / "sheet.png")) is not None
    lint("maya", as_json=True)
    assert json.loads(capsys.readouterr().out) == {"avatar": "maya", "faults": []}


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
