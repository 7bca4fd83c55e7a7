"""A colleague signs in, is rung, whispers, writes, shows, hands back and wraps up, in a real browser."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from desk_browser import accessible, fits
from desk_support import PASSWORD, attentive, card

from kiosk.desk.messages.records import Line
from kiosk.desk.node.hub import USUAL

expect = pytest.importorskip("playwright.async_api").expect

LINES = (
    Line(number=1, by="ai", text="Waarmee kan ik helpen?", lang="nl", at=1.0),
    Line(number=2, by="shopper", text="Waar staat de haverdrank?", lang="nl", at=2.0),
)


async def asked(desk, kiosk="entrance", **fields):
    end = attentive(await desk.kiosk(kiosk))
    await end.say("ask", key=f"key-of-{kiosk}", card=card(**fields))
    return end, (await end.hear("queued")).ticket


async def taken(desk, page, kiosk="entrance", **fields):
    """A kiosk whose ask the page took out of the queue."""
    end, ticket = await asked(desk, kiosk, **fields)
    await page.get_by_role("button", name=f"Take the shopper at {kiosk}").click()
    await end.hear("accepted")
    await end.say("joined", ticket=ticket)
    await expect(page.locator(".talk h1")).to_have_text(kiosk)
    return end, ticket


async def said(end, ticket, number, text, *, final, by="shopper"):
    line = {"number": number, "by": by, "text": text, "lang": "nl", "at": 3.0, "final": final}
    await end.say("said", ticket=ticket, line=line)


def test_from_signing_in_to_the_wrap_up_with_the_keyboard_alone(browser, tmp_path):
    async def talk(desk, open_page):
        page = await open_page(name=None)
        await expect(page.get_by_label("Name")).to_be_focused()
        await accessible(page)
        keys = page.keyboard
        await keys.type("ann")
        await keys.press("Tab")
        await keys.type("a wrong sentence")
        await keys.press("Enter")
        notice = page.get_by_role("alert")
        await expect(notice).to_contain_text("Name or password is wrong. Try again, or ask a supervisor.")
        await keys.type(PASSWORD)
        await keys.press("Enter")
        await expect(page.get_by_role("heading", name="On hold, Ann")).to_be_visible()
        await page.get_by_role("radio", name="On hold").focus()
        await keys.press("ArrowLeft")
        await expect(page.get_by_role("heading", name="Ready, Ann")).to_be_visible()
        await accessible(page)
        await fits(page)

        door, ticket = await asked(desk, topic="dairy", priority=9, access="large", transcript=LINES, tried=("milk",))
        ring = page.get_by_role("region", name="Who asks now")
        await expect(ring).to_contain_text("A shopper at entrance asks for a person")
        await expect(ring).to_contain_text("Waar staat de haverdrank?")
        await expect(ring).to_contain_text("Urgent")
        assert (await page.title()).startswith("● A shopper at entrance")
        await accessible(page)
        await fits(page)
        await keys.press("F2")
        assert (await door.hear("accepted")).colleague == "Ann"
        await door.say("joined", ticket=ticket)
        await expect(page.get_by_label("What shall the face say?")).to_be_focused()
        assert await page.title() == "Desk", "it rings no more"
        await expect(page.get_by_role("region", name="Handover")).to_contain_text("large letters")
        await keys.type("Gangpad vier")
        await expect(page.locator("#spoken")).to_contain_text("The face will say, in Dutch: Gangpad vier")
        await keys.press("Enter")
        whisper = await door.hear("whisper")
        assert (whisper.text, whisper.lang) == ("Gangpad vier", "nl")
        await said(door, ticket, 7, "Dank u", final=False)
        await expect(page.locator(".line.growing")).to_contain_text("Dank u")
        await said(door, ticket, 7, "Dank u wel", final=True)
        await expect(page.locator(".line")).to_have_count(4)
        await expect(page.get_by_role("log")).to_have_text("Shopper: Dank u wel")
        await accessible(page)
        await fits(page)

        await keys.press("F9")
        assert (await door.hear("closed")).outcome == "handed-back"
        await expect(page.get_by_label("In a word")).to_be_focused()
        await accessible(page)
        await fits(page)
        await keys.press("ControlOrMeta+A")
        await keys.type("oat drink")
        await keys.press("Tab")
        await keys.press("ArrowRight")
        await keys.press("Tab")
        await keys.press("ControlOrMeta+A")
        await keys.type("Asked for the aisle.\nWas shown it.")
        await keys.press("Control+Enter")
        await expect(page.get_by_role("heading", name="Ready, Ann")).to_be_visible()
        wrapped = await desk.hub.tickets.get(ticket)
        assert (wrapped.state.value, wrapped.outcome) == ("closed", "handed-back")

    browser.run(tmp_path, talk)


async def writes(page, door, ticket):
    """Real-time text goes both ways character by character, and is read out when a line is whole."""
    await page.get_by_role("radio", name="I write").check()
    await page.keyboard.press("F2")
    await page.keyboard.type("Ja")
    first, second = await door.hear("typed"), await door.hear("typed")
    assert (first.text, second.text, second.done) == ("J", "Ja", False)
    assert first.line == second.line
    await page.keyboard.press("Backspace")
    assert (await door.hear("typed")).text == "J", "a correction goes over, too"
    await page.keyboard.type("a")
    await page.keyboard.press("Enter")
    assert (await door.hear("typed", done=True)).text == "Ja"
    for text in ("w", "wa", "waar"):
        await door.say("typed", ticket=ticket, line=1, text=text)
    growing = page.locator(".line.growing")
    await expect(growing.locator(".words")).to_have_text("waar")
    await expect(page.get_by_role("log")).to_be_empty()
    await door.say("typed", ticket=ticket, line=1, text="waar?", done=True)
    await expect(page.get_by_role("log")).to_have_text("Shopper: waar?")
    await expect(growing).to_have_count(0)


async def teaches(page):
    """A line becomes an entry in two clicks; the talk goes on meanwhile, one click away."""
    await page.get_by_role("button", name="Make this an entry").last.click()
    await expect(page).to_have_url(re.compile(r"#/knowledge\?question=waar%3F&lang=nl&kiosk=entrance$"))
    await page.get_by_role("link", name="You are talking with entrance").click()
    await expect(page.locator(".line").last).to_contain_text("waar?")


async def speaks_ready_words(page, door):
    """A ready reply goes into the field, in the shopper's language, and is sent by the colleague alone."""
    await page.get_by_role("radio", name="The face says it").check()
    await page.get_by_role("button", name="One moment").click()
    field = page.get_by_label("What shall the face say?")
    await expect(field).to_be_focused()
    ready = await field.input_value()
    assert "moment" in ready
    await page.keyboard.press("Enter")
    assert (await door.hear("whisper")).text == ready
    await expect(page.locator(".line").last).to_contain_text(ready)


