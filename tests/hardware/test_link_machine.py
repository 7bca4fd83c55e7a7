"""The life of a link, on a made clock."""

from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from hardware.link import (
    MOVING,
    SILENT_S,
    Do,
    Expected,
    Gone,
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
