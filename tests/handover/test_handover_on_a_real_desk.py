"""The part `desk` against a real hub over websockets: what the core is told, and what the colleague's page gets."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
import time
from dataclasses import replace
from pathlib import Path

from desk_support import attentive, served
from yarl import URL

from kiosk import commands as c
from kiosk import events as e
from kiosk.desk.tickets.queue import Rules
from kiosk.handover.part import Handover
from kiosk.ports import LinkClosed
from kiosk.settings import Settings


class Core:
    """The core's end of a link, for one part in a thread of this process."""

    def __init__(self, folder: Path) -> None:
        self.run_dir, self._in = folder, queue.SimpleQueue()
        self.events: asyncio.Queue[e.Event] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()

    def receive(self, timeout_s):
        try:
            message = self._in.get(timeout=timeout_s)
        except queue.Empty:
            return None
        if message is None:
            raise LinkClosed
        return message

    def send(self, event):
        self._loop.call_soon_threadsafe(self.events.put_nowait, event)

    def count(self, **more):
        pass

    def tell(self, *messages):
        for message in messages:
            self._in.put(message)

    async def told(self, kind, **wanted):
        """The next event of a type with these fields; others are passed over."""
        while True:
            event = await asyncio.wait_for(self.events.get(), 60)
            if isinstance(event, kind) and all(getattr(event, name) == value for name, value in wanted.items()):
                return event


@contextlib.asynccontextmanager
async def part(folder, url, token):
    """The part in a thread, as in a process of its own."""
    folder.mkdir(exist_ok=True)
    (folder / "token").write_text(token)
    core = Core(folder)
    desk = {"mode": "remote", "url": url, "token_file": folder / "token", "hours": "Mo-Su 00:00-00:01"}
    handover = Handover(core, Settings.model_validate({"desk": desk}))

    def live():
        with contextlib.suppress(LinkClosed):
            handover.serve()

    thread = threading.Thread(target=live, daemon=True)
    thread.start()
    try:
        yield core
    finally:
        core.tell(None)
        await asyncio.to_thread(thread.join, 10)
        await asyncio.to_thread(handover.close)


def ask(case=1, **fields):
    return c.AskHuman(case, "asked", "en", question="where is oat milk", **fields)


async def joined(core, page, case=1):
    """A colleague takes the ask of a case, and the dialogue says so."""
    offered = await page.hear("offered")
    await page.say("accept", ticket=offered.ticket.id)
    await core.told(e.HumanJoined, case=case)
    core.tell(c.CloseCase(case, "joined"), c.CallMode(case, "whisper"))
    return offered.ticket.id


def test_a_conversation_from_the_ask_to_the_hand_back(tmp_path):
    async def story():
        async with served(tmp_path) as desk, part(tmp_path / "run", desk.at, await desk.token("till")) as core:
            await core.told(e.DeskLine, up=True)
            page = attentive(await desk.page("ann"))
            core.tell(c.OpenSession(1, "en"), e.Heard(1, "where is oat milk", "en", 0.9))
            core.tell(c.Say(1, "^nod I do not know.", "I do not know.", "en"), ask(), c.Say(2, "x", "I call.", "en"))
            assert (await core.told(e.HumanQueued, case=1)).wait_s is None
            ticket = await joined(core, page)
            talk = await page.hear("conversation")
            assert (talk.card.question, talk.card.lang) == ("where is oat milk", "en")
            assert [(line.by, line.text) for line in talk.card.transcript] == [
                ("shopper", "where is oat milk"),
                ("ai", "I do not know."),
            ]
            assert (await page.hear("said")).line.text == "I call.", "what was said while it rang is told after"
            await page.say("whisper", ticket=ticket, id=1, text="Aisle four.", lang="en")
            assert (await core.told(e.HumanWhispered)).text == "Aisle four."
            core.tell(c.Say(3, "Aisle four.", "Aisle four.", "en"), e.Partial(2, "thank", "en"), e.Typing("tha"))
            said = await page.hear("said")
            assert (said.line.text, said.line.final) == ("thank", False), "no words of the colleague come back"
            assert (await page.hear("typed")).text == "tha"
            core.tell(e.QuestionTyped("thanks"))
            assert (await page.hear("typed", done=True)).text == "thanks"
            await page.say("push", ticket=ticket, what={"kind": "qr", "text": "https://x.example/a", "label": "Map"})
            assert (await core.told(e.HumanPushed)).cards[0].code == "https://x.example/a"
            await page.say("shopper-hold", ticket=ticket, on=True)
            assert await core.told(e.HumanHeld, on=True)
            await page.say("hand-back", ticket=ticket)
            assert (await core.told(e.HumanLeft)).reason == "handed-back"

    asyncio.run(story())


