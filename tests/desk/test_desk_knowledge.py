"""The store's knowledge at the desk: drafts by one and published by another, tables, versions; and its processes."""

from __future__ import annotations

import asyncio
import io

import pytest
from desk_knowledge import Here
from desk_support import served
from knowledge_support import make_store

from kiosk.curation import cases, history
from kiosk.desk.assist.knowledge_workers import Knowledge, Worker
from kiosk.errors import InputError, KioskError
from kiosk.knowledge import files

TABLE = (
    b"id;language;answer;phrasing\nwifi;en;The network is free.;is there wifi\ntoilets;en;By the door.;i need the loo\n"
)
FAULTY = b"Nummer,Taal,Antwoord,Vraag\nwifi,nll,Gratis.,is er wifi\n,nl,Ja.,mag het\n"
OCTETS = {"Content-Type": "application/octet-stream"}


def run(folder, talk, knowledge=None):
    async def all_of_it():
        async with served(folder, knowledge=knowledge) as desk:
            await talk(desk)

    asyncio.run(all_of_it())


async def said(client, desk, method, path, body=None, **options):
    """Status and JSON of an answer."""
    options |= {} if body is None else {"json": body}
    async with client.request(method, f"{desk.at}/api/knowledge{path}", **options) as answer:
        return answer.status, await answer.json()


def test_without_the_stores_folder_the_desk_says_so(tmp_path):
    async def talk(desk):
        ann = await desk.signed_in("ann")
        assert await said(ann, desk, "GET", "") == (200, {"here": False})
        status, told = await said(ann, desk, "GET", "/entries")
        assert (status, told["error"]["code"]) == (409, "desk.no-store")

    run(tmp_path, talk)


def test_what_one_wrote_another_publishes_and_takes_back(tmp_path):
    store = make_store(tmp_path)

    async def talk(desk):
        ann, content, boss = [await desk.signed_in(name) for name in ("ann", "content", "supervisor")]
        wish = {"entry": "drones", "lang": "en", "answer": "We do not sell drones.", "questions": ["got any drones"]}
        status, kept = await said(ann, desk, "POST", "/drafts", wish)
        assert (status, kept["draft"]["owner"], kept["changes"][0]["change"]) == (201, "Ann", "added")
        status, refused = await said(ann, desk, "POST", "/drafts", wish | {"entry": "x", "questions": ["parking"]})
        assert (status, refused["error"]["code"]) == (400, "knowledge.taken")
        edit = {"entry": "toilets", "lang": "en", "answer": "Beside the till.", "removed": ["is there a restroom"]}
        await said(content, desk, "POST", "/drafts", edit)
        status, entry = await said(ann, desk, "GET", "/entries/toilets")
        assert [draft["removed"] for draft in entry["drafts"]] == [["is there a restroom"]]
        assert entry["written"]["nl"]["answer"] == "De toiletten zijn naast de ingang."

        await said(content, desk, "POST", "/drafts", {"entry": "dogs", "lang": "en", "answer": "No dogs."})
        assert (await said(ann, desk, "DELETE", "/drafts/4"))[0] == 403
        assert (await said(boss, desk, "DELETE", "/drafts/4"))[1]["draft"]["id"] == "dogs"

        status, own = await said(content, desk, "POST", "/publish", {"drafts": [1, 3]})
        assert (status, own["error"]["code"]) == (400, "knowledge.name")
        before = files.load(store).entries["en"]
        status, proposed = await said(boss, desk, "POST", "/check", {"drafts": [1, 3]})
        assert (proposed["worse"], proposed["set"]["right"], len(proposed["changes"])) == ([], 1, 2)
        assert files.load(store).entries["en"] == before
        status, done = await said(boss, desk, "POST", "/publish", {"drafts": [1, 3]})
        assert (status, done["version"]) == (200, 2)
        now = files.load(store).entries["en"]
        assert now["drones"].answer == "We do not sell drones."
        assert now["toilets"].phrasings == ("where are the toilets", "i need the bathroom")
        assert [case.question for case in cases.load(store)] == ["got any drones"]
        assert history.versions(store)[-1].note.by == "supervisor"

        status, tried = await said(ann, desk, "POST", "/ask", {"question": "got any drones", "lang": "en"})
        assert (tried["entry"], tried["band"]) == ("drones", "answer")
        assert (tried["why"][0]["key"], tried["why"][0]["sentence"][:10]) == ("answered", "Answered: ")
        status, back = await said(content, desk, "POST", "/back", {"version": 1})
        assert back == {"again": 1, "version": 3}
        assert files.load(store).entries["en"] == before
        async with boss.get(f"{desk.at}/api/audit") as answer:
            deeds = [(each["who"], each["did"], each["about"]) for each in (await answer.json())["audit"]]
        assert deeds[:2] == [
            ("content", "knowledge-back", "version 1"),
            ("supervisor", "knowledge-published", "version 2"),
        ]

    run(tmp_path, talk, Here(store))


