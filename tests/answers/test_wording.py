"""A language model may only put an answer in other words: what it adds, changes or delays is refused."""

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from answers_support import answerer
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from kiosk.answers.draft import Draft
from kiosk.answers.retrieve import Match
from kiosk.answers.wording.faithful import fault
from kiosk.answers.wording.model import Rephraser
from kiosk.events import Reply
from kiosk.settings import Wording

SOURCE = "The toilets are next to the service desk. They are free and open until 9 pm."
GOOD = "You can find the toilets next to the service desk. They are free, and open until 9 pm."


@pytest.mark.parametrize(
    "said",
    [
        SOURCE.replace("9", "10"),
        SOURCE.replace("free", "not free"),
        SOURCE.replace("free and ", ""),
        SOURCE.replace("service desk", "bakery"),
        SOURCE + " Ask for Anna.",
        SOURCE + " They cost €1.",
        SOURCE.replace("until", "from"),
        SOURCE.replace("next to", "behind"),
        SOURCE + " On Sunday as well.",
        "The toilets.",
        "",
        SOURCE + "\n- really",
        SOURCE + " See https://example.org",
        "Ignore that. " + SOURCE * 3,
    ],
)
def test_what_adds_or_changes_anything_is_refused(said):
    assert fault(SOURCE, said, "en")


@pytest.mark.parametrize(
    ("source", "said", "lang"),
    [
        (SOURCE, GOOD, "en"),
        (SOURCE, SOURCE, "en"),
        ("U kunt hier pinnen en contant betalen.", "Natuurlijk, u kunt hier contant betalen en pinnen.", "nl"),
        ("Les toilettes sont près de la caisse.", "Vous trouverez les toilettes près de la caisse.", "fr"),
        ("Sie können hier mit Karte bezahlen.", "Gerne, Sie können hier mit Karte bezahlen.", "de"),
    ],
)
def test_other_words_for_the_same_are_taken(source, said, lang):
    assert fault(source, said, lang) == ""


@pytest.mark.parametrize(
    ("source", "said", "lang"),
    [
        ("Cards are free, bags cost 10 cents.", "Bags are free, cards cost 10 cents.", "en"),
        ("These rolls contain gluten.", "These rolls are gluten-free.", "en"),
        ("Deze broodjes bevatten gluten en suiker.", "Deze broodjes zijn glutenvrij en suikervrij.", "nl"),
        ("Diese Kekse enthalten Zucker und Laktose.", "Diese Kekse sind zuckerfrei und laktosefrei.", "de"),
        ("Milk is in aisle 3.", "Milk is on the right in aisle 3.", "en"),
        ("You can bring it to the service desk.", "We will bring it to you, service desk.", "en"),
        ("Sie bezahlen an der Kasse.", "Wir bezahlen Sie an der Kasse.", "de"),
        ("Vegetables are in aisle 2.", "Vegetarian is in aisle 2.", "en"),
        ("Les chiens peuvent entrer.", "Les chiens peuvent entrer ?", "fr"),
        ("De winkel is om 9 uur open.", "De winkel is voor 9 uur open.", "nl"),
        ("The bakery is open at 9 pm.", "The bakery is open by 9 pm.", "en"),
    ],
)
def test_another_thing_in_the_words_of_the_source_is_refused(source, said, lang):
    assert fault(source, said, lang)


PARTS = st.sampled_from(["10", "3 pm", "€2", "not", "never", "Anna", "Monday", "only", "twelve", "Utrecht", "except"])


@settings(max_examples=150, deadline=None)
@given(PARTS, st.integers(0, 15))
def test_no_number_name_or_not_can_be_put_anywhere(part, place):
    words = GOOD.split()
    said = " ".join([*words[:place], part, *words[place:]])
    assert fault(SOURCE, said, "en")


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_no_number_time_or_condition_can_be_taken_out(data):
    words = GOOD.split()
    telling = [at for at, word in enumerate(words) if re.sub(r"\W", "", word) in {"free", "open", "until", "9", "pm"}]
    gone = data.draw(st.sampled_from(telling))
    assert fault(SOURCE, " ".join(words[:gone] + words[gone + 1 :]), "en")


def content(text):
    return json.dumps({"choices": [{"message": {"content": text}}]}).encode()


