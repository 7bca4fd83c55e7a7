"""One suite for both ends of the truth: the Python twin, and the binary that is shipped, in simulated cycles."""

import random
from itertools import pairwise

import pytest
from avr_board import missing
from boards import DEADMAN_MS, LIMITS, Real, Twin

from hardware.protocols.boards import mcu, mcu_frames
from hardware.protocols.boards.mcu_frames import Frame
from hardware.protocols.codec import ChannelLimits, Effect, Lamp, PoseRead, Sensed

simulator = pytest.mark.skipif(bool(missing()), reason=missing())


@pytest.fixture(params=[Twin, pytest.param(Real, marks=simulator)], ids=["twin", "binary"])
def make(request):
    made = []

    def one(**host):
        made.append(request.param(**host))
        return made[-1]

    yield one
    for bench in made:
        bench.close()


@pytest.fixture
def bench(make):
    return make()


def test_it_says_who_it_is(bench):
    (identity,) = bench.ask(bench.codec.probe())
    assert (identity.device, identity.protocol, identity.firmware) == ("mcu-head", mcu.VERSION, "1.0")
    assert identity.channels >= 8


def test_there_is_no_pulse_before_limits_and_torque(bench):
    bench.ask(bench.codec.arm())
    (status,) = bench.ask(bench.codec.move({0: 1500}))
    assert not status.configured
    assert bench.pulses() == {}
    bench.ask(bench.codec.park())
    bench.ask(bench.codec.sync())
    (status,) = bench.ask(bench.codec.move({0: 1500}))
    assert (status.configured, status.limp) == (True, True)
    assert bench.pulses() == {}
    (status,) = bench.ask(bench.codec.arm())
    assert not status.limp
    assert bench.pulses() == {}, "nobody has said where to"


def test_the_first_set_begins_there_and_only_where_there_are_limits(bench):
    bench.armed()
    bench.ask(bench.codec.move({0: 1500, 3: 1500}))
    assert bench.pulses() == {0: 1500}
    pose = bench.ask(bench.codec.read())[0]
    assert isinstance(pose, PoseRead)
    assert pose.positions == {0: 1500}


def test_it_clamps(bench):
    bench.armed()
    bench.ask(bench.codec.move({0: 4000, 1: 0}))
    assert bench.pulses() == {0: 2000, 1: 1200}


def test_it_slews(bench):
    bench.armed()
    bench.ask(bench.codec.move({0: 1100, 1: 1800}))
    bench.hold(0.06)
    bench.ask(bench.codec.move({0: 1500, 1: 1500}))
    path = [bench.pulses() for _ in range(8)]
    for channel, limits in LIMITS.items():
        steps = [abs(after[channel] - before[channel]) for before, after in pairwise(path)]
        assert limits.slew <= max(steps) <= 2 * limits.slew, "a step or two fall into the time that pulses are watched"
    bench.hold(0.64)
    assert bench.pulses() == {0: 1500, 1: 1500}


def test_new_limits_hold_for_what_moves(bench):
    bench.armed()
    bench.ask(bench.codec.move({0: 2000, 1: 1500}))
    bench.hold(0.06)
    narrow = {0: ChannelLimits(1000, 1500, 200)}
    bench.ask(bench.codec._request(mcu.LIMITS, mcu.pack_limits(DEADMAN_MS, narrow)))
    bench.hold(0.2)
    assert bench.pulses() == {0: 1500}, "within its limits; the channel without any is silent"


def test_the_deadman_ends_the_pulses_for_good(bench):
    bench.armed()
    bench.ask(bench.codec.move({0: 1500, 1: 1500}))
    bench.wait(0.15)
    assert set(bench.pulses()) == {0, 1}
    bench.ask(bench.codec.poll())
    bench.wait(0.25)
    assert bench.pulses() == {}
    (status,) = bench.ask(bench.codec.move({0: 1800}))
    assert status.limp
    assert bench.pulses() == {}
    bench.ask(bench.codec.arm())
    assert bench.pulses() == {0: 1500, 1: 1500}, "where it was"


def test_without_a_deadman_it_waits(make):
    bench = make(deadman_ms=0).armed()
    bench.ask(bench.codec.move({0: 1500}))
    bench.wait(0.6)
    assert bench.pulses() == {0: 1500}


def test_the_stop_is_latched_until_a_person_clears_it(bench):
    bench.armed()
    bench.ask(bench.codec.move({0: 1500}))
    bench.press()
    assert bench.pulses() == {}
    status = bench.status()
    assert (status.stopped, status.pressed, status.limp) == (True, True, True)
    bench.ask(bench.codec.clear())
    assert bench.status().stopped, "not while it is pressed"
    bench.release()
    status = bench.status()
    assert (status.stopped, status.pressed) == (True, False)
    bench.ask(bench.codec.arm() + bench.codec.clear())
    status = bench.status()
    assert (status.stopped, status.limp) == (False, True), "cleared, and limp until somebody asks for torque"
    assert bench.pulses() == {}


def test_the_host_can_latch_the_stop(bench):
    bench.armed()
    bench.ask(bench.codec.move({0: 1500}))
    bench.ask(bench.codec.stop())
    assert bench.status().stopped
    assert bench.pulses() == {}


