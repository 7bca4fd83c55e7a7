"""`kiosk desk`: people and kiosks at the command line, shown before they are lost, with one document for machines."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from kiosk.desk.cli import app
from kiosk.errors import KioskError


@pytest.fixture
def desk(tmp_path):
    def command(*words, said="", fails=""):
        done = CliRunner().invoke(app, [*words, "--dir", str(tmp_path / "desk")], input=said)
        if fails:
            assert isinstance(done.exception, KioskError), done.output
            assert done.exception.code == fails
            return None
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return json.loads(done.stdout) if "--json" in words else done.stdout

    return command


def test_a_name_with_brackets_stands_in_the_list_as_it_is(desk):
    desk("staff", "add", "dan", "--shown", "Dan [/b]", "--json")
    assert "Dan [/b]" in desk("staff", "list")


def test_somebody_comes_and_goes(desk):
    assert "Nobody may sign in yet" in desk("staff", "list")
    made = desk("staff", "add", "ann", "--lang", "nl", "--skill", "sign-language", "--json")
    assert made["name"] == "ann"
    assert len(made["password"]) == 24
    assert "password" not in desk("staff", "add", "bob", "--password-stdin", "--json", said="a sentence of my own\n")
    desk("staff", "add", "cas", "--password-stdin", said="short\n", fails="desk.password")
    desk("staff", "add", "cas", "--password-stdin", said="", fails="desk.no-password")
    desk("staff", "add", "two words", fails="desk.typed")
    desk("staff", "add", "ann", fails="desk.staff-name")
    (ann, _) = desk("staff", "list", "--json")["staff"]
    assert (ann["languages"], ann["skills"], ann["role"]) == (["nl"], ["sign-language"], "agent")
    assert desk("staff", "password", "ann", "--json")["password"] != made["password"]
    assert "add --yes" in desk("staff", "remove", "ann")
    assert len(desk("staff", "list", "--json")["staff"]) == 2, "it was only told"
    assert desk("staff", "remove", "ann", "--yes", "--json")["removed"]
    desk("staff", "remove", "ann", fails="desk.no-staff")
    deeds = [row["did"] for row in desk("audit", "--json")["audit"]]
    assert deeds == ["staff-removed", "password-set", "staff-added", "staff-added"]


def test_a_kiosk_gets_a_code_and_is_revoked_only_with_yes(desk):
    assert "kiosk desk join" in desk("enrol", "entrance")
    desk("enrol", "no way!", fails="desk.typed")
    assert "No kiosk is enrolled yet" in desk("kiosks")
    desk("revoke", "entrance", fails="desk.no-kiosk")
    found = desk("status", "--json")
    assert (found["served"], found["answers"], found["staff"]) == (None, False, 0)
    assert "No desk serves" in desk("status")


def test_to_ask_how_the_desk_is_makes_none(desk, tmp_path):
    assert desk("status", "--json")["kiosks"] == 0
    assert not (tmp_path / "desk").exists()


def test_a_desk_without_tls_is_warned_of_before_the_code_is_sent(tmp_path):
    for url, warned in (("http://127.0.0.2:1", True), ("http://127.0.0.1:1", False), ("https://127.0.0.1:1", False)):
        done = CliRunner().invoke(app, ["join", url, "AAAA-BBBB-CCCC", "--dir", str(tmp_path / "desk")])
        assert done.exception.code == "desk.unreached"
        assert ("no TLS" in done.stderr) == warned


def test_what_is_due_is_told_before_it_is_forgotten(desk):
    desk("staff", "add", "ann")
    assert desk("forget", "--days", "0") == "Older than 0 days: nothing.\n"
    found = desk("forget", "--yes", "--json")
    assert (found["days"], found["forgotten"], found["lines"]) == (30, True, 0)


def test_it_is_kept_in_a_file_and_comes_back(desk, tmp_path):
    desk("staff", "add", "ann")
    file = str(tmp_path / "kept.tar.gz")
    assert desk("backup", file, "--json")["staff"] == 1
    desk("staff", "add", "bob")
    assert "Nothing is done yet" in desk("restore", file)
    assert len(desk("staff", "list", "--json")["staff"]) == 2
    assert desk("restore", file, "--yes", "--json")["before"]
    assert len(desk("staff", "list", "--json")["staff"]) == 1


def test_without_the_name_of_a_command_it_serves(desk, tmp_path):
    desk("--database", "postgresql://nobody@127.0.0.1:1/desk", fails="desk.migration")
    assert "Serve a desk until Ctrl-C" in CliRunner().invoke(app, ["--help"]).output
    assert not (tmp_path / "desk" / "desk.db").exists()
