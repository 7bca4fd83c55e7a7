"""What every protocol promises, on its simulated device and a made clock: one suite for all."""

import json
import random
import re
from dataclasses import replace

import pytest
from far_end import DEVICES, NAMES, TICK, Far, profile_of

from hardware.errors import HardwareError
from hardware.profiles.robot_profile import load
from hardware.protocols.codec import PoseRead, Status
from hardware.simulators.devices import TRICKS
from hardware.simulators.firmata import Firmata
from hardware.simulators.maestro import Maestro
from hardware.simulators.ohbot import Ohbot
from hardware.simulators.serve import Table
from hardware.simulators.wire import Wire
from kiosk.bench.frames import damage


@pytest.fixture(params=[*NAMES, "scs-arm"])
def far(request):
    return Far(request.param)


def test_it_says_who_it_is_and_moves_to_the_target(far):
    who, _ = far.ready()
    assert who.device == far.profile.device
    assert who.protocol == far.profile.protocol.version
    assert who.channels > max(joint.channel for joint in far.profile.joints)
    far.go(0.7)
    assert far.told()[-1] == far.pose(0.7)
    assert not far.status().limp


def test_what_lies_beyond_the_limits_is_never_reached(far):
    far.ready()
    for channel, limits in far.profile.plan().limits.items():
        for wild in (limits.lowest - 300, limits.highest + 300, 0, 5000):
            far.say(far.codec.move({channel: wild}))
            assert limits.lowest <= far.told()[-1][channel] <= limits.highest


def test_parked_it_is_limp_and_takes_no_pose(far):
    far.ready()
    far.go(0.5, 20)
    far.say(far.codec.park())
    assert far.status().limp
    since = far.now
    if far.profile.protocol.latch:
        far.go(0.9, 5)
    assert not far.told(since)


def torque(device):
    """Channels that a simulated device of a protocol without a latch drives."""
    match device:
        case Ohbot():
            return device.attached
        case Maestro():
            return device.targets.keys()
        case Firmata():
            return device.pulses.keys()
        case _:
            return {number for number, table in device.tables.items() if table.get("torque")}


@pytest.mark.parametrize("name", [*NAMES[1:], "scs-arm"])
@pytest.mark.parametrize("lost", ["park", "stop"])
def test_the_torque_goes_off_though_the_line_loses_the_order(name, lost):
    far = Far(name)
    far.ready()
    far.go(0.5, 20)
    assert torque(far.device)
    getattr(far.codec, lost)()
    far.status(20)
    assert not torque(far.device)


def test_a_stop_is_latched_until_a_person_clears_it(far):
    far.ready()
    far.go(0.5, 20)
    far.say(far.codec.stop())
    since = far.now
    far.say(far.codec.arm())
    far.go(0.9, 20)
    status = far.status()
    assert status.stopped
    assert status.limp
    assert not far.told(since)
    far.until(far.codec.sync, PoseRead)
    assert far.status().stopped
    far.say(far.codec.clear())
    assert not far.status().stopped
    assert not far.told(since)
    far.until(far.codec.sync, PoseRead)
    far.say(far.codec.arm())
    far.go(0.9)
    assert far.told(since)[-1] == far.pose(0.9)


def test_a_new_host_counts_a_device_as_another_start(far):
    who, _ = far.ready()
    if not far.profile.protocol.latch:
        again = Far(far.profile.device if far.profile.device in NAMES else "ohbot")
        assert again.ready()[0].boot != who.boot


def test_a_silent_device_says_nothing_and_goes_on_when_it_speaks(far):
    far.ready()
    far.go(0.5, 20)
    far.device.silent = True
    assert not any(far.say(far.codec.move(far.pose(0.5))) for _ in range(10))
    far.device.silent = False
    assert far.status()


