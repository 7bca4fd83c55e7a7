"""Two encoders: the second looks where the first is not certain, and may come later without a question being lost."""

import sqlite3
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import numpy as np
import pytest

from kiosk.answers import calibrate, embeddings, encoder, later, nearest, retrieve, stages, trained, words
from kiosk.answers.calibrate import Held, Thresholds, Wanted
from kiosk.answers.embeddings import Remembered
from kiosk.answers.retrieve import Retriever
from kiosk.answers.stages import Stages
from kiosk.answers.train import train
from kiosk.answers.triage import heads
from kiosk.answers.triage.judge import Judge
from kiosk.knowledge.collection import Knowledge
from kiosk.knowledge.entry import Entry

WANTED = Wanted(0.96, 0.1, 0.07)
SAYINGS = {
    "keys": ["cut a spare key", "copy my house key", "a second key please", "make a new key"],
    "shoes": ["mend my broken heel", "repair these shoes", "new soles for shoes", "fix my boots and shoes"],
    "stamps": ["sell me ten stamps", "stamps for a letter", "post stamps abroad", "buy international stamps"],
}

EXAMPLES = (heads.Example("urgent", "there is a fire", "en"), heads.Example(heads.ORDINARY, "where is the milk", "en"))


class Hashed:
    """An encoder that knows words by their hash; it counts what it encodes."""

    width = 1024

    def __init__(self, name="hashed 1"):
        self.name, self.asked = name, []

    def encode(self, texts):
        self.asked += texts
        rows = np.zeros((len(texts), self.width), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.split():
                row[zlib.crc32(f"{self.name} {word}".encode()) % self.width] += 1
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)


def knowledge(sayings=SAYINGS):
    entries = {
        name: Entry(id=name, title=name, answer=f"About {name}.", phrasings=tuple(texts))
        for name, texts in sayings.items()
    }
    return Knowledge({"en": entries})


def model(shop, encoders):
    texts = [phrasing for _, _, phrasing in shop.phrasings]
    owners = np.array([shop.ids.index(entry) for _, entry, _ in shop.phrasings], np.int32)
    return train(texts, owners, encoders)


@pytest.fixture(scope="module")
def both():
    return model(knowledge(), [Hashed("one"), Hashed("two")])


def test_the_second_encoder_is_asked_only_where_the_first_is_not_certain(both, monkeypatch):
    monkeypatch.setattr(retrieve, "CERTAIN", 0.9999)
    for always in (True, False):
        first, second = Hashed("one"), Hashed("two")
        retriever = Retriever(knowledge(), Stages(first, second, always), both, WANTED)
        retriever.unsure = Thresholds(0.9999, 0.15)
        retriever.match(["qwx zyx"])
        assert second.asked == (["qwx zyx"] if always else []), "what is below the unsure band is left"
        (match,) = retriever.match(["please copy this key"])
        assert match.best.entry == "keys"
        assert "please copy this key" in second.asked
        assert retriever.match(["cut a spare key"])[0].band == "answer"


def test_a_vector_is_kept_for_a_while():
    plain, texts = Hashed(), [f"question {number}" for number in range(200)]
    recent = encoder.Recent(plain)
    assert np.array_equal(recent.encode(texts), Hashed().encode(texts))
    assert np.array_equal(recent.encode([texts[-1], "new", texts[-1]]), Hashed().encode([texts[-1], "new", texts[-1]]))
    assert plain.asked == [*texts, "new"]
    recent.encode(texts[:1])
    assert plain.asked[-1] == texts[0], "what was asked long ago is forgotten"


def test_triage_asks_the_second_encoder_only_of_what_is_not_plainly_a_question(monkeypatch, tmp_path):
    monkeypatch.setattr(heads, "cache_dir", lambda: tmp_path)
    topics = [heads.Example("urgent", f"help a fire in aisle {number}", "en") for number in range(6)]
    plain = [heads.Example(heads.ORDINARY, f"where do i find the milk of brand {number}", "en") for number in range(6)]
    monkeypatch.setattr(heads, "examples", lambda: ((*topics, *plain), ("en",)))
    first, second = Hashed("one"), Hashed("two")
    judge = Judge((first, second))
    learnt = len(second.asked)
    assert judge.judge(["where do i find the milk of my brand"], "en") is None
    assert len(second.asked) == learnt
    assert judge.judge(["help there is a fire"], "en").intent == "urgent"
    assert len(second.asked) == learnt + 1


