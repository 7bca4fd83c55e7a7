"""The life of a link, on a made clock."""

from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from hardware.links.link_machine import (
    MOVING,
    SILENT_S,
    Clear,
    Do,
    Expected,
    Gone,
    Halt,
    LinkState,
    Open,
    Opened,
    Phase,
    Pin,
    Sent,
    Tick,
    step,
)
from hardware.protocols.codec import Identified, PoseRead, Status

EXPECTED = Expected("mcu-head", 1, frozenset({0, 1, 2}))
HELLO = Identified("mcu-head", 1, "1.0", 16, 7)
FINE = Status(boot=7)
PORT = "/dev/ttyACM0"


class Story:
    """Feeds a machine and keeps what it asked for."""

    def __init__(self):
        self.state, self.now, self.asked = LinkState(EXPECTED), 100.0, []

    def feed(self, *inputs):
        for one in inputs:
            self.state, actions = step(self.state, one, self.now)
            self.asked += actions
        return self.state.phase

    def wait(self, seconds, *inputs, port=PORT):
        for _ in range(round(seconds / 0.02)):
            self.now += 0.02
            self.feed(Tick(port), *inputs)
        return self.state.phase

    def ready(self, pose=((0, 1500),)):
        self.feed(Tick(PORT), Opened(), HELLO, PoseRead(FINE, dict(pose)), Tick(PORT))
        assert self.state.phase is Phase.READY
        return self


def test_the_way_to_ready():
    story = Story()
    assert story.feed(Tick("")) is Phase.ABSENT
    assert story.feed(Tick(PORT)) is Phase.OPENING
    assert story.feed(Opened()) is Phase.PROBING
    assert story.feed(HELLO) is Phase.SYNCING
    assert story.feed(FINE) is Phase.SYNCING
    assert story.feed(PoseRead(FINE, {0: 1444})) is Phase.PARKED
    assert story.feed(Tick(PORT)) is Phase.READY
    assert story.asked == [Open(PORT), Do.PROBE, Do.SYNC, Pin({0: 1444})]


def test_hello_and_sync_are_asked_again_until_answered():
    story = Story()
    story.feed(Tick(PORT), Opened())
    story.wait(1.0)
    assert 8 <= story.asked.count(Do.PROBE) <= 12
    story.feed(HELLO)
    story.wait(0.5)
    assert 4 <= story.asked.count(Do.SYNC) <= 7


def test_nothing_answers():
    story = Story()
    story.feed(Tick(PORT), Opened())
    assert story.wait(2.7) is Phase.BLOCKED
    assert story.state.code == "link.mute"
    assert story.asked[-1] is Do.CLOSE


@pytest.mark.parametrize(
    ("hello", "code"),
    [
        (replace(HELLO, device="printer"), "link.wrong-device"),
        (replace(HELLO, protocol=2), "link.firmware"),
        (replace(HELLO, channels=2), "link.firmware"),
    ],
)
def test_another_device_is_blocked_and_tried_again_slowly(hello, code):
    story = Story()
    story.feed(Tick(PORT), Opened())
    assert story.feed(hello) is Phase.BLOCKED
    assert story.state.code == code
    assert story.wait(0.4) is Phase.BLOCKED
    assert story.wait(0.2) is Phase.OPENING


def test_silence_is_noticed_and_a_stall_of_our_own_is_not_taken_for_it():
    story = Story().ready()
    assert story.wait(1.0, Sent(), FINE) is Phase.READY
    begin = story.now
    while story.state.phase is Phase.READY:
        story.wait(0.02, Sent())
    assert SILENT_S < story.now - begin <= 0.25
    stalled = Story().ready()
    stalled.wait(0.5, Sent(), FINE)
    stalled.now += 0.4
    assert stalled.feed(Tick(PORT), Sent(), FINE) is Phase.READY


def test_a_process_that_comes_late_has_not_listened_meanwhile():
    late = Story().ready()
    late.feed(Sent(), FINE)
    late.now += 0.3
    late.feed(Tick(PORT), Sent())
    assert late.wait(0.06, Sent()) is Phase.READY, "the answer to what was asked just now is under way"
    for _ in range(2):
        late.now += 0.1
        late.feed(Tick(PORT), Sent())
    assert late.state.phase is Phase.READY
    assert late.wait(0.06, Sent()) is Phase.LOST, "it was listened to for long enough"