def test_entries_are_found_by_any_of_their_words_and_by_the_language_they_lack(tmp_path):
    async def talk(desk):
        ann = await desk.signed_in("ann")
        for query, names in (
            ("query=bathroom", ["toilets"]),
            ("query=TOILETTEN+ingang", ["toilets"]),
            ("query=park", ["parking"]),
            ("query=e&missing=nl", ["dogs", "parking", "sale"]),
            ("query=xyzzy", []),
            ("first=4", []),
        ):
            _, found = await said(ann, desk, "GET", f"/entries?{query}")
            assert [each["id"] for each in found["entries"]] == names, query
        for wrong in ("first=-1", "first=x", "missing=xx"):
            status, _ = await said(ann, desk, "GET", f"/entries?{wrong}")
            assert status == 400, wrong

    run(tmp_path, talk, Here(make_store(tmp_path)))


def test_a_table_is_looked_at_before_it_is_written_and_everything_can_be_taken_back(tmp_path):
    store = make_store(tmp_path)

    async def talk(desk):
        content = await desk.signed_in("content")

        async def table(query, data=TABLE, headers=OCTETS):
            return await said(content, desk, "POST", f"/import?{query}", data=data, headers=headers)

        _, wrong = await table("name=mine.csv", FAULTY)
        assert [(each["row"], each["column"]) for each in wrong["faults"]] == [(2, "Taal"), (3, "Nummer")]
        assert "nl" in wrong["faults"][0]["did_you_mean"]
        _, lacking = await table("name=x.csv", b"Ref,answer,language,phrasing\nwifi,Free.,en,wifi\n")
        assert (lacking["missing"], lacking["headers"][0]) == (["id"], "Ref")
        assert lacking["faults"][0]["remedy"] == "Choose which of your columns it is."
        _, mapped = await table('name=x.csv&map={"id":"Ref"}', b"Ref,answer,language,phrasing\nwifi,Free.,en,wifi\n")
        assert [each["id"] for each in mapped["changes"]] == ["wifi"]

        before = files.load(store).entries
        _, seen = await table("name=mine.csv")
        assert [(each["change"], each["id"]) for each in seen["changes"]] == [("changed", "toilets"), ("added", "wifi")]
        assert not seen["written"]
        assert files.load(store).entries == before
        status, late = await table("name=mine.csv&seen=somethingelse")
        assert (status, late["error"]["code"]) == (409, "knowledge.changed")
        _, written = await table(f"name=mine.csv&seen={seen['seen']}")
        assert (written["written"], written["version"]) == (True, 2)
        assert files.load(store).entries["en"]["wifi"].answer == "The network is free."
        async with content.get(f"{desk.at}/api/knowledge/export?form=csv&lang=en") as answer:
            assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''shop.csv"
            assert "The network is free." in (await answer.read()).decode()
        await said(content, desk, "POST", "/back", {})
        assert files.load(store).entries == before

        assert (await table("name=mine.csv", headers={"Content-Type": "text/plain"}))[0] == 400
        assert (await table("name=mine.csv&map=[1]"))[0] == 400
        assert (await table("name=mine.pdf"))[1]["error"]["code"] == "knowledge.form"
        status, long = await table("name=long.csv", io.BytesIO(bytes(5 * 2**20 + 1)))
        assert (status, long["error"]["code"]) == (400, "desk.table")
        status, _ = await said(content, desk, "GET", "/export?form=exe")
        assert status == 400

    run(tmp_path, talk, Here(store))


def test_a_process_does_the_work_ends_when_idle_and_is_replaced_when_it_died(tmp_path):
    store = make_store(tmp_path)

    async def talk():
        knowledge = Knowledge(store)
        with pytest.raises(InputError) as refused:
            await knowledge.do("drop", number=7)
        assert refused.value.code == "knowledge.draft"
        await knowledge.close()
        worker = Worker(store, idle_s=0.0)
        assert (await worker.do("overview"))["entries"] == {"en": 4, "nl": 1}
        await asyncio.sleep(0)  # nothing more is wanted: its input is closed
        again = asyncio.gather(worker.do("versions"), worker.do("drafts"))
        assert await again == [{"versions": []}, {"drafts": []}]
        await worker.close()
        (store / "store.toml").unlink()
        with pytest.raises(KioskError) as gone:
            await worker.do("overview")
        await worker.close()
        assert gone.value.code

    asyncio.run(talk())
