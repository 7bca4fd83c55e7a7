"""Avoid pairs: two joints are never in their region together, and nothing else is lost by it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.motion.avoid import Avoid, AvoidTable, depth, pairs_of, steered
from hardware.motion.trajectory import Limits, Motion, follow
from kiosk.bench import limits as bench

DT = 0.02
LIMITS = {"shoulder": Limits(0, 100, 120, 600), "elbow": Limits(0, 140, 200, 900)}
PAIR = Avoid(("shoulder", "elbow"), ((60.0, 90.0), (100.0, 120.0)))
REST = {"shoulder": Motion(0.0), "elbow": Motion(0.0)}


def go(goals, motions=REST, seconds=4.0, pairs=(PAIR,)):
    path = [motions]
    for _ in range(round(seconds / DT)):
        path.append(steered(path[-1], goals, LIMITS, pairs, DT))
    return path


def ends(path):
    return tuple(round(motion.position, 3) for motion in path[-1].values())


def never_inside(path):
    return all(depth(PAIR, motions, LIMITS) == 0 for motions in path)


def test_without_pairs_it_is_the_follower_itself():
    path = go({"shoulder": 80, "elbow": 110}, pairs=())
    alone = REST["elbow"]
    for motions in path[1:]:
        alone = follow(alone, 110, LIMITS["elbow"], DT)
        assert motions["elbow"] == alone


def test_the_first_joint_goes_and_the_second_waits_at_the_edge():
    path = go({"shoulder": 80, "elbow": 110})
    assert ends(path) == (80, 100)
    assert never_inside(path)


def test_a_joint_passes_as_soon_as_the_other_has_left():
    behind = go({"shoulder": 80, "elbow": 110})[-1]
    path = go({"shoulder": 20, "elbow": 130}, behind)
    assert ends(path) == (20, 130)
    assert never_inside(path)


def test_what_is_not_in_the_way_is_not_slowed():
    free, guarded = go({"shoulder": 95, "elbow": 90}, pairs=()), go({"shoulder": 95, "elbow": 90})
    assert free == guarded


def test_it_arrives_at_the_edge_gently():
    path = go({"shoulder": 50, "elbow": 110}, {"shoulder": Motion(75.0), "elbow": Motion(0.0)}, 0.4)
    elbows = [motions["elbow"] for motions in go({"shoulder": 75, "elbow": 110}, path[0])]
    assert max(motion.position for motion in elbows) == pytest.approx(100, abs=1e-6)
    speeds = [round(motion.velocity, 6) for motion in elbows]
    top = speeds.index(max(speeds))
    assert speeds[top:] == sorted(speeds[top:], reverse=True), "one way down, no stop and go"


def test_a_pair_found_inside_only_moves_out_by_the_nearest_edge():
    inside = {"shoulder": Motion(63.0), "elbow": Motion(110.0)}
    path = go({"shoulder": 80, "elbow": 115}, inside)
    depths = [depth(PAIR, motions, LIMITS) for motions in path]
    assert depths[0] > 0
    assert depths == sorted(depths, reverse=True)
    assert depths[-1] == 0
    assert ends(path) == (60, 115)


def test_of_two_regions_that_it_is_in_neither_gets_deeper():
    second = Avoid(("elbow", "shoulder"), ((90.0, 111.0), (40.0, 66.0)))
    motions = {"shoulder": Motion(63.0), "elbow": Motion(110.0)}
    for _ in range(200):
        after = steered(motions, {"shoulder": 64, "elbow": 105}, LIMITS, (PAIR, second), DT)
        for pair in (PAIR, second):
            assert depth(pair, after, LIMITS) <= depth(pair, motions, LIMITS) + 1e-9
        motions = after


@settings(max_examples=25)
@given(st.integers(0, 10**6))
def test_ten_thousand_fuzzed_ticks_break_no_limit_and_enter_no_region(seed):
    found = bench.fuzzed(400, DT, seed)
    assert (found.limits, found.regions) == (0, 0)


def test_the_fuzz_finds_a_follower_without_a_guard(monkeypatch):
    monkeypatch.setattr(bench, "steered", lambda m, g, lim, _pairs, dt, ease: steered(m, g, lim, (), dt, ease))
    assert bench.fuzzed(5000).regions > 0


def test_the_fuzz_meets_the_guard_often():
    assert bench.fuzzed(5000).guarded > 300


def table(**other):
    made = {"joints": ("shoulder", "elbow"), "region": ((60.0, 90.0), (100.0, 120.0)), "because": "of the head"}
    return AvoidTable.model_validate(made | other)


def test_the_table_of_a_profile_makes_the_pair():
    assert pairs_of([table()], LIMITS, REST) == (PAIR,)


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"joints": ("shoulder", "shoulder")}, "two different joints"),
        ({"region": ((60.0, 60.0), (1.0, 2.0))}, "rise"),
        ({"joints": ("shoulder", "knee")}, "'knee'"),
        ({"region": ((-1.0, 101.0), (-1.0, 141.0))}, "nowhere to be"),
        ({"region": ((-1.0, 10.0), (-1.0, 10.0))}, "rest"),
    ],
)
def test_a_wrong_pair_says_what_is_wrong(other, says):
    with pytest.raises(ValueError, match=says):
        pairs_of([table(**other)], LIMITS, REST)
