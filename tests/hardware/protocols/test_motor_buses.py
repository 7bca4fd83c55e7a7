"""Buses of motors with ids, DYNAMIXEL and Feetech: their frames, what motors tell, and what they are told."""

from dataclasses import replace

import pytest
from far_end import BUSES, TICK, Far

from hardware.profiles import motors
from hardware.protocols import registry
from hardware.protocols.buses import dynamixel_frames, feetech_frames
from hardware.protocols.codec import Identified, PoseRead
from hardware.simulators.devices import make


@pytest.fixture(params=BUSES)
def bus(request):
    far = Far(request.param)
    far.ready()
    far.go(0.5)
    return far


def test_a_motor_that_is_missing_is_named_and_the_others_move(bus):
    bus.device.trick("missing", "3")
    for _ in range(60):
        bus.say(bus.codec.move(bus.pose(0.5)))
    assert bus.status().missing == {3}
    since = bus.now
    bus.go(0.8)
    at = bus.until(bus.codec.poll, PoseRead).positions
    others = {channel: place for channel, place in bus.pose(0.8).items() if channel != 3}
    assert at == pytest.approx(others, abs=25)
    assert bus.told(since)
    bus.device.trick("missing", "-1")
    for _ in range(100):
        bus.say(bus.codec.move(bus.pose(0.8)))
    assert not bus.status().missing


@pytest.mark.parametrize(("trick", "fault"), [("overload", "overload"), ("duplicate", "duplicate")])
def test_a_motor_that_complains_rests_and_says_why(bus, trick, fault):
    bus.device.trick(trick, "2")
    for _ in range(60):
        bus.say(bus.codec.move(bus.pose(0.5)))
    assert bus.vitals().faults == {2: {fault}}
    assert bus.status().missing == {2}


def test_temperature_voltage_and_load_are_told(bus):
    bus.device.trick("hot", "4")
    told = bus.vitals()
    assert told.temperature_c[4] == 80
    assert told.temperature_c[1] < 50
    motor = bus.profile.motors[1]
    assert motor.volts[0] <= told.voltage_v[1] <= motor.volts[1]
    assert abs(told.load[1]) <= 1


def test_load_is_a_share_also_where_a_motor_tells_its_current():
    far = Far("dynamixel-pan-tilt-arm")
    far.profile = replace(far.profile, motors={**far.profile.motors, 2: motors.find("xm430-w350")})
    far.codec = far.profile.codec()
    far.device = make(far.profile, lambda _now, _pose: None, lambda _now, _lamps: None)
    far.ready()
    far.device.tables[1].put("load", 735)  # mA, of 1470 at which an XL330 stalls
    far.device.tables[2].put("load", 855)  # 2.69 mA each, of 2.3 A at which an XM430-W350 does
    far.go(0.5, 30)
    assert far.vitals().load[1] == pytest.approx(0.5, abs=0.01)
    assert far.vitals().load[2] == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize("name", BUSES)
def test_another_model_is_another_device(name):
    far = Far(name)
    for channel in far.profile.motors:
        far.device.trick("model", str(channel))
    assert "model 9" in far.until(far.codec.probe, Identified).device


def test_a_motor_that_one_moves_by_hand_is_followed_while_it_is_limp(bus):
    bus.say(bus.codec.park())
    table = bus.device.tables[1]
    table.place = float(bus.pose(0.9)[1])
    table.put("position", round(table.place))
    for _ in range(20):
        bus.say(bus.codec.poll())
    assert bus.until(bus.codec.poll, PoseRead).positions[1] == bus.pose(0.9)[1]


def test_a_bus_that_restarts_while_it_rests_is_synced_anew(bus):
    bus.say(bus.codec.park())
    boot = bus.status().boot
    bus.device.reboot(bus.now)
    bus.now += 0.1
    told = [report for _ in range(24) for report in bus.say(bus.codec.poll()) if isinstance(report, PoseRead)]
    assert told[-1].status.boot != boot
    assert not told[-1].status.configured
    assert bus.until(bus.codec.sync, PoseRead).status.configured


def test_dynamixel_frames_are_those_of_the_manual():
    assert dynamixel_frames.encode(1, dynamixel_frames.PING) == bytes.fromhex("FFFFFD00010300 01 194E".replace(" ", ""))
    assert dynamixel_frames.read(1, 132, 4).hex().upper() == "FFFFFD0001070002840004001D15"
    goals = {1: (150).to_bytes(4, "little"), 2: (170).to_bytes(4, "little")}
    assert dynamixel_frames.sync_write(116, goals).hex().upper() == "FFFFFD00FE11008374000400019600000002AA0000008287"


def test_a_header_within_dynamixel_data_is_stuffed():
    data = b"\xff\xff\xfd\x01\xff\xff\xfd"
    frame = dynamixel_frames.encode(7, dynamixel_frames.WRITE, data)
    assert frame.count(b"\xff\xff\xfd\xfd") == 2
    assert dynamixel_frames.Decoder().frames(frame) == [(7, dynamixel_frames.WRITE, data)]


