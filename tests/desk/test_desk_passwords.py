"""A password in an address is shown to nobody: not where settings are told, nor in the list of processes."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest

from kiosk.configuration import layers, settings_list
from kiosk.desk.storage.database import open_database
from kiosk.errors import InputError
from kiosk.privacy.concealed import concealed

ADDRESS = "postgresql://desk:hunter2@db.example/desk"
PRINT_ARGUMENTS = (
    "from kiosk.privacy.concealed import conceal_arguments; conceal_arguments();"
    "print(open('/proc/self/cmdline').read().replace(chr(0), ' '))"
)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (ADDRESS, "postgresql://desk:***@db.example/desk"),
        ("postgresql://desk:a@b/c:d@db.example/desk", "postgresql://desk:***@db.example/desk"),
        ("postgresql://desk@db.example/desk?password=hunter2&ssl=require",
         "postgresql://desk@db.example/desk?password=***&ssl=require"),
        ("nats://desk:hunter2@a:4222", "nats://desk:***@a:4222"),
        ("tls://token@a:4222/chain", "tls://***@a:4222/chain"),
        ("rtsp://cam:hunter2@10.0.0.7/1", "rtsp://cam:***@10.0.0.7/1"),
        ("postgresql://desk@db.example/desk", "postgresql://desk@db.example/desk"),
        ("https://desk.example:8443", "https://desk.example:8443"),
        ("nats://a/,nats://token@b:4222", "nats://a/,nats://***@b:4222"),
        ('{"url": "tls://token@a"}, "b@c"', '{"url": "tls://***@a"}, "b@c"'),
        ("host=db user=desk password=hunter2 dbname=desk", "host=db user=desk password=*** dbname=desk"),
        (r"host=db Password = 'hun\'ter 2' dbname=desk", "host=db Password = *** dbname=desk"),
        ("--password=hunter2", "--password=***"),
        ("ann@example.org", "ann@example.org"),
        ("/etc/balie/ca.pem", "/etc/balie/ca.pem"),
    ],
)  # fmt: skip
def test_an_address_is_told_without_its_password(text, told):
    assert concealed(text) == told
    assert concealed(told) == told


@pytest.mark.parametrize(
    "text",
    ["a" * 20_000 + "@ ://", "@ " + "a://b:" * 4_000, "a://b@" * 4_000, "nats://b@" * 4_000, "password='" * 4_000],
    ids=("letters", "no end", "names", "tokens", "quotes"),
)
def test_a_long_text_is_looked_through_once(text):
    """Not once from each of its letters on: four times as much takes some four times as long, not sixteen."""
    assert _seconds(text * 4) < 10 * _seconds(text) + 0.05


def _seconds(text):
    """Of this process alone, however busy the machine is; the shortest of three."""

    def once():
        begun = time.process_time()
        concealed(text)
        return time.process_time() - begun

    return min(once() for _ in range(3))


def test_explain_tells_the_database_without_its_password(monkeypatch):
    monkeypatch.setenv("KIOSK__DESK__DATABASE", ADDRESS)
    gathered = layers.gather()
    setting = settings_list.explain(gathered, "desk", "database")
    for told in (settings_list.shown(setting.value), json.dumps(setting.to_data())):
        assert "desk:***@db.example" in told
        assert "hunter2" not in told
    assert gathered.settings.desk.database == ADDRESS, "the desk itself has it"


def test_the_list_of_processes_shows_no_password():
    words = ["serve", "--database", ADDRESS, "--nats", "nats://tökén@a:4222"]
    told = subprocess.run(
        [sys.executable, "-c", PRINT_ARGUMENTS, *words], capture_output=True, text=True, check=True
    ).stdout
    assert "hunter2" not in told
    assert "kén" not in told
    assert "postgresql://desk:*******@db.example/desk" in told
    assert told.rstrip().endswith("@a:4222"), "the rest stays as it was"


def test_a_port_that_is_no_number_is_an_address_that_is_none():
    with pytest.raises(InputError) as refused:
        open_database("postgresql://desk:hunter2@db.example:port/desk")
    assert refused.value.code == "desk.database"
    assert "hunter2" not in str(refused.value)
