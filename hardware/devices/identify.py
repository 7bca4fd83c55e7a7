"""Asks who is on a serial port, and nothing more: no joint gets torque, nothing moves.

Opening a port restarts many boards, so this may take as long as the profile's `boot_s`.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from hardware.errors import HardwareError
from hardware.links import link_machine
from hardware.links.link_machine import Do, LinkState, Opened, Phase, Tick
from hardware.links.serial_link import LinkBlocked, SerialTransport, Transport
from hardware.profiles.robot_profile import Profile
from hardware.protocols.codec import Identified

WAIT_S = 0.02


def identify(profile: Profile, port: str, open_port: Callable[[str, int], Transport] = SerialTransport) -> Identified:
    """Who answers on `port`, if it is the device of the profile.

    Raises:
        LinkLost, LinkBlocked: the port cannot be used.
        LinkBlocked: `link.mute`, `link.wrong-device` or `link.firmware`: it is not the device of the profile.
    """
    transport = open_port(port, profile.baud)
    try:
        return _ask(profile, port, transport)
    finally:
        transport.close()


def _ask(profile: Profile, port: str, transport: Transport) -> Identified:
    codec = profile.codec()
    state, _ = link_machine.step(LinkState(profile.expected()), Tick(port), time.monotonic())
    state, actions = link_machine.step(state, Opened(), time.monotonic())
    while state.phase is Phase.PROBING:
        if Do.PROBE in actions:
            transport.write(codec.probe())
        for report in codec.feed(transport.read(WAIT_S)):
            if isinstance(report, Identified):
                return _accepted(state, report)
        state, actions = link_machine.step(state, Tick(port), time.monotonic())
    raise _refusal(state)


def _accepted(state: LinkState, who: Identified) -> Identified:
    after, _ = link_machine.step(state, who, time.monotonic())
    if after.phase is not Phase.SYNCING:
        raise _refusal(after)
    return who


def _refusal(state: LinkState) -> HardwareError:
    remedy = {
        "link.mute": "Check that it is the robot's board, that it has power, and that its firmware is ours.",
        "link.wrong-device": "Name another port in body.port, or the profile of this device in body.profile.",
        "link.firmware": "Put this version's firmware on the board: `kiosk hardware flash`.",
    }
    return LinkBlocked(state.code, state.reason, remedy.get(state.code, "Plug it in again."))
