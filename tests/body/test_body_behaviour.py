"""What the body wants, on a made clock."""

from itertools import pairwise

import pytest

from kiosk.body.behaviour import Behaviour, Manner
from kiosk.body.blink import Blinks, lid
from kiosk.commands import CloseSession, Duck, Express, Gesture, Listen, LookAt, LookAway, OpenSession
from kiosk.events import ShopperNoticed, SpeechEnded, SpeechStarted, StoreHours
from kiosk.gestures.library import GesturePath, Keyframe
from kiosk.timeline import Mark, Timeline, Viseme

NOD = GesturePath("nod", 0.3, (Keyframe(0.3, {"headPitch": -8.0}), Keyframe(0.8, {})))


class OpenMouth:
    """Opens the jaw with the time, so that a test can tell which time it was asked for."""

    def __init__(self, visemes):
        self.visemes = visemes

    def pose(self, t_s):
        return {"jawOpen": t_s} if t_s > 0 else {}


def find(name, _arg):
    return {"nod": NOD}.get(name)


def make(**manner):
    return Behaviour(OpenMouth, find, {"smile": {"browInnerUp": 0.4, "headRoll": 2.0}}, Manner(**manner))


def settled(body, begin, end):
    """The pose at the end, asked for as the loop does."""
    for tick in range(round((end - begin) * 50)):
        body.pose(begin + tick / 50)
    return body.pose(end)


def speech(at, *marks, utterance=1):
    timeline = Timeline("", "nl", "test", 22050, 22050, visemes=(Viseme("aa", 0, 900),), marks=marks)
    return SpeechStarted(utterance, at, timeline)


def test_the_mouth_runs_on_the_sounds_own_clock_and_closes_at_its_end():
    body = make()
    body.heed(speech(10.06), 10.0)
    assert "jawOpen" not in body.pose(10.05)
    assert body.pose(10.46)["jawOpen"] == pytest.approx(0.4)
    body.heed(SpeechEnded(7, completed=True), 10.5)
    assert body.pose(10.56)["jawOpen"] == pytest.approx(0.5)
    body.heed(SpeechEnded(1, completed=True), 10.6)
    assert "jawOpen" not in body.pose(10.6)


def test_a_sentence_that_goes_on_in_its_middle_has_no_mouth_and_no_gesture_of_what_was_said():
    body = make()
    timeline = speech(10.0, Mark("nod", "", 1000)).timeline
    body.heed(SpeechStarted(1, 10.0, timeline, from_ms=1000.0), 10.95)
    assert body.pose(11.0)["headPitch"] == 0
    assert body._mouth_of(timeline.rest(1000.0).visemes).visemes == ()


def test_the_mouth_is_smaller_while_the_voice_is_lowered():
    body = make()
    body.heed(speech(10.0), 10.0)
    body.heed(Duck(1, down=True), 10.2)
    assert 0 < body.pose(10.4)["jawOpen"] < 0.3
    body.heed(Duck(1, down=False), 10.4)
    assert body.pose(10.4)["jawOpen"] == pytest.approx(0.4)


def test_the_stroke_falls_on_the_mark():
    body = make()
    body.heed(speech(10.0, Mark("nod", "", 1000)), 9.95)
    assert body.pose(10.6)["headPitch"] == 0
    assert body.pose(11.0)["headPitch"] == pytest.approx(-8.0)
    assert body.pose(11.3)["headPitch"] > -8.0
    assert body.pose(11.6)["headPitch"] == 0


def test_each_joint_sets_out_earlier_by_its_own_lead():
    both = GesturePath("nod", 0.3, (Keyframe(0.3, {"headPitch": -8.0, "elbowRight": 60.0}), Keyframe(0.8, {})))
    body = Behaviour(OpenMouth, lambda _name, _arg: both, {}, Manner({"elbowRight": 0.1, "jawOpen": 0.04}))
    body.heed(speech(10.0, Mark("nod", "", 1000)), 9.95)
    assert body.pose(10.9)["elbowRight"] == pytest.approx(60.0)
    assert body.pose(10.9)["headPitch"] > -7.0
    assert body.pose(11.0)["headPitch"] == pytest.approx(-8.0)
    assert body.pose(11.0)["jawOpen"] == pytest.approx(1.04)


