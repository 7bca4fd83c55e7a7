"""Idle life is alive, lawful and the same for the same seed."""

from __future__ import annotations

import itertools

import pytest

import avatars
from avatars import Behaviour, BehaviourState
from avatars.pose import ARTICULATORS


def run(maya: avatars.Pack, seed: int, seconds: float, state: BehaviourState, fps: int = 30) -> list[avatars.Pose]:
    behaviour = Behaviour(maya, seed)
    return [behaviour.pose(i / fps, state) for i in range(int(seconds * fps))]


def blink_starts(poses: list[avatars.Pose], fps: int = 30) -> list[float]:
    down = [pose["eyeBlinkLeft"] > 0.5 for pose in poses]
    return [i / fps for i in range(1, len(down)) if down[i] and not down[i - 1]]


def test_same_seed_same_life(maya: avatars.Pack) -> None:
    assert run(maya, 3, 20, BehaviourState()) == run(maya, 3, 20, BehaviourState())
    assert run(maya, 3, 20, BehaviourState()) != run(maya, 4, 20, BehaviourState())


@pytest.mark.parametrize("seed", range(5))
def test_blinks_10_to_26_a_minute_and_no_metronome(maya: avatars.Pack, seed: int) -> None:
    starts = blink_starts(run(maya, seed, 180, BehaviourState()))
    assert 10 <= len(starts) / 3 <= 26
    gaps = [b - a for a, b in itertools.pairwise(starts)]
    mean = sum(gaps) / len(gaps)
    assert (sum((gap - mean) ** 2 for gap in gaps) / len(gaps)) ** 0.5 > 0.2 * mean


def test_every_pose_is_in_range(maya: avatars.Pack) -> None:
    for name in maya.expressions:
        state = BehaviourState(name, gaze_yaw_deg=60, gaze_pitch_deg=-40, speaking=True, thinking=True)
        for pose in run(maya, 1, 5, state):
            assert all(avatars.PARAMETERS[key][0] <= value <= avatars.PARAMETERS[key][2] for key, value in pose.items())


def test_eyes_lead_and_the_head_follows(maya: avatars.Pack) -> None:
    behaviour = Behaviour(maya, 5)
    for i in range(60):
        behaviour.pose(i / 60, BehaviourState())
    before = behaviour.pose(1.0, BehaviourState())
    target = BehaviourState(gaze_yaw_deg=18)
    poses = [behaviour.pose(1 + i / 60, target) for i in range(1, 121)]
    soon, late = poses[7], poses[-1]
    assert soon["gazeX"] - before["gazeX"] > 0.35
    assert abs(soon["headYaw"] - before["headYaw"]) < 2.5
    assert late["headYaw"] - before["headYaw"] > 6
    assert late["gazeX"] < soon["gazeX"], "the eyes return as the head arrives"


def test_large_shift_comes_with_a_blink(maya: avatars.Pack) -> None:
    behaviour = Behaviour(maya, 5)
    behaviour.pose(0.0, BehaviourState())
    poses = [behaviour.pose(i / 60, BehaviourState(gaze_yaw_deg=20)) for i in range(1, 20)]
    assert max(pose["eyeBlinkLeft"] for pose in poses) > 0.9


def test_looks_away_while_thinking_and_back_after(maya: avatars.Pack) -> None:
    behaviour = Behaviour(maya, 2)

    def gaze(start: float, state: BehaviourState) -> float:
        return sum(behaviour.pose(start + i / 30, state)["gazeX"] for i in range(90)) / 90

    straight = gaze(0, BehaviourState())
    away = gaze(3, BehaviourState(thinking=True))
    back = gaze(6, BehaviourState())
    assert abs(away - straight) > 0.15
    assert abs(back - straight) < 0.12


