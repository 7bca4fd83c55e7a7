"""A fault in a store's files names the file, the line and what is wrong; content is fit to be spoken."""

import csv
import shutil
import tomllib

import pytest
from answers_support import STORE

from kiosk.answers import facts, products
from kiosk.answers.language import language
from kiosk.errors import InputError
from kiosk.knowledge import files
from kiosk.settings import LANGS


@pytest.fixture
def store(tmp_path):
    """A copy of the demo store that a test may break."""
    return shutil.copytree(STORE, tmp_path / "store")


def broken(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return 1 + text[: text.index(old)].count("\n")


def test_the_demo_store_is_as_large_as_promised():
    shop = files.load(STORE)
    counted = {lang: len(entries) for lang, entries in shop.entries.items()}
    assert counted == {"nl": 61, "en": 61, "fr": 61, "de": 61, "ko": 18}
    assert len({frozenset(shop.entries[lang]) for lang in ("nl", "en", "fr", "de")}) == 1
    for lang, entries in shop.entries.items():
        assert all(len(entry.phrasings) >= (6 if lang == "ko" else 12) for entry in entries.values())


def test_what_an_entry_does_and_where_it_is_are_the_same_in_every_language():
    entries = files.load(STORE).entries
    for lang in LANGS:
        for name, entry in entries[lang].items():
            english = entries["en"][name]
            assert (entry.action, entry.place) == (english.action, english.place), (lang, name)
            assert (entry.valid_from, entry.valid_to) == (english.valid_from, english.valid_to), (lang, name)


def test_the_table_of_the_demo_store():
    named = products.load(STORE).products
    assert len(named) == 200
    assert all({"nl", "en", "fr", "de"} <= product.names.keys() for product in named)


def test_answers_are_short_enough_to_speak():
    for entries in files.load(STORE).entries.values():
        for entry in entries.values():
            assert entry.answer.count(". ") <= 1, entry.id
            assert len(entry.answer) <= 220, entry.id


def test_every_place_is_on_the_map_and_has_a_name_in_every_language():
    shop, plan = files.load(STORE), facts.load(STORE)
    used = {entry.place for entries in shop.entries.values() for entry in entries.values() if entry.place}
    used |= {product.place for product in products.load(STORE).products} | set(plan.facts.staff.values())
    assert used <= plan.places.keys()
    assert all(set(place.name) == set(LANGS) for place in plan.places.values())
    raw = tomllib.loads((STORE / "map.toml").read_text(encoding="utf-8"))
    assert all(place["x"] + place["w"] <= raw["size"]["width"] for place in raw["place"])
    assert all(place["y"] + place["h"] <= raw["size"]["height"] for place in raw["place"])


@pytest.mark.parametrize("lang", LANGS)
def test_every_language_has_the_same_sentences_with_the_same_slots(lang):
    def slots(text):
        return {part.partition("}")[0] for part in text.split("{")[1:]}

    english, other = language("en").sentence, language(lang).sentence
    assert english.keys() == other.keys()
    assert {key: slots(text) for key, text in english.items()} == {key: slots(text) for key, text in other.items()}
    assert language("en").words.keys() - language(lang).words.keys() == set()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('id = "toilets"', 'id = "toilets"\ncolour = "red"', "colour"),
        ('id = "toilets"', 'id = ""', "id"),
        ('title = "Toilets"', "", "title"),
        ('action = "hours"', 'action = "houres"', "action"),
        ('"where is the restroom"', '"?!"', "empty phrasing"),
    ],
)
def test_a_fault_names_file_line_and_field(store, old, new, says):
    line = broken(store / "knowledge" / "en.toml", old, new)
    with pytest.raises(InputError) as fault:
        files.load(store)
    assert "en.toml" in fault.value.sentence
    assert says in fault.value.sentence
    named = int(fault.value.sentence.split("line ")[1].split(":")[0])
    assert line - 2 <= named <= line + 1  # the line of the key, or of the entry that it is missing in


def test_broken_toml_clashes_and_twins_are_named(store):
    path = store / "knowledge" / "en.toml"
    broken(path, '"do you have wifi"', '"where are the toilets"')
    with pytest.raises(InputError, match=r"line \d+: .*'where are the toilets' stands in 'toilets' too"):
        files.load(store)
    path.write_text(path.read_text(encoding="utf-8") + "\n[[entry]\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"en\.toml, line \d+, column \d+: "):
        files.load(store)


def test_a_strange_language_is_refused(store):
    (store / "knowledge" / "en.toml").rename(store / "knowledge" / "xx.toml")
    with pytest.raises(InputError, match=r"xx\.toml"):
        files.load(store)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("Mo-Sa 08:00-21:00", "Mo-Sa 08:00~21:00", "opening_hours"),
        ('"Europe/Amsterdam"', '"Europe/Atlantis"', "time zone"),
        ("[staff]", "[staf]", "staf"),
        ("2026-12-24", "2026-13-24", "2026-13-24"),
    ],
)
def test_faults_of_the_store_file(store, old, new, says):
    broken(store / "store.toml", old, new)
    with pytest.raises(InputError, match=says) as fault:
        facts.load(store)
    assert "store.toml" in fault.value.sentence