def test_consent_goes_to_the_page_after_the_shopper_spoke_and_not_before(tmp_path):
    async def story():
        async with served(tmp_path) as desk, part(tmp_path / "run", desk.at, await desk.token("till")) as core:
            page = attentive(await desk.page("ann"))
            core.tell(c.OpenSession(1, "en"), ask())
            ticket = await joined(core, page)
            for mode, microphone, camera in (("whisper", False, False), ("video", True, True)):
                await page.say("mode-wanted", ticket=ticket, mode="video")
                await core.told(e.HumanWanted, mode="video")
                core.tell(c.CallMode(1, "voice", heard=False), c.CallMode(1, mode, camera, microphone))
                consent = await page.hear("consent")
                assert (consent.mode, consent.microphone, consent.camera) == (mode, microphone, camera)
                assert (await page.hear("mode-now")).mode == mode

    asyncio.run(story())


def test_a_colleague_who_drops_leaves_the_shopper_at_the_front_with_the_same_ask(tmp_path):
    async def story():
        rules = Rules(drop_s=0.3)
        async with served(tmp_path, rules) as desk, part(tmp_path / "run", desk.at, await desk.token("till")) as core:
            page = attentive(await desk.page("ann"))
            core.tell(c.OpenSession(1, "en"), ask())
            ticket = await joined(core, page)
            await page.close()
            assert (await core.told(e.HumanLeft)).reason == "dropped"
            core.tell(c.AskHuman(2, "dropped", "en"))
            assert (await core.told(e.HumanQueued, case=2)).place == 1
            other = attentive(await desk.page("bob"))
            assert await joined(core, other, case=2) == ticket

    asyncio.run(story())


def test_what_is_left_reaches_the_desk_and_what_does_not_is_told(tmp_path):
    async def story():
        async with served(tmp_path) as desk, part(tmp_path / "run", desk.at, await desk.token("till")) as core:
            await core.told(e.DeskLine, up=True)
            page = attentive(await desk.page("ann", presence="hold"))
            core.tell(c.RequestCallBack(1, "0612345678", "en", "oat milk"), c.LeaveMessage(1, "thank you", "en"))
            assert {(await core.told(e.DeskKept)).what for _ in range(2)} == {"call-back", "message"}
            core.tell(c.PageFloor(1))
            assert (await core.told(e.DeskKept)).what == "page"
            missed = await page.hear("missed", what="page-floor")
            await page.say("handle", what="page-floor", id=missed.id)
            assert (await core.told(e.FloorAnswered)).name == "Ann"

    asyncio.run(story())


def test_a_supervisor_sees_how_the_kiosk_is_and_no_number(tmp_path):
    async def story():
        async with served(tmp_path) as desk, part(tmp_path / "run", desk.at, await desk.token("till")) as core:
            page = attentive(await desk.page("supervisor", presence=None))
            await page.say("watch", on=True)

            async def sees(**wanted):
                while True:
                    now = (await page.hear("kiosks")).kiosks[0]
                    if all(getattr(now, name) == value for name, value in wanted.items()):
                        return

            await sees(online=True, state="idle")
            core.tell(c.OpenSession(1, "en"), e.PartFailed("sight", "camera.gone", "unplugged"))
            core.tell(e.Heard(1, "call me on zero six one two please", "en", 0.9))
            await sees(state="visit", missing=("sight",), asked="call me on … please", lang="en")
            core.tell(e.QuestionTyped("where is order 12345 of a@b.nl"), e.PartReady("sight"), ask())
            await sees(state="waiting", missing=(), asked="where is order … of …")
            await joined(core, attentive(await desk.page("ann")))
            await sees(state="colleague")
            core.tell(c.CloseCase(1, "handed-back"), c.CloseSession(1, "gone"))
            await sees(state="idle", asked="")

    asyncio.run(story())


def test_an_empty_desk_is_told_at_once_and_that_somebody_signed_in(tmp_path):
    async def story():
        rules = Rules(return_s=0.0)
        async with served(tmp_path, rules) as desk, part(tmp_path / "run", desk.at, await desk.token("till")) as core:
            await core.told(e.DeskLine, up=True)
            core.tell(c.OpenSession(1, "en"), ask())
            assert (await core.told(e.HumanUnstaffed)).opens == "00:00"
            page = attentive(await desk.page("ann", presence="hold"))
            await page.hear("queue")
            await page.say("presence", state="available")
            await joined(core, page)
            core.tell(c.CloseCase(1, "handed-back"))

    asyncio.run(story())


