"""What a kiosk whose token was stolen can do to a desk: no more than a busy shop does."""

from __future__ import annotations

import asyncio

import pytest
from desk_support import card, in_talk, served
from sqlalchemy import func, select

from kiosk.desk.auth.limits import ASKS, CHARACTERS, WRITES, Limit, LineLimits, Rate
from kiosk.desk.storage.tables import MESSAGE
from kiosk.errors import KioskError

DAY_S = 86_400


def taken(do, tries):
    """How often of so many tries something was not refused."""
    done = 0
    for number in range(tries):
        try:
            do(number)
        except KioskError:
            continue
        done += 1
    return done


def test_a_bucket_takes_more_than_one_at_a_time():
    limit = Limit(Rate(10, 1.0))
    assert limit.take("door", 0.0, 8)
    assert not limit.take("door", 0.0, 3)
    assert limit.take("door", 0.0, 2), "what was refused did not count"
    assert limit.take("door", 5.0, 5)
    assert not limit.take("door", 5.0, 1)
    assert limit.take("other", 5.0, 10), "each has a bucket of its own"


def test_asks_of_a_kiosk_are_few_and_one_that_is_sent_again_is_one():
    limits = LineLimits()
    assert taken(lambda number: limits.ask("door", f"key-{number}", 100, 0.0), 1000) == ASKS.burst
    assert taken(lambda _: limits.ask("door", f"key-{ASKS.burst - 1}", 100, 0.0), 50) == 50
    assert taken(lambda number: limits.ask("door", f"late-{number}", 100, 60.0), 50) == 3, "three a minute"
    assert taken(lambda number: limits.ask("other", f"key-{number}", 100, 0.0), 10) == 10


@pytest.mark.parametrize(("each", "size"), [("asks", 262_144), ("lines", 2_000)])
def test_a_day_of_the_longest_messages_is_some_megabytes(each, size):
    limits, most = LineLimits(), CHARACTERS.burst + DAY_S / CHARACTERS.every_s
    kept = sum(
        size
        * taken(
            lambda number, at=at: (
                limits.ask("door", f"{at}-{number}", size, at) if each == "asks" else limits.write("door", size, at)
            ),
            20,
        )
        for at in range(0, DAY_S, 30)
    )
    assert most / 2 < kept <= most < 10_000_000


def test_a_flood_of_lines_ends_in_refusals_and_a_new_line_begins_no_new_bucket(tmp_path):
    async def talk():
        async with served(tmp_path) as desk:
            door, _ann, number = await in_talk(desk, desk)

            async def flood(first):
                for line in range(first, first + 150):
                    await door.say("typed", ticket=number, line=line, text="spam", done=True)
                return await door.hear("refusal")

            assert (await flood(0)).code == "desk.too-fast"
            await door.close()
            door = await desk.kiosk("door", door.token)
            assert (await flood(200)).about in {"", "typed"}
            async with desk.hub.engine.connect() as connection:
                kept = (await connection.execute(select(func.count()).select_from(MESSAGE))).scalar_one()
            assert WRITES.burst <= kept <= WRITES.burst + 20

    asyncio.run(talk())


def test_who_asks_and_cancels_without_end_is_refused(tmp_path):
    async def talk():
        async with served(tmp_path) as desk:
            door = await desk.kiosk("door")
            for number in range(ASKS.burst):
                await door.say("ask", key=f"key-{number:04}", card=card())
                await door.say("cancel", key=f"key-{number:04}")
                await door.hear("closed", key=f"key-{number:04}")
            await door.say("ask", key="key-more", card=card())
            refusal = await door.hear("refusal")
            assert (refusal.code, refusal.about) == ("desk.too-fast", "ask")

    asyncio.run(talk())