def test_no_wording_is_worth_more_than_the_one_that_was_looked_at_twice(both):
    retriever = Retriever(knowledge(), Stages(Hashed("one"), Hashed("two"), always=True), both, WANTED)
    matches = retriever.match(["copy key here", "hello copy key here"])
    likeliest = max(matches, key=lambda match: match.best.score)
    assert all(match.best.score <= likeliest.best.score for match in matches)


def test_a_saved_model_says_the_same(both, tmp_path):
    both.save(tmp_path / "model.npz")
    loaded = type(both).load(tmp_path / "model.npz")
    first = Hashed("one")
    one, other = (each.first(each.see(["a new key"], first)[0]) for each in (both, loaded))
    assert np.array_equal(one.logits, other.logits)
    assert loaded.heads[1].score == both.heads[1].score


def test_training_is_the_same_every_time(both):
    again = model(knowledge(), [Hashed("one"), Hashed("two")])
    assert np.array_equal(again.heads[1].duals, both.heads[1].duals)


@pytest.mark.parametrize(
    "sayings",
    [
        {"keys": ["cut a spare key"]},
        {"keys": ["cut a spare key", "copy a key"]},
        {"keys": ["cut a spare key"], "shoes": ["repair these shoes"]},
        {name: texts[:1] for name, texts in SAYINGS.items()},
    ],
)
def test_the_smallest_stores_answer_their_own_phrasings_and_nothing_else(sayings):
    shop, first = knowledge(sayings), Hashed("one")
    retriever = Retriever(shop, Stages(first), model(shop, [first]), WANTED)
    (own,), (strange,) = retriever.match(["cut a spare key"]), retriever.match(["zzz qqq"])
    assert own.best.entry == "keys"
    assert own.best.score > strange.best.score
    assert (own.band, strange.band) == ("answer", "none")


def test_only_new_phrasings_are_encoded(tmp_path):
    encoder = Hashed()
    kept = Remembered(encoder, tmp_path)
    before = kept.encode(["one two", "three"])
    again = Remembered(encoder, tmp_path).encode(["three", "four", "one two"])
    assert encoder.asked == ["one two", "three", "four"]
    assert np.array_equal(again[[2, 0]], before)
    assert Remembered(Hashed("hashed 2"), tmp_path).encode(["three"]).shape == (1, 1024), (
        "each encoder has its own file"
    )


def test_a_torn_file_of_vectors_is_begun_anew(tmp_path):
    kept = Remembered(Hashed(), tmp_path)
    kept.encode(["one"])
    (file,) = tmp_path.iterdir()
    file.write_bytes(b"not a database at all, but long enough to be looked at" * 30)
    assert kept.encode(["one"]).shape == (1, 1024)
    assert kept.encode(["one"]).shape == (1, 1024)


def test_a_file_of_vectors_that_is_busy_stays_as_it_is(tmp_path, monkeypatch):
    kept = Remembered(Hashed(), tmp_path)
    before = kept.encode(["one"])
    (file,) = tmp_path.iterdir()
    monkeypatch.setattr(embeddings, "BUSY_S", 0.05)
    with closing(sqlite3.connect(file)) as other:
        other.execute("begin exclusive")
        assert np.array_equal(kept.encode(["one"]), before), "encoded anew"
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("select count(*) from vectors").fetchone() == (1,)


