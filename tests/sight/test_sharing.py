"""A shopper's picture leaves sight in a video call that the shopper agreed to, and at no other time."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.channels.call_picture import CAMERA, CallFeed
from kiosk.commands import CallMode
from kiosk.sight import sharing
from kiosk.sight.sharing import Sharing

SEEN = CallMode(1, "video", camera=True, microphone=True)
BLUE = np.zeros((960, 1280, 3), np.uint8)
BLUE[..., 0] = 200


@pytest.fixture
def feed(tmp_path):
    feed = CallFeed(tmp_path, CAMERA)
    yield feed
    feed.close()


@pytest.mark.parametrize(
    "mode",
    [None, CallMode(1, "whisper"), CallMode(1, "voice", camera=True), CallMode(1, "video", microphone=True)],
    ids=["before any call", "in writing", "voice only", "camera off"],
)
def test_nothing_leaves_without_consent(feed, tmp_path, mode):
    shared = Sharing(tmp_path)
    if mode is not None:
        shared.obey(mode)
    shared.see(BLUE)
    assert feed.picture() is None


def test_a_picture_is_no_finer_than_a_call_needs_and_ends_with_the_consent(feed, tmp_path):
    shared = Sharing(tmp_path)
    shared.obey(SEEN)
    shared.see(BLUE)
    picture = feed.picture()
    assert picture.image.shape == (480, 640, 3)
    assert picture.image[5, 5].tolist() == [0, 0, 200], "RGB"
    shared.obey(CallMode(1, "video", microphone=True))
    assert feed.picture() is None
    shared.see(BLUE)
    assert feed.picture() is None


def test_a_part_that_comes_back_in_a_call_gets_pictures_again(tmp_path, monkeypatch):
    monkeypatch.setattr(sharing, "RETRY_S", 0.0)
    shared = Sharing(tmp_path)
    shared.obey(SEEN)
    shared.see(BLUE)
    for _ in range(2):
        feed = CallFeed(tmp_path, CAMERA)
        shared.see(BLUE)
        assert feed.picture().image is not None
        feed.close()
    shared.see(BLUE)
    shared.close()