def test_a_process_that_comes_late_lets_a_device_start():
    for begin in ((Opened(),), (Opened(), HELLO)):
        late = Story()
        late.feed(Tick(PORT), *begin)
        phase = late.state.phase
        for _ in range(3):
            late.now += 1.0
            late.feed(Tick(PORT))
        assert late.state.phase is phase


def attempts(story, device, times):
    """When a port is left alone each time after `device` is there, s."""
    waits = []
    for _ in range(times):
        while story.state.phase is not Phase.OPENING:
            story.wait(0.02)
        if waits:
            waits[-1] = round(story.now - waits[-1], 2)
        story.feed(*device)
        assert story.state.phase is Phase.BLOCKED
        waits.append(story.now)
    return waits[:-1]


def test_a_board_of_somebody_else_is_restarted_once_a_minute_at_most():
    story = Story()
    waits = attempts(story, (Opened(), replace(HELLO, device="other")), 11)
    assert waits[0] == pytest.approx(0.5, abs=0.05)
    assert waits == sorted(waits)
    assert waits[-1] == pytest.approx(60.0, abs=0.05)
    story.wait(0.02, port="")
    assert story.wait(0.02) is Phase.OPENING, "a replug starts anew"


def test_another_port_is_tried_at_once():
    story = Story()
    attempts(story, (Opened(), replace(HELLO, device="other")), 9)
    assert story.wait(0.04, port="/dev/ttyUSB7") is Phase.OPENING


def test_a_port_that_does_not_open_is_tried_every_five_seconds():
    waits = attempts(Story(), (Gone("link.busy", "busy", blocked=True),), 9)
    assert waits[-1] == pytest.approx(5.0, abs=0.05)


def test_back_off_grows_to_two_seconds_and_begins_anew_when_the_device_is_taken_away():
    story, waits = Story(), []
    for _ in range(8):
        while story.state.phase is not Phase.OPENING:
            story.wait(0.02)
        lost = story.now
        story.feed(Gone("link.absent", ""))
        while story.state.phase is not Phase.OPENING:
            story.wait(0.02)
        waits.append(story.now - lost)
    assert waits[0] == pytest.approx(0.06, abs=0.03)
    assert waits == sorted(waits)
    assert waits[-1] == pytest.approx(2.0, abs=0.05)
    story.feed(Gone("link.absent", ""))
    story.wait(0.02, port="")
    assert story.state.failures == 0


def test_a_missing_channel_degrades_and_mends():
    story = Story().ready()
    assert story.feed(replace(FINE, missing=frozenset({9}))) is Phase.READY
    assert story.feed(replace(FINE, missing=frozenset({1}))) is Phase.DEGRADED
    assert story.state.code == "link.missing"
    assert story.feed(FINE) is Phase.READY


def test_over_five_percent_of_unanswered_frames_degrade():
    story = Story().ready()
    for number in range(200):
        story.wait(0.02, Sent(), *([FINE] if number % 30 else []))
    assert story.state.phase is Phase.READY
    for number in range(60):
        story.wait(0.02, Sent(), *([FINE] if number % 10 else []))
    assert story.state.phase is Phase.DEGRADED
    assert story.state.code == "link.noisy"
    story.wait(2.0, Sent(), FINE)
    assert story.state.phase is Phase.READY


def test_the_emergency_stop_is_latched_until_the_device_says_a_person_cleared_it():
    story = Story().ready()
    stopped = replace(FINE, stopped=True, limp=True)
    assert story.feed(stopped) is Phase.PARKED
    assert story.asked[-1] is Do.PARK
    story.wait(5.0, Sent(), stopped)
    assert story.state.stopped
    assert story.state.phase is Phase.PARKED
    assert story.feed(replace(FINE, limp=True)) is Phase.SYNCING
    assert story.feed(PoseRead(FINE, {0: 1333}), Tick(PORT)) is Phase.READY
    assert story.asked[-1] == Pin({0: 1333})


def test_a_stop_outlives_an_unplug():
    story = Story().ready()
    story.feed(replace(FINE, stopped=True), Gone("link.lost", ""))
    story.wait(0.1, port="")
    assert story.state.stopped
    story.feed(Tick(PORT), Opened(), HELLO, PoseRead(replace(FINE, stopped=True)), Tick(PORT))
    assert story.state.phase is Phase.PARKED