def test_what_is_asked_for_now_does_not_begin_in_the_middle():
    body = Behaviour(OpenMouth, find, {}, Manner({"headPitch": 0.1}))
    body.heed(Gesture("nod"), 10.0)
    assert body.pose(10.0)["headPitch"] == pytest.approx(0.0)
    assert body.pose(10.3)["headPitch"] == pytest.approx(-8.0)


def test_a_mark_too_early_to_begin_in_time_has_its_stroke_as_soon_as_it_can_without_a_leap():
    body = make()
    body.heed(speech(10.0, Mark("nod", "", 50)), 9.95)
    assert body.pose(9.95)["headPitch"] == pytest.approx(0.0)
    assert body.pose(10.10)["headPitch"] == pytest.approx(-8.0)
    assert body.pose(10.62)["headPitch"] == 0
    other = make()
    other.heed(speech(10.0, Mark("nod", "", 250)), 10.0)
    assert other.pose(10.25)["headPitch"] == pytest.approx(-8.0), "a little faster, and in time"


def test_a_mark_that_is_long_past_gets_no_gesture():
    body = make()
    body.heed(speech(10.0, Mark("nod", "", 50)), 10.6)
    assert all(body.pose(10.6 + tick / 50)["headPitch"] == 0 for tick in range(40))


def test_marks_for_others_are_passed_over():
    body = make()
    body.heed(speech(10.0, Mark("show-map", "aisle-4", 100)), 10.0)
    assert {name: value for name, value in body.pose(10.2).items() if value} == {"jawOpen": pytest.approx(0.2)}


def test_a_gesture_is_not_cut_at_the_end_of_the_text():
    body = make()
    body.heed(speech(10.0, Mark("nod", "", 900)), 10.0)
    body.heed(SpeechEnded(1, completed=True), 10.95)
    assert body.pose(11.1)["headPitch"] < -1.0


def test_a_gesture_on_the_very_end_of_an_utterance_is_made_in_full():
    body = make()
    body.heed(speech(10.0, Mark("nod", "", 1000)), 10.0)
    body.heed(SpeechEnded(1, completed=True), 11.0)
    body.heed(LookAway(), 11.0)
    path = [body.pose(10.7 + tick / 50)["headPitch"] for tick in range(45)]
    assert min(path) == pytest.approx(-8.0, abs=0.1)
    assert path[-1] == 0
    assert max(abs(after - before) for before, after in pairwise(path)) < 1.1


def test_gestures_of_a_speech_that_is_stopped_do_not_begin():
    body = make()
    body.heed(speech(10.0, Mark("nod", "", 300), Mark("nod", "", 2000)), 10.0)
    body.heed(SpeechEnded(1, completed=False), 10.2)
    assert body.pose(10.3)["headPitch"] == pytest.approx(-8.0)
    assert body.pose(12.0)["headPitch"] == 0


def test_a_nod_is_relative_to_where_one_looks():
    body = make()
    body.heed(LookAt(12.0, -5.0, 1.2), 10.0)
    settled(body, 10.0, 11.7)
    body.heed(Gesture("nod"), 11.7)
    body.heed(Gesture("unknown"), 11.7)
    pose = settled(body, 11.7, 12.0)
    assert pose["headYaw"] == pytest.approx(12.0, abs=0.1)
    assert pose["headPitch"] == pytest.approx(-13.0, abs=0.1)
    body.heed(LookAway(), 13.0)
    assert settled(body, 13.0, 15.0)["headYaw"] == pytest.approx(0.0, abs=0.1)