def test_where_nothing_can_be_kept_it_is_learnt_and_told_once(tmp_path, monkeypatch, caplog):
    (tmp_path / "balie").write_text("a file where the folder should be", encoding="utf-8")
    folder = tmp_path / "balie" / "answers"
    for module in (trained, heads):
        monkeypatch.setattr(module, "cache_dir", lambda: tmp_path / "balie")
    monkeypatch.setattr(trained, "_train", lambda *told, **_: model(knowledge(), [Hashed()]).save(told[2]))
    monkeypatch.setattr(heads, "examples", lambda: (EXAMPLES, ("en",)))
    assert Remembered(Hashed(), folder).encode(["one", "two"]).shape == (2, 1024)
    assert len(trained.ready_model(knowledge(), Stages(Hashed())).heads) == 1
    assert heads.ready(Hashed()).vectors.shape == (2, 1024)
    assert [record.message for record in caplog.records if "nothing can be kept" in record.message] == [
        f"nothing can be kept in {folder}: it is learnt anew at every start"
    ]


def test_of_two_that_need_the_same_model_one_learns_it(tmp_path, monkeypatch):
    trainings = []

    def learnt(*told, **_):
        trainings.append(told[2])
        time.sleep(0.2)
        model(knowledge(), [Hashed()]).save(told[2])

    monkeypatch.setattr(trained, "cache_dir", lambda: tmp_path)
    monkeypatch.setattr(trained, "_train", learnt)
    with ThreadPoolExecutor(2) as both:
        found = list(both.map(lambda _: trained.ready_model(knowledge(), Stages(Hashed())), range(2)))
    assert len(found) == 2
    assert trainings == [trained.cache_path(knowledge(), Stages(Hashed()))]
    assert [path.suffix for path in (tmp_path / "answers").iterdir()] == [".npz"]


def test_the_oldest_vectors_go_when_there_are_too_many(tmp_path, monkeypatch):
    monkeypatch.setattr(embeddings, "MOST", 3)
    Remembered(Hashed(), tmp_path).encode([f"text {number}" for number in range(5)])
    (file,) = tmp_path.iterdir()
    with sqlite3.connect(file) as database:
        assert database.execute("select count(*) from vectors").fetchone() == (3,)


def test_bands_come_from_held_out_phrasings_and_keep_strangers_out():
    scores = np.linspace(0, 1, 200, dtype=np.float32)
    held = Held(scores, (scores > 0.3).astype(np.float32), scores[:120], 0 * scores)
    calm, careful = (calibrate.thresholds(held, Wanted(0.95, 0.1, share)) for share in (0.9, 0.05))
    assert held.right[held.own >= calm.hi].mean() >= 0.95
    assert held.right[held.own >= calm.hi - 0.05].mean() < 0.95, "no surer than it must be"
    assert careful.hi > calm.hi
    assert np.mean(held.foreign >= careful.hi) <= 0.05
    few = Held(scores[:5], scores[:5], scores[:5], scores[:5])
    assert calibrate.thresholds(few, WANTED) == Thresholds(calibrate.LEAST_HI, calibrate.LEAST_LO)


def test_a_word_too_strange_is_one_that_few_phrasings_have_which_found_their_entry():
    scores = np.linspace(0, 1, 200, dtype=np.float32)
    held = Held(scores, np.ones(200, np.float32), scores[:50], scores / 2)
    limits = calibrate.thresholds(held, WANTED)
    assert np.mean(held.strange > limits.strange) == pytest.approx(calibrate.STRANGE, abs=0.01)
    assert [limits.band(1.0, strange) for strange in (0.0, 0.5)] == ["answer", "ask"]
    assert limits.band(0.0, 0.5) == limits.band(0.0)
    wrong = Held(scores, np.zeros(200, np.float32), scores[:50], scores)
    assert calibrate.thresholds(wrong, WANTED).strange == 1.0


def test_one_strange_word_of_many_is_less_strange_than_one_of_few():
    fine, old, drawer = [0.9, 0.0], [0.0, 0.9], [0.1, 0.1]
    short, long = (
        words.lacking(np.array(each, np.float32)) for each in ([fine, drawer], [fine, old, old, old, drawer])
    )
    assert short[1, 1] == pytest.approx(long[1, 1])
    assert short[1, 0] > 1.5 * long[1, 0]