def test_a_device_that_keeps_no_stop_of_its_own_is_told_again_after_a_replug():
    story = Story().ready()
    story.feed(Halt(), replace(FINE, stopped=True), Gone("link.lost", ""))
    story.wait(0.1)
    story.asked.clear()
    story.feed(Opened(), HELLO)
    assert story.asked[-2:] == [Do.STOP, Do.SYNC]
    story.feed(PoseRead(FINE, {0: 1500}), Tick(PORT))
    assert story.state.stopped


def test_a_device_that_restarts_must_latch_again_the_stop_that_nobody_cleared():
    story = Story().ready()
    story.feed(replace(FINE, stopped=True))
    reborn = Status(boot=8, limp=True, configured=False)
    assert story.feed(reborn) is Phase.SYNCING
    assert story.asked[-2:] == [Do.STOP, Do.SYNC]
    fresh = Status(boot=8)
    story.wait(0.3, PoseRead(fresh, {}))
    assert story.state.stopped
    assert story.state.phase is Phase.SYNCING
    story.feed(PoseRead(replace(fresh, stopped=True), {}))
    story.wait(1.0, Sent(), replace(fresh, stopped=True))
    assert story.state.phase is Phase.PARKED
    assert story.feed(fresh) is Phase.SYNCING


def test_a_device_that_forgot_what_it_was_told_restarted_though_its_count_says_otherwise():
    story = Story().ready()
    story.feed(replace(FINE, stopped=True), Tick(PORT))
    story.asked.clear()
    story.feed(replace(FINE, configured=False, limp=True))
    assert story.state.stopped
    assert story.asked == [Do.STOP, Do.SYNC]
    story.feed(replace(FINE, stopped=True), PoseRead(replace(FINE, stopped=True), {0: 1500}), Tick(PORT))
    assert story.state.stopped
    assert story.state.phase is Phase.PARKED


def test_a_stop_by_a_person_at_the_kiosk_is_told_until_the_device_has_latched_it():
    story = Story().ready()
    assert story.feed(Halt()) is Phase.PARKED
    assert story.asked[-2:] == [Do.STOP, Do.PARK]
    asked = story.asked.count(Do.STOP)
    story.wait(0.1, Sent(), FINE)
    assert story.asked.count(Do.STOP) == asked + 5
    assert (story.state.stopped, story.state.phase) == (True, Phase.PARKED)
    stopped = replace(FINE, stopped=True, limp=True)
    story.wait(0.1, Sent(), stopped)
    assert story.asked.count(Do.STOP) <= asked + 6


def test_a_stop_that_comes_while_the_device_is_away_is_the_first_thing_it_is_told():
    story = Story().ready()
    story.feed(Gone("link.lost", ""), Halt())
    story.wait(0.1)
    story.asked.clear()
    story.feed(Opened(), HELLO)
    assert story.asked[-2:] == [Do.STOP, Do.SYNC]
    story.feed(PoseRead(FINE, {0: 1500}), Tick(PORT))
    assert story.state.phase is Phase.SYNCING


def test_only_a_device_that_answers_can_be_cleared_and_only_its_own_word_counts():
    story = Story().ready()
    stopped = replace(FINE, stopped=True, limp=True)
    story.feed(Halt(), stopped, Clear())
    assert story.asked[-1] is Do.CLEAR
    story.wait(0.5, Sent(), replace(stopped, pressed=True))
    assert (story.state.stopped, story.state.phase) == (True, Phase.PARKED)
    story.feed(Clear(), replace(FINE, limp=True), PoseRead(FINE, {0: 1444}), Tick(PORT))
    assert story.state.phase is Phase.READY
    assert story.asked[-1] == Pin({0: 1444})
    story.feed(Halt(), stopped, Gone("link.lost", ""))
    story.asked.clear()
    story.feed(Clear())
    assert story.asked == []
    assert story.state.stopped


@pytest.mark.parametrize("change", [{"boot": 8}, {"configured": False}])
def test_a_restart_in_motion_leads_through_syncing_again(change):
    story = Story().ready()
    assert story.feed(replace(FINE, **change)) is Phase.SYNCING


def test_a_device_that_went_limp_is_pinned_anew():
    story = Story().ready()
    story.wait(0.5, Sent(), FINE)
    assert story.feed(replace(FINE, limp=True)) is Phase.SYNCING
    story.feed(PoseRead(FINE, {0: 1600}), Tick(PORT))
    assert story.asked[-1] == Pin({0: 1600})


