"""The seam between kiosk, desk and page: every message goes there and back unchanged, and nothing else is one."""

from __future__ import annotations

import asyncio
import json
from typing import get_args

import pytest
from desk_support import PASSWORD, served
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.desk.messages import protocol
from kiosk.desk.messages.protocol import FROM_KIOSK, FROM_STAFF, TO_KIOSK, TO_STAFF, read, write
from kiosk.desk.messages.records import LONGEST_TEXT, HandoverCard, Line
from kiosk.errors import InputError

UNIONS = {
    "FromKiosk": FROM_KIOSK,
    "ToKiosk": TO_KIOSK,
    "FromStaff": FROM_STAFF,
    "ToStaff": TO_STAFF,
}


def classes(name):
    return get_args(get_args(getattr(protocol, name))[0])


ASKED = {"^[a-z]{2}$": ["nl", "ko"], r"^\+?[0-9 ()./-]{5,24}$": ["+31 6 12345678", "(020) 555-1234"]}
"""Texts that have a form; the other one is that of keys."""
WORDS = st.sampled_from(["x", "Waar staat de melk?", "우유 어디 있어요", "\u202eabc", '"\\{}', "🛒"])


def value(schema, definitions):
    """Anything that a JSON schema of pydantic allows."""
    if "$ref" in schema:
        return value(definitions[schema["$ref"].rsplit("/", 1)[1]], definitions)
    if several := schema.get("anyOf") or schema.get("oneOf"):
        return st.one_of([value(each, definitions) for each in several])
    if "const" in schema or "enum" in schema:
        return st.sampled_from(schema.get("enum") or [schema["const"]])
    return SHAPES[schema["type"]](schema, definitions)


def an_object(schema, definitions):
    if "properties" not in schema:
        return st.dictionaries(st.just("lost"), value(schema["additionalProperties"], definitions))
    return st.fixed_dictionaries({name: value(each, definitions) for name, each in schema["properties"].items()})


def a_text(schema, _definitions):
    return st.sampled_from(ASKED.get(schema["pattern"], ["key-0001", "A_-4567890"])) if "pattern" in schema else WORDS


SHAPES = {
    "object": an_object,
    "array": lambda schema, definitions: st.lists(value(schema["items"], definitions), max_size=2),
    "string": a_text,
    "integer": lambda schema, _: st.integers(schema.get("minimum", 0), min(schema.get("maximum", 99), 2**53 - 1)),
    "number": lambda schema, _: st.floats(schema.get("minimum", 0), schema.get("maximum", 1e12), allow_nan=False),
    "boolean": lambda *_: st.booleans(),
    "null": lambda *_: st.none(),
}
EVERY = [(name, each) for name in UNIONS for each in classes(name)]


@pytest.mark.parametrize(("name", "each"), EVERY, ids=lambda x: getattr(x, "__name__", x))
@settings(max_examples=5, deadline=None)
@given(data=st.data())
def test_every_message_goes_there_and_back(name, each, data):
    schema = each.model_json_schema()
    told = data.draw(value(schema, schema.get("$defs", {})))
    message = read(UNIONS[name], json.dumps(told))
    assert type(message) is each
    assert read(UNIONS[name], write(message)) == message


@pytest.mark.parametrize("name", UNIONS)
def test_a_type_is_named_once_and_every_message_is_described(name):
    types = [each.model_fields["type"].default for each in classes(name)]
    assert len(set(types)) == len(types)
    for each in classes(name):
        assert each.__doc__, each
        assert next(iter(each.model_fields)) == "type"
        assert each.model_config["frozen"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        '{"type": "whisper", "ticket": 1}',
        '{"type": "joined"}',
        '{"type": "joined", "ticket": 0}',
        '{"type": "joined", "ticket": 1, "also": 2}',
        '{"type": "typed", "ticket": 1, "line": 1, "text": "' + "x" * (LONGEST_TEXT + 1) + '"}',
        '{"type": "call-back", "key": "key-0001", "lang": "nl", "number": "call me"}',
    ],
)
def test_what_is_no_message_of_a_kiosk_is_refused(text):
    with pytest.raises(InputError) as refused:
        read(FROM_KIOSK, text)
    assert refused.value.code == "desk.message"
    assert len(refused.value.sentence) <= 200


def test_the_longest_ask_fits():
    line = Line(number=1, by="shopper", text="語" * LONGEST_TEXT, lang="ko", at=1.0)
    card = HandoverCard(reason="asked", lang="ko", transcript=(line,) * 200)
    assert len(write(card).encode()) > protocol.LONGEST, "so a kiosk sends the last lines that fit"
    short = HandoverCard(reason="asked", lang="ko", transcript=(line.model_copy(update={"text": "語" * 200}),) * 200)
    assert len(write(short).encode()) < protocol.LONGEST


@pytest.mark.parametrize(
    ("words", "refused"), [("a\0b", True), ("\0", True), ("a\\\0", True), ("\\u0000", False), ("\\\\u0000", False)]
)
def test_a_text_that_no_database_keeps_is_refused_at_the_seam(words, refused):
    text = json.dumps({"type": "typed", "ticket": 1, "line": 1, "text": words})
    if not refused:
        assert read(FROM_KIOSK, text).text == words
        return
    with pytest.raises(InputError) as fault:
        read(FROM_KIOSK, text)
    assert fault.value.code == "desk.message"


def test_a_request_with_a_nul_is_refused_before_the_database_sees_it(tmp_path):
    async def talk():
        async with served(tmp_path) as desk:
            boss = await desk.signed_in("supervisor")
            async with boss.delete(f"{desk.at}/api/staff/a%00b") as answer:
                assert (answer.status, (await answer.json())["error"]["code"]) == (400, "desk.request")
            form = {"name": "zed", "shown": "a\0b", "role": "agent", "password": PASSWORD}
            async with boss.post(f"{desk.at}/api/staff", json=form) as answer:
                assert (answer.status, (await answer.json())["error"]["code"]) == (400, "desk.request")

    asyncio.run(talk())