def test_a_letter_makes_another_word_of_a_short_one_and_a_slip_of_a_long_one():
    known = words.Words.fit(["wifi", "receipt"], np.array([0, 1], np.int32), Hashed())
    alike = known.alike(["wife", "reciept"], np.zeros((2, Hashed().width), np.float32))
    at = known.ids
    assert alike[0, at["wifi"]] < words.SPELLED <= alike[1, at["receipt"]]


def test_knowing_more_questions_lets_no_more_strangers_in():
    spread = np.linspace(0, 0.9, 60, dtype=np.float32)
    few = Held(np.linspace(0.5, 1, 60, dtype=np.float32), np.ones(60, np.float32), spread, spread)
    many = Held(np.repeat(few.own, 20), np.repeat(few.right, 20), few.foreign, np.repeat(few.strange, 20))
    assert calibrate.thresholds(many, WANTED).hi == calibrate.thresholds(few, WANTED).hi


@pytest.mark.parametrize(
    ("memory_mb", "cores", "processor", "wanted"),
    [
        (1_000, 4, "aarch64", "off"),
        (8_000, 4, "aarch64", "unsure"),
        (2_000, 4, "x86_64", "unsure"),
        (16_000, 1, "x86_64", "unsure"),
        (16_000, 2, "x86_64", "always"),
    ],
)
def test_the_machine_decides_how_often_the_second_encoder_looks(memory_mb, cores, processor, wanted):
    assert stages.suited(memory_mb, cores, processor) == wanted


def test_the_second_stage_is_taken_up_between_two_questions(both, monkeypatch):
    shop, first, second = knowledge(), Hashed("one"), Hashed("two")
    retriever = Retriever(shop, Stages(first), model(shop, [first]), WANTED)
    retriever.waiting_for = Stages(first, second, always=True)
    threads = []
    monkeypatch.setattr(retrieve, "CERTAIN", 1.0)
    monkeypatch.setattr(later, "Thread", lambda **wanted: threads.append(wanted) or Silent())
    monkeypatch.setattr(trained, "ready_model", lambda *_, **__: both)
    coming = later.Later(retriever, shop)
    assert not coming.take_up()
    assert retriever.match(["copy my key"])[0].best.entry == "keys", "the first stage answers meanwhile"
    threads[0]["target"](*threads[0]["args"])
    assert coming.take_up()
    assert not coming.take_up(), "once"
    assert retriever.match(["copy my key"])[0].best.entry == "keys"
    assert (retriever.encoder, second.asked) == ("one + two", ["copy my key"])


class Silent:
    def start(self):
        """Nothing runs by itself."""


def test_an_index_of_nearest_phrasings_finds_what_comparing_all_finds(tmp_path):
    things = [f"{kind} {thing}" for kind in ("red", "blue", "old") for thing in ("key", "shoe", "lamp")]
    texts = [form.format(each) for each in things for form in ("where is the {}", "price of the {}", "i want a {}")]
    owners, encoder = np.repeat(np.arange(len(things)), 3).astype(np.int32), Hashed()
    index = nearest.Nearest.fit(texts, owners, encoder)
    index.save(tmp_path / "index.npz")
    index = nearest.Nearest.load(tmp_path / "index.npz")
    for number, each in enumerate(things):
        scored = index.first(index.see([f"hello i want a {each} now"], encoder)[0])
        assert int(scored.logits.argmax()) == number
        assert texts[scored.nearest[number]].endswith(each)
    assert len(index.heads[0].held.own) == len(texts)


def test_a_handful_of_entries_says_little_of_what_a_store_does_not_know():
    texts, owners = zip(
        *[(f"{thing} {form}", number) for number, thing in enumerate("abcde") for form in "fghijklmnop"], strict=True
    )
    head = train(texts, np.array(owners, np.int32), [Hashed()]).heads[0]
    assert head.score == calibrate.Score(calibrate.KNOWN_PRIOR, calibrate.RIGHT_PRIOR)
    assert calibrate.thresholds(head.held, WANTED) == Thresholds(calibrate.LEAST_HI, calibrate.LEAST_LO)
