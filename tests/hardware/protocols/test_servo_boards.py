"""Maestro, Firmata and Ohbot: their messages, and what each can and cannot tell."""

from dataclasses import replace

import pytest
from far_end import DEVICES, TICK, Far

from hardware.errors import HardwareError
from hardware.profiles.robot_profile import load
from hardware.protocols.boards import firmata, maestro, ohbot
from hardware.protocols.codec import ChannelLimits, Identified, Plan, PoseRead, Status


def test_maestro_commands_are_those_of_the_guide():
    plan = Plan("maestro", {0: ChannelLimits(400, 2600, 40)}, 250, options={"compact": 1})
    assert maestro.MaestroCodec(plan).move({0: 1500})[:4] == bytes.fromhex("8400702E")
    long = maestro.MaestroCodec(replace(plan, options={"device": 12}))
    assert long.move({0: 1500})[:6] == bytes.fromhex("AA0C0400702E")
    assert maestro.crc7(b"\x83\x01") == 0x17


def test_a_maestro_throws_a_damaged_command_away_and_counts_it():
    far = Far("maestro-head")
    far.ready()
    far.go(0.5, 20)
    before, order = far.told()[-1], bytearray(far.codec.move(far.pose(0.9)))
    order[4] ^= 4
    far.device.receive(bytes(order[:7]), far.now)
    assert far.device.targets[0] / 4 == before[0]
    rejected = far.status(1).rejected
    assert rejected > 0


def test_where_a_maestro_is_counts_only_if_it_says_so_twice_over():
    far = Far("maestro-head")
    far.ready()
    far.go(0.5, 20)
    far.now += TICK
    answer = bytearray(far.device.receive(far.codec.sync(), far.now))
    answer[2] ^= 0x40
    assert not far.codec.feed(bytes(answer))
    far.go(0.5, 1)
    far.now += TICK
    answer = far.device.receive(far.codec.sync(), far.now)
    (read,) = far.codec.feed(answer)
    assert read.positions == far.pose(0.5)


def test_a_maestro_that_says_more_than_it_was_asked_is_not_believed():
    far = Far("maestro-head")
    far.ready()
    answer = far.device.receive(far.codec.poll(), far.now)
    assert not far.codec.feed(answer + b"\0")
    assert far.say(far.codec.poll())


@pytest.mark.parametrize("options", [{"device": 12}, {"compact": 1}, {"device": 12, "crc7": 1}])
def test_a_maestro_is_known_by_what_all_of_them_answer(options):
    plan = Plan("maestro", {0: ChannelLimits(400, 2600, 40)}, 250, options=options)
    codec = maestro.MaestroCodec(plan)
    asked = {byte & 0x7F for byte in codec.probe() if byte & 0x80 and byte != maestro.START} or set(codec.probe()[2::3])
    assert 0x13 not in asked
    assert [type(one) for one in codec.feed(b"\x20\0" + b"\x70\x17" + b"\0\0")] == [Identified]
    for other in (b"\0\2\0\0\0\0", b"\0\0\0\0\1\0", b"\0\0\xff\xff\0\0"):
        codec.probe()
        assert not codec.feed(other)


def test_a_maestro_whose_host_is_silent_lets_go_and_says_so():
    far = Far("maestro-head")
    far.ready()
    far.go(0.5, 20)
    far.now += 0.3
    assert far.until(far.codec.poll, Status).limp
    assert far.device.targets == {}


def test_firmata_messages_are_those_of_the_protocol():
    assert firmata.sysex(firmata.FIRMWARE) == bytes.fromhex("F079F7")
    assert firmata.analog(9, 1500) == bytes([0xE9, 1500 & 0x7F, 1500 >> 7])
    assert firmata.analog(20, 1500) == bytes([0xF0, 0x6F, 20, 1500 & 0x7F, 1500 >> 7, 0xF7])


@pytest.mark.parametrize(
    ("trick", "value", "device", "protocol"),
    [("sketch", "Blink", "Blink", 2), ("firmware", "1", "StandardFirmata", 1)],
)
def test_another_sketch_and_an_older_protocol_are_told(trick, value, device, protocol):
    far = Far("firmata-head")
    far.device.trick(trick, value)
    who = far.until(far.codec.probe, Identified)
    assert (who.device, who.protocol) == (device, protocol)


def test_a_pulse_that_firmata_would_take_for_an_angle_is_refused(tmp_path):
    text = (DEVICES / "firmata-head.toml").read_text().replace("[1050, 1950]", "[543, 1950]")
    (tmp_path / "head.toml").write_text(text)
    with pytest.raises(HardwareError, match="firmata-servo goes from 544"):
        load(tmp_path / "head.toml")
    (tmp_path / "head.toml").write_text(text.replace("[543, ", "[544, "))
    assert load(tmp_path / "head.toml").plan().limits[10].lowest == 544


def test_firmata_pins_that_are_no_servos_any_more_are_noticed():
    far = Far("firmata-head")
    far.ready()
    far.go(0.5, 10)
    far.device.receive(bytes([0xF4, 9, 1, 0xF4, 10, 1, 0xF4, 11, 1, 0xF4, 6, 1]), far.now)
    assert far.status(3).limp


def test_a_firmata_servo_begins_where_it_is():
    far = Far("firmata-head")
    far.ready()
    far.go(0.8)
    again = Far("firmata-head")
    again.device = far.device
    again.until(again.codec.probe, Identified)
    assert again.until(again.codec.sync, PoseRead).positions == far.pose(0.8)


def test_ohbot_lines_are_those_of_the_vendor():
    codec = ohbot.OhbotCodec(Plan("ohbot", {1: ChannelLimits(0, 180, 40)}, 250))
    assert codec.arm() == b"a01\n"
    assert codec.move({1: 90}) == b"a01\nm01,90,250\nv\n"
    assert codec.park() == b"d01\n"


@pytest.mark.parametrize(("told", "protocol"), [("1", 1), ("2", 1), ("3", 3)])
def test_an_ohbot_of_a_version_that_nobody_knows_is_refused(told, protocol):
    far = Far("ohbot")
    far.device.trick("firmware", told)
    assert far.until(far.codec.probe, Identified).protocol == protocol
