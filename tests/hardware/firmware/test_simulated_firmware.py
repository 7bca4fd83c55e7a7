"""The simulated board's firmware, on a made clock."""

from itertools import pairwise

import pytest

from hardware.protocols.boards import mcu
from hardware.protocols.boards.mcu_host import McuCodec
from hardware.protocols.codec import ChannelLimits, Effect, Lamp, Plan
from hardware.simulators.firmware import RESTART_S, Firmware


class Bench:
    def __init__(self):
        self.now, self.sets = 1.0, []
        self.board = Firmware(5, lambda now, targets: self.sets.append((now, dict(targets))))
        self.codec = McuCodec(
            Plan("mcu-head", {0: ChannelLimits(1000, 2000, 40), 1: ChannelLimits(1200, 1800, 10)}, 250)
        )

    def ask(self, request, wait_s=0.02):
        self.now += wait_s
        return self.codec.feed(self.board.receive(request, self.now))

    def armed(self):
        self.ask(self.codec.sync())
        self.ask(self.codec.arm())
        return self

    def status(self):
        return self.ask(self.codec.poll())[0]


def test_it_says_who_it_is_and_obeys_nobody_before_it_has_limits():
    bench = Bench()
    (identity,) = bench.ask(bench.codec.probe())
    assert (identity.device, identity.protocol, identity.boot) == ("mcu-head", mcu.VERSION, 5)
    bench.ask(bench.codec.arm())
    (status,) = bench.ask(bench.codec.move({0: 1500}))
    assert not status.configured
    assert bench.sets == []


def test_it_clamps_and_slews():
    bench = Bench().armed()
    bench.ask(bench.codec.move({0: 1500}))
    bench.ask(bench.codec.move({0: 4000}))
    assert bench.sets[-1][1] == {0: 2000}
    path = []
    for _ in range(20):
        bench.ask(bench.codec.move({0: 4000}))
        path.append(bench.board.pulses(bench.now)[0])
    assert path[-1] == 2000
    steps = [after - before for before, after in pairwise(path)]
    assert max(steps) <= 80
    assert max(path) == 2000


def test_the_deadman_goes_limp_and_stays_so_until_torque():
    bench = Bench().armed()
    bench.ask(bench.codec.move({0: 1500, 1: 1500}))
    assert set(bench.board.pulses(bench.now)) == {0, 1}
    assert bench.board.pulses(bench.now + 0.24)
    assert bench.board.pulses(bench.now + 0.26) == {}
    (status,) = bench.ask(bench.codec.move({0: 1800}), wait_s=0.4)
    assert status.limp
    assert bench.board.pulses(bench.now) == {}
    bench.ask(bench.codec.arm())
    assert bench.board.pulses(bench.now)[0] == 1500


def test_the_stop_is_latched_until_a_person_clears_it():
    bench = Bench().armed()
    bench.ask(bench.codec.move({0: 1500}))
    bench.board.press()
    assert bench.board.pulses(bench.now) == {}
    bench.ask(bench.codec.clear())
    assert bench.status().stopped
    bench.board.release()
    assert bench.status().stopped
    bench.ask(bench.codec.arm())
    assert bench.board.pulses(bench.now) == {}
    bench.ask(bench.codec.clear())
    assert not bench.status().stopped


def test_the_host_can_latch_the_stop():
    bench = Bench().armed()
    bench.ask(bench.codec.stop())
    assert bench.status().stopped


def test_a_reboot_forgets_the_limits_and_changes_the_boot_number():
    bench = Bench().armed()
    before = bench.status().boot
    bench.board.reboot(bench.now)
    assert bench.ask(bench.codec.poll(), wait_s=RESTART_S / 2) == []
    after = bench.status()
    assert after.boot != before
    assert not after.configured
    assert after.limp


def test_damage_is_counted_and_the_next_frame_is_obeyed():
    bench = Bench().armed()
    bench.ask(b"\x07\x01\x02garbage\0")
    assert bench.status().rejected == 1


def test_a_silent_board_says_nothing():
    bench = Bench().armed()
    bench.board.silent = True
    assert bench.ask(bench.codec.poll()) == []


@pytest.mark.parametrize("channels", [{3: 1500}, {}])
def test_channels_without_limits_do_not_move(channels):
    bench = Bench().armed()
    bench.ask(bench.codec.move(channels))
    assert bench.sets == []


def test_lamps_glow_without_limits_or_torque_and_outlast_a_stop():
    bench = Bench()
    bench.ask(bench.codec.light({2: Lamp(0, 90, 255, Effect.BREATHE), 3: Lamp(0, 0, 0)}))
    bench.board.press()
    assert bench.board.lamps(bench.now) == {2: Lamp(0, 90, 255, Effect.BREATHE)}
    bench.ask(bench.codec.light({2: Lamp(0, 0, 0)}))
    assert bench.board.lamps(bench.now) == {}


def test_lamps_go_dark_with_the_deadman_and_stay_so_until_told_again():
    bench = Bench().armed()
    bench.ask(bench.codec.light({0: Lamp(9, 9, 9)}))
    assert bench.board.lamps(bench.now + 0.24)
    assert bench.board.lamps(bench.now + 0.26) == {}
    bench.ask(bench.codec.poll(), wait_s=0.3)
    assert bench.board.lamps(bench.now) == {}
    bench.ask(bench.codec.light({0: Lamp(9, 9, 9)}))
    assert bench.board.lamps(bench.now) == {0: Lamp(9, 9, 9)}


def test_buttons_are_in_every_status():
    bench = Bench()
    bench.board.buttons = frozenset({0, 7})
    assert bench.status().buttons == {0, 7}
    bench.board.buttons = frozenset()
    assert bench.status().buttons == frozenset()
