"""Nobody was there: what a kiosk leaves reaches everybody, is handled by one, and a number is read by nobody else."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from cryptography.fernet import Fernet
from desk_support import rows_of, served
from sqlalchemy import text

from kiosk.desk.node.outfit import Outfit
from kiosk.desk.storage.encryption import FILE, open_numbers
from kiosk.desk.tickets.queue import Rules
from kiosk.desk.unattended.floor_pages import FloorPages
from kiosk.errors import InputError, KioskError

NUMBER = "+31 6 1234 5678"


def run(folder, talk, **options):
    async def all_of_it():
        async with served(folder, **options) as desk:
            await talk(desk)

    asyncio.run(all_of_it())


async def kept(desk):
    """All that the database holds, as text."""
    return await rows_of(desk, "callback", "left_message", "floor_page", "audit", "ticket", "message")


async def post(client, address, status):
    async with client.post(address, headers={"Content-Type": "application/json"}, data="{}") as answer:
        assert answer.status == status, await answer.text()
        return await answer.json() if status != 204 else None


def test_a_number_is_kept_encrypted_looked_at_by_name_and_erased_when_done(tmp_path, on_both):
    async def talk(desk):
        door, ann = await desk.kiosk("door"), await desk.page("ann")
        for _ in range(2):
            await door.say("call-back", key="key-0001", number=NUMBER, lang="nl", question="Heeft u fietstassen?")
            assert (await door.hear("kept")).what == "call-back"
        missed = await ann.hear("missed")
        assert (missed.kiosk, missed.what, missed.text) == ("door", "call-back", "Heeft u fietstassen?")
        assert "5678" not in await kept(desk), "not in the clear"
        at = f"{desk.at}/api/call-backs"
        async with ann.client.get(at) as answer:
            (row,) = (await answer.json())["call_backs"]
        assert (row["id"], row["kept"]) == (missed.id, True)
        assert "5678" not in str(row)
        assert await post(ann.client, f"{at}/{row['id']}/number", 200) == {"number": NUMBER}
        assert "('number-seen', 'ann')" in str(await deeds(desk))
        bob = await desk.page("bob")
        assert (await bob.hear("missed")).id == row["id"], "who comes later is told as well, once"
        await post(ann.client, f"{at}/{row['id']}/done", 204)
        assert (await bob.hear("handled")).by == "ann"
        assert await post(ann.client, f"{at}/{row['id']}/number", 409)
        async with desk.hub.engine.connect() as connection:
            assert (await connection.execute(text("SELECT number_encrypted, question FROM callback"))).one() == (
                None,
                None,
            )
        assert b"fietstassen" not in b"".join(file.read_bytes() for file in tmp_path.glob("desk.sqlite*"))
        assert await post(ann.client, f"{at}/99/number", 404)

    run(tmp_path, talk)


async def deeds(desk):
    async with desk.hub.engine.connect() as connection:
        return [tuple(row) for row in await connection.execute(text("SELECT did, who FROM audit"))]


def test_a_message_reaches_who_signs_in_next_and_is_marked_by_who_read_it(tmp_path):
    async def talk(desk):
        door = await desk.kiosk("door")
        await door.say("leave-message", key="key-0001", text="De lift is stuk.", lang="nl")
        assert (await door.hear("kept")).key == "key-0001"
        ann, bob = await desk.page("ann"), await desk.page("bob")
        missed = await ann.hear("missed")
        assert (missed.what, missed.text, missed.lang) == ("leave-message", "De lift is stuk.", "nl")
        await ann.say("handle", what="leave-message", id=missed.id)
        assert (await bob.hear("handled")).by == "ann"
        async with bob.client.get(f"{desk.at}/api/left-messages") as answer:
            assert (await answer.json())["messages"][0]["read_by"] == "ann"
        await post(bob.client, f"{desk.at}/api/left-messages/{missed.id}/read", 204)
        async with bob.client.get(f"{desk.at}/api/left-messages") as answer:
            assert (await answer.json())["messages"][0]["read_by"] == "ann", "the first one stays"
        late = await desk.page("supervisor")
        await late.say("handle", what="leave-message", id=99)
        assert (await late.hear("refusal")).code == "desk.no-message"

    run(tmp_path, talk)


def test_the_floor_is_called_again_until_somebody_goes_and_the_shopper_is_told_who(tmp_path, on_both):
    async def talk(desk):
        door, ann, bob = await desk.kiosk("door"), await desk.page("ann"), await desk.page("bob", "hold")
        await door.say("page-floor", key="key-0001", urgent=True)
        assert (await door.hear("kept")).what == "page-floor"
        first = await bob.hear("missed")
        clock[0] += 10
        await desk.hub.look()
        pages = FloorPages(desk.hub.engine)
        (seen,) = await pages.open(clock[0])
        assert [await pages.told(seen, clock[0]) for _ in range(2)] == [True, False], "of two nodes one tells it again"
        clock[0] += 21
        await desk.hub.look()
        assert await bob.hear("missed") == first, "the same call once more"
        await ann.say("handle", what="page-floor", id=first.id)
        assert (await bob.hear("handled")).by == "ann"
        assert (await door.hear("floor-answer")).colleague == "Ann"
        await door.say("page-floor", key="key-0001", urgent=True)
        assert (await door.hear("floor-answer")).colleague == "Ann", "who asks again is told what became of it"
        await door.say("page-floor", key="key-0002")
        await bob.hear("missed", urgent=False)
        clock[0] += 181
        await desk.hub.look()
        assert (await door.hear("floor-answer", key="key-0002")).colleague == "", "nobody came in time"
        assert (await bob.hear("handled")).by == ""

    clock = [1_790_000_000.0]
    run(tmp_path, talk, now=lambda: clock[0], rules=replace(Rules(), drop_s=1e6, lost_s=1e6))


def test_a_key_file_is_for_its_owner_alone_and_an_older_key_still_opens(tmp_path):
    sealed = open_numbers(tmp_path).sealed(NUMBER)
    file = tmp_path / FILE
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_bytes(Fernet.generate_key() + b"\n" + file.read_bytes())
    assert open_numbers(tmp_path).opened(sealed) == NUMBER
    file.write_bytes(Fernet.generate_key())
    with pytest.raises(KioskError) as refused:
        open_numbers(tmp_path).opened(sealed)
    assert refused.value.code == "desk.number-key"
    file.write_bytes(b"no key")
    with pytest.raises(InputError) as wrong:
        open_numbers(tmp_path)
    assert wrong.value.code == "desk.number-key-file"


def test_two_nodes_with_one_key_file_read_each_others_numbers(tmp_path):
    async def left(desk):
        door, ann = await desk.kiosk("door"), await desk.page("ann")
        await door.say("call-back", key="key-0001", number=NUMBER, lang="nl")
        await ann.hear("missed")

    async def called(desk):
        ann = await desk.page("ann")
        number = (await ann.hear("missed")).id
        assert await post(ann.client, f"{desk.at}/api/call-backs/{number}/number", 200) == {"number": NUMBER}

    run(tmp_path, left, outfit=Outfit(numbers=open_numbers(tmp_path)))
    run(tmp_path, called, outfit=Outfit(numbers=open_numbers(tmp_path)))
