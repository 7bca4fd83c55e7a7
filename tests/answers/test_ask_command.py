"""`kiosk ask`: its contract for people, scripts and checks."""

import json

import pytest
import typer
from answers_support import STORE
from typer.testing import CliRunner

from kiosk.answers.cli import ask
from kiosk.errors import InputError

app = typer.Typer()
app.command()(ask)


def run(*words):
    return CliRunner().invoke(app, [*words, "--store", str(STORE)])


def answers(*words):
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)["answers"]


def test_json_has_exactly_the_promised_fields():
    (row,) = answers("where is the milk", "--lang", "en")
    fields = ["question", "lang", "entry", "band", "score", "top", "text", "ms", "lookups", "model_used"]
    fields += ["wording", "intent", "topic", "happens", "reasons"]
    assert list(row) == fields
    assert (row["question"], row["lang"], row["entry"], row["band"]) == ("where is the milk", "en", "product", "answer")
    assert [set(each) for each in row["top"]] == [{"entry", "score"}] * 3
    assert row["text"] == "You'll find semi-skimmed milk in aisle 4."
    assert row["model_used"] is False


def test_batch_answers_each_line_in_order(tmp_path):
    file = tmp_path / "questions.txt"
    file.write_text("waar is de wc\n\nwhat is the capital of france\n와이파이 있어요\n", encoding="utf-8")
    rows = answers("--batch", str(file))
    assert [row["entry"] for row in rows] == ["toilets", "", "wifi"]
    assert [row["band"] for row in rows] == ["answer", "none", "answer"]
    assert [row["lang"] for row in rows] == ["nl", "en", "ko"]
    assert [len(row["top"]) for row in rows] == [3, 3, 3]


def test_a_line_without_words_is_no_answer_and_the_others_are_answered(tmp_path):
    file = tmp_path / "questions.txt"
    file.write_text("?\nwaar is de wc\n\n\U0001f600\n   \ndo you have wifi\n", encoding="utf-8")
    rows = answers("--batch", str(file))
    assert [row["question"] for row in rows] == ["?", "waar is de wc", "\U0001f600", "do you have wifi"]
    assert [row["band"] for row in rows] == ["none", "answer", "none", "answer"]
    assert [row["entry"] for row in rows] == ["", "toilets", "", "wifi"]
    assert "there are no words" in run("--batch", str(file), "--why").stdout


def test_a_language_without_phrasings_is_answered():
    (row,) = answers("où sont les toilettes", "--lang", "fr")
    assert (row["lang"], row["entry"]) == ("fr", "toilets")


def test_why_says_what_was_near_and_why_it_was_enough():
    shown = run("do you have wifi", "--lang", "en", "--why").stdout
    assert "nearest phrasing" in shown
    assert "do you have wifi" in shown
    assert "Answered: 100% sure" in shown


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["where is the milk", "--lang", "xx"], "answers.language"),
        (["  "], "answers.empty"),
        ([], "answers.empty"),
        (["--batch", "/no/such/file"], "answers.batch"),
        (["?!", "--lang", "en"], "answers.empty"),
    ],
)
def test_bad_input_is_one_sentence_with_a_remedy(words, code):
    fault = run(*words).exception
    assert isinstance(fault, InputError)
    assert (fault.code, fault.status) == (code, 2)
    assert fault.sentence
    assert fault.remedy


def test_brackets_of_a_question_are_shown_as_they_are():
    result = run("where is the milk [/b] [red]", "--lang", "en", "--why")
    assert result.exit_code == 0, result.output
    assert "where is the milk [/b] [red]" in result.stdout


def test_a_batch_that_is_not_there_is_named_once(tmp_path):
    fault = run("--batch", str(tmp_path / "none.txt")).exception
    assert isinstance(fault, InputError)
    assert fault.sentence.count("none.txt") == 1
