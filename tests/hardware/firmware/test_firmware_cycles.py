"""The shipped binary alone, to the cycle: pulses that nothing disturbs, bits of the lamps, stop, deadman, watchdog."""

import shutil
from itertools import pairwise

import pytest
from avr_board import ECHO, HEX, HZ, LIGHTS, SERVOS, STOP, TRIGGER, US, image, missing, pulses
from avr_figures import deadman_ms, round_trip_ms, set_to_pulse_ms, stop_ms
from boards import DEADMAN_MS, Real
from standard_firmata import BAUD, hex_file

from hardware import firmware_image
from hardware.protocols.codec import ChannelLimits, Effect, Lamp

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())

EIGHT = {channel: ChannelLimits(400, 2700, 200) for channel in range(8)}
TOLERANCE_US = 0.6
WDR, FOREVER = 0x95A8, 0xCFFF


@pytest.fixture
def bench():
    bench = Real(limits=EIGHT)
    yield bench
    bench.close()


def busy(bench, pose, rounds):
    """So many rounds of 20 ms with lamps, an echo and a full line."""
    begin = bench.board.cycle
    for number in range(rounds):
        bench.ask(bench.codec.move(pose))
        bench.ask(bench.codec.light({lamp: Lamp(number, 255, lamp, Effect.BREATHE) for lamp in range(16)}))
        bench.ask(bench.codec.read())
        bench.board.run_until(begin + (number + 1) * HZ // 50)


@pytest.mark.parametrize(
    "widths",
    [
        (1500, 1500, 1500, 1500, 1500, 1500, 1500, 1500),
        (1500, 1501, 1500, 1502, 1500, 1512, 1500, 1530),
        (400, 2700, 2700, 400, 1000, 1040, 2000, 1960),
    ],
    ids=["equal", "near", "far"],
)
def test_pulses_are_exact_while_the_board_does_all_that_it_can(bench, widths):
    bench.board.echo(5831)
    bench.armed()
    pose = dict(enumerate(widths))
    bench.ask(bench.codec.move(pose))
    begin = bench.board.cycle
    busy(bench, pose, 10)
    assert not bench.board.overruns
    for channel, wanted in pose.items():
        found = bench.widths(channel, begin)
        assert len(found) >= 9
        assert all(abs(width - wanted) <= TOLERANCE_US for width in found), (channel, wanted, found)
        rises = [at for at, _ in pulses(bench.board.changes[SERVOS[channel]], begin)]
        assert all(abs(after - before - HZ // 50) <= TOLERANCE_US * US for before, after in pairwise(rises))


def test_the_bits_of_the_pixels_keep_to_the_data_sheet(bench):
    """WS2812B: high 0.25 to 0.55 µs for a 0, 0.65 to 0.95 µs for a 1; a gap of 5 µs could end the message."""
    bench.armed()
    bench.board.watch(LIGHTS, on=True)
    busy(bench, dict.fromkeys(range(8), 2000), 5)
    bits = pulses(bench.board.changes[LIGHTS])
    assert {cycles for _, cycles in bits} == {6, 13}
    gaps = [after - begin - cycles for (begin, cycles), (after, _) in pairwise(bits)]
    within = [gap for gap in gaps if gap < 50 * US]
    assert min(within) >= 0.3 * US
    assert max(within) < 5 * US
    assert len(gaps) - len(within) >= 2, "there were several messages"


def test_a_lamp_breathes_from_faint_to_full_in_two_seconds(bench):
    bench.ask(bench.codec.light({0: Lamp(200, 0, 0, Effect.BREATHE)}))
    assert 0 < bench.lamps()[0].red < 30
    bench.wait(1.8)
    assert bench.lamps()[0].red > 150


def test_the_stop_lets_the_pulse_end_that_it_falls_into_and_no_other_begin():
    assert max(stop_ms()) <= 1.5


def test_the_deadman_ends_the_pulses_in_time():
    found = deadman_ms()
    assert max(found) <= DEADMAN_MS
    assert min(found) >= DEADMAN_MS - 40


def test_a_disturbance_on_the_stop_costs_a_pulse_and_no_more(bench):
    bench.armed()
    bench.ask(bench.codec.move({0: 1500}))
    bench.hold(0.06)
    before = bench.widths(0)
    bench.board.pin(STOP, 1)
    bench.wait(0.001)
    bench.board.pin(STOP, 0)
    bench.hold(0.1)
    assert not bench.status().stopped
    assert len(bench.widths(0)) >= len(before) + 3


def test_eight_servos_there_and_back_at_115200_baud():
    assert sorted(round_trip_ms())[2] <= 6


def test_a_set_is_in_the_next_pulse():
    assert max(set_to_pulse_ms()) <= 23, "a servo frame, and the pulse itself"


def test_the_trigger_of_the_ultrasonic_sensor_is_long_enough_and_ten_a_second(bench):
    bench.board.echo(1000)
    bench.wait(0.5)
    found = pulses(bench.board.changes[TRIGGER], 2)
    assert 4 <= len(found) <= 6
    assert all(cycles >= 10 * US for _, cycles in found)
    assert bench.board.changes[ECHO]


def test_a_board_that_hangs_ends_its_pulses_and_starts_anew():
    bench = Real(limits=EIGHT, deadman_ms=0).armed()
    bench.ask(bench.codec.move(dict.fromkeys(range(8), 1500)))
    boot = bench.status().boot
    flash = image(HEX.read_text(encoding="ascii"))
    rests = [at for at in range(0, len(flash) - 1, 2) if int.from_bytes(flash[at : at + 2], "little") == WDR]
    where = next(at for at in rests if bench.board.reaches(at))  # the main loop contents its watchdog here
    was, hung = bench.board.poke(where, FOREVER), bench.board.cycle
    bench.wait(0.35)
    assert 0.01 <= (bench.last_pulse() - hung) / HZ <= 0.15
    bench.board.poke(where, was)
    bench.wait(0.2)
    status = bench.status()
    assert status.boot != boot
    assert (status.limp, status.configured) == (True, False)
    bench.close()


@pytest.mark.parametrize("begin", [b"\xff" * 1024, b"\x34\x12" + b"\xff" * 1022])
def test_starts_are_counted_in_a_new_place_each_so_that_none_wears_out(begin):
    bench = Real()
    bench.board.eeprom = begin
    written, numbers = [0] * len(begin), []
    for _ in range(6):
        before = bench.board.eeprom
        bench.reboot()
        numbers.append(bench.status().boot)
        written = [count + (a != b) for count, a, b in zip(written, before, bench.board.eeprom, strict=True)]
    first = (int.from_bytes(begin[:2], "little") + 1) % 65536
    assert numbers == list(range(first, first + 6))
    assert max(written) == 1
    bench.close()


def test_the_count_of_starts_goes_on_where_its_places_end():
    bench = Real()
    bench.board.eeprom = b"".join((number % 65536).to_bytes(2, "little") for number in range(65400, 65400 + 256))
    numbers = []
    for _ in range(3):
        bench.reboot()
        numbers.append(bench.status().boot)
    assert numbers == [120, 121, 122]
    bench.close()


@pytest.mark.skipif(not shutil.which("avr-gcc"), reason="no avr-gcc")
def test_two_plain_lights_dim_and_switch(tmp_path):
    made, _ = firmware_image.build(tmp_path, lights="plain")
    bench = Real(made.read_bytes(), limits=EIGHT).armed()
    bench.ask(bench.codec.light({0: Lamp(0, 64, 0), 1: Lamp(9, 0, 0)}))
    bench.board.watch(LIGHTS, on=True)
    bench.wait(0.06)
    assert [level for _, level in bench.board.changes["B5"]][-1] == 1
    lit = sorted(cycles for _, cycles in pulses(bench.board.changes[LIGHTS]))
    assert len(lit) > 40
    assert lit[5:] == pytest.approx([65 * 64] * (len(lit) - 5), abs=2), "65 of 256 steps; simavr begins anew in between"
    bench.wait(0.3)
    assert [level for _, level in bench.board.changes["B5"]][-1] == 0, "dark with the deadman"
    bench.close()


def test_standard_firmata_runs_in_the_same_simulator():
    board = Real(hex_file().read_bytes(), baud=BAUD).board
    board.run(2.1)
    assert bytes(byte for _, byte in board.sent[:3]) == bytes([0xF9, 2, 4]), "Firmata's protocol version"
    board.put(bytes([0xF4, 9, 4, 0xE9, 90, 0]))  # pin 9 is a servo; to 90°
    begin = board.cycle
    board.run(0.1)
    assert [round(cycles / US) for _, cycles in pulses(board.changes["B1"], begin)][-1] == pytest.approx(1472, abs=5)
    board.close()
