"""A core or a body part that is killed while the robot moves: the board lets go by itself, and begins gently again."""

import multiprocessing
import time

import pytest
from body_support import serve_port

from hardware.devices.robot import Robot
from hardware.links.link_machine import Phase
from hardware.profiles.robot_profile import load
from hardware.safety.drive import Drive
from hardware.simulators.spawn import SimulatedBoard
from kiosk.resources import device_profile

PROFILE = load(device_profile("mcu-head"))


@pytest.fixture
def killed(tmp_path):
    """A board whose part was killed in motion; its log of poses."""
    log = tmp_path / "robot.jsonl"
    with SimulatedBoard(tmp_path, log) as board:
        part = multiprocessing.get_context("spawn").Process(target=serve_port, args=(str(tmp_path), board.port))
        part.start()
        until = time.monotonic() + 30
        while not (log.exists() and len(log.read_text().splitlines()) > 20) and time.monotonic() < until:
            time.sleep(0.02)
        part.kill()
        part.join()
        yield board, log


def test_a_part_that_is_killed_leaves_the_board_limp_and_the_next_one_begins_where_it_is(killed):
    board, _ = killed
    time.sleep(1.5 * PROFILE.deadman_ms / 1000)
    robot = Robot(PROFILE, lambda _now: board.port)
    robot.armed = False
    drive = Drive(robot)
    try:
        assert drive.until(lambda state: state.phase is Phase.PARKED, 10.0)
        status = drive.status()
        assert (status.limp, status.stopped) == (True, False)
        found = dict(robot.positions)
        robot.armed = True
        drive.ready()
        assert found
        assert all(abs(robot.rig.positions()[channel] - place) < 40 for channel, place in found.items())
    finally:
        robot.close()