async def shows(page, door):
    """Card, way, code and gesture."""
    place = page.get_by_role("region", name="Show on the kiosk")
    await place.get_by_role("button", name="Card").click()
    await accessible(page, "light")
    await page.keyboard.type("Oat drink")
    await page.get_by_label("Price").fill("€ 1,99")
    await page.keyboard.press("Enter")
    pushed = (await door.hear("push")).what
    assert (pushed.kind, pushed.title, pushed.price) == ("card", "Oat drink", "€ 1,99")
    await expect(page.get_by_role("status").get_by_text("The card is on the kiosk.")).to_be_visible()
    await place.get_by_role("button", name="The way").click()
    await page.keyboard.type("aisle-4")
    await page.keyboard.press("Enter")
    assert (await door.hear("push")).what.place == "aisle-4"
    await place.get_by_role("button", name="Code for the phone").click()
    await page.keyboard.type("https://example.org/oats")
    await page.keyboard.press("Enter")
    assert (await door.hear("push")).what.text == "https://example.org/oats"
    await place.get_by_role("button", name="Gesture").click()
    await page.get_by_role("combobox", name="Gesture").select_option("wave")
    await page.get_by_role("button", name="Show").click()
    assert (await door.hear("push")).what.name == "wave"


async def hands_on(page, door):
    """Somebody waits for a moment, and is then given to a colleague with a briefing."""
    await page.get_by_role("button", name="Ask to wait").click()
    assert (await door.hear("shopper-hold")).on
    await page.get_by_role("button", name="Go on").click()
    assert not (await door.hear("shopper-hold")).on
    await page.get_by_role("button", name="Hand on").click()
    await page.get_by_label("To whom").select_option("bob")
    await page.get_by_label("What your colleague should know").fill("Wants oats.")
    await page.get_by_role("dialog").get_by_role("button", name="Hand on").click()
    assert (await door.hear("requeued")).reason == "transferred"
    await expect(page.get_by_text("The shopper was handed on.")).to_be_visible()


