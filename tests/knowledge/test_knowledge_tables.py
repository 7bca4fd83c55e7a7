"""Tables of knowledge come in and go out: every form, every fault by row and column, and nothing is lost on the way."""

import csv
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from kiosk.errors import InputError, KioskError
from kiosk.faults import FaultyInputError
from kiosk.knowledge import export, files, imports, rows, sheet, write
from kiosk.knowledge.entry import Entry
from kiosk.utterance import normal

HEADER = "id,language,answer,phrasing\n"


def table(folder: Path, text: str, name: str = "in.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def plan(path: Path, store: Path, mapped: dict[str, str] | None = None, lang: str = "", *, whole: bool = False):
    return imports.plan(sheet.read(path), store, mapped or {}, lang, whole=whole)


def entries(path: Path, **more):
    return plan(path, path.parent / "store", **more).entries


def told(path: Path, **more) -> list[tuple[int | None, str, str]]:
    with pytest.raises(FaultyInputError) as refused:
        plan(path, path.parent / "store", **more)
    return [(fault.line, fault.key, fault.code) for fault in refused.value.faults]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_separators_encodings_and_dutch_headers_are_recognised(tmp_path, separator, encoding):
    lines = [
        ["Nummer", "Taal", "Antwoord", "Vraag"],
        ["café", "Nederlands", "Wij hébben; koffie, thee", "is er koffie"],
    ]
    text = "\r\n".join(separator.join(f'"{cell}"' for cell in line) for line in lines)
    (found,) = entries(table(tmp_path, text, encoding=encoding)).items()
    assert found[0] == ("nl", "café")
    assert (found[1].answer, found[1].phrasings) == ("Wij hébben; koffie, thee", ("is er koffie",))


@pytest.mark.parametrize(
    "header",
    [
        "clé;langue;réponse;question",
        "Schlüssel;Sprache;Antwort;Frage",
        "ID;Lang;Text;Utterance",
        "id;language;answer;Questions",
    ],
)
def test_headers_of_other_languages_are_known(tmp_path, header):
    assert ("fr", "a") in entries(table(tmp_path, f"{header}\na;fr;Oui.;et alors\n"))


def test_a_workbook_with_a_headline_and_merged_cells_is_read_as_it_is_seen(tmp_path):
    book = Workbook()
    page = book.active
    for row in (["What shoppers ask"], [], ["id", "Taal", "answer", "phrasing", "Geldig van"]):
        page.append(row)
    page.append(["keys", "nl", "Bij de balie.", "maken jullie sleutels", datetime(2027, 1, 1, tzinfo=None)])  # noqa: DTZ001 - as Excel has it
    page.append([None, None, None, "mijn sleutel is kwijt"])
    for area in ("A1:D1", "A4:A5", "B4:B5"):
        page.merge_cells(area)
    book.save(tmp_path / "in.xlsx")
    ((key, found),) = entries(tmp_path / "in.xlsx").items()
    assert (key, found.phrasings) == (("nl", "keys"), ("maken jullie sleutels", "mijn sleutel is kwijt"))
    assert found.valid_from == date(2027, 1, 1)


def test_a_full_disk_is_told_of_a_workbook_as_of_every_table(tmp_path, monkeypatch):
    def full(_path, _data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(KioskError) as told:
        sheet.write(tmp_path / "out.xlsx", [{"id": "keys"}])
    assert told.value.code == "knowledge.write"


def test_a_header_of_ones_own_is_mapped_and_what_is_not_read_is_told(tmp_path):
    path = table(tmp_path, "Foo;Bar;language;answer;Intern\nx;hello there;en;Hi.;1\n")
    assert told(path) == [(None, "", "knowledge.columns")]
    found = plan(path, tmp_path / "store", {"id": "foo", "phrasing": "Bar"})
    assert ("en", "x") in found.entries
    assert ["Intern" in fault.message for fault in found.warnings] == [True]


def test_all_faults_are_told_at_once_by_row_and_column(tmp_path):
    text = (
        "Nummer;taal;antwoord;vraag;geldig vanaf;actie\n"
        "a;nl;Ja.;mag het;morgen;\n"
        "b;xx;Nee.;kan het;;\n"
        ";nl;Nee.;wat dan;;\n"
        "c;nl;;waarom;;\n"
        "d;nl;Nee.;?!;;\n"
        "e;nl;Nee.;hoezo;;dance\n"
        "f;nl;Nee.;;;\n"
        "a;nl;Toch niet.;mag dat;;\n"
    )
    assert told(table(tmp_path, text)) == [
        (2, "geldig vanaf", "knowledge.cell"),
        (3, "taal", "knowledge.language"),
        (4, "Nummer", "knowledge.id"),
        (5, "antwoord", "knowledge.cell"),
        (6, "vraag", "knowledge.phrasing"),
        (7, "actie", "knowledge.cell"),
        (8, "vraag", "knowledge.phrasing"),
        (9, "antwoord", "knowledge.differs"),
    ]


def test_columns_types_days_and_clashes_are_told_in_one_round(tmp_path):
    text = (
        "id;antwoord;vraag;van;tot\n"
        "a;Ja.;mag het;32-1-2027;\n"
        "b;Nee.;mag dat;2027-05-01;2027-04-01\n"
        "c;;kan het;bad;\n"
        "d;Nee.;mag het;;\n"
    )
    assert told(table(tmp_path, text)) == [
        (None, "", "knowledge.columns"),
        (2, "van", "knowledge.cell"),
        (3, "tot", "knowledge.cell"),
        (4, "van", "knowledge.cell"),
        (4, "antwoord", "knowledge.cell"),
        (5, "vraag", "knowledge.clash"),
    ]
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx", "out.yaml"])
def test_an_export_that_is_refused_leaves_nothing_behind(tmp_path, name):
    (tmp_path / name).mkdir()
    with pytest.raises(KioskError) as refused:
        sheet.write(tmp_path / name, [{"id": "a", "language": "nl", "phrasing": "mag het"}])
    assert refused.value.code == "knowledge.write"
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_days_are_read_as_people_write_them(tmp_path):
    text = "id,language,answer,phrasing,valid from,valid to\na,nl,Ja.,is er kerst,1-12-2026,24/12/2026\n"
    (entry,) = entries(table(tmp_path, text)).values()
    assert (entry.valid_from, entry.valid_to) == (date(2026, 12, 1), date(2026, 12, 24))


def test_a_phrasing_of_two_entries_is_left_to_the_first_and_told(tmp_path):
    text = HEADER + "a,en,A.,where is it\na,en,A.,where is it\nb,en,B.,Where is it?\nb,en,B.,show me\n"
    found = plan(table(tmp_path, text), tmp_path / "store")
    assert found.entries["en", "a"].phrasings == ("where is it",)
    assert found.entries["en", "b"].phrasings == ("show me",)
    assert [(fault.line, fault.code) for fault in found.warnings] == [(3, "knowledge.again"), (4, "knowledge.clash")]


def test_a_phrasing_column_may_be_several_and_a_cell_of_several_lines(tmp_path):
    text = 'id,language,answer,question,question 2,question\na,en,A.,"one thing\nanother thing",a third,a fourth\n'
    (entry,) = entries(table(tmp_path, text)).values()
    assert entry.phrasings == ("one thing", "another thing", "a third", "a fourth")


def test_a_text_with_an_unquoted_separator_is_no_riddle(tmp_path):
    assert told(table(tmp_path, HEADER + "a,en,Yes, of course,may i\n")) == [(2, "", "knowledge.cells")]


def test_a_column_that_is_not_in_the_table_stays_as_it_was(tmp_path):
    store = tmp_path / "store"
    first = plan(
        table(tmp_path, "id,language,answer,phrasing,owner,tags\na,en,A.,one,Sanne,x;y\nb,en,B.,two,,\n"), store
    )
    write.put(first.files)
    second = plan(table(tmp_path, HEADER + "a,en,Other.,three\n"), store)
    assert [(each.kind, each.id) for each in second.changes] == [("changed", "a")]
    assert second.entries["en", "a"] == first.entries["en", "a"].model_copy(
        update={"answer": "Other.", "phrasings": ("three",)}
    )
    whole = plan(table(tmp_path, HEADER + "a,en,A.,one\n"), store, whole=True)
    assert [(each.kind, each.id) for each in whole.changes] == [("removed", "b")]


def test_comments_and_entries_that_are_not_meant_stay(tmp_path):
    store = tmp_path / "store"
    (store / "knowledge").mkdir(parents=True)
    (store / "store.toml").write_text('name = "S"\n')
    old = (
        "# ours\n\n[[entry]]   # first\nid = 'a'\ntitle = \"A\"\nanswer = \"\"\naction = 'hours'   # looked up\n"
        'phrasings = [\n  "one",   # the plainest\n  "two",\n]\n\n# the other\n[[entry]]\nid = "b"\ntitle = "B"\n'
        'answer = "B."\nphrasings = ["three"]\n'
    )
    (store / "knowledge" / "en.toml").write_text(old)
    path = table(tmp_path, HEADER + "b,en,Better.,three\nb,en,Better.,four\nc,en,C.,five\n")
    write.put(plan(path, store).files)
    new = (store / "knowledge" / "en.toml").read_text()
    assert new.startswith(old.partition('answer = "B."')[0])
    assert [entry.answer for entry in files.own(store).entries["en"].values()] == ["", "Better.", "C."]
    assert not list((store / "knowledge").glob(".*"))


@pytest.mark.parametrize("name", ["in.docx", "none.csv", "bad.xlsx", "empty.csv", "bad.yaml", "shape.yaml"])
def test_a_file_that_is_no_table_is_refused_in_a_sentence(tmp_path, name):
    table(tmp_path, "PK no workbook", "bad.xlsx")
    table(tmp_path, ";;\n\n", "empty.csv")
    table(tmp_path, "- id: 'a\n b: [", "bad.yaml")
    table(tmp_path, "just: {a: {b: c}}", "shape.yaml")
    with pytest.raises(InputError) as refused:
        sheet.read(tmp_path / name)
    assert name in str(refused.value)


def test_yaml_says_no_for_no_and_counts_lines(tmp_path):
    text = "- id: a\n  language: nl\n  answer: no\n  phrasing:\n    - mag het\n    - '?'\n"
    found = plan(table(tmp_path, text, "in.yaml"), tmp_path / "store")
    assert [(fault.line, fault.key, fault.code) for fault in found.warnings] == [(6, "phrasing", "knowledge.wordless")]
    assert entries(table(tmp_path, text.replace("'?'", "kan het"), "in.yaml"))["nl", "a"].answer == "no"


LETTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))
TEXT = (
    st.text(LETTERS | st.sampled_from("=\"';,\n- #🎉مé"), max_size=40)
    .filter(lambda text: not _strange(text))
    .map(str.strip)
)
LINE = TEXT.map(lambda text: " ".join(text.split()))


