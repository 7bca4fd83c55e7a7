"""The console in a real browser: figures, kiosks, colleagues, what was left, and what the store knows."""

from __future__ import annotations

import re

import pytest
from desk_browser import accessible, fits
from desk_knowledge import Here
from desk_support import PASSWORD, attentive, card
from knowledge_support import make_store

expect = pytest.importorskip("playwright.async_api").expect
FAULTY = b"id,taal,antwoord,vraag\nwifi,nll,Gratis.,is er wifi\n"
TABLE = b"id,language,answer,phrasing\nwifi,en,The network is free.,is there wifi\n"


async def view(page, desk, where):
    await page.goto(f"{desk.at}/#/{where}")


def tile(page, name):
    return page.locator(".tile", has=page.get_by_text(name, exact=True)).locator("dd")


async def withdrawn(desk, kiosk):
    """A shopper asked about a refund, and did not wait."""
    end = attentive(await desk.kiosk(kiosk))
    await end.say("ask", key=f"key-of-{kiosk}", card=card(topic="refund"))
    await end.hear("queued")
    await end.say("cancel", key=f"key-of-{kiosk}", reason="left")
    await end.hear("closed")
    return end


def test_a_supervisor_sees_the_queue_as_it_is_and_the_figures_of_the_day(browser, tmp_path):
    async def talk(desk, open_page):
        end = await withdrawn(desk, "garden")
        page = await open_page(name="supervisor")
        await view(page, desk, "figures")
        await expect(tile(page, "Asked")).to_have_text("1")
        await expect(page.get_by_text("Target: 80% within 20 s.")).to_be_visible()
        await expect(page.get_by_role("row", name="withdrawn by the shopper 1")).to_be_visible()
        await expect(page.get_by_role("row", name=re.compile("Supervisor on hold"))).to_be_visible()
        await end.say("ask", key="key-of-another", card=card())
        await expect(tile(page, "Waiting")).to_have_text("1")
        await accessible(page)
        await fits(page)

        await view(page, desk, "figures?tab=period")
        await page.get_by_role("button", name="7 days").click()
        plot = page.locator("figure", has=page.get_by_role("heading", name="By day"))
        await plot.get_by_text("As a table").click()
        await expect(plot.get_by_role("row").last).to_have_text(re.compile(r"0\s*2$"))
        tall = "all => all.filter((each) => each.getBBox().height > 9).length"
        assert await plot.locator("svg rect").evaluate_all(tall) == 1
        await expect(page.get_by_role("row", name="Money back 1")).to_be_visible()
        await accessible(page, "light")
        await fits(page)
        async with page.expect_download() as saved:
            await page.get_by_role("link", name="Every ask").click()
        assert "refund" in (await (await saved.value).path()).read_text(encoding="utf-8-sig")

    browser.run(tmp_path, talk)


def test_kiosks_are_seen_as_they_are_get_a_code_and_lose_their_right(browser, tmp_path):
    async def talk(desk, open_page):
        end = attentive(await desk.kiosk("entrance"))
        await end.say("condition", state="answering", missing=["camera"], asked="Waar is de melk?", lang="nl")
        page = await open_page(name="supervisor")
        await view(page, desk, "kiosks")
        kiosk = page.locator("[data-kiosk=entrance]")
        await expect(kiosk).to_contain_text("online")
        await expect(kiosk).to_contain_text("Does not work: camera")
        await expect(kiosk.locator("blockquote")).to_have_text("Waar is de melk?")
        await end.say("condition", state="idle", lang="nl")
        await expect(kiosk.locator("blockquote")).to_have_count(0)

        await page.get_by_role("button", name="Add a kiosk").click()
        await page.get_by_label("Name of the kiosk").fill("aisle-4")
        await page.keyboard.press("Enter")
        code = await page.locator(".big-code").inner_text()
        await expect(page.get_by_role("img", name=f"The address of the desk and the code {code}")).to_be_visible()
        await expect(page.locator(".command")).to_have_text(f"kiosk desk join {desk.at} {code}")
        await accessible(page, "dark")
        await fits(page)
        await page.keyboard.press("Escape")
        await desk.hub.enrolment.enrol(code, desk.hub.now())
        await expect(page.locator("[data-kiosk=aisle-4]")).to_contain_text("offline")

        await page.get_by_role("button", name="Revoke entrance").click()
        await page.get_by_role("button", name="Cancel").click()
        assert await desk.hub.enrolment.of_token(end.token) == "entrance"
        await page.get_by_role("button", name="Revoke entrance").click()
        await page.get_by_role("button", name="Revoke", exact=True).click()
        await expect(kiosk).to_have_count(0)
        assert await desk.hub.enrolment.of_token(end.token) is None
        await accessible(page, "light")
        await fits(page)

    browser.run(tmp_path, talk)


