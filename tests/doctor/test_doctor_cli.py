"""`kiosk doctor` as a program: one JSON document, a report that can be read, exit status 0, 1 or 2."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys

import pytest
from rich.console import Console

from kiosk.doctor import report
from kiosk.doctor.checks import CHECKS
from kiosk.doctor.finding import failed, from_data, healthy, missing, ok, warning
from kiosk.doctor.progress import Board, worst

AREAS = [check.area for check in CHECKS]


def _doctor(tmp_path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    return subprocess.run(
        [sys.executable, "-P", "-m", "kiosk", "doctor", "--headless", *words],
        capture_output=True,
        text=True,
        timeout=100,
        env={**kept, "XDG_DATA_HOME": str(tmp_path), **environment},
        check=False,
    )


@pytest.mark.story
def test_one_document_with_a_finding_for_every_area_even_of_a_faulty_configuration(tmp_path):
    (tmp_path / "balie").mkdir()
    (tmp_path / "balie" / "device.toml").write_text('[sight]\nhieght_m = 2\n[body]\nport = "/dev/ttyUSB77"\n')
    done = _doctor(tmp_path, "--json", KIOSK__VOICE__SPEAKER="clock", KIOSK__HEARING__MICROPHONE="shop")
    document = json.loads(done.stdout)
    found = {area: [one for one in document["findings"] if one["area"] == area] for area in AREAS}
    assert [finding["area"] for finding in document["findings"]] == [
        one["area"] for area in AREAS for one in found[area]
    ]
    assert all(found.values())
    assert (done.returncode, document["ok"], document["self_test"]) == (1, False, None)
    assert not [finding for finding in document["findings"] if finding["status"] != "ok" and not finding["remedy"]]
    assert "device.toml, line 2" in found["configuration"][0]["found"]
    assert "There is no device on /dev/ttyUSB77" in found["serial ports"][0]["found"]
    (speed,) = (finding["figures"]["fps"] for finding in found["display"] if "fps" in finding["figures"])
    assert speed > 3
    assert found["back end"][0]["figures"]["ms"] < 1600
    assert "Traceback" not in done.stderr


def test_a_store_that_is_not_there_is_bad_input(tmp_path):
    done = _doctor(tmp_path, "--store", str(tmp_path / "nowhere"))
    assert done.returncode == 2
    assert done.stdout == ""
    assert "There is no store in" in done.stderr


FINDINGS = [
    ok("camera", "Webcam: 30 pictures a second.", fps=30.0),
    warning("speaker", "It is soft.", "It is hard to hear.", "Raise voice.volume."),
    missing("models", "No vosk-nl.", "Nobody is understood.", "Run `kiosk models get vosk-nl`."),
    failed("disk", "It is full.", "Nothing is kept.", "Make room."),
]


def test_a_report_is_read_without_colour():
    out = io.StringIO()
    report.write(Console(file=out, width=100), FINDINGS)
    lines = [line.rstrip() for line in out.getvalue().splitlines()]
    assert lines[:2] == ["camera", "  ✓ Webcam: 30 pictures a second."]
    assert lines[2:6] == [
        "speaker",
        "  ! It is soft.",
        "    costs It is hard to hear.",
        "    mend  Raise voice.volume.",
    ]
    assert "  - No vosk-nl." in lines
    assert "  ✗ It is full." in lines
    assert report.summary(FINDINGS) == "1 failed (disk), 1 with a limit, 1 not there, 1 fine"


def test_a_finding_survives_json_and_only_a_failure_is_unhealthy():
    assert [from_data(json.loads(json.dumps(one.as_data()))) for one in FINDINGS] == FINDINGS
    assert healthy(FINDINGS[:3])
    assert not healthy(FINDINGS)


def test_the_list_ticks_off_what_is_done():
    board = Board(["camera", "disk"])
    board.done("disk", FINDINGS[3:])
    out = io.StringIO()
    Console(file=out).print(board)
    assert "✗ disk" in out.getvalue()
    assert "✗ camera" not in out.getvalue()
    assert worst(FINDINGS[:3]) == "missing"