async def declines(desk, page):
    """Not me, and why; the queue shows what each needs."""
    await page.get_by_role("radio", name="Available").check()
    await asked(desk, "cellar", lang="fr", skills=("sign-language",), reason="refund", priority=4)
    row = page.get_by_role("listitem").filter(has_text="cellar")
    for words in ("French", "Sign language", "Money back", "Priority 4"):
        await expect(row).to_contain_text(words)
    _, ticket = await asked(desk, "garden")
    await page.get_by_role("region", name="Who asks now").wait_for()
    take = page.get_by_role("button", name="Take the shopper at cellar")
    await expect(take).to_be_disabled()  # while another rings
    await page.keyboard.press("F4")
    await expect(page.get_by_role("button", name="I am busy")).to_be_focused()
    await page.get_by_role("button", name="I cannot do this").click()
    await expect(page.get_by_text("Somebody else is asked.")).to_be_visible()
    declined = [row for row in await desk.hub.tickets.events(ticket) if row["cue"] == "decline"]
    assert [row["detail"] for row in declined] == ["skill"]


async def goes_to_the_floor(page, door):
    """Where nobody came the floor is paged: whoever goes says so, and the kiosk is told."""
    await door.say("page-floor", key="key-of-floor", urgent=True)
    left = page.get_by_role("region", name="Left for the desk")
    await expect(left).to_contain_text("Somebody is needed at the kiosk")
    await left.get_by_role("button", name="I am going").click()
    assert (await door.hear("floor-answer")).colleague == "Ann"
    await expect(left).to_be_hidden()


def test_what_a_colleague_can_do(browser, tmp_path):
    async def talk(desk, open_page):
        page = await open_page()
        attentive(await desk.page("bob", presence="hold"))
        door, ticket = await taken(desk, page)
        await writes(page, door, ticket)
        await teaches(page)
        await speaks_ready_words(page, door)
        await shows(page, door)
        await hands_on(page, door)
        await goes_to_the_floor(page, door)
        await declines(desk, page)

    browser.run(tmp_path, talk)


async def goes_on(desk, page, ticket):
    """A page that is loaded again, or loses its line, goes on where it was."""
    field = page.locator("#composer")
    await field.fill("Half a sentence")
    await page.reload()
    await expect(page.locator(".line")).to_have_count(3)
    await expect(field).to_have_value("Half a sentence")
    await field.fill("")
    desk.hub.lines.close()
    await expect(page.get_by_text("De lijn met de balie is weg.")).to_be_visible()
    await expect(page.get_by_text("De lijn met de balie is weg.")).to_be_hidden()
    await expect(page.locator(".line")).to_have_count(3)


OTHERS_HAND_BACK = """async (ticket) => {
    const { Line } = await import('/page/line.js');
    const { fault } = await import('/page/notices.js');
    const line = new Line();
    line.on('refusal', fault);
    line.on('up', () => line.send('hand-back', { ticket }));
    line.open();
}"""


async def refused(desk, page):
    """What the desk refuses is told in the page's language with what to do, once; and so is a session that is over."""
    _, ticket = await asked(desk, "cellar")
    for _ in range(2):
        await page.evaluate(OTHERS_HAND_BACK, ticket)
    alert = page.get_by_role("alert")
    await expect(alert).to_contain_text("Dit gesprek is niet meer van u. Kijk naar de wachtrij.")
    await expect(alert.locator(".notice")).to_have_count(1)
    await alert.get_by_role("button", name="Sluiten").click()
    await expect(alert).to_be_empty()
    await desk.hub.staff.remove("ann", "test", desk.hub.now())
    await desk.hub.shut("person ann")
    await expect(page.get_by_role("heading", name="Aanmelden")).to_be_visible()
    await expect(alert).to_contain_text("U bent niet meer aangemeld.")


def test_lines_that_are_lost_and_what_is_refused(browser, tmp_path):
    async def talk(desk, open_page):
        page = await open_page(locale="nl")
        door, ticket = await asked(desk, transcript=LINES)
        await page.get_by_role("button", name="De klant bij entrance aannemen").click()
        await door.say("joined", ticket=(await door.hear("accepted")).ticket)
        await page.get_by_label("Wat moet het gezicht zeggen?").fill("Gangpad vier.")
        await page.keyboard.press("Enter")
        await door.hear("whisper")
        await goes_on(desk, page, ticket)
        door = attentive(await desk.kiosk("entrance", door.token))
        await door.say("hang-up", ticket=ticket, reason="left")
        await expect(page.get_by_label("In één woord")).to_be_focused()
        await refused(desk, page)

    browser.run(tmp_path, talk)


DEAF_LINE = """() => {
    const send = WebSocket.prototype.send;
    WebSocket.prototype.send = function (text) {
        if (!text.includes('"whisper"')) send.call(this, text);
    };
    self.hears = () => { WebSocket.prototype.send = send; };
}"""
"""The network loses what is said, as one that is gone and closes nothing."""


