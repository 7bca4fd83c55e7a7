"""The report shows what display and lamps showed, along the conversation."""

import json

from kiosk.report import beside, picture

DEVICES = {"pole": "pole-display", "lights": "lights-and-buttons"}
GREEN = {"red": 0, "green": 9, "blue": 0, "effect": "steady"}


def run(folder):
    logs = {
        "pole/display.jsonl": [(11.0, "lines", ["Welkom!", ""]), (14.0, "lines", ["Uw <nummer>", "B 12"])],
        "lights/lamps.jsonl": [
            (11.0, "lamps", {}),
            (12.0, "lamps", {"1": GREEN}),
            (13.0, "lamps", {"1": GREEN}),
            (15.0, "lamps", {"0": GREEN, "1": GREEN}),
            (16.0, "lamps", {}),
        ],
    }
    for name, lines in logs.items():
        (folder / name).parent.mkdir()
        (folder / name).write_text("".join(json.dumps({"at": at, key: value}) + "\n" for at, key, value in lines))
    return folder


def test_display_and_lamps_have_lanes_with_what_they_told(tmp_path):
    bars = beside.bars(run(tmp_path), DEVICES, 20.0)
    assert [(bar.lane, bar.begin, bar.end, bar.label) for bar in bars] == [
        ("display", 11.0, 14.0, "Welkom!"),
        ("display", 14.0, 20.0, "Uw <nummer> / B 12"),
        ("lamps", 12.0, 15.0, "camera"),
        ("lamps", 15.0, 16.0, "microphone · camera"),
    ]
    drawn = picture.draw(bars, [], 10.0, 20.0)
    assert ">display<" in drawn
    assert ">lamps<" in drawn
    assert "Uw &lt;nummer&gt; / B 12" in drawn


def test_each_page_is_drawn_with_its_time(tmp_path):
    strip = beside.strip(beside.displayed(run(tmp_path), DEVICES), 10.0)
    assert "<pre>Uw &lt;nummer&gt;\nB 12</pre><figcaption>4.0 s" in strip


def test_without_such_devices_there_is_no_lane(tmp_path):
    assert beside.bars(tmp_path, {}, 20.0) == []
    assert beside.strip([], 10.0) == ""
    assert ">display<" not in picture.draw([], [], 10.0, 20.0)