def test_the_head_goes_smoothly_after_a_face_that_is_told_ten_times_a_second():
    body, yaws = make(), []
    for tick in range(150):
        if tick % 5 == 0:
            body.heed(LookAt(20.0 * tick / 150, 0.0, 1.0), 10 + tick / 50)
        yaws.append(body.pose(10 + tick / 50)["headYaw"])
    steps = [after - before for before, after in pairwise(yaws)]
    assert max(steps) < 0.35
    assert max(abs(after - before) for before, after in pairwise(steps)) < 0.2
    assert yaws[-1] > 15


def test_a_head_does_not_tremble_with_a_face_that_does():
    body = make()
    body.heed(LookAt(10.0, 0.0, 1.0), 10.0)
    before = settled(body, 10.0, 12.0)["headYaw"]
    for tick in range(50):
        body.heed(LookAt(10.0 + 0.8 * (-1) ** tick, 0.0, 1.0), 12 + tick / 10)
        assert abs(body.pose(12 + tick / 10)["headYaw"] - before) < 0.05


def test_eyes_are_there_at_once_and_the_head_comes_after_them():
    body = make(eyes=True)
    body.pose(10.0)
    body.heed(LookAt(20.0, 0.0, 1.0), 10.0)
    soon = settled(body, 10.0, 10.1)
    assert soon["gazeX"] * 25 + soon["headYaw"] == pytest.approx(20.0, abs=3.0)
    assert soon["headYaw"] < 10
    late = settled(body, 10.1, 12.0)
    assert late["headYaw"] == pytest.approx(20.0, abs=0.5)
    assert abs(late["gazeX"]) < 0.05


def test_an_expression_is_taken_in_part_and_dropped_with_the_session():
    body = make()
    body.heed(Express("smile", 0.5), 10.0)
    assert body.pose(10.0)["browInnerUp"] == pytest.approx(0.2)
    body.heed(Express("unknown"), 10.0)
    assert "browInnerUp" not in body.pose(10.0)
    body.heed(Express("smile"), 10.0)
    body.heed(LookAt(5.0, 0.0, 1.0), 10.0)
    body.heed(CloseSession(1, "left"), 11.0)
    assert "browInnerUp" not in body.pose(11.0)


def test_what_does_not_concern_a_body_changes_nothing():
    body, other = make(), make()
    body.heed(Listen("nl"), 10.0)
    assert body.pose(10.0) == other.pose(10.0)


def test_safety_has_the_last_word():
    body = make()
    body.heed(LookAt(12.0, 0.0, 1.0), 10.0)
    assert body.pose(10.0, {"headYaw": 0.0})["headYaw"] == 0.0


def test_nothing_moves_of_itself_while_it_is_stopped():
    body = make(liveliness=1.0)
    body.heed(Gesture("nod"), 10.0)
    assert all(body.pose(10 + tick / 5, still=True) == {} for tick in range(100))


def test_idle_life_is_small_never_repeats_and_looks_about_while_nobody_is_there():
    body = make(liveliness=1.0)
    poses = [body.pose(tick / 10) for tick in range(1200)]
    yaws, pitches = ([pose[name] for pose in poses] for name in ("headYaw", "headPitch"))
    assert max(map(abs, yaws)) > 8
    assert max(map(abs, yaws)) < 26
    assert max(map(abs, pitches)) < 9
    period = [max(abs(a - b) for a, b in zip(yaws, yaws[lag:], strict=False)) for lag in range(20, 600)]
    assert min(period) > 0.5
    body.heed(LookAt(0.0, 0.0, 1.0), 120.0)
    settled(body, 120.0, 122.0)
    engaged = [body.pose(122 + tick / 10)["headYaw"] for tick in range(600)]
    assert max(map(abs, engaged)) < 2