def test_colleagues_come_change_and_go_and_it_is_noted(browser, tmp_path):
    async def talk(desk, open_page):
        page = await open_page(name="supervisor")
        await view(page, desk, "staff")
        await page.get_by_role("button", name="Add a colleague").click()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_label("Name, as shoppers hear it").fill("Cas")
        await dialog.get_by_label("Name to sign in").fill("cas")
        await dialog.get_by_label("Korean").check()
        await dialog.get_by_label("Skills").fill("sign-nl, electronics,")
        await dialog.get_by_label("Password").fill("a sentence of his own")
        await accessible(page, "light")
        await fits(page)
        await dialog.get_by_role("button", name="Add a colleague").click()
        row = page.get_by_role("row", name=re.compile("^Cas cas Agent English, Korean electronics, sign-nl"))
        await expect(row).to_be_visible()
        await page.get_by_role("button", name="Change: Cas").click()
        await dialog.get_by_label("Role").select_option("Content")
        await expect(dialog.get_by_text("Writes and publishes what the kiosk knows.")).to_be_visible()
        await dialog.get_by_role("button", name="Save").click()
        await expect(page.get_by_role("row", name=re.compile("^Cas cas Content"))).to_be_visible()
        await page.get_by_role("button", name="Password: Cas").click()
        await dialog.get_by_label("New password").fill("another sentence")
        await dialog.get_by_role("button", name="Save").click()
        await expect(page.get_by_text("Cas has a new password")).to_be_visible()
        _, person = await desk.hub.staff.sign_in("cas", "another sentence", desk.hub.now())
        assert (person.role.value, person.languages) == ("content", {"en", "ko"})
        await page.get_by_role("button", name="Remove: Cas").click()
        await dialog.get_by_role("button", name="Remove").click()
        await expect(page.get_by_role("row", name=re.compile("^Cas"))).to_have_count(0)
        await expect(page.get_by_role("button", name="Remove: Supervisor")).to_have_count(0)
        await view(page, desk, "staff?tab=audit")
        await page.get_by_label("Search").fill("removed")
        await expect(page.get_by_role("row").nth(1)).to_contain_text("removed a colleague")
        await accessible(page, "dark")
        await fits(page)

    browser.run(tmp_path, talk)


def test_a_number_is_shown_to_who_calls_and_erased_when_done(browser, tmp_path):
    async def talk(desk, open_page):
        end = attentive(await desk.kiosk("entrance"))
        page = await open_page()
        await view(page, desk, "call-backs")
        await expect(page.get_by_text("Nobody waits to be called.")).to_be_visible()
        await end.say("call-back", key="key-of-number", number="+31 6 1234", lang="nl", question="Is de fiets er?")
        await end.say("leave-message", key="key-of-words", text="Er ligt <b>glas</b>.", lang="nl")
        await expect(page.get_by_text("Is de fiets er?")).to_be_visible()
        await expect(page.get_by_text("Er ligt <b>glas</b>.")).to_be_visible()
        assert "1234" not in await page.content()
        await accessible(page, "light")
        await fits(page)
        await page.get_by_role("button", name="Show the number").click()
        link = page.get_by_role("link", name="+31 6 1234")
        await expect(link).to_have_attribute("href", "tel:+3161234")
        await page.get_by_role("button", name="Done").click()
        await page.get_by_role("button", name="Erase the number").click()
        await expect(link).to_have_count(0)
        await page.get_by_text("1 that is done").click()
        await expect(page.get_by_text("entrance: called by ann")).to_be_visible()
        await page.get_by_role("button", name="Mark the message from entrance as read").click()
        await expect(page.get_by_text("No message is unread.")).to_be_visible()
        (row,) = await desk.hub.features.unattended.call_backs.everything()
        assert (row.done_by, row.kept) == ("ann", False)

    browser.run(tmp_path, talk)


