"""Presence by the board's sensors: rules in virtual time, and the whole way from a simulated board to the events."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from support import FakeLink, Stopwatch, running

from hardware.protocols.boards import mcu, mcu_frames
from hardware.protocols.boards.mcu_host import McuCodec
from hardware.protocols.codec import Plan, Sensed
from hardware.simulators.firmware import Firmware
from hardware.simulators.spawn import SimulatedBoard
from kiosk.body.part import run
from kiosk.body.sensor import SensorPresence
from kiosk.events import Event, PartReady, ShopperApproaching, ShopperEngaged, ShopperLeft
from kiosk.settings import Settings
from kiosk.simulation.sensor import ShopSensor

Place = Callable[[float], float | None]


class Hall:
    """Readings ten a second; one in twelve echoes is lost, and all are off by some centimetres."""

    def __init__(self) -> None:
        self.presence = SensorPresence()
        self.t = 0.0
        self.told: list[tuple[float, Event]] = []
        self._chance = random.Random(1)

    def watch(self, seconds: float, place: Place, *, moving: bool | None = True, ranging: bool = True) -> Hall:
        began = self.t
        while self.t < began + seconds:
            self.t += 0.1
            where = place(self.t - began)
            echo = None if where is None or self._chance.random() < 1 / 12 else where + self._chance.gauss(0, 0.02)
            sensed = Sensed(moving, echo if ranging else None, ranging)
            self.told += [(self.t, event) for event in self.presence.step(self.t, sensed)]
        return self

    @property
    def kinds(self) -> list[type[Event]]:
        return [type(event) for _, event in self.told]


def nobody(_t: float) -> None:
    return None


def comes(t: float) -> float:
    return max(0.9, 3.8 - 0.9 * t)


def test_who_comes_is_looked_at_then_greeted_then_missed() -> None:
    hall = Hall().watch(8.0, comes)
    assert hall.kinds == [ShopperApproaching, ShopperEngaged]
    (looked, approaching), (greeted, engaged) = hall.told
    assert looked < 1.8
    assert greeted < 5.0
    assert isinstance(approaching, ShopperApproaching)
    assert isinstance(engaged, ShopperEngaged)
    assert approaching.track == engaged.track == -1
    assert approaching.distance_m > engaged.distance_m == pytest.approx(0.95, abs=0.25)
    left = hall.t
    hall.watch(6.0, nobody)
    assert hall.kinds[2:] == [ShopperLeft]
    assert hall.told[-1][0] - left < 4.0


def test_the_next_one_has_another_number_and_nobody_is_greeted_again_at_once() -> None:
    hall = Hall().watch(8.0, comes).watch(4.0, nobody)
    ended = hall.told[-1][0]
    hall.watch(20.0, lambda _t: 1.0)
    at, again = hall.told[-1]
    assert isinstance(again, ShopperEngaged)
    assert again.track == -2
    assert at - ended >= 5.0


@pytest.mark.parametrize("at_m", [0.8, 1.2, 1.5])
def test_who_crosses_the_beam_is_not_greeted(at_m: float) -> None:
    hall = Hall()
    for _ in range(20):
        hall.watch(0.6, lambda _t: at_m).watch(2.0, nobody)
    assert ShopperEngaged not in hall.kinds


def test_who_comes_near_and_turns_on_the_spot_is_not_greeted() -> None:
    hall = Hall().watch(6.0, lambda t: 0.8 + 1.3 * abs(t - 2.4))
    assert ShopperEngaged not in hall.kinds


def test_a_false_echo_now_and_then_is_nobody() -> None:
    assert Hall().watch(30.0, lambda t: 0.4 if round(10 * t) % 15 == 0 else 3.0).told == []


def test_who_sways_at_the_edge_of_the_zone_does_not_come_and_go() -> None:
    hall = Hall().watch(4.0, lambda _t: 1.4).watch(60.0, lambda t: 1.75 + 0.2 * ((t // 2) % 2))
    assert hall.kinds == [ShopperEngaged]


def test_a_trolley_that_was_left_there_is_a_thing_and_a_shopper_before_it_is_not() -> None:
    hall = Hall().watch(3.0, lambda t: 1.3).watch(80.0, lambda _t: 1.3, moving=False)
    hall.watch(10.0, lambda _t: 1.3, moving=False)
    assert hall.kinds == [ShopperEngaged, ShopperLeft]
    hall.watch(30.0, lambda _t: 1.3, moving=False)
    assert len(hall.told) == 2
    hall.watch(4.0, lambda _t: 0.8)
    assert hall.kinds[2:] == [ShopperEngaged]


def test_a_motion_sensor_alone_greets_only_who_stays() -> None:
    hall = Hall()
    for _ in range(5):
        hall.watch(2.0, nobody, moving=True, ranging=False).watch(12.0, nobody, moving=False, ranging=False)
    assert ShopperEngaged not in hall.kinds
    hall.told.clear()
    hall.watch(6.0, nobody, moving=True, ranging=False)
    assert hall.kinds == [ShopperApproaching, ShopperEngaged]
    hall.watch(5.0, nobody, moving=False, ranging=False)
    assert len(hall.told) == 2, "who stands still is still there"
    hall.watch(6.0, nobody, moving=False, ranging=False)
    assert hall.kinds[2:] == [ShopperLeft]


def test_a_board_that_is_lost_lets_the_shopper_go() -> None:
    hall = Hall().watch(6.0, comes)
    assert [type(event) for event in hall.presence.lost()] == [ShopperLeft]
    assert hall.presence.lost() == []


@pytest.mark.parametrize(
    "sensed",
    [Sensed(None, None, False), Sensed(True, 1.234, True), Sensed(False, None, True), Sensed(True, None, False)],
)
def test_the_board_answers_what_its_sensors_tell(sensed: Sensed) -> None:
    firmware, codec = Firmware(7), McuCodec(Plan("mcu-head", {}, 250))
    firmware.sensed = sensed
    assert codec.feed(firmware.receive(codec.detect(), 0.0)) == [sensed]
    damaged = mcu_frames.encode(mcu_frames.Frame(mcu.DETECT | mcu.REPLY, 1, b"\x08\0\0"))
    assert mcu_frames.Decoder().feed(damaged) == [], "a flag that there is not"


def test_the_simulated_shop_is_sensed(tmp_path: Path) -> None:
    sensor = ShopSensor(tmp_path / "shop.sock", lambda _line: None)
    sensor.close()

    def at(x_m: float, z_m: float) -> list[dict[str, object]]:
        return [{"id": 1, "x_m": x_m, "z_m": z_m}, {"id": 2, "x_m": 2.0, "z_m": 2.0}]

    assert sensor.reading([], 0.0) == "sense 0 0"
    assert sensor.reading(at(0.1, 2.0), 1.0) == "sense 2002 1"
    assert sensor.reading(at(0.1, 2.0), 2.0) == "sense 2002 1"
    assert sensor.reading(at(0.1, 2.0), 3.5) == "sense 2002 0"
    assert sensor.reading(at(1.5, 2.0), 4.0) == "sense 0 1", "beside the beam"


def test_a_shopper_before_a_real_port_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.body.sensing.LOST_S", 0.3)
    with SimulatedBoard(tmp_path) as board:
        link = FakeLink(tmp_path)
        settings = Settings.model_validate({"body": {"port": board.port}, "sight": {"sensor": "body"}})
        with running(run, link, settings):
            link.wait(PartReady)
            board.tell("sense 1200 1")
            assert link.wait(ShopperEngaged).distance_m == pytest.approx(1.2)
            board.tell("unplug")
            watch = Stopwatch()
            assert link.wait(ShopperLeft).track == -1
            assert watch.seconds < 8 + watch.late_s
