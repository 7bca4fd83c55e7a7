"""What a simulated display shows is drawn in the terminal, each thing once."""

import json

from kiosk.technician.shown import Shown, box


def test_lines_and_named_texts_stand_in_a_frame():
    assert box({"lines": ["a  ", "€ 1"]}) == "┌───┐\n│a  │\n│€ 1│\n└───┘"
    page = box({"fields": {"tNumber": "B 12", "tCaption": "Uw\nnummer"}})
    assert "│ tCaption  Uw     │" in page
    assert "│           nummer │" in page
    assert "│ tNumber   B 12   │" in page


def test_each_thing_is_said_once_and_a_log_may_begin_late(tmp_path):
    log, said = tmp_path / "shown.jsonl", []
    shown = Shown(log, said.append)
    shown.look()
    with log.open("a", encoding="utf-8") as file:
        for text in ("one", "two"):
            file.write(json.dumps({"at": 1.0, "lines": [text]}) + "\n")
            file.flush()
            shown.look()
            shown.look()
    shown.close()
    assert [line.splitlines()[1] for line in said] == ["│one│", "│two│"]