async def finds_a_dead_line(page, door):
    """A network that is silently gone is noticed, and words that went into it come back into the field."""
    await page.evaluate(DEAF_LINE)
    await page.get_by_label("What shall the face say?").fill("Aisle four.")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("What shall the face say?")).to_have_value("")
    await page.route("**/health", lambda route: route.abort())
    await page.clock.fast_forward(3000)
    lost = page.get_by_text("The line to the desk is lost.")
    await expect(lost).to_be_visible()
    await page.keyboard.press("F9")
    await expect(page.get_by_role("alert")).to_contain_text("That did not reach the desk.")
    await page.unroute("**/health")
    await page.evaluate("self.hears()")
    await page.clock.fast_forward(3000)
    await expect(lost).to_be_hidden()
    await expect(page.get_by_role("alert")).to_be_empty()
    await expect(page.get_by_label("What shall the face say?")).to_have_value("Aisle four.")
    await expect(page.get_by_text("your last words did not reach the shopper")).to_be_visible()
    await expect(page.locator(".line")).to_have_count(0)
    await page.get_by_label("What shall the face say?").press("Enter")
    assert (await door.hear("whisper")).text == "Aisle four."


async def stays_in_the_talk(page, door):
    """Who waits still does on a page that is loaded again; signing out in a talk is asked first."""
    await page.get_by_role("button", name="Ask to wait").click()
    assert (await door.hear("shopper-hold")).on
    await page.reload()
    await page.get_by_role("button", name="Go on").click()
    assert not (await door.hear("shopper-hold")).on
    await page.get_by_role("button", name="Sign out").click()
    await expect(page.get_by_role("dialog")).to_contain_text("You are talking with entrance.")
    await page.get_by_role("button", name="Cancel").click()
    await expect(page.locator(".talk h1")).to_have_text("entrance")


async def comes_back_to_the_note(desk, page, ticket):
    """A note is as one left it, whatever one looked at meanwhile, and is kept so before the desk's time is over."""
    await page.get_by_label("In a word").fill("oat drink")
    await page.get_by_role("link", name="Left for us").click()
    await page.get_by_role("link", name="Talks").click()
    await expect(page.get_by_label("In a word")).to_have_value("oat drink")
    await page.get_by_role("link", name="Left for us").click()
    await page.clock.fast_forward(106_000)
    await page.get_by_role("link", name="Talks").click()
    await expect(page.get_by_role("heading", name="On hold, Ann")).to_be_visible()
    assert (await desk.hub.tickets.get(ticket)).state.value == "closed"


def test_what_a_colleague_wrote_is_not_lost(browser, tmp_path):
    async def talk(desk, open_page):
        page = await open_page()
        await page.clock.install()
        await page.reload()
        door, ticket = await taken(desk, page)
        await finds_a_dead_line(page, door)
        await stays_in_the_talk(page, door)
        await page.keyboard.press("F9")
        await comes_back_to_the_note(desk, page, ticket)

    browser.run(tmp_path, talk)


async def no_receipt(_receipt):
    """What arrived is confirmed to nobody."""


def test_words_that_did_not_reach_the_shopper_look_so_and_stand_in_the_field_again(browser, tmp_path, monkeypatch):
    async def talk(desk, open_page):
        monkeypatch.setattr(desk.hub.features.deliveries, "receive", no_receipt)
        page = await open_page()
        await taken(desk, page)
        field = page.get_by_label("What shall the face say?")
        await field.fill("Aisle four.")
        await page.keyboard.press("Enter")
        line = page.locator(".line.colleague")
        await expect(line).to_contain_text("Did not reach the shopper")
        await expect(field).to_have_value("Aisle four.")
        await expect(page.get_by_role("alert")).to_contain_text("did not reach the kiosk")
        await field.fill("Or aisle five.")
        await page.keyboard.press("Enter")
        await expect(line).to_have_count(2)
        await expect(line.first).to_contain_text("Did not reach the shopper")
        await accessible(page)

    browser.run(tmp_path, talk, rules=replace(USUAL, receipt_s=0.3))


@pytest.mark.parametrize("locale", ["nl", "en", "fr", "de"])
def test_the_queue_fits_its_column_in_a_talk(browser, tmp_path, locale):
    """What is wider is cut off, and makes a region that scrolls and that no key reaches."""

    async def talk(desk, open_page):
        page = await open_page(locale=locale)
        door, _ = await asked(desk, reason="asked", priority=2)
        await page.locator(".ticket .take").click()
        await door.hear("accepted")
        await page.locator("#composer").wait_for()
        for width in (1280, 1440, 1920):
            await page.set_viewport_size({"width": width, "height": 900})
            over = "(each) => each.scrollWidth - each.clientWidth"
            assert await page.locator(".left-column").evaluate(over) <= 0, width
            assert await page.locator(".queue").evaluate(over) <= 0, width

    browser.run(tmp_path, talk)