def test_nobody_in_time_is_told_with_the_hours_of_the_desk(tmp_path):
    async def story():
        rules = Rules(nobody_s=0.2, return_s=0.1)
        async with served(tmp_path, rules) as desk, part(tmp_path / "run", desk.at, await desk.token("till")) as core:
            await core.told(e.DeskLine, up=True)
            core.tell(c.OpenSession(1, "en"), ask())
            told = await core.told(e.HumanUnavailable)
            assert (told.case, told.reason, told.opens, told.in_days) == (1, "nobody", "00:00", 1)

    asyncio.run(story())


def test_an_ask_survives_a_hub_that_dies_and_comes_back(tmp_path):
    async def story():
        first = contextlib.AsyncExitStack()
        desk = await first.enter_async_context(served(tmp_path))
        port = int(desk.at.rpartition(":")[2])
        async with part(tmp_path / "run", desk.at, await desk.token("till")) as core:
            core.tell(c.OpenSession(1, "en"), ask())
            await core.told(e.HumanQueued)
            await first.aclose()
            await core.told(e.DeskLine, up=False)
            async with served(tmp_path, port=port) as again:
                await core.told(e.DeskLine, up=True)
                page = await again.page("ann")
                await joined(core, page)
                assert len(await again.hub.tickets.open_marks()) == 1, "none lost, none doubled"

    asyncio.run(story())


QUICK = Rules(drop_s=0.3, return_s=5.0)
"""A hub that is away for a second is so for longer than a line may be."""


def test_a_hub_that_is_away_for_longer_than_a_drop_takes_leaves_a_conversation_as_it_was(tmp_path):
    async def story():
        first = contextlib.AsyncExitStack()
        desk = await first.enter_async_context(served(tmp_path, QUICK))
        port = int(desk.at.rpartition(":")[2])
        async with part(tmp_path / "run", desk.at, await desk.token("till")) as core:
            core.tell(c.OpenSession(1, "en"), ask())
            page = attentive(await desk.page("ann"))
            ticket = await joined(core, page)
            await page.hear("conversation")
            session = page.client.cookie_jar.filter_cookies(URL(desk.at))["desk"].value
            await first.aclose()
            await core.told(e.DeskLine, up=False)
            core.tell(e.Heard(2, "are you still there", "en", 0.9))
            await asyncio.sleep(4 * QUICK.drop_s)
            async with served(tmp_path, QUICK, port=port) as again:
                await core.told(e.DeskLine, up=True)
                await asyncio.sleep(4 * QUICK.drop_s)  # a page waits longer than a kiosk does
                client = await again.client(headers={"Cookie": f"desk={session}"})
                page = await again.page("ann", presence=None, client=client)
                talk = await page.hear("conversation")
                assert (talk.ticket.id, talk.lines[-1].text) == (ticket, "are you still there")
                await page.say("whisper", ticket=ticket, id=1, text="I am.", lang="en")
                assert (await core.told(e.HumanWhispered)).text == "I am."
                cues = [row["cue"] for row in await again.hub.tickets.events(ticket)]
                assert cues.count("join") == 1
                assert "drop" not in cues

    asyncio.run(story())


def test_who_does_not_come_back_after_the_hub_does_is_lost(tmp_path):
    rules = replace(QUICK, return_s=0.5)

    async def story():
        first = contextlib.AsyncExitStack()
        desk = await first.enter_async_context(served(tmp_path, rules))
        port = int(desk.at.rpartition(":")[2])
        async with part(tmp_path / "run", desk.at, await desk.token("till")) as core:
            core.tell(c.OpenSession(1, "en"), ask())
            await joined(core, attentive(await desk.page("ann")))
            await first.aclose()
            async with served(tmp_path, rules, port=port):
                assert (await core.told(e.HumanLeft)).reason == "dropped"

    asyncio.run(story())


def test_a_part_that_begins_anew_goes_on_with_the_ask_of_its_run(tmp_path):
    async def story():
        async with served(tmp_path) as desk:
            token = await desk.token("till")
            async with part(tmp_path / "run", desk.at, token) as core:
                core.tell(c.OpenSession(1, "en"), ask())
                await core.told(e.HumanQueued)
            async with part(tmp_path / "run", desk.at, token) as core:
                core.tell(ask())
                await core.told(e.HumanQueued, case=1)
                assert len(await desk.hub.tickets.open_marks()) == 1
            (tmp_path / "run" / "desk.run").unlink()  # another run: nobody waits there any more
            async with part(tmp_path / "run", desk.at, token):
                began = time.monotonic()
                while await desk.hub.tickets.open_marks():
                    assert time.monotonic() - began < 60
                    await asyncio.sleep(0.05)

    asyncio.run(story())
