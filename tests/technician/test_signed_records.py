"""A report is signed by a key of this kiosk; whatever is changed in it, the record or what a reader sees, shows."""

from __future__ import annotations

import json
import stat

import pytest

from kiosk.errors import InputError, KioskError
from kiosk.technician import signature
from kiosk.technician.chosen import Chosen, loaded
from kiosk.technician.commissioning import Commissioning, Occasion, Step
from kiosk.technician.proving import Finding
from kiosk.technician.reports import verified, write

GOOD = Finding("cable", True, "Yes <b>&</b>.", figures=(("median_ms", 2.5),))


@pytest.fixture(autouse=True)
def _own_data(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def walk(*steps: Step) -> Commissioning:
    done = Commissioning(Chosen("mcu-head", loaded("mcu-head"), "simulated"), lambda _q: "yes", lambda _line: None)
    done.steps = steps
    return done


def record(passed=True):
    done = walk(Step("cable", "Cable", lambda: [GOOD if passed else Finding("cable", False, "No.", "Mend it.")]))
    done.walk()
    return done.report(Occasion("Anna", "Shop 12", "kiosk-3"))


def test_the_key_is_made_once_for_its_owner_alone():
    first, second = signature.sign({"a": 1}), signature.sign({"a": 2})
    assert first["signature"]["fingerprint"] == second["signature"]["fingerprint"]
    assert stat.S_IMODE(signature.key_path().stat().st_mode) == 0o600
    assert signature.valid(first)
    assert signature.own(first)


@pytest.mark.parametrize(
    "change",
    [
        {"a": 2},
        {"b": 1},
        {"signature": {"value": "AAAA" * 21 + "AA=="}},
        {"signature": {"fingerprint": "0000-0000-0000-0000-0000-0000-0000-0000"}},
    ],
)
def test_any_change_shows(change):
    signed = signature.sign({"a": 1})
    told = {**signed["signature"], **change.pop("signature", {})}
    assert not signature.valid({**signed, **change, "signature": told})


def test_a_record_without_a_signature_is_bad_input():
    with pytest.raises(InputError):
        signature.valid({"a": 1})


def test_a_key_of_another_kind_is_told(tmp_path):
    (tmp_path / "key.pem").write_text("no key")
    with pytest.raises(KioskError) as fault:
        signature.sign({}, tmp_path / "key.pem")
    assert fault.value.code == "signature.key"


def test_a_report_is_valid_as_json_and_as_a_page(tmp_path):
    for file in write(record(), tmp_path):
        assert verified(file)["valid"]
        assert verified(file)["own"]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("commission-mcu-head.json", "Shop 12", "Shop 13"),
        ("commission-mcu-head.json", '"passed": true', '"passed": false'),
        ("commission-mcu-head.html", "<td>Shop 12", "<td>Shop 13"),
        ("commission-mcu-head.html", '<span class="good">passed', '<span class="bad">NOT passed'),
        ("commission-mcu-head.html", "1050 … 1950", "1000 … 2000"),
        ("commission-mcu-head.html", "</body>", "<p>And the arm.</p></body>"),
    ],
)
def test_a_report_that_was_changed_says_so(tmp_path, name, old, new):
    write(record(), tmp_path)
    text = (tmp_path / name).read_text()
    assert old in text
    (tmp_path / name).write_text(text.replace(old, new, 1))
    assert not verified(tmp_path / name)["valid"]


def test_what_people_typed_cannot_be_markup(tmp_path):
    page = next(file for file in write(record(), tmp_path) if file.suffix == ".html").read_text()
    assert "<b>" not in page
    assert "Yes &lt;b&gt;&amp;&lt;/b&gt;." in page


def test_a_failed_step_fails_the_report():
    assert record()["passed"] is True
    assert record(passed=False)["passed"] is False


def test_a_walk_that_was_interrupted_goes_on_where_it_was():
    def interrupt() -> list[Finding]:
        raise KeyboardInterrupt

    first, again = Step("cable", "Cable", lambda: [GOOD]), Step("cable", "Cable", interrupt)
    broken = walk(first, Step("limits", "Limits", interrupt))
    with pytest.raises(KeyboardInterrupt):
        broken.walk()
    later = walk(again, Step("limits", "Limits", lambda: [Finding("limits", True, "Held.")]))
    assert later.resume() == 1
    later.walk()
    assert later.passed
    later.finish()
    assert walk(first).resume() == 0


def test_what_was_done_on_another_body_does_not_count():
    done = walk(Step("cable", "Cable", lambda: [GOOD]))
    done.walk()
    other = Commissioning(Chosen("mcu-head", loaded("mcu-head"), "/dev/ttyUSB7"), lambda _q: "", lambda _line: None)
    assert other.resume() == 0


def test_a_half_written_state_is_bad_input():
    done = walk(Step("cable", "Cable", lambda: [GOOD]))
    done.walk()
    done.path.write_text(json.dumps({"done": 1})[:-1])
    with pytest.raises(InputError, match="cannot be read"):
        walk().resume()