class AnyLife(RuleBasedStateMachine):
    """Whatever happens, in whatever order."""

    def __init__(self):
        super().__init__()
        self.state, self.now = LinkState(EXPECTED), 0.0
        self.read = None
        self.open = False

    def feed(self, one):
        before = self.state
        self.state, actions = step(before, one, self.now)
        if isinstance(one, PoseRead):
            self.read = one.positions
        for action in actions:
            if isinstance(action, Open):
                assert not self.open
            self.open = isinstance(action, Open) or (self.open and action is not Do.CLOSE)
            if isinstance(action, Do) and action is not Do.CLOSE:
                assert self.open
        pins = [action for action in actions if isinstance(action, Pin)]
        entered = self.state.phase in MOVING and before.phase not in MOVING
        assert bool(pins) is entered
        if entered:
            assert before.phase is Phase.PARKED
            assert pins == [Pin(self.read)]
        if before.stopped and not self.state.stopped:
            assert isinstance(one, Status | PoseRead)
        if isinstance(one, Gone):
            self.open = False

    @rule(seconds=st.sampled_from([0.0, 0.02, 0.02, 0.1, 0.3, 3.0]), port=st.sampled_from([PORT, PORT, ""]))
    def tick(self, seconds, port):
        self.now += seconds
        self.feed(Tick(port))

    @rule()
    def opened(self):
        if self.state.phase is Phase.OPENING:
            self.feed(Opened())

    @rule(blocked=st.booleans())
    def gone(self, blocked):
        self.feed(Gone("link.lost", "gone", blocked))

    @rule()
    def sent(self):
        self.feed(Sent())

    @rule(one=st.sampled_from([Halt(), Clear()]))
    def person(self, one):
        self.feed(one)

    @rule(boot=st.sampled_from([7, 7, 8]), device=st.sampled_from(["mcu-head", "mcu-head", "other"]))
    def hello(self, boot, device):
        self.feed(replace(HELLO, boot=boot, device=device))

    @rule(
        boot=st.sampled_from([7, 7, 8]),
        stopped=st.sampled_from([False, False, True]),
        limp=st.booleans(),
        configured=st.sampled_from([True, True, False]),
        missing=st.frozensets(st.integers(0, 3), max_size=2),
        pose=st.one_of(st.none(), st.dictionaries(st.integers(0, 2), st.integers(1000, 2000))),
    )
    def report(self, boot, stopped, limp, configured, missing, pose):
        status = Status(boot, stopped=stopped, limp=limp, configured=configured, missing=missing)
        self.feed(status if pose is None else PoseRead(status, pose))

    @invariant()
    def nothing_moves_while_stopped(self):
        assert not (self.state.stopped and self.state.phase in MOVING)

    @invariant()
    def a_fault_has_a_reason(self):
        if self.state.phase in {Phase.LOST, Phase.BLOCKED}:
            assert self.state.code


TestAnyLife = AnyLife.TestCase
TestAnyLife.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)


def test_without_arming_nothing_gets_torque():
    story = Story()
    story.feed(Tick(PORT, armed=False), Opened(), HELLO, PoseRead(FINE, {0: 1500}))
    for _ in range(50):
        story.now += 0.02
        assert story.feed(Tick(PORT, armed=False), Sent(), FINE) is Phase.PARKED
    assert not [one for one in story.asked if isinstance(one, Pin)]


def test_a_device_that_did_not_hear_that_it_shall_let_go_is_told_again():
    story = Story().ready()
    story.feed(Tick(PORT, armed=False))
    story.asked.clear()
    story.feed(replace(FINE, limp=False), Tick(PORT, armed=False))
    assert story.asked == [Do.PARK]
    story.feed(replace(FINE, limp=True), Tick(PORT, armed=False))
    assert story.asked == [Do.PARK]


def test_a_device_with_torque_from_an_earlier_host_lets_go_where_none_is_wanted():
    story = Story()
    story.feed(Tick(PORT, armed=False), Opened(), HELLO, PoseRead(replace(FINE, limp=False), {0: 1500}))
    story.asked.clear()
    story.feed(Tick(PORT, armed=False))
    assert story.asked == [Do.PARK]


def test_arming_again_begins_where_a_hand_left_the_joints():
    story = Story().ready()
    assert story.feed(Tick(PORT, armed=False)) is Phase.PARKED
    assert story.asked[-1] is Do.PARK
    assert story.feed(Tick(PORT, armed=False), FINE, Tick(PORT)) is Phase.SYNCING
    story.feed(PoseRead(FINE, {0: 1810}), Tick(PORT))
    assert story.asked[-1] == Pin({0: 1810})
    assert story.state.phase is Phase.READY