def _strange(text: str) -> bool:
    """Signs that a workbook cannot hold."""
    return "\ufffe" in text or "\uffff" in text or "_x" in text


TAGS = st.lists(LINE.filter(lambda tag: tag and not set(tag) & set(",;")), max_size=3).map(tuple)


SLOW = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@st.composite
def an_entry(draw: st.DrawFn, name: str, phrasings: tuple[str, ...]) -> Entry:
    days = st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1))
    begin, end = draw(days), draw(days)
    begin, end = (end, begin) if begin and end and begin > end else (begin, end)
    texts = {key: draw(LINE) for key in ("owner", "place", "picture")}
    title = draw(LINE.filter(bool))
    return Entry(
        id=name,
        title=title,
        answer=draw(TEXT) or "A.",
        caption=draw(TEXT),
        phrasings=phrasings,
        **texts,
        tags=draw(TAGS),
        valid_from=begin,
        valid_to=end,
    )


@st.composite
def some_knowledge(draw: st.DrawFn) -> dict[tuple[str, str], Entry]:
    """Entries of two languages whose phrasings lead to one of them."""
    spoken = draw(st.lists(LINE.filter(normal), min_size=1, max_size=12, unique_by=normal))
    keys = draw(
        st.lists(st.tuples(st.sampled_from(["nl", "en"]), LINE.filter(bool)), min_size=1, max_size=4, unique=True)
    )
    shares = {key: tuple(spoken[place :: len(keys)]) for place, key in enumerate(keys)}
    return {key: draw(an_entry(key[1], share)) for key, share in shares.items() if share}


