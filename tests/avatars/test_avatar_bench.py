"""`kiosk bench avatar` measures every pack and tells the one that is worst."""

from __future__ import annotations

import os

import pytest

import avatars
from kiosk.bench import avatar as bench
from kiosk.bench import avatar_frames
from kiosk.bench.row import Row


def test_the_worst_pack_of_each_figure_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(avatar_frames, "SIZE", (108, 192))
    monkeypatch.setattr(bench, "SIZE", (108, 192))
    monkeypatch.setattr(bench, "apart", lambda *_: 90.0)
    before = os.environ["XDG_CACHE_HOME"]
    gallery = bench.Gallery(3)
    for name in ("bo", "maya"):
        assert gallery.frames(name) == []
    for figure in ("visemes", "expressions", "holes", "leak"):
        gallery.seen[figure] = [(3.0, "bo"), (2.0, "maya")]
    rows = {row.name: row for row in gallery.rows()}
    assert os.environ["XDG_CACHE_HOME"] == before
    assert {"nearest two visemes, of 255 (maya)", "poses with a hole, over all of yaw, pitch and jaw (bo)"} <= set(rows)
    moving = next(row for name, row in rows.items() if "moving head" in name)
    assert isinstance(moving, Row)
    assert moving.goal == 25
    assert moving.peer is not None
    assert moving.peer.value > 0
    assert 0 < rows["memory of a process that draws 1080×1536, PSS (maya)"].value <= 90


def test_films_are_whole_poses_of_the_pack(maya: avatars.Pack) -> None:
    for film in (avatar_frames.moving, avatar_frames.still, avatar_frames.talking, avatar_frames.idling):
        poses = list(film(maya, 20))
        assert len(poses) == 20 + avatar_frames.WARM
        assert all(name in avatars.PARAMETERS for pose in poses for name in pose)
        assert len({tuple(sorted(pose.items())) for pose in poses}) > 10, "it moves"
    heads = {pose.get("headYaw", 0.0) for pose in avatar_frames.talking(maya, 20)}
    assert heads == {0.0}, "but for its head"


def test_no_such_pack_is_told_before_anything_is_measured() -> None:
    with pytest.raises(avatars.AvatarError, match="no avatar 'nobody'"):
        bench.steps_for(["nobody"])