def test_a_question_becomes_an_entry_that_a_second_person_publishes(browser, tmp_path):
    async def talk(desk, open_page):
        writer = await open_page(name="content")
        await view(writer, desk, "knowledge?question=got%20any%20drones&lang=en")
        await expect(writer.get_by_label("Short name")).to_have_value("got-any-drones")
        await expect(writer.get_by_label("Answer, as it is spoken")).to_be_focused()
        await expect(writer.get_by_role("note")).to_have_count(0)
        await writer.get_by_label("Answer, as it is spoken").fill("We do not sell drones.")
        await accessible(writer, "dark")
        await fits(writer)
        await writer.get_by_role("button", name="Keep as a draft").click()
        await expect(writer.get_by_text("yours: a colleague publishes it")).to_be_visible()
        await expect(writer.get_by_role("button", name="See what would change")).to_be_disabled()

        await view(writer, desk, "knowledge?question=habt%20ihr%20Drohnen&lang=de")
        await expect(writer.get_by_role("note")).to_contain_text(
            "asked in German, in which the shop has no answers yet"
        )
        await view(writer, desk, "knowledge?question=mijn%20plas&lang=nl")
        await writer.get_by_role("button", name="Another entry").click()
        await writer.get_by_role("dialog").get_by_label("Search").fill("toilet")
        await writer.get_by_role("dialog").get_by_role("button", name="Where are the toilets").click()
        await expect(writer.get_by_text("mijn plas")).to_be_visible()

        await view(writer, desk, "knowledge?entry=toilets")
        dutch = writer.get_by_role("region", name="Dutch")
        await dutch.get_by_role("button", name="Edit").click()
        await dutch.get_by_label("How shoppers ask it, a line each").fill("waar is de wc\nwaar is het toilet")
        await dutch.get_by_role("button", name="Keep as a draft").click()
        await expect(writer.get_by_text("Draft 3 (Dutch) by content waits for a second person")).to_be_visible()
        await accessible(writer, "light")
        await fits(writer)

        boss = await open_page(name="supervisor")
        await view(boss, desk, "knowledge?tab=drafts")
        await boss.get_by_role("button", name="See what would change").click()
        await expect(boss.get_by_text("No known question is answered worse.")).to_be_visible(timeout=60_000)
        await accessible(boss, "light")
        await fits(boss)
        await boss.get_by_role("button", name="Publish", exact=True).click()
        await expect(boss.get_by_text("No draft is waiting.")).to_be_visible()
        await expect(boss.get_by_text("version 2", exact=False).first).to_be_visible()

        await view(boss, desk, "knowledge?tab=try")
        await boss.get_by_label("A question, as a shopper would say it").fill("got any drones")
        await boss.keyboard.press("Enter")
        await expect(boss.locator(".said")).to_have_text("We do not sell drones.")
        await expect(boss.locator(".why")).to_contain_text("Answered: ")
        await accessible(boss, "dark")
        await fits(boss)
        await view(boss, desk, "knowledge?tab=versions")
        await boss.get_by_role("button", name="Go back to version 1").click()
        await boss.get_by_role("dialog").get_by_role("button", name="Go back").click()
        await expect(boss.get_by_role("row", name=re.compile("^3 .* supervisor back to version 1"))).to_be_visible()

    browser.run(tmp_path, talk, knowledge=Here(make_store(tmp_path)))


