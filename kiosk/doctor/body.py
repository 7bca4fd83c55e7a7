"""The robot's safety: is it stopped, was its deadman proved, was it calibrated, and how do its motors fare."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Final

from hardware.devices.robot import Robot
from hardware.errors import HardwareError
from hardware.links.link_machine import Phase
from hardware.profiles.calibrated import calibrated, read
from hardware.profiles.calibrated import place as calibration_of
from hardware.profiles.robot_profile import Profile, load
from hardware.protocols.codec import Vitals
from hardware.safety import deadman
from hardware.safety.care import Care, Grade
from hardware.safety.drive import Drive
from hardware.safety.latch import StopLatch
from hardware.safety.record import place as proofs_of
from hardware.safety.record import read as proved
from kiosk.doctor.finding import Finding, failed, missing, ok, warning
from kiosk.doctor.site import Site
from kiosk.resources import data_dir, device_profile

AREA: Final = "body"
STILL: Final = "No robot moves: the face on the screen is alone."
UNSURE: Final = "Nobody knows whether the robot lets go when this computer dies."
ROUGH: Final = "Ends and neutral of its joints are those of its kind, not its own."
WORN: Final = "A motor that is too hot or overloaded rests until it has recovered."
OLD_DAYS: Final = 365
PARKED_S, LISTEN_S = 6.0, 1.0

Ask = Callable[[Profile, str], Vitals | None]


def vitals_of(profile: Profile, port: str) -> Vitals | None:
    """What the motors say of themselves, without torque; None if nothing answers, which the serial ports tell of."""
    robot = Robot(profile, lambda _now: port)
    robot.armed = False
    try:
        drive = Drive(robot)
        if not drive.until(lambda state: state.phase in {Phase.PARKED, Phase.BLOCKED}, PARKED_S):
            return None
        drive.run(LISTEN_S)
        return robot.vitals
    finally:
        robot.close()


def check(site: Site, ask: Ask = vitals_of, now: datetime | None = None) -> list[Finding]:
    """Findings for the robot that the configuration names; whether it answers is the business of the serial ports."""
    body = site.settings.body
    if body.port == "none":
        return [ok(AREA, "There is no robot to look after.")]
    try:
        profile, _ = calibrated(load(device_profile(body.profile)), data_dir())
    except HardwareError as fault:
        return [failed(AREA, fault.sentence, STILL, fault.remedy, code=fault.code)]
    today = now or datetime.now(UTC)
    latch = StopLatch(body.stop_dir or data_dir())
    if body.port == "simulated":
        return [*_stopped(latch), ok(AREA, "The robot is simulated: there is nothing to prove.", simulated=True)]
    found = [*_stopped(latch), _deadman(profile, today), _calibration(profile, today)]
    if list(site.kiosk_pids()):
        return found
    return [*found, *_vitals(profile, body.port, ask)]


def _stopped(latch: StopLatch) -> Iterator[Finding]:
    held = latch.read()
    if held is not None:
        by = "its button" if held.by == "device" else held.who or "somebody"
        remedy = "Look that nobody is near it, then run `kiosk hardware clear --yes`."
        yield warning(AREA, f"Stopped by {by} since {held.since or 'an unknown time'}.", STILL, remedy)


def _deadman(profile: Profile, now: datetime) -> Finding:
    if not profile.joints:
        return ok(AREA, "It has no joints, so it needs no deadman.")
    if profile.undefended:
        remedy = "Take a board with a deadman where that is not so."
        return warning(AREA, f"It has no deadman. The profile says why: {profile.undefended}", UNSURE, remedy)
    kept = proved(proofs_of(data_dir(), profile.device)).get(deadman.NAME)
    remedy = "Look that nobody is near it, then run `kiosk hardware doctor --yes`."
    if kept is None:
        return missing(AREA, "Its deadman was never proved on this machine.", UNSURE, remedy)
    days = kept.age_days(now)
    if not kept.passed:
        return failed(AREA, f"The proof of its deadman failed {days:.0f} days ago: {kept.found}", UNSURE, remedy)
    if days > OLD_DAYS:
        return warning(AREA, f"Its deadman was proved {days:.0f} days ago.", UNSURE, remedy, days=round(days))
    return ok(AREA, f"Its deadman was proved {days:.0f} days ago by {kept.who}: {kept.found}", days=round(days))


def _calibration(profile: Profile, now: datetime) -> Finding:
    found = read(calibration_of(data_dir(), profile.device))
    remedy = "Run `kiosk hardware calibrate robot`."
    if found is None or found.last is None:
        return missing(AREA, f"No {profile.device} was calibrated on this machine.", ROUGH, remedy)
    days = (now - found.last).total_seconds() / 86400
    joints = f"{len(found.joints)} of {len(profile.joints)} joints"
    if days > OLD_DAYS or len(found.joints) < len(profile.joints):
        return warning(AREA, f"Calibrated {days:.0f} days ago, {joints}.", ROUGH, remedy, days=round(days))
    return ok(AREA, f"Calibrated {days:.0f} days ago, {joints}.", days=round(days))


def _vitals(profile: Profile, port: str, ask: Ask) -> Iterator[Finding]:
    vitals = ask(profile, port) if port != "auto" else None
    if vitals is None:
        return
    care = Care(profile.joints, profile.motors)
    care.look(vitals, 0.0)
    for one in care.ailing:
        make = failed if one.grade is Grade.REST else warning
        yield make(AREA, one.sentence, WORN, one.remedy, code=one.code)
    if not care.ailing and vitals.temperature_c:
        hottest = max(vitals.temperature_c.values())
        yield ok(AREA, f"Its motors are well, the warmest at {hottest:.0f} °C.", hottest_c=hottest)
