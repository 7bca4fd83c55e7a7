"""A store's colours and logo on a pack's clothes."""

from __future__ import annotations

from pathlib import Path

import pytest

import avatars


def test_the_garment_and_every_tone_of_it_take_the_stores_colour(maya: avatars.Pack) -> None:
    dressed = avatars.load("maya", avatars.Outfit({"shirt": "#C03020"}))
    red, green, blue = dressed.colours["shirt"]
    assert (round(255 * red), round(255 * green), round(255 * blue)) == (0xC0, 0x30, 0x20)
    assert dressed.colours["shirt-shade"][0] > dressed.colours["shirt-shade"][1]
    assert dressed.colours["skin"] == maya.colours["skin"]
    assert dressed.digest != maya.digest, "another bake"


@pytest.mark.parametrize(("name", "colour"), [("skin", "#112233"), ("shirt", "red")])
def test_what_is_no_colour_of_clothes_is_named(name: str, colour: str) -> None:
    with pytest.raises(avatars.AvatarError, match=name) as caught:
        avatars.load("maya", avatars.Outfit({name: colour}))
    assert caught.value.code == "avatar.outfit"


def test_a_logo_that_is_no_picture_is_named(tmp_path: Path) -> None:
    file = tmp_path / "logo.png"
    for content, why in ((None, "cannot be read"), (b"GIF89a", "is no PNG")):
        if content:
            file.write_bytes(content)
        with pytest.raises(avatars.AvatarError, match=why) as caught:
            avatars.load("maya", avatars.Outfit(logo=file))
        assert caught.value.code == "avatar.logo"