def test_a_table_shows_its_faults_what_it_changes_and_can_be_undone(browser, tmp_path):
    async def talk(desk, open_page):
        page = await open_page(name="content")
        await view(page, desk, "knowledge?tab=table")
        file = page.get_by_label("Table", exact=True)
        await file.set_input_files({"name": "mijn.csv", "mimeType": "text/csv", "buffer": FAULTY})
        wrong = "2 taal “nll” is no language of the kiosk. Did you mean nl? Write one of these: "
        await expect(page.get_by_role("row", name=wrong)).to_be_visible()
        await expect(page.get_by_role("button", name="Write it")).to_be_disabled()
        await accessible(page, "light")
        await fits(page)
        await page.evaluate("localStorage.setItem('desk.language', 'nl')")
        await page.reload()
        await page.get_by_label("Tabel", exact=True).set_input_files(
            {"name": "mijn.csv", "mimeType": "text/csv", "buffer": FAULTY}
        )
        own = "2 taal ‘nll’ is geen taal van de kiosk. Bedoelde u nl? Schrijf er een van: "
        await expect(page.get_by_role("row", name=own)).to_be_visible()
        await page.evaluate("localStorage.setItem('desk.language', 'en')")
        await page.reload()
        await file.set_input_files({"name": "mine.csv", "mimeType": "text/csv", "buffer": TABLE})
        await expect(page.get_by_role("row", name=re.compile("^new en .* wifi"))).to_be_visible()
        await page.get_by_role("button", name="Write it").click()
        await page.get_by_role("button", name="Undo").click()
        await expect(page.get_by_text("The knowledge is that of version 1 again.")).to_be_visible()
        await view(page, desk, "knowledge?tab=entries")
        await page.get_by_label("Show").select_option("Not written yet: Dutch")
        await page.get_by_label("Search").fill("park")
        await expect(page.get_by_text("1 to 1 of 1")).to_be_visible()
        await expect(page.get_by_role("link", name="Where can i park my car")).to_be_visible()

    browser.run(tmp_path, talk, knowledge=Here(make_store(tmp_path)))


def test_where_the_stores_folder_is_not_the_view_says_so_and_a_role_sees_its_own(browser, tmp_path):
    async def talk(desk, open_page):
        page = await open_page(name="content")
        await expect(page.get_by_text("The store's folder is not on this machine.")).to_be_visible()
        await expect(page.locator("header nav a")).to_have_text(["Knowledge"])
        technician = await open_page(name="technician", locale="de")
        await expect(technician.get_by_text("Noch kennt kein Kiosk dieses Servicepult.")).to_be_visible()
        await expect(technician.locator("header nav a")).to_have_text(["Kioske"])

    browser.run(tmp_path, talk)


async def next_shift(page):
    """Another signs in where one signed out, in the same tab."""
    await page.get_by_role("button", name="Sign out").click()
    await expect(page.get_by_label("Name")).to_be_focused()
    await page.keyboard.type("bob")
    await page.keyboard.press("Tab")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="On hold, Bob")).to_be_visible()
    await expect(page.get_by_role("radio", name="Available")).to_be_enabled()
    await expect(page.get_by_role("dialog")).to_have_count(0)


def test_who_signs_in_next_and_who_gets_another_role_goes_on_in_the_same_tab(browser, tmp_path):
    async def talk(desk, open_page):
        agent, page = await open_page(), await open_page(name="supervisor")
        await next_shift(agent)
        await view(page, desk, "staff")
        await page.get_by_role("button", name="Change: Bob").click()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_label("Role").select_option("content")
        await dialog.get_by_role("button", name="Save").click()
        await expect(agent.get_by_text("Your role was changed.")).to_be_visible()
        await expect(agent.get_by_role("navigation", name="Views").get_by_role("link")).to_have_text(["Knowledge"])
        await expect(agent).to_have_title("Knowledge – Desk")

        await page.get_by_role("button", name="Add a colleague").click()
        await dialog.get_by_label("Name, as shoppers hear it").fill("Bob")
        await dialog.get_by_label("Name to sign in").fill("bob")
        await dialog.get_by_label("Password").fill("a sentence of his own")
        await dialog.get_by_role("button", name="Add a colleague").click()
        told = "This name was given before. Choose another name."
        await expect(dialog.get_by_role("alert")).to_contain_text(told)
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("alert")).to_contain_text(told)

    browser.run(tmp_path, talk)