def test_dynamixel_limits_and_watchdog_are_in_the_motors():
    far = Far("dynamixel-pan-tilt-arm")
    far.ready()
    for channel, limits in far.profile.plan().limits.items():
        table = far.device.tables[channel]
        assert (table.get("lowest"), table.get("highest")) == (limits.lowest, limits.highest)
        assert table.get("watchdog") == far.profile.deadman_ms / 20
        assert table.get("speed") > 0


def test_a_dynamixel_that_was_set_to_turn_for_ever_or_to_count_time_is_set_back():
    far = Far("dynamixel-pan-tilt-arm")
    far.device.tables[1].put("mode", 1)
    far.device.tables[2].put("drive", 0b101)
    far.ready()
    assert {table.get("mode") for table in far.device.tables.values()} == {3}
    assert far.device.tables[2].get("drive") == 0b001, "it still turns the other way round"


def test_dynamixel_stops_when_the_host_dies_and_says_so():
    far = Far("dynamixel-pan-tilt-arm")
    far.ready()
    far.go(0.2)
    far.say(far.codec.move(far.pose(0.9)))
    far.now += 0.3
    assert far.until(far.codec.poll, PoseRead).status.limp
    before = far.device.tables[1].get("position")
    far.go(0.9, 10)
    assert far.device.tables[1].get("position") == before
    far.until(far.codec.sync, PoseRead)
    far.say(far.codec.arm())
    far.go(0.9)
    assert far.device.tables[1].get("position") != before


def test_a_dynamixel_without_a_bus_watchdog_is_refused():
    far = Far("dynamixel-pan-tilt-arm")
    far.device.trick("firmware", "37")
    assert far.until(far.codec.probe, Identified).protocol != far.profile.protocol.version


@pytest.mark.parametrize(("name", "left"), [("feetech-arm", {"mode": 1}), ("scs-arm", {"lowest": 0, "highest": 0})])
def test_a_feetech_servo_that_was_left_to_turn_like_a_wheel_is_set_back(name, left):
    far = Far(name)
    for register, value in left.items():
        far.device.tables[1].put(register, value)
    far.ready()
    for channel, limits in far.profile.plan().limits.items():
        table = far.device.tables[channel]
        assert "mode" not in table.motor.registers or table.get("mode") == 0
        assert (table.get("lowest"), table.get("highest")) == (limits.lowest, limits.highest)
        assert table.get("lock") == 1
    far.go(0.8)
    assert far.until(far.codec.poll, PoseRead).positions[1] == pytest.approx(far.pose(0.8)[1], abs=25)


@pytest.mark.parametrize("name", BUSES)
def test_what_motors_keep_is_written_no_more_than_once(name):
    far = Far(name)
    far.ready()
    written = []
    write = far.device._write
    far.device._write = lambda number, address, data: (written.append(address), write(number, address, data))
    far.until(far.codec.sync, PoseRead)
    table = far.device.tables[1].motor.registers
    assert written
    assert not set(written) & {
        table[register][0] for register in ("mode", "lowest", "highest", "lock") if register in table
    }


def test_a_reading_that_is_heard_once_makes_no_motor_write_what_it_keeps():
    far = Far("feetech-arm")
    far.ready()
    far.codec._decoder.drop()
    far.device.tables[1].put("lowest", 7)
    far.say(far.codec.sync())
    far.device.tables[1].put("lowest", far.profile.plan().limits[1].lowest)
    before = far.codec.sync()
    assert bytes([feetech_frames.SYNC_WRITE, far.device.tables[1].motor.registers["lowest"][0]]) not in before


def test_feetech_frames_are_those_of_the_manual():
    assert feetech_frames.encode(1, feetech_frames.PING) == bytes.fromhex("FFFF010201FB")
    assert feetech_frames.read(1, 56, 2) == bytes.fromhex("FFFF0104023802BE")


def test_scs_servos_send_the_high_byte_first():
    table = Far("scs-arm").device.tables[1]
    table.put("goal", 0x0102)
    address, _ = table.motor.registers["goal"]
    assert table.bytes[address : address + 2] == b"\1\2"


def test_what_a_feetech_servo_cannot_say_is_thrown_away():
    far = Far("feetech-arm")
    far.ready()
    far.go(0.5)
    far.device.tables[1].put("temperature", 200)
    for _ in range(12):
        far.say(far.codec.poll())
    assert far.vitals().temperature_c[1] < 50


def test_a_damaged_answer_of_a_motor_is_counted(bus):
    before = bus.status(1).rejected
    bus.now += TICK
    answer = bytearray(bus.device.receive(bus.codec.poll(), bus.now))
    answer[-1] ^= 1
    assert not bus.codec.feed(bytes(answer))
    assert bus.status(1).rejected > before


def test_a_motor_model_is_a_row():
    assert set(registry.SHIPPED) == {protocol for motor in motors.shipped().values() for protocol in motor.protocols}
    for motor in motors.shipped().values():
        assert motor.lowest < motor.highest
        assert not motor.registers or {"torque", "goal", "position", "speed"} <= set(motor.registers)
