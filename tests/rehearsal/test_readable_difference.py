"""A rehearsal that fails is read as a script, with what was missed at its place, why, and what to change."""

import re

from rehearsal_support import play

from kiosk.rehearsal.show import WIDTH, lines, script

TALK = """
title = "t"
lang = "en"
[circumstances]
desk = "joins"
[[turn]]
comes = true
[[turn]]
says = "where is the silk"
heard = "where is the milk"
entry = "parking"
reply_has = "garage"
[[turn]]
presses = "human"
outcome = "joined"
speaker = "ai"
[[turn]]
colleague = "hands back"
[[turn]]
leaves = true
"""
SCRIPT = """\
shopper » (comes)
kiosk    “Hello, welcome! I am a digital assistant, not a person. What can I help you with?”
shopper » where is the silk
event    (heard: where is the milk)
kiosk    “You'll find semi-skimmed milk in aisle 4. The price is 1.29 euros, and we have 23 left.”
missed ✗ must be: entry = parking
missed   came: the entry product, NN% sure
hint   → Nearest to “where is the milk” are product NN% (“where is the milk”); …
hint   → From NN% on it answers, from NN% on it asks which, below it does not know.
hint   → It is a phrasing of product in knowledge/en.toml: move it to parking, or correct this line.
missed ✗ must be: reply_has = garage
missed   came: no “garage”; the kiosk said “You'll find semi-skimmed milk in aisle 4. The price is 1.29 euros, and we have 23 left.”
hint   → The reply of the entry product is looked up in products.csv, and prices and stock from the back end: change it there, or this line.
shopper » (presses human)
event  · a person is asked for (pressed)
kiosk    “I'm calling a colleague for you.”
event  · Sanne joins (video)
event  · outcome of the ask: joined
kiosk    with a colleague: “Sanne would like to see and hear you. May camera and microphone be on? Say yes, sound only, or text only.”
event  · the voice falls silent
kiosk    the colleague: “Connecting you with Sanne …” (on the screen)
kiosk    the colleague: “Sanne is here and can hear you.” (on the screen)
missed ✗ must be: speaker = ai
missed   came: human
shopper » (the colleague hands back)
event  · the colleague has gone (handed-back)
kiosk    “I'm back, the digital assistant. Is there anything else?”
shopper » (leaves)
kiosk    “Goodbye, see you next time!”
event  · the voice falls silent
event  · the visit is over, and forgotten"""  # noqa: E501


def test_the_talk_as_a_script(tmp_path):
    rows = [f"{row.tone:<6} {row.sign:<1} {row.text}" for row in script(play(TALK, tmp_path))]
    text = re.sub(r"\d+%", "NN%", "\n".join(rows))
    assert re.sub(r"(Nearest .*?\);) .*", r"\1 …", text) == SCRIPT


def test_its_lines_have_a_time_and_fit_a_terminal(tmp_path):
    found = [line for _, line in lines(play(TALK, tmp_path))]
    assert max(map(len, found)) <= WIDTH
    timed = [line for line in found if re.match(r" +\d+:\d\d\.\d ", line)]
    assert len(timed) == sum(row.at is not None for row in script(play(TALK, tmp_path)))


def test_a_wording_that_no_entry_has_is_to_be_added(tmp_path):
    talk = TALK.replace('"where is the milk"', '"where can i find sturdy milkshakes"')
    hints = [row.text for row in script(play(talk, tmp_path)) if row.tone == "hint"]
    assert any("Add “where can i find sturdy milkshakes” to the phrasings of parking" in hint for hint in hints)


def test_a_hint_is_given_once_a_turn(tmp_path):
    hints = [row.text for row in script(play(TALK, tmp_path)) if row.tone == "hint"]
    assert len(hints) == len(set(hints))


def test_an_entry_that_is_sure_is_not_robbed_of_its_question(tmp_path):
    talk = TALK.replace('"where is the milk"', '"hello where is the milk please"')
    hints = [row.text for row in script(play(talk, tmp_path)) if row.tone == "hint"]
    assert "If product is right, correct this line; if not, its phrasing in knowledge/en.toml is too general." in hints


ALONE = """
title = "t"
lang = "en"
[circumstances]
camera = false
barge_in = false
[[turn]]
comes = true
sentence = "greeting"
[[turn]]
presses = "screen"
[[turn]]
presses = "human"
reply_has = "in a minute"
outcome = "joined"
[[turn]]
says = "where are the toilets ... please"
reply_within_s = 0.5
"""


def test_what_is_missed_for_want_of_a_visit_a_colleague_or_patience(tmp_path):
    told = [row.text for row in script(play(ALONE, tmp_path)) if row.tone in ("missed", "hint")]
    assert any('presses = "screen" begins one' in text for text in told)
    assert any("own sentences were said (nobody_there)" in text for text in told)
    assert any("[circumstances]: desk = absent" in text for text in told)
    assert "came: it came before the shopper's last word; after that nothing did" in told
