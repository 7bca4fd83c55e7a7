"""A shopper's phone in a real browser: from the link that a kiosk shows to the end of the conversation."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from importlib.resources import files

import pytest
from desk_browser import accessible, fits
from desk_support import attentive, card

from kiosk.desk.auth.limits import too_fast
from kiosk.desk.node.outfit import Outfit
from kiosk.desk.tickets.queue import Rules
from kiosk.resources import config_dir

expect = pytest.importorskip("playwright.async_api").expect
AT_ONCE = replace(Rules(), return_s=0.0)
PHONE = {"viewport": {"width": 390, "height": 780}, "locale": "ko-KR", "has_touch": True}
WORDS = files("kiosk.desk").joinpath("page/i18n/phone")


def test_the_page_speaks_every_language_of_the_kiosk():
    said = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in WORDS.iterdir()}
    shoppers = {path.name for path in (config_dir() / "lang").glob("??.toml")}
    assert {name.replace(".json", ".toml") for name in said} == shoppers
    assert all(words.keys() == said["en.json"].keys() and all(words.values()) for words in said.values())
    assert all("{name}" in words["with"] for words in said.values())


def test_a_shopper_goes_on_with_a_phone_and_writes_with_a_colleague(browser, tmp_path):
    async def talk(desk, open_page):
        door = attentive(await desk.kiosk("door"))
        await door.say("ask", key="key-0001", card=card(lang="ko"))
        link = (await door.hear("queued", staffed=False)).link
        phone = await open_page(name=None, **PHONE)
        await phone.goto(desk.at + link.removeprefix("https://desk.example"))
        state = phone.get_by_role("status")
        await expect(state).to_contain_text(re.compile("직원|안내"))
        ann = await open_page()
        await ann.get_by_role("button", name=re.compile("Take the shopper at phone")).click()
        await expect(state).to_have_text("Ann 님과 대화하고 있습니다.")
        await expect(ann.locator(".talk h1")).to_have_text(re.compile(r"^phone \d+$"))
        await expect(ann.get_by_role("radio", name="Video")).to_be_disabled()

        words = phone.get_by_label("메시지")
        await words.press_sequentially("4번 통로예요")
        line = ann.get_by_role("region", name="What was said").locator("li").last
        await expect(line).to_contain_text("4번 통로예요")
        await phone.get_by_role("button", name="보내기").click()
        await expect(words).to_have_value("")
        await ann.keyboard.type("지금 갈게요")
        await ann.keyboard.press("Enter")
        lines = phone.get_by_role("list", name="대화 내용").get_by_role("listitem")
        await expect(lines.last).to_have_text("Ann: 지금 갈게요")
        await ann.get_by_role("button", name="Ask to wait").click()
        await expect(state).to_have_text("잠시만 기다려 주세요.")
        await ann.get_by_role("button", name="Go on").click()
        await expect(state).to_have_text("Ann 님과 대화하고 있습니다.")
        await accessible(phone)
        await fits(phone, 320)

        await phone.reload()
        await expect(lines).to_have_text(["나: 4번 통로예요", "Ann: 지금 갈게요"])
        await words.fill("고마워요")
        await words.press("Enter")
        await expect(line).to_contain_text("고마워요")
        await expect(ann.get_by_text("4번 통로예요").first).to_be_visible()
        await phone.get_by_role("button", name="끝내기").click()
        await expect(state).to_have_text("종료했습니다. 이 페이지를 닫으셔도 됩니다.")
        await expect(ann.get_by_role("heading", name="What was it about?")).to_be_visible()
        stranger = await open_page(name=None, **PHONE)
        await stranger.goto(phone.url)
        await expect(stranger.get_by_role("status")).to_contain_text("이 링크는 더 이상")

    browser.run(tmp_path, talk, rules=AT_ONCE, outfit=Outfit(public_url="https://desk.example"))


def test_where_a_colleague_was_there_it_is_not_said_that_nobody_came(browser, tmp_path):
    async def talk(desk, open_page):
        door = attentive(await desk.kiosk("door"))
        await door.say("ask", key="key-0001", card=card())
        link = (await door.hear("queued", staffed=False)).link
        phone = await open_page(name=None, **(PHONE | {"locale": "nl"}))
        await phone.goto(desk.at + link.removeprefix("https://desk.example"))
        state = phone.get_by_role("status")
        await expect(state).to_have_text(re.compile("collega|niemand"))
        ann = attentive(await desk.page("ann"))
        await ann.say("accept", ticket=(await ann.hear("offered")).ticket.id)
        await expect(state).to_have_text("U schrijft met Ann.")
        await ann.close()
        await expect(state).to_have_text("Helaas, uw collega viel weg en niemand anders was vrij.")

    rules = replace(AT_ONCE, drop_s=1.0, nobody_s=0.2)
    browser.run(tmp_path, talk, rules=rules, outfit=Outfit(public_url="https://desk.example"))


def too_much(*_):
    raise too_fast()


def test_a_line_that_is_refused_is_said_with_what_to_do_and_stands_in_the_field_again(browser, tmp_path, monkeypatch):
    async def talk(desk, open_page):
        door = attentive(await desk.kiosk("door"))
        await door.say("ask", key="key-0001", card=card())
        link = (await door.hear("queued", staffed=False)).link
        phone = await open_page(name=None, **(PHONE | {"locale": "de"}))
        await phone.goto(desk.at + link.removeprefix("https://desk.example"))
        words, state = phone.get_by_label("Ihre Nachricht"), phone.get_by_role("status")
        await expect(state).to_have_text(re.compile("jemanden|niemand"))
        ann = attentive(await desk.page("ann"))
        await ann.say("accept", ticket=(await ann.hear("offered")).ticket.id)
        with monkeypatch.context() as limits:
            limits.setattr(desk.hub.limits, "write", too_much)
            await words.fill("Danke, ich warte.")
            await words.press("Enter")
            await expect(state).to_contain_text("Warten Sie kurz und senden Sie noch einmal.")
            lines = phone.get_by_role("listitem")
            await expect(lines).to_have_text("Sie: Danke, ich warte.Nicht gesendet")
            await expect(words).to_have_value("Danke, ich warte.")
            await accessible(phone)
        await words.press("Enter")
        assert (await ann.hear("typed", done=True)).text == "Danke, ich warte."
        await expect(state).to_have_text("Sie schreiben mit Ann.")
        await expect(lines).to_have_text("Sie: Danke, ich warte.")
        await phone.reload()
        await expect(lines).to_have_text("Sie: Danke, ich warte.")

    browser.run(tmp_path, talk, rules=AT_ONCE, outfit=Outfit(public_url="https://desk.example"))