def test_a_restart_is_noticed(far):
    who, _ = far.ready()
    far.go(0.5, 20)
    far.device.reboot(far.now)
    found = [far.say(far.codec.move(far.pose(0.5))) for _ in range(40)]
    statuses = [
        report.status if isinstance(report, PoseRead) else report
        for reports in found
        for report in reports
        if isinstance(report, PoseRead | Status)
    ]
    if far.profile.protocol.name in {"ohbot", "maestro"}:  # they forget nothing that a turn does not tell them again
        far.go(0.6)
        assert far.told()[-1] == far.pose(0.6)
    else:
        assert any(status.boot != who.boot or status.limp or not status.configured for status in statuses)
        far.until(far.codec.sync, PoseRead)
        far.say(far.codec.arm())
        far.go(0.6)
        assert far.told()[-1] == far.pose(0.6)


@pytest.mark.parametrize("cut", [1, 3, 5])
def test_after_half_an_answer_the_next_one_is_heard(far, cut):
    far.ready()
    far.go(0.5, 20)
    for turn in range(6):
        answer = far.device.receive(far.codec.poll(), far.now + turn * TICK)
        assert not [one for one in far.codec.feed(answer[: len(answer) - cut]) if isinstance(one, PoseRead | Status)]
        far.now += 6 * TICK
        heard = far.say(far.codec.poll())
        if far.profile.protocol.name == "mcu":  # its answers end with a mark: the half one takes the next one along
            heard = heard or far.say(far.codec.poll())
        assert heard


def test_garbage_makes_no_report_that_a_joint_would_heed(far):
    chance = random.Random(4)
    far.ready()
    far.go(0.5)
    known = far.status()
    for _ in range(300):
        for report in far.codec.feed(chance.randbytes(chance.randrange(1, 200))):
            status = report.status if isinstance(report, PoseRead) else report
            assert not isinstance(status, Status) or replace(status, rejected=0) == replace(known, rejected=0)
        far.say(far.codec.poll())
    assert replace(far.status(), rejected=0) == replace(known, rejected=0)


@pytest.mark.parametrize("name", NAMES)
def test_of_damaged_answers_none_is_believed_that_would_move_or_rest_a_joint(name):
    found = damage(load(DEVICES / f"{name}.toml"), 2000, seed=7)
    assert (found.damaged, found.far) == (2000, 0)
    assert found.missed <= 1
    if name != "feetech-arm":  # its sum of one byte lets one in 256 through: those may be a little wrong
        assert found.believed == 0


def test_a_protocol_without_a_deadman_is_refused_without_a_reason(tmp_path):
    for name in NAMES:
        text = (DEVICES / f"{name}.toml").read_text(encoding="utf-8")
        kept = [line for line in text.splitlines() if not line.startswith(("require_deadman", "without_deadman"))]
        bare = tmp_path / f"{name}.toml"
        bare.write_text("\n".join(kept), encoding="utf-8")
        protocol = load(DEVICES / f"{name}.toml").protocol
        if protocol.deadman:
            assert not load(bare).undefended
            continue
        assert load(DEVICES / f"{name}.toml").undefended
        with pytest.raises(HardwareError) as caught:
            load(bare)
        assert caught.value.code == "profile.deadman"
        assert "without_deadman_because" in caught.value.remedy


def test_a_line_that_would_be_too_full_says_what_to_lower(tmp_path):
    slow = tmp_path / "slow.toml"
    text = (DEVICES / "ohbot.toml").read_text(encoding="utf-8")
    slow.write_text(text.replace("rate_hz = 12 ", "rate_hz = 20 "), encoding="utf-8")
    with pytest.raises(HardwareError) as caught:
        load(slow)
    assert caught.value.code == "profile.load"
    assert "lower rate_hz to 12" in caught.value.remedy


def test_a_trick_without_its_number_is_unknown_and_ends_nothing(capsys, far):
    table = Table(Wire(115200, None), far.device)
    for line in ("missing x", "levitate", "silent"):
        table.heed(line, 1.0)
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [*told[0], *told[1], told[2]["done"]] == ["unknown", "unknown", "silent"]


def test_the_tricks_that_are_named_are_known():
    for name in NAMES:
        device = Far(name).device
        for trick in re.findall(r"([a-z-]+)(?: ([A-Z]+(?: [A-Z]+)?))?", TRICKS[profile_of(name).protocol.name]):
            value = {"": "", "N": "1", "NAME": "Blink", "MM MOVES": "1200 1"}[trick[1]]
            assert device.trick(trick[0], value), trick
