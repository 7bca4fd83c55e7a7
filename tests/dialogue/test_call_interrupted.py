"""A call whose part dies is made anew by the same consent; the lamps tell what really goes out."""

from dataclasses import replace

from dialogue.world import PARTS, phrases

from kiosk import commands as c
from kiosk import events as e
from kiosk.dialogue.step import begin, step

LANGS = ("en", "nl")


class Talk:
    """A shopper in a video call with Sanne."""

    def __init__(self):
        self.state, self.done = begin(), []
        words = {lang: phrases()[lang] for lang in LANGS}
        parts = (*PARTS, "desk", "call")
        self.tell(e.Started(1, "en", LANGS, e.Policy(), words, parts))
        for part in parts:
            self.tell(e.PartReady(part, ""))
        self.tell(e.HumanPressed(), e.HumanJoined(1, "Sanne", "video"), e.ChoicePressed("consent-video"))

    def tell(self, *events):
        self.done = []
        for event in events:
            self.state, commands = step(self.state, event)
            self.done += commands
        return self.done

    def of(self, kind):
        return [each for each in self.done if isinstance(each, kind)]


def test_a_part_that_is_killed_is_told_again_what_was_agreed():
    talk = Talk()
    agreed = c.CallMode(1, "video", camera=True, microphone=True, lang="en")
    assert agreed in talk.done
    talk.tell(e.CallConnected(1), e.MicrophoneShared(True), e.CameraShared(True))
    scene = talk.of(c.Show)[-1].scene
    assert (scene.sends_sound, scene.sends_picture) == (True, True)

    talk.tell(e.PartFailed("call", "part.died", "signal 9"))
    scene = talk.of(c.Show)[-1].scene
    assert (scene.sends_sound, scene.sends_picture, scene.mode) == (False, False, "in-call")
    assert not talk.of(c.CallMode), "the others keep their channels open: the call comes back"
    assert agreed in talk.tell(e.PartReady("call", "aiortc"))


def test_one_that_does_not_come_back_ends_the_call_in_writing():
    talk = Talk()
    talk.tell(e.CallConnected(1), e.PartFailed("call", "part.died", "signal 9"))
    timer = talk.of(c.Remind)[-1]
    assert timer.timer == "call"
    assert c.CallMode(1, "whisper") in talk.tell(e.Elapsed("call", timer.token))


def test_one_that_cannot_call_at_all_ends_it_at_once():
    talk = Talk()
    talk.tell(e.CallConnected(1))
    assert c.CallMode(1, "whisper") in talk.tell(e.PartFailed("call", "part.given-up", "it failed too often"))
    assert replace(talk.of(c.CallMode)[-1], case=0) == c.CallMode(0, "whisper")
