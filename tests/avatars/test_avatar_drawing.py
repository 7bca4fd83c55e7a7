"""What is drawn: whole, the same by either way, different where it must be."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import avatars

SIZE = (270, 480)


def image(
    pose: avatars.Pose, maya: avatars.Pack, size: tuple[int, int] = SIZE, transparent: bool = False
) -> NDArray[np.uint8]:
    return avatars.open_renderer(maya, *size, transparent=transparent).draw(pose)


def test_array_is_as_promised(maya: avatars.Pack) -> None:
    renderer = avatars.open_renderer(maya, *SIZE)
    frame = renderer.draw(maya.expressions["neutral"])
    assert (renderer.width, renderer.height) == SIZE
    assert frame.shape == (480, 270, 4)
    assert frame.dtype == np.uint8
    assert frame[..., 3].min() == 255


def test_transparent_is_premultiplied(maya: avatars.Pack) -> None:
    frame = image({}, maya, transparent=True)
    assert frame[5, 5, 3] == 0
    assert frame[240, 135, 3] == 255
    assert (frame[..., :3] <= frame[..., 3:]).all()


def test_frame_drawn_on_the_last_one_equals_a_fresh_one(maya: avatars.Pack) -> None:
    renderer = avatars.open_renderer(maya, *SIZE)
    base = maya.expressions["smile"]
    steps = [base, *(avatars.combine(base, viseme) for viseme in maya.visemes.values()), {**base, "eyeBlinkLeft": 0.9}]
    steps += [
        {**base, "headYaw": 9.0, "hairSway": 0.5},
        {**base, "headYaw": 9.0, "gazeX": 0.6},
        {**base, "breath": 0.7},
    ]
    for pose in steps:
        difference = np.abs(renderer.draw(pose).astype(int) - image(pose, maya).astype(int))
        assert (difference > 3).mean() < 0.0005, "only the smoothing of an edge cut by the redrawn box may differ"
        assert difference.mean() < 0.01


def test_same_pose_twice_draws_nothing_again(maya: avatars.Pack) -> None:
    renderer = avatars.open_renderer(maya, *SIZE)
    frame = renderer.draw({"headYaw": 3.0})
    frame[:] = 7
    assert (renderer.draw({"headYaw": 3.0}) == 7).all()


def test_out_of_range_is_clamped_and_missing_is_default(maya: avatars.Pack) -> None:
    assert (image({"headYaw": 90}, maya) == image({"headYaw": 18}, maya)).all()


@pytest.mark.parametrize(
    ("size", "framing"), [((960, 540), "bust"), ((64, 64), "head"), ((8, 8), "head"), ((300, 300), "head")]
)
def test_other_shapes_of_picture(maya: avatars.Pack, size: tuple[int, int], framing: str) -> None:
    frame = avatars.open_renderer(maya, *size, transparent=True, framing=framing).draw({"headYaw": -18})
    assert frame.shape == (size[1], size[0], 4)
    assert frame[size[1] * 2 // 5, size[0] // 2, 3] > 250


def test_face_keeps_clear_of_the_captions(maya: avatars.Pack) -> None:
    """Skin above, shirt below: the chin ends above 62 % of a portrait frame."""
    frame = image({}, maya)
    red, green, blue = (int(v) for v in frame[int(480 * 0.56), 135, :3])
    assert red > green > blue
    red, green, blue = (int(v) for v in frame[int(480 * 0.85), 100, :3])
    assert red < green


def test_bake_comes_back_from_the_cache_and_survives_a_broken_one(
    maya: avatars.Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    first = image({}, maya).copy()
    (file,) = tmp_path.rglob("*.npz")
    assert (image({}, maya) == first).all()
    file.write_bytes(b"not a bake")
    assert (image({}, maya) == first).all()
    assert file.stat().st_size > 1000, "the broken bake was replaced"


@pytest.mark.parametrize(
    ("size", "framing", "code"), [((4, 100), "bust", "avatar.size"), ((100, 100), "cinema", "avatar.framing")]
)
def test_bad_request_is_named(maya: avatars.Pack, size: tuple[int, int], framing: str, code: str) -> None:
    with pytest.raises(avatars.AvatarError) as caught:
        avatars.open_renderer(maya, *size, framing=framing)
    assert caught.value.code == code


def test_missing_system_library_is_told_with_its_remedy(maya: avatars.Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "skia", None)
    for name in [
        name for name in sys.modules if name in {"avatars.drawing", "avatars.bake", "avatars.shapes", "avatars.paint"}
    ]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(avatars.AvatarError, match="apt-get install -y libegl1 libgl1 libexpat1") as caught:
        avatars.open_renderer(maya, *SIZE)
    assert caught.value.code == "avatar.libraries"


def test_same_seed_and_times_draw_the_same_pixels(maya: avatars.Pack) -> None:
    def film() -> bytes:
        renderer, life = avatars.open_renderer(maya, 135, 240), avatars.Behaviour(maya, 5)
        states = [avatars.BehaviourState("smile", speaking=i > 12, gaze_yaw_deg=i) for i in range(24)]
        return b"".join(renderer.draw(life.pose(i / 25, state)).tobytes() for i, state in enumerate(states))

    assert film() == film()