def test_expression_blends_over_about_a_quarter_second(maya: avatars.Pack) -> None:
    behaviour = Behaviour(maya, 1)
    behaviour.pose(0.0, BehaviourState("neutral"))
    smiles = [behaviour.pose(i / 60, BehaviourState("smile"))["mouthSmileLeft"] for i in range(1, 31)]
    low, high = maya.expressions["neutral"]["mouthSmileLeft"], maya.expressions["smile"]["mouthSmileLeft"]
    share = [(value - low) / (high - low) for value in smiles]
    assert share[0] < 0.3
    assert share[14] > 0.9


def test_speaking_leaves_the_mouth_to_the_visemes(maya: avatars.Pack) -> None:
    pose = run(maya, 1, 2, BehaviourState("surprised", speaking=True))[-1]
    assert all(abs(pose.get(name, 0.0)) < 0.01 for name in ARTICULATORS)


def test_breath_fills_and_empties(maya: avatars.Pack) -> None:
    breaths = [pose["breath"] for pose in run(maya, 1, 8, BehaviourState())]
    assert min(breaths) < 0.02
    assert max(breaths) > 0.7
    assert max(abs(a - b) for a, b in itertools.pairwise(breaths)) < 0.06


def test_unknown_expression_is_named(maya: avatars.Pack) -> None:
    with pytest.raises(avatars.AvatarError, match="'smirk'"):
        Behaviour(maya, 1).pose(0, BehaviourState("smirk"))


def test_life_does_not_depend_on_the_clock_and_forgets(maya: avatars.Pack) -> None:
    early, late = Behaviour(maya, 9), Behaviour(maya, 9)
    for i in range(3600):
        a, b = early.pose(i / 30, BehaviourState()), late.pose(1e6 + i / 30, BehaviourState())
        assert a == pytest.approx(b, abs=1e-4)
    assert len(late._gaze._saccades._starts) <= 65


def test_who_speaks_looks_aside_first_and_back_when_the_turn_is_yielded(maya: avatars.Pack) -> None:
    behaviour = Behaviour(maya, 4)
    for i in range(30):
        behaviour.pose(i / 30, BehaviourState())
    taking = [abs(behaviour.pose(1 + i / 30, BehaviourState(speaking=True))["gazeX"]) for i in range(30)]
    yielding = [abs(behaviour.pose(2 + i / 30, BehaviourState())["gazeX"]) for i in range(30)]
    assert max(taking) > 0.2
    assert max(yielding[15:]) < 0.2


def listening(behaviour: Behaviour, start: float, words: int) -> list[avatars.Pose]:
    """Two seconds in which the shopper has come to so many words."""
    return [behaviour.pose(start + i / 30, BehaviourState(listening=True, words_heard=words)) for i in range(60)]


def test_nods_while_the_shopper_goes_on_and_not_in_silence(maya: avatars.Pack) -> None:
    def lowest(words: tuple[int, ...]) -> float:
        behaviour = Behaviour(maya, 3)
        return min(pose["headPitch"] for i, n in enumerate(words) for pose in listening(behaviour, 2.0 * i, n))

    assert lowest((0, 5, 10, 15)) < lowest((0, 0, 0, 0)) - 0.8


def test_understood_is_a_long_blink_with_a_nod(maya: avatars.Pack) -> None:
    def shut(words: int) -> int:
        behaviour = Behaviour(maya, 7)
        listening(behaviour, 0.0, words)
        poses = [behaviour.pose(2 + i / 60, BehaviourState(words_heard=words)) for i in range(45)]
        return sum(pose["eyeBlinkLeft"] > 0.5 for pose in poses)

    assert shut(6) >= shut(0) + 8


def test_composure_of_the_store_overrules_the_pack(maya: avatars.Pack) -> None:
    def travel(composure: float | None) -> float:
        behaviour = Behaviour(maya, 3, composure)
        yaws = [behaviour.pose(i / 30, BehaviourState())["headYaw"] for i in range(300)]
        return sum(abs(b - a) for a, b in itertools.pairwise(yaws))

    assert travel(1.0) < 0.5 * travel(None) < travel(0.0)