def test_a_restart_has_a_new_number_and_forgets_all_but_the_pressed_stop(bench):
    bench.armed()
    bench.ask(bench.codec.move({0: 1500}))
    numbers = [bench.status().boot]
    for _ in range(3):
        bench.reboot()
        numbers.append(bench.status().boot)
    assert len(set(numbers)) == 4
    status = bench.status()
    assert (status.configured, status.limp, status.stopped) == (False, True, False)
    bench.press()
    bench.reboot()
    assert bench.status().stopped


def test_a_board_of_lights_alone_is_configured_without_a_channel(make):
    bench = make(limits={})
    bench.ask(bench.codec.sync())
    assert bench.status().configured


def test_lamps_glow_without_limits_or_torque_and_outlast_a_stop(bench):
    bench.ask(bench.codec.light({2: Lamp(0, 90, 255), 15: Lamp(1, 2, 3), 3: Lamp(0, 0, 0)}))
    bench.press()
    assert bench.lamps() == {2: Lamp(0, 90, 255), 15: Lamp(1, 2, 3)}
    bench.ask(bench.codec.light({2: Lamp(0, 0, 0)}))
    assert bench.lamps() == {15: Lamp(1, 2, 3)}, "the others stay"


def test_lamps_go_dark_with_the_deadman_and_stay_so_until_told_again(bench):
    bench.armed()
    bench.ask(bench.codec.light({0: Lamp(9, 9, 9)}))
    assert bench.lamps() == {0: Lamp(9, 9, 9)}
    bench.wait(0.3)
    assert bench.lamps() == {}
    bench.status()
    assert bench.lamps() == {}
    bench.ask(bench.codec.light({0: Lamp(9, 9, 9)}))
    assert bench.lamps() == {0: Lamp(9, 9, 9)}


def test_buttons_are_in_every_status(bench):
    bench.push(0, 3)
    assert bench.status().buttons == {0, 3}
    bench.push()
    assert bench.status().buttons == frozenset()


@pytest.mark.parametrize(
    ("moving", "distance_m", "ranging"),
    [(None, None, False), (True, None, False), (False, 0.25, True), (None, 3.4, True), (True, None, True)],
)
def test_sensors_of_presence(bench, moving, distance_m, ranging):
    bench.sense(moving, distance_m, ranging=ranging)
    (found,) = bench.ask(bench.codec.detect())
    near = None if distance_m is None else pytest.approx(distance_m, abs=0.005)
    assert found == Sensed(moving, near, ranging)


def cut_short(frame):
    """A frame whose check is right, but whose last run promises one byte more."""
    wire, at = bytearray(mcu_frames.encode(frame)), 0
    while at + wire[at] < len(wire) - 1:
        at += wire[at]
    wire[at] += 1
    return bytes(wire)


ALL_LIMITS = Frame(mcu.LIMITS, 9, mcu.pack_limits(9, dict.fromkeys(range(16), ChannelLimits(1000, 2000, 9))))


@pytest.mark.parametrize(
    "damage",
    [
        cut_short(Frame(mcu.SET, 9, b"\0\x05\xdc")),
        mcu_frames.encode(ALL_LIMITS)[:-1] + b"\2\2\0",
        b"\x07\x01\x02garbage\0",
        b"\x55" * 300 + b"\0",
        mcu_frames.encode(Frame(mcu.SET, 9, b"\0\x05\xdc"))[:-4] + b"\0",
        mcu_frames.encode(Frame(mcu.SET, 9, b"\2\x05\xdc\1\x05\xdc")),
        mcu_frames.encode(Frame(mcu.SET, 9, b"\0\x10\x00")),
        mcu_frames.encode(Frame(mcu.GLOW, 9, b"\0\1\1\1\3")),
        mcu_frames.encode(Frame(mcu.LIMITS, 9, mcu.pack_limits(250, {0: ChannelLimits(2000, 1000, 40)}))),
    ],
)
def test_what_is_no_frame_is_counted_and_the_next_is_obeyed(bench, damage):
    bench.armed()
    (status,) = bench.ask(damage + bench.codec.move({0: 1234}))[-1:]
    assert status.rejected == 1
    assert bench.pulses() == {0: 1234}


def test_ten_thousand_damaged_frames_are_not_heeded(bench):
    chance = random.Random(1)
    bench.armed()
    damaged = bytearray()
    for number in range(10_000):
        frame = bytearray(mcu_frames.encode(Frame(mcu.SET, number % 256, b"\0" + bytes([4, chance.randrange(256)]))))
        for at in chance.sample(range(8 * (len(frame) - 1)), chance.randrange(1, 9)):
            frame[at // 8] ^= 1 << at % 8
        damaged += frame
    assert bench.flood(bytes(damaged)) == b""
    (status,) = bench.ask(b"\0" + bench.codec.move({0: 1234}))
    assert status.limp, "none of them has fed the deadman"
    bench.ask(bench.codec.arm())
    bench.ask(bench.codec.move({0: 1234}))
    assert bench.pulses() == {0: 1234}


def test_a_breathing_lamp_swells_and_a_blinking_one_goes_out(bench):
    bench.ask(bench.codec.light({0: Lamp(200, 0, 0, Effect.BREATHE), 1: Lamp(0, 0, 200, Effect.BLINK)}))
    assert bench.effects() == {0: Effect.BREATHE, 1: Effect.BLINK}
