"""Motion: no limit is broken, nothing overshoots, everything arrives."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.motion.joints import Joint, Rig
from hardware.motion.trajectory import Layers, Limits, Motion, follow, minimum_jerk

DT = 0.02
YAW = Limits(-45.0, 45.0, 160.0, 700.0)
limits = st.builds(
    Limits,
    st.floats(-90, -1),
    st.floats(1, 90),
    st.floats(0.5, 500),
    st.floats(1, 5000),
)
goals = st.lists(st.tuples(st.floats(-200, 200), st.integers(1, 20)), min_size=1, max_size=12)


def check_tick(before, after, limit, ease=1.0):
    assert limit.lowest - 1e-9 <= after.position <= limit.highest + 1e-9
    assert abs(after.velocity) <= limit.velocity * ease * (1 + 1e-9)
    assert abs(after.velocity - before.velocity) <= limit.acceleration * ease * DT * (1 + 1e-9)


def test_a_hundred_thousand_fuzzed_ticks_break_no_limit():
    chance = random.Random(1)
    motion, goal = Motion(0.0), 0.0
    for _ in range(100_000):
        if chance.random() < 0.05:
            goal = chance.uniform(-90, 90)
        after = follow(motion, goal, YAW, DT)
        check_tick(motion, after, YAW)
        motion = after


@given(limits, goals)
def test_no_limit_is_broken_whatever_the_joint_and_the_goals(limit, goals):
    motion = Motion(0.0)
    for goal, ticks in goals:
        for _ in range(ticks):
            after = follow(motion, goal, limit, DT)
            check_tick(motion, after, limit)
            assert after.position == pytest.approx(motion.position + after.velocity * DT, abs=1e-6)
            motion = after


@given(limits, st.floats(-90, 90), st.floats(-90, 90))
def test_from_rest_a_goal_is_reached_without_overshoot(limit, start, goal):
    start, goal = limit.clip(start), limit.clip(goal)
    motion, low, high = Motion(start), min(start, goal), max(start, goal)
    for _ in range(40_000):
        motion = follow(motion, goal, limit, DT)
        assert low - 1e-6 <= motion.position <= high + 1e-6
        if abs(motion.position - goal) < 1e-6:
            return
    pytest.fail("never arrived")


def test_sixty_degrees_take_no_longer_than_the_limits_allow():
    limit = Limits(-90, 90, 240, 1200)
    motion, ticks = Motion(0.0), 0
    while abs(motion.position - 60) > 0.5:
        motion, ticks = follow(motion, 60, limit, DT), ticks + 1
    ideal_s = 60 / 240 + 240 / 1200
    assert ticks * DT <= ideal_s + 3 * DT


def test_minimum_jerk_begins_and_ends_at_rest():
    assert [minimum_jerk(t) for t in (-1, 0, 0.5, 1, 2)] == [0, 0, 0.5, 1, 1]
    path = [minimum_jerk(t / 100) for t in range(101)]
    assert path == sorted(path)
    assert path[1] < 1e-4
    assert 1 - path[-2] < 1e-4


def test_the_upper_layer_decides_and_a_gesture_is_an_offset():
    layers = Layers(
        base={"headPitch": 1.0, "browInnerUp": 0.3},
        idle={"eyeBlinkLeft": 1.0},
        gaze={"headPitch": -10.0},
        gesture={"headPitch": -5.0, "jawOpen": 0.9, "headRoll": 2.0},
        mouth={"jawOpen": 0.2},
        safety={"eyeBlinkLeft": 0.0},
    )
    assert layers.pose() == {
        "headPitch": -15.0,
        "browInnerUp": 0.3,
        "eyeBlinkLeft": 0.0,
        "jawOpen": 0.2,
        "headRoll": 2.0,
    }


PITCH = Joint("pitch", 2, {"headPitch": 1.0}, Limits(-20, 20, 120, 700), (1700, 1300), 0.0)


@given(st.floats(-20, 20))
def test_a_joint_that_is_mounted_the_other_way_round_comes_back(value):
    assert PITCH.value(PITCH.position(value)) == pytest.approx(value, abs=0.06)


def test_a_joint_never_leaves_its_pulses():
    assert [PITCH.position(value) for value in (-500, -20, 0, 20, 500)] == [1700, 1700, 1500, 1300, 1300]
    assert PITCH.channel_limits().lowest == 1300
    assert PITCH.channel_limits().highest == 1700


def test_a_joint_sums_weighted_parameters_and_rests_when_none_is_named():
    brows = Joint("brows", 5, {"browInnerUp": 0.5, "browDown": -1.0}, Limits(-1, 1, 8, 120), (1350, 1650), 0.1)
    assert brows.wanted({"browInnerUp": 1.0, "browDown": 0.2}) == pytest.approx(0.3)
    assert brows.wanted({"jawOpen": 1.0}) == 0.1


def test_a_rig_begins_where_the_device_is_and_gently():
    rig = Rig((PITCH,), DT)
    rig.pin({2: 1400})
    assert rig.positions() == {2: 1400}
    before, steps = 1400, []
    for _ in range(40):
        now = rig.step({"headPitch": -20.0})[2]
        steps.append(abs(now - before) * 40 / 400)
        before = now
    assert steps[0] <= 0.2
    assert max(steps[:5]) < max(steps[15:])


def test_a_rig_asked_the_unknown_begins_at_neutral():
    rig = Rig((PITCH,), DT)
    rig.pin({})
    assert rig.positions() == {2: 1500}
