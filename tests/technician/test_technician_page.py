"""The page: only its own browser gets in, only one person has the torque, and it goes off when they are gone."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace

import pytest
from aiohttp import ClientSession, CookieJar, WSMsgType, web

from hardware.links.link_machine import Phase
from kiosk.errors import InputError
from kiosk.technician.chosen import Chosen, loaded
from kiosk.technician.page import markup, words
from kiosk.technician.page.driver import DEADMAN_S, Driver
from kiosk.technician.page.guard import TRIES, Guard, here, same
from kiosk.technician.page.server import Page
from kiosk.technician.page.wishes import Alive, Clear, Halt, Home, Move, Play, Torque, read
from kiosk.technician.session import Session
from kiosk.technician.wiggling import path_of

CHOSEN = Chosen("mcu-head", loaded("mcu-head"), "simulated")
ON, OFF = Torque(type="torque", on=True), Torque(type="torque", on=False)
ALIVE = Alive(type="alive")


class Still:
    """A driver that keeps what it was asked for."""

    fault = None

    def __init__(self) -> None:
        self.wishes: list[object] = []
        self.now = Driver(Session(CHOSEN, "/dev/none"), {}).now

    def wish(self, wish) -> None:
        self.wishes.append(wish)


async def served(guard: Guard, talk):
    """Talk to a page that is served; what the driver was asked for."""
    driver = Still()
    page = Page(CHOSEN, driver, ("nod",), words.load("en"), "en")
    runner = web.AppRunner(page.application(guard))
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as client:
            await talk(client, f"http://127.0.0.1:{runner.addresses[0][1]}")
    finally:
        await runner.cleanup()
    return driver.wishes


def run(talk, *, open_to_others=False, guard=None):
    return asyncio.run(served(guard or Guard(open_to_others=open_to_others), talk))


def test_every_answer_forbids_what_is_not_its_own():
    async def talk(client, at):
        for path in ("/", "/page.css", "/page.js"):
            async with client.get(at + path) as answer:
                assert answer.status == 200
                assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
                assert "unsafe" not in answer.headers["Content-Security-Policy"]
                assert answer.headers["X-Content-Type-Options"] == "nosniff"

    run(talk)


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8737", "127.0.0.1.evil.example", ""])
def test_a_name_that_was_made_to_point_here_gets_nothing(host):
    async def talk(client, at):
        async with client.get(at + "/", headers={"Host": host}) as answer:
            assert answer.status in {400, 403}

    run(talk)
    assert not here(host)


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1", None])
def test_the_socket_is_for_the_page_itself(origin):
    async def talk(client, at):
        headers = {"Origin": origin} if origin else {}
        async with client.get(at + "/socket", headers=headers) as answer:
            assert answer.status == 403

    assert run(talk) == []
    assert not same(origin, "127.0.0.1:8737")


def test_the_password_works_once_and_for_few_tries():
    guard = Guard(open_to_others=True)
    password = guard.password

    async def talk(client, at):
        headers = {"Origin": at}
        async with client.get(at + "/") as answer:
            assert answer.status == 401
            assert "password" in await answer.text()
        async with client.post(at + "/enter", data={"password": "guess"}, headers=headers) as answer:
            assert answer.status == 401
        async with client.get(at + "/socket", headers=headers) as answer:
            assert answer.status == 401
        async with client.post(at + "/enter", data={"password": password}, headers=headers) as answer:
            assert answer.status == 200
            assert "mcu-head" in await answer.text()

    run(talk, guard=guard)
    assert guard.password is None
    assert guard.enter(password or "") is None
    guessed = Guard(open_to_others=True)
    assert [guessed.enter("guess") for _ in range(TRIES)] == [None] * TRIES
    assert guessed.enter(guessed.password or "") is None


def test_only_one_page_has_the_torque_and_any_can_stop():
    async def talk(client, at):
        headers = {"Origin": at}
        async with client.ws_connect(at + "/socket", headers=headers) as first:
            await first.send_str(ON.model_dump_json())
            while not (await first.receive_json())["yours"]:
                pass
            async with client.ws_connect(at + "/socket", headers=headers) as second:
                for wish in (ON, Home(type="home"), Halt(type="stop")):
                    await second.send_str(wish.model_dump_json())
                told = [await second.receive_json() for _ in range(3)]
                assert not any(one["yours"] or one["free"] for one in told)

    assert [type(one) for one in run(talk)] == [Torque, Halt, Torque]


def test_a_page_that_goes_away_takes_the_torque_with_it():
    async def talk(client, at):
        async with client.ws_connect(at + "/socket", headers={"Origin": at}) as socket:
            await socket.send_str(ON.model_dump_json())
            while not (await socket.receive_json())["yours"]:
                pass

    assert run(talk) == [ON, OFF]


def test_nonsense_ends_the_socket_and_moves_nothing():
    async def talk(client, at):
        async with client.ws_connect(at + "/socket", headers={"Origin": at}) as socket:
            await socket.send_str('{"type": "move", "joint": "yaw", "value": 1e999}')
            while (await socket.receive()).type not in {WSMsgType.CLOSE, WSMsgType.CLOSED, WSMsgType.CLOSING}:
                pass

    assert run(talk) == []


@pytest.mark.parametrize("text", ["", "{}", '{"type": "fly"}', '{"type": "move", "joint": "yaw", "value": NaN}'])
def test_what_is_no_wish_is_refused(text):
    with pytest.raises(InputError):
        read(text)


class Hand:
    """A driver in virtual time, with a session whose robot has torque whenever it is armed."""

    def __init__(self) -> None:
        self.session = Session(CHOSEN, "/dev/none")
        self.driver = Driver(self.session, {"nod": path_of("nod", CHOSEN.profile)})
        self.now = 100.0

    def turn(self, *wishes, seconds=0.02):
        for wish in wishes:
            self.driver.wish(wish)
        self.now += seconds
        robot = self.session.robot
        self.driver.turn(self.now)
        phase = Phase.READY if robot.armed else Phase.PARKED
        robot.state = replace(robot.state, phase=phase)

    @property
    def armed(self) -> bool:
        return self.session.robot.armed


def test_torque_goes_off_when_nobody_was_heard_for_a_second():
    hand = Hand()
    hand.turn(ON)
    for _ in range(8):
        hand.turn(ALIVE, seconds=DEADMAN_S / 2)
        assert hand.armed
    hand.turn(seconds=DEADMAN_S * 0.9)
    assert hand.armed
    hand.turn(seconds=DEADMAN_S * 0.2)
    assert not hand.armed


def test_joints_move_with_torque_only_and_within_their_limits():
    hand = Hand()
    move = Move(type="move", joint="yaw", value=400.0)
    hand.turn(move)
    assert hand.session.pose["yaw"] == 0.0
    hand.turn(ON)
    hand.turn(ALIVE, move)
    assert hand.session.pose["yaw"] == 45.0
    hand.turn(ALIVE, Home(type="home"))
    assert hand.session.pose["yaw"] == 0.0
    hand.turn(ALIVE, Move(type="move", joint="tail", value=1.0))
    assert "tail" not in hand.session.pose


def test_torque_moves_nothing_when_it_comes():
    hand = Hand()
    hand.session.robot.positions = {1: 1700}
    hand.turn()
    hand.turn(ON)
    assert hand.session.pose["yaw"] == pytest.approx(20.0)


def test_a_gesture_is_played_and_ends_and_stop_cuts_it():
    hand = Hand()
    hand.turn(ON)
    seen = []
    hand.turn(ALIVE, Play(type="play", gesture="nod"))
    for _ in range(150):
        hand.turn(ALIVE)
        seen.append(hand.session.pose["pitch"])
    assert max(seen) - min(seen) > 3
    assert seen[-1] == pytest.approx(0.0, abs=0.01)
    hand.turn(ALIVE, Play(type="play", gesture="nod"))
    hand.turn(Halt(type="stop"))
    assert hand.session.robot.state.stopped
    assert not hand.armed
    hand.turn(ON)
    assert not hand.armed
    hand.turn(Clear(type="clear"))
    assert not hand.armed


@pytest.mark.parametrize("lang", words.languages())
def test_every_language_fills_in_the_same(lang):
    told, english = (words.load(one).model_dump() for one in (lang, "en"))
    for key, sentence in english.items():
        if isinstance(sentence, str):
            assert sorted(re.findall(r"{\w+}", told[key])) == sorted(re.findall(r"{\w+}", sentence)), key
        else:
            assert told[key].keys() == sentence.keys() == {phase.value for phase in Phase}


def test_every_control_has_a_name_and_nothing_is_inline():
    for name in ("mcu-head", "lights-and-buttons", "dynamixel-pan-tilt-arm"):
        page = markup.document(Chosen(name, loaded(name), "simulated"), ("nod",), words.load("de"), "de")
        assert '<html lang="de">' in page
        assert not re.search(r"\sstyle=|\son\w+=|<style|javascript:", page)
        for slider in re.findall(r'<input id="([^"]+)"', page):
            assert f'<label for="{slider}">' in page
        assert all(
            text.strip() for text in re.findall(r"<button[^>]*>([^<]*)</button>", page) if "yes" not in text
        ) or (page.count('id="yes"></button>') == 1)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_text_stands_out_in_light_and_dark():
    """WCAG 2.2, 1.4.3: 4.5 to 1 for text; 1.4.11: 3 to 1 for what shows a control."""
    from importlib.resources import files

    sheet = files("kiosk.technician.page").joinpath("static/page.css").read_text(encoding="utf-8")
    for block in re.findall(r":root \{([^}]*--ink: #[^}]*)\}", sheet):
        colours = {n: _six(c) for n, c in re.findall(r"--([\w-]+): (#\w+)", block)}
        for ink in ("ink", "soft", "accent", "good", "warn"):
            assert _contrast(colours[ink], colours["card"]) >= 4.5, ink
        assert _contrast(colours["soft"], colours["paper"]) >= 4.5
        assert _contrast(colours["on-accent"], colours["accent"]) >= 4.5
        assert _contrast("#ffffff", colours["stop"]) >= 4.5
        assert _contrast(colours["edge"], colours["card"]) >= 3


def _six(colour: str) -> str:
    return colour if len(colour) == 7 else "#" + "".join(2 * digit for digit in colour[1:])


def test_both_colour_schemes_are_there():
    from importlib.resources import files

    sheet = files("kiosk.technician.page").joinpath("static/page.css").read_text(encoding="utf-8")
    assert "prefers-color-scheme: dark" in sheet
    assert "prefers-reduced-motion" in sheet
