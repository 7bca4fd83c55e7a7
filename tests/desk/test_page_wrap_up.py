"""The note after a talk, in a real browser: what was written of it stays, and it is kept once."""

from __future__ import annotations

import pytest
from desk_browser import accessible
from desk_support import attentive, card

expect = pytest.importorskip("playwright.async_api").expect


def test_a_note_outlives_a_reload_and_is_kept_once(browser, tmp_path):
    async def talk(desk, open_page):
        page = await open_page()
        end = attentive(await desk.kiosk("entrance"))
        await end.say("ask", key="key-0001", card=card())
        await page.get_by_role("button", name="Take the shopper at entrance").click()
        ticket = (await end.hear("accepted")).ticket
        await end.say("joined", ticket=ticket)
        await expect(page.locator(".talk h1")).to_be_visible()
        await page.keyboard.press("F9")
        label, summary = page.get_by_label("In a word"), page.get_by_label("Summary")
        await label.fill("oat drink")
        await summary.fill("Is in aisle four.")
        await page.get_by_role("radio", name="Sold").check()

        await page.reload()
        await expect(label).to_have_value("oat drink")
        await expect(summary).to_have_value("Is in aisle four.")
        await expect(page.get_by_role("radio", name="Sold")).to_be_checked()
        await accessible(page, "light")
        sent: list[str] = []

        def note(text):
            sent.append(text)

        page.on("websocket", lambda socket: socket.on("framesent", note))
        await page.reload()
        await expect(summary).to_have_value("Is in aisle four.")
        await page.get_by_role("button", name="Keep").dblclick()
        await expect(page.get_by_role("heading", name="On hold, Ann")).to_be_visible()
        assert sum('"wrap-up"' in text for text in sent) == 1
        await expect(page.get_by_role("alert")).to_be_empty()
        assert await page.evaluate("sessionStorage.getItem('desk.note')") is None

    browser.run(tmp_path, talk)