@pytest.mark.parametrize("name", ["t.csv", "t.tsv"])
@pytest.mark.parametrize("text", ["=1+2", "+31 30 123", "-20 %", "@home", "'=1", "''@x", "'s morgens", "＝1", "a=1"])
def test_no_cell_is_a_formula_for_a_spreadsheet_and_each_comes_back_as_it_was(tmp_path, name, text):
    path = tmp_path / name
    known = {("en", "x"): Entry(id="x", title="X", answer=text, phrasings=("what is x",))}
    sheet.write(path, export.rows(imports.nested(known)))
    cells = next(
        csv.reader(path.read_text(encoding="utf-8").splitlines()[1:], delimiter="\t" if "tsv" in name else ",")
    )
    assert not any(cell.startswith(("=", "+", "-", "@", "＝")) for cell in cells)
    assert rows.build(rows.read(sheet.read(path), {}), {}) == known


@pytest.mark.parametrize("name", ["t.csv", "t.tsv", "t.xlsx", "t.yaml"])
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(known=some_knowledge())
def test_what_goes_out_comes_in_again(tmp_path, name, known):
    path = tmp_path / name
    sheet.write(path, export.rows(imports.nested(known)))
    found = rows.read(sheet.read(path), {})
    assert rows.build(found, {}) == {key: known[key] for key in sorted(known, key=lambda each: each[0])}


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(before=some_knowledge(), after=some_knowledge())
def test_files_become_what_is_wanted_whatever_stood_there(tmp_path, before, after):
    folder = tmp_path / "store" / "knowledge"
    for path in folder.glob("*.toml"):
        path.unlink()
    write.put(write.texts(tmp_path / "store", imports.nested(before)))
    write.put(write.texts(tmp_path / "store", imports.nested(after)))
    assert imports.flat(files.own(tmp_path / "store").entries) == after
