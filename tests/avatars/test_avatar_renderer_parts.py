"""The pieces that make a frame cheap change nothing that can be seen."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import numpy as np
import pytest
import skia

import avatars
from avatars.boxes import common, holds, islands
from avatars.coverage import Coverage
from avatars.ground import Ground
from avatars.outlines import Outlines
from avatars.steady import HELD_PX, Steady
from avatars.view import frame
from avatars.warp import runs

SIZE = (270, 480)


def test_outlines_from_memory_are_the_paths_that_skia_would_draw() -> None:
    points = np.random.default_rng(1).uniform(0, 100, (9, 2))
    outlines = Outlines()
    closed = outlines.add(5, closed=True, corners=[2], tension=0.1667)
    outlines.skip(1)
    opened = outlines.add(3, closed=False, corners=[], tension=0.2)
    outlines.follow(points)
    for number, first, count, is_closed, corners, tension in (
        (closed, 0, 5, True, [2], 0.1667),
        (opened, 6, 3, False, [], 0.2),
    ):
        outlines.renew(number)
        mine, own = outlines.path(number), points[first : first + count]
        wanted = drawn(own, closed=is_closed, corners=corners, tension=tension)
        assert mine.countVerbs() == wanted.countVerbs()
        found = np.array([(p.x(), p.y()) for p in (mine.getPoint(i) for i in range(mine.countPoints()))])
        expected = np.array([(p.x(), p.y()) for p in (wanted.getPoint(i) for i in range(wanted.countPoints()))])
        assert found == pytest.approx(expected, abs=1e-4)


def drawn(points: np.ndarray, *, closed: bool, corners: list[int], tension: float) -> skia.Path:
    """A Catmull-Rom spline, curve by curve."""
    count = len(points)
    ahead = [points[(i + 1) % count] if closed else points[min(i + 1, count - 1)] for i in range(count)]
    behind = [points[i - 1] if closed else points[max(i - 1, 0)] for i in range(count)]
    handles = [
        np.zeros(2) if i in corners else (a - b) * tension for i, (a, b) in enumerate(zip(ahead, behind, strict=True))
    ]
    path = skia.Path()
    path.moveTo(*points[0])
    for i in range(count if closed else count - 1):
        end = (i + 1) % count
        path.cubicTo(*(points[i] + handles[i]), *(points[end] - handles[end]), *points[end])
    if closed:
        path.close()
    return path


def test_boxes_that_touch_share_an_island() -> None:
    found = islands(np.array([[0, 0, 10, 10], [8.5, 8, 20, 20], [19, 2, 25, 7], [40, 40, 50.2, 50]], float))
    assert sorted(found) == [(0, 0, 20, 20), (19, 2, 25, 7), (40, 40, 51, 50)]
    assert islands(np.zeros((0, 4))) == []
    assert common((0, 0, 5, 5), (5, 0, 9, 9)) is None
    assert common((0, 0, 5, 5), (3, 4, 9, 9)) == (3, 4, 5, 5)
    assert holds((0, 0, 5, 5), (1, 0, 5, 4))
    assert not holds((0, 0, 5, 5), (1, 0, 6, 4))


def test_coverage_finds_what_is_shown_and_what_hides_all_below() -> None:
    alpha = np.zeros((80, 120), np.uint8)
    alpha[20:60, 20:100] = 255
    x, y = np.meshgrid(np.arange(-10, 140, 10.0), np.arange(-10, 100, 10.0))
    places = np.stack([x, y], 2).astype(np.float32)
    shown, hides = Coverage(alpha).of(places)
    middle_x, middle_y = x[1:-1, 1:-1], y[1:-1, 1:-1]
    inside = (middle_x > 27) & (middle_x < 93) & (middle_y > 27) & (middle_y < 53)
    outside = (middle_x < 10) | (middle_x > 110) | (middle_y < 10) | (middle_y > 70)
    assert hides[inside].all()
    assert not shown[outside].any()
    assert shown[~outside & hides].all()


def test_a_head_that_drifts_is_held_until_it_would_show(maya: avatars.Pack) -> None:
    steady = Steady(frame(1080, 1920, "bust"), maya.rig)
    first = steady.stance({"headYaw": 1.0})
    assert steady.stance({"headYaw": 1.01}) is first
    stances = [steady.stance({"headYaw": 1 + step * 0.01}) for step in range(100)]
    assert len({id(stance) for stance in stances}) > 3
    point = np.array([[0.0, 0.0, 120.0, 0.0]])
    shown = np.array([stance.head(point)[0, 0] for stance in stances])
    assert np.abs(np.diff(shown)).max() < 2 * HELD_PX


@pytest.mark.parametrize("name", ["maya", "bo"])
def test_cells_that_are_hidden_change_nothing(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With every layer drawn everywhere the picture is the same."""
    pack = avatars.load(name)
    poses = [{"headYaw": yaw, "headPitch": pitch} for yaw, pitch in itertools.product((-18, 7), (-6, 5))]
    renderer = avatars.open_renderer(pack, *SIZE, transparent=True)
    sparing = [renderer.draw(pose).copy() for pose in poses]
    monkeypatch.setattr(Coverage, "of", lambda _, places: (np.ones(cells(places), bool), np.zeros(cells(places), bool)))
    renderer = avatars.open_renderer(pack, *SIZE, transparent=True)
    for pose, seen in zip(poses, sparing, strict=True):
        assert np.abs(renderer.draw(pose).astype(int) - seen).max() <= 2


def cells(places: np.ndarray) -> tuple[int, int]:
    return places.shape[0] - 2, places.shape[1] - 2


def test_a_still_head_bends_nothing(maya: avatars.Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    renderer = avatars.open_renderer(maya, *SIZE)
    renderer.draw({"headYaw": 4.0})
    monkeypatch.setattr(Ground, "_patch", lambda *_: pytest.fail("a layer was bent"))
    renderer.draw({"headYaw": 4.0, "gazeX": 0.7, "eyeBlinkLeft": 0.5})


def test_many_frames_leave_no_memory_behind(maya: avatars.Pack) -> None:
    renderer = avatars.open_renderer(maya, 64, 64, framing="head")
    sizes = []
    for number in range(300):
        renderer.draw({"headYaw": number % 13 - 6, "jawOpen": number % 7 / 7, "eyeBlinkLeft": number % 5 / 5})
        if number in {99, 299}:
            sizes.append(int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE"))
    assert (sizes[1] - sizes[0]) / 2**20 < 1.5


def test_runs_are_the_stretches_that_are_set() -> None:
    assert runs(np.array([1, 1, 0, 1, 0, 0, 1], bool)) == [(0, 2), (3, 4), (6, 7)]