def test_it_sleeps_when_nobody_was_there_for_long_and_wakes_when_somebody_is_noticed():
    body = make(sleep_after_s=60.0)
    body.heed(LookAt(5.0, 0.0, 1.0), 0.0)
    assert settled(body, 0.0, 100.0)["headPitch"] > -3
    body.heed(LookAway(), 100.0)
    assert settled(body, 100.0, 158.0)["headPitch"] > -3
    assert not body.limp(158.0)
    asleep = settled(body, 158.0, 175.0)
    assert asleep["headPitch"] == pytest.approx(-14.0)
    assert asleep["eyeBlinkLeft"] == 1.0
    assert body.limp(175.0)
    body.heed(ShopperNoticed(1, 4.0), 175.0)
    assert not body.limp(175.0)
    awake = settled(body, 175.0, 177.0)
    assert awake["headPitch"] == pytest.approx(0.0, abs=0.1)


def test_a_session_keeps_it_awake_and_zero_is_never():
    body, other = make(sleep_after_s=5.0), make()
    body.heed(OpenSession(1, "nl"), 0.0)
    assert settled(body, 0.0, 20.0)["headPitch"] == 0
    body.heed(CloseSession(1, "left"), 20.0)
    assert settled(body, 20.0, 29.0)["headPitch"] < -10
    assert settled(other, 0.0, 50.0)["headPitch"] == 0


def test_it_is_awake_while_the_store_is_open_and_sleeps_soon_after_it_closed():
    body, never = make(sleep_after_s=600.0), make()
    for each in (body, never):
        each.heed(StoreHours(open=True), 0.0)
        each.pose(0.0)
    assert settled(body, 1200.0, 1205.0)["headPitch"] == 0
    for each in (body, never):
        each.heed(StoreHours(open=False), 1205.0)
    body.heed(ShopperNoticed(1, 4.0), 1205.0)
    assert settled(body, 1262.0, 1264.0)["headPitch"] == 0
    settled(body, 1265.0, 1269.0)
    assert not body.limp(1269.0), "it has only just sunk"
    assert settled(body, 1269.0, 1273.0)["headPitch"] == pytest.approx(-14.0)
    assert body.limp(1273.0)
    body.heed(StoreHours(open=True), 1273.0)
    assert not body.limp(1273.0)
    assert settled(body, 1273.0, 1275.0)["headPitch"] == 0
    assert settled(never, 1300.0, 1310.0)["headPitch"] == 0


def test_a_store_that_closes_after_a_quiet_hour_lets_go_of_the_motors_only_at_rest():
    body = make(sleep_after_s=600.0)
    body.heed(StoreHours(open=True), 0.0)
    body.pose(0.0)
    body.pose(3600.0)
    body.heed(StoreHours(open=False), 3600.0)
    settled(body, 3600.0, 3604.0)
    assert not body.limp(3604.0)
    settled(body, 3604.0, 3608.0)
    assert body.limp(3608.0)


def test_without_hours_it_goes_by_time_again():
    body = make(sleep_after_s=60.0)
    body.heed(StoreHours(open=True), 0.0)
    body.pose(0.0)
    assert settled(body, 100.0, 105.0)["headPitch"] == 0
    body.heed(StoreHours(open=None), 105.0)
    assert settled(body, 105.0, 110.0)["headPitch"] < -10


def test_a_large_turn_of_the_gaze_blinks():
    body = make()
    body.pose(10.0)
    body.heed(LookAt(5.0, 0.0, 1.0), 10.0)
    assert "eyeBlinkLeft" not in body.pose(10.1)
    body.heed(LookAt(25.0, 0.0, 1.0), 10.2)
    assert body.pose(10.35)["eyeBlinkLeft"] > 0.9


def test_a_blink_closes_and_opens():
    assert [lid(t) for t in (-1, 0, 0.15, 0.4)] == [0, 0, 1, 0]


@pytest.mark.parametrize("seed", range(5))
def test_blinks_are_ten_to_twenty_six_a_minute_and_no_metronome(seed):
    blinks, begins, shut = Blinks(seed), [], False
    for tick in range(50 * 600):
        closed = blinks.closed(tick / 50) > 0.5
        if closed and not shut:
            begins.append(tick / 50)
        shut = closed
    assert 10 <= len(begins) / 10 <= 26
    gaps = [after - before for before, after in pairwise(begins)]
    assert max(gaps) - min(gaps) > 1.5
