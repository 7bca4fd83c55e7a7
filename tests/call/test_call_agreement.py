"""When there is a call, what may flow in it, when it is given up, and what the lamps show. Without a clock."""

from __future__ import annotations

import pytest

from kiosk.call.agreement import Agreement, Wanted
from kiosk.call.inlets import OUT_S, Light
from kiosk.call.progress import Progress
from kiosk.channels.call_signalling import Begin
from kiosk.commands import CallMode

BEGUN = Begin(ticket=7, case=2, colleague="Sanne")


@pytest.mark.parametrize(
    ("begun", "mode"),
    [
        (None, CallMode(2, "video", camera=True, microphone=True)),
        (BEGUN, None),
        (BEGUN, CallMode(1, "video", camera=True, microphone=True)),
        (BEGUN, CallMode(2, "whisper", camera=True, microphone=True)),
        (BEGUN, CallMode(2, "none", camera=True, microphone=True)),
    ],
    ids=["no colleague", "no word of the dialogue", "another case", "in writing", "over"],
)
def test_no_connection_unless_both_want_it(begun, mode):
    assert Agreement(begun, mode).wanted() is None


def test_only_what_is_named_flows_and_no_camera_in_a_voice_call():
    agreed = Agreement().begin(BEGUN).allow(CallMode(2, "voice", camera=True, microphone=True))
    assert agreed.wanted() == Wanted(7, 2, "Sanne", camera=False, microphone=True)
    assert agreed.allow(CallMode(2, "video", camera=True)).wanted() == Wanted(7, 2, "Sanne", True, False)
    assert agreed.end(8).wanted() is not None
    assert agreed.end(7).wanted() is None


def test_a_call_is_told_once_and_given_up_once_for_each_time_it_is_without():
    progress = Progress(15.0)
    progress.begin(0.0)
    assert not progress.given_up(14.9)
    assert progress.connected("connected", 15.0)
    assert not progress.connected("connected", 16.0)
    assert not progress.given_up(100.0)
    progress.connected("lost", 100.0)
    progress.connected("connecting", 110.0)
    progress.connected("lost", 112.0)
    assert progress.given_up(115.0)
    assert not progress.given_up(200.0)
    assert progress.connected("connected", 201.0), "it came back after all"
    progress.end()
    assert not progress.given_up(999.0)


def test_a_lamp_is_on_before_the_first_piece_and_off_with_the_last():
    told = []
    light = Light(told.append)
    light.look(0.0, shut=True)
    light.flows(1.0)
    light.flows(1.02)
    light.look(1.02 + OUT_S / 2, shut=False)
    assert told == [True]
    light.look(1.03 + OUT_S, shut=False)
    assert told == [True, False], "a microphone that was pulled shares nothing"
    light.flows(9.0)
    light.look(9.0, shut=True)
    assert told == [True, False, True, False]