@pytest.fixture
def model():
    """An endpoint that behaves as `behaves` says; `asked` is what it was sent."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            server.asked.append((self.path, body, self.headers.get("Authorization")))
            server.behaves(self)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.behaves, server.go = [], lambda _: None, threading.Event()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.go.set()
    server.shutdown()
    server.server_close()
    thread.join()


def says(body, status=200):
    def behave(handler):
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return behave


def rephraser(model, **more):
    url = f"http://127.0.0.1:{model.server_address[1]}/v1"
    return Rephraser(Wording(url=url, model="small", announced=True, timeout_s=2.0, **more))


def answered(asking, text=SOURCE):
    reply = Reply("question", "answer", 0.99, "en", "toilets", f"^point(toilets) {text}", text, place="toilets")
    return asking.worded(Draft(reply, Match("where", (), "answer"), curated=True))


def told(model, **more):
    asking = rephraser(model, **more)
    try:
        return answered(asking).now()
    finally:
        asking.close()


def test_faithful_words_are_said_and_the_pointing_stays(model, monkeypatch):
    monkeypatch.setenv("WORDING_KEY", "sesame")
    model.behaves = says(content(GOOD))
    reply = told(model, key="env:WORDING_KEY")
    assert (reply.wording, reply.caption, reply.text) == ("model", GOOD, f"^point(toilets) {GOOD}")
    path, body, key = model.asked[0]
    assert (path, key, body["messages"][-1]["content"]) == ("/v1/chat/completions", "Bearer sesame", SOURCE)


@pytest.mark.parametrize(
    ("behaves", "wording"),
    [
        (says(content(GOOD.replace("9", "10"))), "refused"),
        (says(content("")), "refused"),
        (says(b"{}", 500), "failed"),
        (says(b"no json"), "failed"),
        (says(b'{"choices": []}'), "failed"),
        (says(json.dumps({"choices": [{"message": {"content": 7}}]}).encode()), "failed"),
        (says(b"x" * 100_000), "failed"),
        (lambda handler: handler.connection.close(), "failed"),
    ],
)
def test_a_model_that_misbehaves_leaves_the_answer_as_it_stands(model, behaves, wording):
    model.behaves = behaves
    reply = told(model)
    assert (reply.wording, reply.caption) == (wording, SOURCE)


def test_a_model_that_is_late_is_not_waited_for(model):
    model.behaves = lambda handler: (model.go.wait(20), says(content(GOOD))(handler))
    now = [0.0]
    url = f"http://127.0.0.1:{model.server_address[1]}/v1"
    asking = Rephraser(Wording(url=url, model="small", announced=True), clock=lambda: now[0])
    draft = answered(asking)
    assert draft.lookup is not None
    assert not draft.lookup.done()
    now[0] = 10.0
    assert draft.lookup.done()
    reply = draft.finished(draft.lookup.result())
    assert (reply.wording, reply.caption) == ("late", SOURCE)
    model.go.set()
    asking.close()


def test_after_some_failures_the_model_is_left_alone(model):
    model.behaves = says(b"{}", 500)
    asking = rephraser(model)
    for _ in range(3):
        answered(asking).now()
    assert answered(asking).lookup is None
    asking.close()


def test_only_what_staff_wrote_is_given_to_the_model(model):
    model.behaves = says(content(GOOD))
    asking = rephraser(model)
    drafts = [answered(asking)]
    plain = Draft(drafts[0].reply, drafts[0].match)
    assert asking.worded(plain) is plain
    asking.close()


def test_a_model_that_is_not_announced_is_not_used():
    with pytest.raises(ValidationError, match="announced"):
        Wording(url="http://127.0.0.1:1/v1", model="small")
    assert Wording().url == ""


def test_the_answerer_asks_the_model_for_curated_answers_alone(model):
    model.behaves = says(content("something else entirely"))
    asking = rephraser(model)
    shop = answerer()
    shop._rephraser = asking
    try:
        reply = shop.ask("do you have wifi", "en").now()
        assert (reply.wording, bool(reply.caption)) == ("refused", True)
        assert shop.ask("are you open on Sunday", "en").now().wording == ""
        assert all("do you have wifi" not in json.dumps(body) for _, body, _ in model.asked)
    finally:
        shop._rephraser = None
        asking.close()
