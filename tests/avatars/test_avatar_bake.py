"""What is printed into a bake: pictures as layers, and a store's logo on the clothes."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

import avatars
from avatars.bake import sheets
from avatars.outfit import Logo
from avatars.rig import Rig

SIZE = (380, 675)
SCALE = 0.5
"""Pixels a rig unit at that size."""
RED = (255, 0, 0)


def png(width: int, height: int) -> bytes:
    """A red picture with a clear left half."""
    pixels = np.zeros((height, width, 4), np.uint8)
    pixels[:, width // 2 :] = (0, 0, 255, 255)
    return cv2.imencode(".png", pixels)[1].tobytes()


def red(frame: NDArray[np.uint8]) -> tuple[int, int, int, int]:
    """Left, top, width and height of what is red."""
    rows, columns = np.nonzero((frame[..., 0] > 200) & (frame[..., 1] < 60) & (frame[..., 2] < 60))
    if not len(rows):
        return 0, 0, 0, 0
    return int(columns.min()), int(rows.min()), int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1


def drawn(pack: avatars.Pack, pose: avatars.Pose | None = None) -> NDArray[np.uint8]:
    return avatars.open_renderer(pack, *SIZE).draw(pose or {})


@pytest.fixture
def branded(maya: avatars.Pack) -> avatars.Pack:
    """Maya with a logo of 100 x 50 in a box of 60 x 60 rig units on the shirt."""
    rig = maya.rig.model_copy(update={"logo": (40.0, 560.0, 60.0, 60.0)})
    return replace(maya, rig=rig, logo=Logo("logo.png", png(100, 50)), digest="branded")


def test_logo_is_fitted_into_its_box(branded: avatars.Pack) -> None:
    left, top, width, height = red(drawn(branded))
    middle = SIZE[0] / 2 + 40 * SCALE + 15, SIZE[1] * 0.408 + 560 * SCALE + 15
    assert (width, height) == pytest.approx((15, 15), abs=2), "half of it is clear, and it keeps its proportions"
    assert left == pytest.approx(middle[0], abs=2)
    assert top + height / 2 == pytest.approx(middle[1], abs=2)


def test_logo_stays_on_the_shirt_while_the_head_turns(branded: avatars.Pack) -> None:
    assert red(drawn(branded, {"headYaw": 15, "headRoll": 6})) == red(drawn(branded))


def test_without_a_logo_or_a_box_nothing_is_printed(branded: avatars.Pack) -> None:
    bare = branded.rig.model_copy(update={"logo": None})
    assert red(drawn(replace(branded, logo=None, digest="no-logo"))) == (0, 0, 0, 0)
    assert red(drawn(replace(branded, rig=bare, digest="no-box"))) == (0, 0, 0, 0)


def test_broken_logo_is_named(branded: avatars.Pack) -> None:
    with pytest.raises(avatars.AvatarError, match=r"logo\.png") as caught:
        drawn(replace(branded, logo=Logo("logo.png", png(100, 50)[:40]), digest="broken"))
    assert caught.value.code == "avatar.picture"


@pytest.fixture
def pictured(maya: avatars.Pack) -> avatars.Pack:
    """A pack of one layer that is a picture, which turns with the head."""
    mesh = {"x": [-100, 100], "y": [-100, 100], "columns": 2, "rows": 2}
    fields = {"depth": [0] * 4, "hold": [0] * 4, "follow": [1] * 4}
    image = {"file": "layers/a.png", "box": [-100, -60, 200, 120]}
    layer = {"id": "a", "kind": "baked", "mesh": {**mesh, **fields}, "image": image}
    rig = Rig.model_validate({"pivot": [200, 0], "layers": [layer]})
    return replace(maya, rig=rig, images={"layers/a.png": png(64, 64)}, digest="pictured")


def test_picture_layer_is_stretched_over_its_box_and_turns(pictured: avatars.Pack) -> None:
    left, top, width, height = red(drawn(pictured))
    assert (width, height) == pytest.approx((50, 60), abs=3)
    assert (left, top) == pytest.approx((SIZE[0] / 2, SIZE[1] * 0.408 - 30), abs=3)
    assert red(drawn(pictured, {"headRoll": 10}))[3] > height + 3


def test_layers_that_bend_alike_share_a_texture(pictured: avatars.Pack) -> None:
    (layer,) = pictured.rig.layers
    above = layer.model_copy(update={"id": "b"})
    assert layer.mesh is not None
    other = layer.model_copy(update={"id": "c", "mesh": layer.mesh.model_copy(update={"depth": [9.0] * 4})})
    assert [[one.id for one in sheet] for sheet in sheets([layer, above, other, layer])] == [["a", "b"], ["c"], ["a"]]
    twice = replace(pictured, rig=pictured.rig.model_copy(update={"layers": [layer, above]}), digest="twice")
    turned = {"headYaw": 12.0, "headRoll": 5.0}
    assert np.abs(drawn(twice, turned).astype(int) - drawn(pictured, turned)).mean() < 0.1


def test_a_full_disk_keeps_no_part_of_a_bake(
    maya: avatars.Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    def filled(file: Path, *_: object, **__: object) -> None:
        file.write_bytes(b"half of it")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(np, "savez", filled)
    assert drawn(maya)[SIZE[1] // 2, SIZE[0] // 2, 3] == 255
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []
