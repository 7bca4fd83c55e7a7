"""What helps a colleague: ready replies, suggestions with their reason, a note that is begun; and what is forgotten."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
from desk_support import card, rows_of, served

from kiosk.checks import desk as desk_files
from kiosk.checks.inspection import Inspection
from kiosk.desk.assist import canned_replies, draft, objections, suggestions
from kiosk.desk.messages.records import HandoverCard, Line
from kiosk.desk.node.outfit import Outfit
from kiosk.desk.tickets.retention import DAY_S, Forgotten, Retention, due, forget, of_days
from kiosk.errors import KioskError
from kiosk.resources import config_dir, languages
from kiosk.settings import Settings

NOTE = {"label": "Oat drink for Mrs Secret", "summary": ["Secret words."], "mood": "neutral", "result": "answered"}


def run(folder, talk, **options):
    async def all_of_it():
        async with served(folder, **options) as desk:
            await talk(desk)

    asyncio.run(all_of_it())


def line(by, said, lang="nl"):
    return Line(number=1, by=by, text=said, lang=lang, at=1.0)


async def talking(desk, door, ann, **fields):
    await door.say("ask", key="key-0001", card=card(**fields))
    number = (await ann.hear("offered")).ticket.id
    await ann.say("accept", ticket=number)
    await door.hear("accepted")
    return number


class Store:
    """The store's knowledge, as the process that has it answers."""

    def __init__(self, fails=False):
        self.asked, self.fails = [], fails

    async def do(self, task, **args):
        self.asked.append((task, args))
        if self.fails:
            raise KioskError("desk.knowledge-process", "It ended.", "Run `kiosk check`.")
        entry = {"kind": "entry", "title": "Return or exchange", "text": "Dat kan bij de servicebalie.", "score": 0.8,
                 "reading": "You can at the service desk.", "entry": "returns", "place": "service-desk",
                 "because": "words", "words": "terugbrengen"}  # fmt: skip
        question = entry | {"kind": "question", "score": 0.5, "because": "asked", "text": "Raak aan.", "entry": "",
                            "choices": {"nl": ["Retour", "Garantie"], "en": ["Return", "Warranty"]}}  # fmt: skip
        return {"items": [entry, question]}


def test_a_ready_reply_is_said_in_the_shoppers_language(tmp_path):
    async def talk(desk):
        door, ann = await desk.kiosk("door"), await desk.page("ann")
        number = await talking(desk, door, ann, lang="fr")
        async with ann.client.get(f"{desk.at}/api/replies") as answer:
            ready = (await answer.json())["replies"]
        assert {each["id"] for each in ready} >= {"hello", "one-moment", "goodbye"}
        await ann.say("canned-reply", ticket=number, id=7, reply="one-moment")
        whisper = await door.hear("whisper")
        assert (whisper.lang, whisper.text[:10], whisper.id) == ("fr", "Un instant", 7)
        assert (await ann.hear("said")).line.text == whisper.text, "the page shows what was said"
        await ann.say("canned-reply", ticket=number, id=8, reply="nothing")
        assert (await ann.hear("refusal")).code == "desk.no-reply"

    run(tmp_path, talk)


def test_a_stores_own_reply_wins_and_one_language_is_enough(tmp_path):
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk/replies.toml").write_text(
        '[[reply]]\nid = "hello"\ntitle = { nl = "Hoi" }\ntext = { nl = "Hoi!" }\n', encoding="utf-8"
    )
    found = canned_replies.load(tmp_path)
    assert found.get("hello").said("ko") == ("Hoi!", "nl")
    assert found.get("goodbye").said("ko")[1] == "ko"


def test_suggestions_come_by_themselves_and_when_they_are_wanted(tmp_path):
    async def talk(desk):
        door, ann = await desk.kiosk("door"), await desk.page("ann")
        number = await talking(desk, door, ann, question="Kan ik dit terugbrengen? Het is te duur.")
        first = await ann.hear("suggestions")
        assert first.items[0].kind == "objection", "what needs no process comes at once"
        while len(first.items) < 3:
            first = await ann.hear("suggestions")
        assert [each.kind for each in first.items] == ["objection", "entry", "question"]
        assert first.items[0].why == "Wegens: te duur"
        assert first.items[2].text == "Bedoelt u: Retour of Garantie?", "the desk's words, not the kiosk's"
        await ann.say("assist-wanted", ticket=number, text="we sell it cheaper", lang="en")
        own = await ann.hear("suggestions")
        assert store.asked[-1] == ("assist", {"texts": [("en", "we sell it cheaper")], "lang": "nl", "reads": "en"})
        assert (own.items[0].why, own.items[0].text[:8]) == ("Because of: cheaper", "Dat begr")
        assert own.items[0].reading.startswith("I understand")
        assert own.items[2].reading == "Do you mean: Return or Warranty?"
        for words in ("een", "twee", "drie", "en de garantie"):
            said = {"number": 3, "by": "shopper", "text": words, "lang": "nl", "at": 1.0, "final": True}
            await door.say("said", ticket=number, line=said)
            await ann.hear("said")
        await ann.say("assist-wanted", ticket=number, lang="nl")
        await ann.hear("suggestions")
        texts = store.asked[-1][1]["texts"]
        asked = "Kan ik dit terugbrengen? Het is te duur."
        assert texts == [("nl", words) for words in (asked, "twee", "drie", "en de garantie")], "the last ones"
        await ann.say("hand-back", ticket=number)
        assert (await ann.hear("ended")).draft.label == "Return or exchange", "the entry that came nearest"
        bob = await desk.page("bob", "hold")
        await bob.say("assist-wanted", ticket=number)
        assert (await bob.hear("refusal")).code == "desk.not-yours"

    store = Store()
    run(tmp_path, talk, outfit=Outfit(knowledge=store))
    assert store.asked[0][1]["texts"] == [], "it is woken while it rings"


def test_without_the_stores_knowledge_lists_still_help(tmp_path):
    async def talk(desk):
        door, ann = await desk.kiosk("door"), await desk.page("ann")
        await talking(desk, door, ann, question="Dat is zo duur")
        assert [each.kind for each in (await ann.hear("suggestions")).items] == ["objection"]

    run(tmp_path, talk, outfit=Outfit(knowledge=Store(fails=True)))


def test_the_note_begins_with_what_was_asked_and_answered(tmp_path):
    async def talk(desk):
        door, ann = await desk.kiosk("door"), await desk.page("ann")
        number = await talking(desk, door, ann)
        await ann.say("whisper", ticket=number, id=1, text="Naast de melk.", lang="nl")
        await door.hear("whisper")
        await ann.say("push", ticket=number, what={"kind": "map", "place": "aisle-4"})
        await door.hear("push")
        await ann.say("hand-back", ticket=number)
        note = (await ann.hear("ended")).draft
        assert note.summary == (
            *("Vraag: Waar staat de haverdrank?", "Antwoord: Naast de melk.", "Teruggegeven aan de assistent."),
        )
        assert (note.result, note.mood) == ("to-the-shelf", "unknown")
        again = await desk.page("ann", presence=None, client=ann.client)
        assert (await again.hear("ended")).draft == note, "also after a reload"

    run(tmp_path, talk)


MOODS = [
    ("nl", "Geweldig, hartstikke bedankt!", "positive"),
    ("nl", "Dat is niet slecht", "neutral"),
    ("nl", "Dit is belachelijk en veel te duur", "negative"),
    ("en", "perfect, thank you so much", "positive"),
    ("en", "that's not great, I am disappointed", "negative"),
    ("fr", "C'est vraiment décevant", "negative"),
    ("de", "Das ist eine Unverschämtheit, ich bin enttäuscht", "negative"),
    ("ko", "정말 감사합니다", "positive"),
    ("ko", "짜증나네요", "negative"),
    ("nl", "Waar staat de melk?", "neutral"),
]


@pytest.mark.parametrize(("lang", "said", "mood"), MOODS)
def test_the_mood_is_that_of_the_words(lang, said, mood):
    assert draft.mood([line("shopper", said, lang)], draft.load()) == mood


RESULTS = [
    ([("colleague", "Wij bellen u terug.")], "handed-back", "callback"),
    ([("colleague", "Die is nog op voorraad."), ("shopper", "Dan neem ik hem. Ik neem hem!")], "handed-back", "sold"),
    ([("colleague", "Dat hebben we niet.")], "handed-back", "unsolved"),
    ([("shopper", "Hallo?")], "hung-up", "unsolved"),
    ([("colleague", "Het ligt in gangpad 3.")], "handed-back", "to-the-shelf"),
    ([("colleague", "Ja, tot negen uur.")], "handed-back", "answered"),
]


@pytest.mark.parametrize(("said", "outcome", "result"), RESULTS)
def test_the_result_is_that_of_the_words(said, outcome, result):
    lines = [line(by, words) for by, words in said]
    card_ = HandoverCard(reason="asked", lang="nl", question="x" * 2000)
    note = draft.draft(card_, lines, outcome, draft.load(), ("nl",), "")
    assert note.result == result
    assert all(len(each) <= 200 for each in (*note.summary, note.label))


def test_a_colleague_reads_the_note_in_a_language_of_theirs():
    card_ = HandoverCard(reason="asked", lang="ko", question="우유 어디 있어요")
    note = draft.draft(card_, [], "handed-back", draft.load(), ("nl", "en"), "Milk")
    assert note.summary[0] == "Vraag: 우유 어디 있어요"
    assert note.label == "Milk"


def test_every_language_has_every_word():
    assert set(draft.load()) == set(suggestions.load().reasons) == set(languages())
    for each in (*canned_replies.load(), *objections.load()):
        assert set(each.text) == set(languages()), each.id


async def everything(desk):
    return await rows_of(desk, "ticket", "ticket_event", "message", "wrapup", "callback", "left_message")


def test_a_card_with_nothing_but_what_was_tried_is_emptied_too(tmp_path, on_both):
    async def ask(desk):
        door = await desk.kiosk("door")
        await door.say("ask", key="key-0001", card=card(question="", tried=("Secret answer",)))
        await door.hear("queued")
        await door.say("cancel", key="key-0001", reason="the shopper")
        await door.hear("closed")
        done = await forget(desk.hub.engine, Retention(), desk.hub.now() + 31 * DAY_S)
        assert (done.cards, "Secret" in await everything(desk)) == (1, False)

    run(tmp_path, ask)


def test_words_and_numbers_are_forgotten_in_time_and_records_later(tmp_path, on_both):
    async def talk(desk):
        door, ann = await desk.kiosk("door"), await desk.page("ann")
        spoken = (line("shopper", "Secret transcript"),)
        number = await talking(desk, door, ann, question="Secret question", transcript=spoken, topic="oat")
        await ann.say("whisper", ticket=number, id=1, text="Secret answer", lang="nl")
        await door.hear("whisper")
        await ann.say("hand-back", ticket=number, note="Secret note")
        await ann.hear("ended")
        await ann.say("wrap-up", ticket=number, note=NOTE)
        await ann.hear("ticket-closed")
        await door.say("leave-message", key="key-0002", text="Secret message", lang="nl")
        await door.say("call-back", key="key-0003", number="+31 6 1234", lang="nl", question="Secret reason")
        await door.hear("kept", what="call-back")
        await door.say("ask", key="key-0004", card=card(question="Open question"))
        await door.hear("queued")
        engine, now, keep = desk.hub.engine, desk.hub.now(), Retention()
        assert not (await forget(engine, keep, now + 13 * DAY_S)).any
        assert await forget(engine, keep, now + 15 * DAY_S) == Forgotten(0, 0, 0, 0, numbers=1, records=0)
        assert "Secret reason" not in await everything(desk)
        told = await due(engine, keep, now + 31 * DAY_S)
        assert "Secret" in await everything(desk), "it was only told"
        done = await forget(engine, keep, now + 31 * DAY_S)
        assert done == told
        assert (done.lines, done.cards, done.notes, done.messages) == (1, 1, 1, 1)
        left = await everything(desk)
        assert "Secret" not in left
        assert "Open question" in left, "of a conversation that is not over nothing is forgotten"
        assert "oat" in left, "figures still know the topic"
        assert not (await forget(engine, keep, now + 31 * DAY_S)).any, "twice does no harm"
        files = b"".join(each.read_bytes() for each in tmp_path.glob("desk.sqlite*"))
        assert b"Secret" not in files, "nor does it stand in the file any more"
        assert (await forget(engine, keep, now + 401 * DAY_S)).records > 0
        assert "oat" not in await everything(desk)

    run(tmp_path, talk)


def test_the_hub_forgets_by_itself_each_hour(tmp_path):
    async def talk(desk):
        door, ann = await desk.kiosk("door"), await desk.page("ann")
        await door.say("leave-message", key="key-0002", text="Secret message", lang="nl")
        await ann.hear("missed")
        await desk.hub.look()
        clock[0] += 2 * DAY_S
        while "Secret" in await everything(desk):
            await desk.hub.look()

    clock = [1_790_000_000.0]
    run(tmp_path, talk, now=lambda: clock[0], outfit=Outfit(keep=of_days(1)))
    assert of_days(1).numbers_s == DAY_S, "a number is never kept longer than the words"


def test_kiosk_check_tells_of_what_is_missing_in_a_stores_own_files(tmp_path):
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk/replies.toml").write_text(
        '[[reply]]\nid = "hello"\ntitle = { nl = "Hoi" }\ntext = { nl = "Hoi!" }\n' * 2, encoding="utf-8"
    )
    (tmp_path / "desk/objections.toml").write_text(
        '[[objection]]\nid = "x"\nheard = { nl = ["!"] }\n', encoding="utf-8"
    )
    settings = Settings().model_copy(update={"kiosk": Settings().kiosk.model_copy(update={"langs": ("nl", "en")})})
    layers = SimpleNamespace(store=tmp_path)
    seen = Inspection(layers, SimpleNamespace(config=config_dir()), settings)
    desk_files.check(seen)
    told = {(each.file.rsplit("/", 1)[1], each.line, each.key, each.severity) for each in seen.faults}
    assert told == {
        ("replies.toml", 6, "reply[2].id", "fault"),
        ("replies.toml", None, "", "warning"),
        ("objections.toml", 1, "objection[1].title", "fault"),
        ("objections.toml", 1, "objection[1].text", "fault"),
        ("objections.toml", 3, "objection[1].heard.nl[1]", "fault"),
    }
    assert "lacks en in 2 of 2" in str(seen.faults)
