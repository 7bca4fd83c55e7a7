"""What the body wants, on a made clock."""

from itertools import pairwise

import pytest

from kiosk.body.behaviour import Behaviour
from kiosk.body.blink import Blinks, lid
from kiosk.commands import CloseSession, Duck, Express, Gesture, Listen, LookAt, LookAway
from kiosk.events import SpeechEnded, SpeechStarted
from kiosk.gestures import GesturePath, Keyframe
from kiosk.timeline import Mark, Timeline, Viseme

NOD = GesturePath("nod", 0.3, (Keyframe(0.3, {"headPitch": -8.0}), Keyframe(0.8, {})))


class OpenMouth:
    """Opens the jaw with the time, so that a test can tell which time it was asked for."""

    def __init__(self, visemes):
        self.visemes = visemes

    def pose(self, t_s):
        return {"jawOpen": t_s} if t_s > 0 else {}


def make(**options):
    return Behaviour(OpenMouth, {"nod": NOD}, {"smile": {"browInnerUp": 0.4, "headRoll": 2.0}}, **options)


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
    assert "headPitch" not in body.pose(11.0)
    assert body._mouth_of(timeline.rest(1000.0).visemes).visemes == ()


def test_the_mouth_is_smaller_while_the_voice_is_lowered():
    body = make()
    body.heed(speech(10.0), 10.0)
    body.heed(Duck(1, down=True), 10.2)
    assert 0 < body.pose(10.4)["jawOpen"] < 0.3
    body.heed(Duck(1, down=False), 10.4)
    assert body.pose(10.4)["jawOpen"] == pytest.approx(0.4)


def test_the_stroke_falls_on_the_mark():
    body = make(gesture_lead_s=0.05)
    body.heed(speech(10.0, Mark("nod", "", 1000)), 9.95)
    assert "headPitch" not in body.pose(10.6)
    assert body.pose(10.95)["headPitch"] == pytest.approx(-8.0)
    assert body.pose(11.3)["headPitch"] > -8.0
    assert "headPitch" not in body.pose(11.6)


def test_a_mark_too_early_to_begin_in_time_still_has_its_stroke_in_time():
    body = make()
    body.heed(speech(10.0, Mark("nod", "", 50)), 9.95)
    assert body.pose(10.05)["headPitch"] == pytest.approx(-8.0)


def test_marks_for_others_are_passed_over():
    body = make()
    body.heed(speech(10.0, Mark("show-map", "aisle-4", 100)), 10.0)
    assert set(body.pose(10.2)) <= {"jawOpen", "eyeBlinkLeft", "eyeBlinkRight"}


def test_a_gesture_is_not_cut_at_the_end_of_the_text():
    body = make()
    body.heed(speech(10.0, Mark("nod", "", 900)), 10.0)
    body.heed(SpeechEnded(1, completed=True), 10.95)
    assert body.pose(11.1)["headPitch"] < -1.0


def test_gestures_of_a_speech_that_is_stopped_do_not_begin():
    body = make()
    body.heed(speech(10.0, Mark("nod", "", 300), Mark("nod", "", 2000)), 10.0)
    body.heed(SpeechEnded(1, completed=False), 10.2)
    assert body.pose(10.3)["headPitch"] == pytest.approx(-8.0)
    assert "headPitch" not in body.pose(12.0)


def test_a_nod_is_relative_to_where_one_looks():
    body = make()
    body.heed(LookAt(12.0, -5.0, 1.2), 10.0)
    body.heed(Gesture("nod"), 10.0)
    body.heed(Gesture("unknown"), 10.0)
    pose = body.pose(10.3)
    assert pose["headYaw"] == 12.0
    assert pose["headPitch"] == pytest.approx(-13.0)
    body.heed(LookAway(), 11.0)
    assert "headYaw" not in body.pose(11.0)


def test_an_expression_is_taken_in_part_and_dropped_with_the_session():
    body = make()
    body.heed(Express("smile", 0.5), 10.0)
    assert body.pose(10.0)["browInnerUp"] == pytest.approx(0.2)
    body.heed(Express("unknown"), 10.0)
    assert "browInnerUp" not in body.pose(10.0)
    body.heed(Express("smile"), 10.0)
    body.heed(LookAt(5.0, 0.0, 1.0), 10.0)
    body.heed(CloseSession(1, "left"), 11.0)
    assert not {"browInnerUp", "headYaw"} & set(body.pose(11.0))


def test_what_does_not_concern_a_body_changes_nothing():
    body, other = make(), make()
    body.heed(Listen("nl"), 10.0)
    assert body.pose(10.0) == other.pose(10.0)


def test_safety_has_the_last_word():
    body = make()
    body.heed(LookAt(12.0, 0.0, 1.0), 10.0)
    assert body.pose(10.0, {"headYaw": 0.0})["headYaw"] == 0.0


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
