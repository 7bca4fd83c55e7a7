"""A call from end to end over real processes: nothing flows before consent, and all of it ends with whatever ends."""

from __future__ import annotations

import os
import signal
import time

import numpy as np
import pytest
from call_ends import settled

from kiosk.bench.call_parts import World, wait
from kiosk.channels.call_signalling import CallState, End, Mute, Offer, Peer
from kiosk.events import CallConnected, CameraShared, MicrophoneShared


@pytest.fixture(scope="module")
def one_world(tmp_path_factory):
    world = World(tmp_path_factory.mktemp("run"))
    yield world
    world.close()


@pytest.fixture
def world(one_world):
    yield one_world
    one_world.reset()


def sent(world):
    """What the colleague's engine got so far, in octets of payload: sound and picture."""
    time.sleep(0.15)
    figures = world.colleague.engine.statistics()
    return figures.got_audio.octets, figures.got_video.octets


def test_nothing_flows_before_consent_and_each_thing_only_with_its_own(world):
    world.begin()
    world.mode("whisper")
    time.sleep(0.3)
    assert not world.colleague.got(Offer), "in writing there is no connection at all"

    world.mode("voice")
    wait(lambda: world.of(CallConnected), "the call")
    wait(lambda: world.shopper.stretches, "the colleague's sound")
    assert sent(world) == (0, 0), "who only listens sends nothing"
    assert world.shopper.microphone.octets == 0
    assert not world.of(MicrophoneShared)

    world.mode("voice", microphone=True)
    wait(lambda: any(np.abs(each.pcm).max() > 2000 for each in world.colleague.sounds), "the shopper's voice")
    assert world.of(MicrophoneShared) == [MicrophoneShared(True)]
    assert sent(world)[1] == 0
    assert not world.of(CameraShared)
    assert world.colleague.got(Mute)[-1].camera

    world.mode("video", camera=True, microphone=True)
    wait(lambda: world.colleague.pictures, "the shopper's picture")
    wait(lambda: world.shopper.pictures, "the colleague's picture")
    assert world.of(CameraShared) == [CameraShared(True)]

    world.mode("video", microphone=True)
    wait(lambda: world.of(CameraShared)[-1] == CameraShared(False), "the lamp")
    dark = settled(lambda: sent(world)[1])
    time.sleep(0.3)
    assert sent(world)[1] == dark, "not a packet of the camera after it was shut"
    assert world.colleague.got(Mute)[-1].camera

    world.mode("none")
    wait(lambda: world.of(MicrophoneShared)[-1] == MicrophoneShared(False), "the lamp")
    wait(lambda: world.shopper.stage.picture() is None, "the end of the picture")
    wait(lambda: world.colleague.got(CallState)[-1].state == "ended", "the end of the call")


def test_a_part_that_is_killed_in_a_call_comes_back_with_a_new_epoch(world):
    world.begin()
    world.mode("video", camera=True, microphone=True)
    wait(lambda: world.colleague.pictures, "the picture")
    old, first = world.part.pid, world.colleague.got(Offer)[-1].epoch
    os.kill(old, signal.SIGKILL)
    wait(lambda: world.part.pid not in {old, None} and world.part.ready, "the new part")
    seen = world.colleague.pictures
    world.begin()
    world.mode("video", camera=True, microphone=True)
    wait(lambda: world.colleague.pictures > seen + 3, "the picture again")
    assert world.colleague.got(Offer)[-1].epoch > first
    assert world.of(CameraShared)[-1] == CameraShared(True)


def test_a_page_that_is_loaded_anew_is_offered_a_new_connection(world):
    world.begin()
    world.mode("voice", microphone=True)
    wait(lambda: world.shopper.stretches, "the colleague's sound")
    first = world.colleague.got(Offer)[-1].epoch
    world.colleague.desk.send(Peer(ticket=1, present=True))
    time.sleep(0.3)
    assert world.colleague.got(Offer)[-1].epoch == first, "only its line to the desk was lost: the call goes on"
    world.colleague.reload()
    time.sleep(0.4)
    world.colleague.desk.send(Peer(ticket=1, present=True))
    heard = world.shopper.stretches
    wait(lambda: world.shopper.stretches > heard + 10, "the colleague's sound again")
    second = world.colleague.got(Offer)[-1].epoch
    assert second > first
    world.colleague.desk.send(CallState(ticket=1, epoch=0, state="lost"))
    wait(lambda: world.colleague.got(Offer)[-1].epoch > second, "an offer to a page that says it has nothing")


def test_one_call_after_the_other_and_the_memory_stays(world):
    after = []
    for case in range(1, 5):
        heard = world.shopper.stretches
        world.begin(case)
        world.mode("voice", microphone=True, case=case)
        wait(lambda heard=heard: world.shopper.stretches > heard + 3, f"call {case}")
        world.colleague.desk.send(End(ticket=1))
        wait(lambda: world.colleague.got(CallState)[-1].state == "ended", "the end")
        after.append(world.memory_mb())
    assert min(after[-2:]) - after[0] < 16, f"{after} MB; a busy machine keeps more of a call at a time"
    assert len({each.epoch for each in world.colleague.got(Offer)}) == 4