def test_faults_of_the_product_table(store):
    path = store / "products.csv"
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    rows[4][0] = rows[3][0]
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    with pytest.raises(InputError, match="line 5"):
        products.load(store)
    path.write_text("id,name_nl\nmilk,melk\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column 'aisle'"):
        products.load(store)


HEAD = "id,name_nl,name_en,aisle,place,unit\n"


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("milk,melk,milk,4,,1 l\ntea,thee,tea, green,5,,1\n", r"line 3: has more cells"),
        ("milk,melk,milk,four,,1 l\n", r"line 2: aisle is 'four', neither a number nor a place"),
        ("milk,melk,milk,,,1 l\n", r"line 2: aisle is empty; a product needs an aisle or a place"),
        ("milk,melk\n", r"line 2: aisle is empty; a product needs an aisle or a place"),
        (",melk,milk,4,,1 l\n", r"line 2: id is empty"),
    ],
)
def test_a_row_at_fault_is_named(tmp_path, rows, says):
    (tmp_path / "products.csv").write_text(HEAD + rows, encoding="utf-8")
    with pytest.raises(InputError, match=says):
        products.load(tmp_path, {"bakery"})


def test_an_aisle_may_be_a_number_or_a_place(tmp_path):
    rows = "milk,melk,milk,4b,,1 l\nbun,bolletje,bun,bakery,,1\n"
    (tmp_path / "products.csv").write_text("\ufeff" + HEAD + rows, encoding="utf-8")
    milk, bun = products.load(tmp_path, {"bakery"}).products
    assert (milk.aisle, milk.place) == ("4b", "")
    assert (bun.aisle, bun.place) == ("", "bakery")


def test_a_table_in_latin_1_names_file_line_and_remedy(tmp_path):
    (tmp_path / "products.csv").write_bytes(f"{HEAD}milk,melk,milk,4,,1\ncreme,crème,cream,4,,1\n".encode("latin-1"))
    with pytest.raises(InputError, match=r"products\.csv, line 3") as fault:
        products.load(tmp_path)
    assert fault.value.code == "file.encoding"
    assert "UTF-8" in fault.value.remedy


def test_product_names_in_a_language_that_is_not_the_products_are_refused(tmp_path):
    (tmp_path / "products.csv").write_text("id,name_ar,aisle,place\nmilk,x,4,\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"line 1: .*name_ar"):
        products.load(tmp_path)


@pytest.mark.parametrize(("lang", "says"), [("en", "product list"), ("fr", "liste des produits"), ("ko", "상품 목록")])
def test_without_a_product_table_the_kiosk_says_so(store, lang, says):
    from kiosk.answers.engine import Answerer
    from kiosk.settings import Answers

    (store / "products.csv").unlink()
    shop = Answerer(store, Answers())
    for text in ("where is the milk", "우유 어디에 있어요"):
        reply = shop.ask(text, lang).reply
        assert (reply.band, reply.entry) == ("ask", "product")
        assert says in reply.text


def test_a_small_store_can_be_trained_and_asked(tmp_path):
    from kiosk.answers.engine import Answerer
    from kiosk.settings import Answers

    (tmp_path / "knowledge").mkdir()
    (tmp_path / "store.toml").write_text('name = "Small"\nhours = "24/7"\n', encoding="utf-8")
    entry = '[[entry]]\nid = "{0}"\ntitle = "{0}"\nanswer = "About {0}."\nphrasings = ["{1}", "{2}"]\n'
    texts = [("keys", "can you cut a key", "i need a spare key"), ("shoes", "my heel is broken", "can you mend shoes"),
             ("price", "what does it cost", "how much do i pay")]  # fmt: skip
    text = "\n".join(entry.format(*row) for row in texts)
    (tmp_path / "knowledge" / "en.toml").write_text(text, encoding="utf-8")
    shop = Answerer(tmp_path, Answers())
    assert shop.ask("can you mend shoes", "en").reply.caption == "About shoes."
    assert len(shop.ask("hello", "en").match.ranked) == 3


def test_a_torn_model_file_is_trained_again(tmp_path, monkeypatch):
    from kiosk.answers import encoder, trained
    from kiosk.answers.stages import Stages

    monkeypatch.setattr(trained, "cache_dir", lambda: tmp_path)
    shop, none = files.load(STORE), Stages(encoder.NoEncoder())
    path = trained.cache_path(shop, none)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"PK\x03\x04 torn")
    model = trained.ready_model(shop, none)
    assert len(model.heads[0].held.own) == len(shop.phrasings)
    assert path.stat().st_size > 100_000
