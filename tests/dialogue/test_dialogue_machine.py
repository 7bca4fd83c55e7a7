"""Whatever happens, in whatever order: what must always hold holds. The checks are in `world.py`."""

from __future__ import annotations

import math
from typing import get_args

import pytest
from dialogue.world import LANGS, PARTS, World, phrases
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from kiosk import commands as c
from kiosk import events as e
from kiosk.access import SIZES, Access
from kiosk.dialogue.barge_in import BargeIn
from kiosk.dialogue.consent import Consent
from kiosk.dialogue.resort import Resort
from kiosk.dialogue.sentence import Kind
from kiosk.dialogue.service import JOINED, TALKING, WAITING
from kiosk.dialogue.step import begin, step
from kiosk.dialogue.turn import Turn
from kiosk.timeline import Timeline
from kiosk.volume import LOUDEST

TEXTS = (
    *(
        "where is the milk",
        "milk please",
        "do you have bread",
        "how old is the moon",
        "milk and milk",
        "a human please",
    ),
    *("urgent", "stop", "repeat that", "goodbye", "thanks", "another language", " "),
    *("yes", "no", "right", "sound only", "text only", "call me back", "zero six one two three four", "never mind"),
)
OVERHEARD = ("", "mhm", "okay", "stop", "wait a moment", "do you have bread", "and the milk", "yes", "no", "zero six")
small = st.integers(0, 6)
accesses = st.builds(Access, st.sampled_from(SIZES), st.booleans(), st.booleans(), st.booleans())
texts = st.sampled_from((*TEXTS, "", "{text} {", "우유 어디 있어요"))
langs = st.sampled_from((*LANGS, "xx", ""))


def replies(intents, bands):
    return st.builds(
        e.Reply,
        st.sampled_from(intents),
        st.sampled_from(bands),
        st.floats(0, 1),
        langs,
        text=texts,
        caption=texts,
        cards=st.lists(st.builds(e.Card, texts, texts, price=texts, text=texts), max_size=2).map(tuple),
        choices=st.lists(st.builds(e.Choice, texts, texts, texts), max_size=2).map(tuple),
    )


any_reply = replies(get_args(e.Intent), get_args(e.Band))
IDS = (
    *("cancel-human", "human", "consent-video", "consent-voice", "consent-text", "call-microphone", "call-camera"),
    *("resort-call-back", "resort-message", "resort-page", "resort-phone", "resort-yes", "resort-no", "resort-back"),
)
PRESSES = (e.ScreenTouched(), e.StopPressed(), *map(e.ChoicePressed, IDS))
timers = st.sampled_from(
    ("gone", "filler", "answer", "silence", "close", "reading", "desk", "barge-in", "call", "resort", "unknown")
)
parts = st.sampled_from((*PARTS, "desk", "shop", "unknown"))
policies = st.builds(e.Policy, volume=st.integers(-1, LOUDEST + 1))
sentences = st.sampled_from(({}, phrases()))
commands = st.sampled_from(tuple(kind.__name__ for kind in get_args(c.Command)))
floats = st.floats()
readings = st.lists(st.builds(e.Reading, langs, texts), max_size=2).map(tuple)
codes = st.sampled_from(({}, {"balie:q:": {"en": "{rest}"}, "card:": {"xx": "milk"}, "x": {}}))
EVENTS = st.one_of(
    st.builds(e.Started, small, langs, st.just(LANGS), policies, sentences, st.just(()), codes),
    st.builds(e.ConfigurationRefused, texts, texts),
    st.builds(e.Reconfigured, langs, st.lists(langs).map(tuple), policies, sentences, codes),
    st.builds(e.PartReady, parts, simulated=st.booleans()),
    st.builds(e.PartFailed, parts, texts, texts),
    st.builds(e.SourceEnded, parts),
    st.builds(e.Elapsed, timers, st.integers(0, 60)),
    st.builds(e.Failed, commands, small, texts),
    st.builds(e.ShopperNoticed, small, floats),
    st.builds(e.ShopperApproaching, small, floats, st.sampled_from(get_args(e.EyeLine)), small),
    st.builds(e.ShopperEngaged, small, floats, st.sampled_from(get_args(e.EyeLine)), small),
    st.builds(e.ShopperLeaving, small, floats),
    st.builds(e.ShopperLeft, small),
    st.builds(e.FaceMoved, small, st.floats(allow_nan=False), st.floats(allow_nan=False), st.floats(allow_nan=False)),
    st.just(e.MicrophoneOpened()),
    st.just(e.MicrophoneClosed()),
    st.builds(e.VoiceStarted, small, floats),
    st.builds(e.Partial, small, texts, langs),
    st.builds(e.Heard, small, texts, langs, floats, st.lists(texts, max_size=2).map(tuple), floats, readings),
    st.builds(e.EarsReady, st.lists(langs, max_size=3).map(tuple), st.booleans()),
    st.builds(e.RoomNoise, floats),
    st.builds(e.VoiceLasting, small, floats),
    st.builds(e.HeardNothing, small, texts),
    st.just(e.ScreenTouched()),
    st.just(e.HumanPressed()),
    st.builds(e.LanguagePressed, langs),
    st.builds(e.ChoicePressed, st.sampled_from((*IDS, "white", ""))),
    st.builds(e.QuestionTyped, texts),
    st.just(e.StopPressed()),
    st.just(e.RepeatPressed()),
    st.builds(e.AccessPressed, accesses),
    st.builds(e.VolumePressed, st.sampled_from(get_args(e.VolumeChange))),
    st.builds(e.CodeShown, st.sampled_from(("", "balie:q:milk please", "balie:q:", "card:1"))),
    st.just(e.CameraOpened()),
    st.just(e.CameraClosed()),
    st.builds(e.Candidates, small, st.just((e.Card("a", "A"),)), st.booleans()),
    st.builds(e.Answered, small, any_reply, floats),
    st.builds(e.SpeechStarted, small, floats, st.just(Timeline("", "en", "test", 16000, 0))),
    st.builds(e.SpeechEnded, small, st.booleans(), small),
    st.just(e.BodyStopped()),
    st.just(e.BodyCleared()),
    st.builds(e.StoreHours, st.none() | st.booleans()),
    st.builds(e.HumanQueued, small, small, st.none() | floats),
    st.builds(e.HumanJoined, small, texts, st.sampled_from(get_args(e.Presence))),
    st.builds(e.HumanLeft, small, st.sampled_from(("handed-back", "hung-up", "dropped", "transferred"))),
    st.builds(e.HumanUnavailable, small, texts, st.sampled_from(("", "09:00")), st.integers(0, 6), texts),
    st.builds(e.HumanWhispered, small, texts, langs),
    st.builds(e.HumanTyped, small, small, texts, st.booleans()),
    st.builds(e.HumanSaid, small, texts, langs),
    st.builds(e.HumanPushed, small, st.just((e.Card("a", "A", code="x"),)), texts, texts),
    st.builds(e.HumanHeld, small, st.booleans()),
    st.builds(e.HumanWanted, small, st.sampled_from(get_args(e.Presence))),
    st.builds(e.DeskLine, st.booleans()),
    st.builds(e.DeskKept, small, st.sampled_from(("call-back", "message", "page"))),
    st.builds(e.FloorAnswered, small, texts),
    st.builds(e.CallConnected, small),
    st.builds(e.CallLost, small, texts),
    st.builds(e.Typing, texts),
    st.builds(e.NumberTyped, st.sampled_from(("", "12", "0612345678", "+32 9 265 00 00", "x"))),
)


class Shop(RuleBasedStateMachine):
    """Shoppers, colleagues and failures, in any order and at any moment."""

    duplex = False

    def __init__(self) -> None:
        super().__init__()
        self.world = World(parts=(*PARTS, "desk"), duplex=self.duplex)

    @rule(seconds=st.sampled_from((0.05, 0.3, 0.7, 1.9, 4.0, 9.0, 30.0, 120.0)))
    def wait(self, seconds):
        self.world.wait(seconds)

    @rule(low=st.booleans())
    def come(self, low):
        line = "low" if low else "standard"
        self.world.post(e.ShopperNoticed(1, 4.0))
        self.world.post(e.ShopperApproaching(1, 3.0, line))
        self.world.post(e.FaceMoved(1, 3.0, 1.0, 2.5))
        self.world.post(e.ShopperEngaged(1, 1.5, line))

    @rule(politely=st.booleans())
    def go(self, politely):
        if politely:
            self.world.post(e.ShopperLeaving(1, 1.8))
            self.world.wait(0.5)
        self.world.post(e.ShopperLeft(1))

    @precondition(lambda self: self.world.state.microphone)
    @rule(text=st.sampled_from(TEXTS))
    def speak(self, text):
        self.world.post(e.VoiceStarted(1, self.world.now))
        self.world.post(e.Partial(1, text[: len(text) // 2], "en"))
        self.world.post(e.Partial(1, text, "en"))
        self.world.wait(0.3)
        self.world.post(e.Heard(1, text, "en", 0.8))

    @rule(duplex=st.booleans(), langs=st.sampled_from((LANGS, ("en", "nl"), ("nl",), ())))
    def learn_what_the_ears_can(self, duplex, langs):
        self.world.hears(duplex=duplex, langs=langs)

    @precondition(lambda self: self.world.state.microphone)
    @rule(
        parts=st.lists(st.sampled_from(OVERHEARD), max_size=2),
        lasts=st.booleans(),
        ends=st.sampled_from((True, True, False)),
        seconds=st.sampled_from((0.05, 0.6, 2.5)),
    )
    def speak_at_any_time(self, parts, lasts, ends, seconds):
        world, spoken = self.world, ""
        world.begin_voice()
        for part in parts:
            world.wait(seconds)
            spoken = f"{spoken} {part}".strip()
            self._says(spoken)
        if lasts:
            world.lasts()
        world.wait(seconds)
        if ends:
            world.end_voice(spoken, readings=(e.Reading("nl", f"nl {spoken}"),))

    def _says(self, spoken):
        """A stop is obeyed in one step."""
        world = self.world
        disturbed = world.state.duplex and (world.state.speech or world.state.waits)
        world.words(spoken)
        stops = disturbed and spoken == "stop" and "en" in world.state.facts.langs
        if stops and world.state.voice is not None and world.state.voice.over:
            assert world.state.speech is world.state.interruption is None
            assert not world.sounding

    @rule(text=st.sampled_from(TEXTS))
    def type(self, text):
        self.world.post(e.QuestionTyped(text))

    @rule(text=st.sampled_from(("", "balie:q:milk please")))
    def show_a_code(self, text):
        self.world.post(e.CodeShown(text))

    @rule(press=st.sampled_from(PRESSES))
    def press(self, press):
        self.world.post(press)

    @rule()
    def press_human(self):
        self.world.post(e.HumanPressed())

    @rule(access=accesses)
    def suit(self, access):
        self.world.post(e.AccessPressed(access))

    @rule(change=st.sampled_from(get_args(e.VolumeChange)))
    def set_volume(self, change):
        self.world.post(e.VolumePressed(change))

    @rule()
    def press_again(self):
        self.world.post(e.RepeatPressed())

    @rule()
    def ask_by_ear(self):
        self.world.answers = "fast"
        self.world.start("answers")
        self.world.post(e.AccessPressed(Access(audio_first=True)))
        self.world.post(e.QuestionTyped("where is the milk"))
        self.world.wait(1.0)

    @rule(lang=langs)
    def press_language(self, lang):
        self.world.post(e.LanguagePressed(lang))

    @precondition(lambda self: self.world.state.scene.choices)
    @rule(data=st.data())
    def choose(self, data):
        choice = data.draw(st.sampled_from(self.world.state.scene.choices))
        self.world.post(e.ChoicePressed(choice.id))

    @rule(mode=st.sampled_from(("fast", "slow", "never", "fails")))
    def answers(self, mode):
        self.world.answers = mode

    @rule(mode=st.sampled_from(("absent", "unavailable", "silent", "queue", "whisper", "voice", "video")))
    def desk(self, mode):
        self.world.desk = mode

    @rule(consents=st.booleans(), keeps=st.booleans())
    def consent(self, consents, keeps):
        self.world.consents, self.world.keeps = consents, keeps

    @precondition(lambda self: self.world.state.service in JOINED)
    @rule(mode=st.sampled_from(get_args(e.Presence)))
    def colleague_wants(self, mode):
        self.world.post(e.HumanWanted(self.world.state.case, mode))

    @precondition(lambda self: self.world.state.service in JOINED)
    @rule(text=st.sampled_from(("the milk is sold out", "one moment ^wave")), typed=st.booleans(), on=st.booleans())
    def colleague_talks(self, text, typed, on):
        case = self.world.state.case
        self.world.post(e.HumanTyped(case, 1, text) if typed else e.HumanWhispered(case, text, "en"))
        self.world.post(e.HumanHeld(case, on))

    @precondition(lambda self: self.world.state.service in JOINED)
    @rule()
    def call_breaks(self):
        self.world.post(e.CallLost(self.world.state.case, "no way through"))

    @rule(up=st.booleans())
    def desk_line(self, up):
        self.world.post(e.DeskLine(up))

    @rule(number=st.sampled_from(("", "12", "0612345678")))
    def type_a_number(self, number):
        self.world.post(e.NumberTyped(number))

    @rule(name=st.sampled_from(("", "Sanne")))
    def floor_answers(self, name):
        self.world.post(e.FloorAnswered(self.world.state.case, name))

    @rule(mode=st.sampled_from(("fine", "silent", "late", "endless", "cut")))
    def voice(self, mode):
        self.world.voice = mode

    @precondition(lambda self: self.world.state.service in JOINED)
    @rule(reason=st.sampled_from(("handed-back", "dropped", "transferred", "hung-up")))
    def colleague_leaves(self, reason):
        self.world.post(e.HumanLeft(self.world.state.case, reason))

    @rule(part=st.sampled_from((*PARTS, "desk")))
    def kill(self, part):
        self.world.kill(part)

    @rule(part=st.sampled_from((*PARTS, "desk")), simulated=st.booleans())
    def revive(self, part, simulated):
        self.world.start(part, simulated=simulated)

    @rule()
    def break_a_file(self):
        self.world.post(e.ConfigurationRefused("kiosk.toml", "line 3"))

    @rule(offered=st.lists(st.sampled_from(LANGS), min_size=1, unique=True))
    def mend_the_files(self, offered):
        self.world.reconfigure(*offered)

    @invariant()
    def a_person_is_one_press_away(self):
        state, commands = step(self.world.state, e.HumanPressed())
        asked = any(isinstance(command, c.AskHuman) for command in commands)
        assert asked or self.world.state.service in WAITING | JOINED
        assert state.session is not None

    @invariant()
    def nobody_is_left_without_a_way_on(self):
        """Who waits can take it back, who talks can end it, and no question of the ladder lacks its buttons."""
        state = self.world.state
        offered = {choice.id for choice in state.scene.choices} if state.scene else set()
        assert state.service not in WAITING | JOINED or "cancel-human" in offered
        assert state.resort in {Resort.NONE, Resort.SENDING} or any(each.startswith("resort-") for each in offered)
        assert state.resort is not Resort.SENDING or "resort" in state.timers
        assert (state.consent is not Consent.NONE) == ("consent-text" in offered)

    @invariant()
    def a_talk_with_a_colleague_goes_on_or_ends(self):
        """What holds the colleague's sound, or waits for words to be said, is over by itself; so is a talk unseen."""
        state, there = self.world.state, self.world.state.colleague
        assert state.service not in JOINED or state.session.seen or "close" in state.timers
        said = bool(state.speech or state.queue or state.waits)
        assert there is None or not there.agreed or said, "a call that was agreed to does not begin"
        asked = there is not None and there.asks
        assert not asked or (state.service in TALKING and (said or state.timers.keys() & {"silence", "close"}))
        assert state.service not in TALKING or self.world.gate.heard != asked

    @invariant()
    def a_turn_that_is_not_the_shoppers_has_something_that_ends_it(self):
        """Who thinks has a question, who speaks a sentence: else the ears would stay closed for ever."""
        state = self.world.state
        idle = state.turn in {Turn.LISTENING, Turn.QUIET}
        assert idle or state.query or state.speech or state.waits, f"{state.turn} for nothing"
        assert state.turn is not Turn.QUIET or state.session is None or state.service in TALKING or state.speech

    @invariant()
    def a_step_louder_or_softer_is_no_silence(self):
        state = self.world.state
        assert 1 <= state.volume <= LOUDEST
        assert state.scene is None or (state.scene.volume == 0) == state.muted

    @invariant()
    def timers_are_few(self):
        assert len(self.world.state.timers) <= 9

    @invariant()
    def a_sentence_that_was_broken_off_is_not_lost(self):
        """If nothing more is heard it goes on, unless it only bridged a wait or had come to its end."""
        state = self.world.state
        it = state.interruption
        if it is None or it.stage is not BargeIn.BROKEN or it.speech is None:
            return
        after, commands = step(state, e.Elapsed("barge-in", state.timers["barge-in"]))
        assert after.interruption is None
        if not it.over and it.speech.line.kind is not Kind.FILLER:
            assert after.speech is not None
            assert after.speech.line == it.speech.line
            assert [say.from_word for say in commands if isinstance(say, c.Say)] in ([], [it.word])

    def teardown(self):
        """The shopper goes, and the kiosk comes to rest: nothing is left open, and the ledger replays."""
        world = self.world
        world.voice, world.answers, world.desk = "fine", "fast", "absent"
        world.wait(15.0)
        if world.state.service in JOINED:
            world.post(e.HumanLeft(world.state.case, "handed-back"))
        world.post(e.ShopperLeft(1))
        world.wait(120.0)
        before = len(world.found(c.Remind))
        world.wait(600.0)
        assert world.state.session is None, "a session that nobody is in stays open"
        assert world.cases.keys() == world.outcomes.keys(), "an ask without an outcome"
        assert len(world.found(c.Remind)) == before, "timers go on with nobody there"
        assert not world.state.microphone
        assert (world.state.access, world.state.muted) == (Access(), False), "kept for the next shopper"
        assert world.replays()


class DuplexShop(Shop):
    """The same with ears that hear while the kiosk speaks."""

    duplex = True


class CalledShop(DuplexShop):
    """The same, from a call on."""

    def __init__(self) -> None:
        super().__init__()
        world = self.world
        world.desk, world.consents = "silent", False
        self.come(low=False)
        world.post(e.HumanPressed())
        world.post(e.HumanJoined(world.state.case, "Sanne", "voice"))
        world.post(e.ChoicePressed("consent-voice"))
        world.wait(1.0)
        assert world.state.in_call


@pytest.mark.parametrize(("shop", "examples"), [(Shop, 45), (DuplexShop, 65), (CalledShop, 20)])
def test_any_order_of_events_keeps_the_promises(shop, examples):
    run_state_machine_as_test(
        shop,
        settings=settings(
            max_examples=examples,
            stateful_step_count=40,
            deadline=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        ),
    )


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(EVENTS, max_size=60), st.booleans(), sentences)
def test_no_event_in_any_state_raises(events, begun, spoken):
    first = (e.Started(1, "nl", ("nl",), e.Policy(), spoken, PARTS),) if begun else ()
    ready = tuple(e.PartReady(part) for part in PARTS)
    state = begin()
    outcomes, asked = [], []
    for event in (*first, *ready, *events):
        again = step(state, event)
        state, commands = step(state, event)
        assert repr(again) == repr((state, commands)), "the same step came out differently"
        asked += [command.case for command in commands if isinstance(command, c.AskHuman)]
        outcomes += [command.case for command in commands if isinstance(command, c.CloseCase)]
        for command in commands:
            assert not isinstance(command, c.Say) or (command.text.strip() and command.caption.strip())
            assert not isinstance(command, c.SetVolume) or 0 <= command.level <= LOUDEST
            assert not isinstance(command, c.Remind) or (math.isfinite(command.after_s) and command.after_s > 0)
    still_open = {state.case} if state.service in WAITING else set()
    assert len(set(outcomes)) == len(outcomes)
    assert set(asked) == set(outcomes) | still_open


@settings(max_examples=100, deadline=None)
@given(any_reply | replies(("question",), ("answer", "ask")), accesses, sentences)
def test_any_reply_can_be_told_in_every_way(reply, access, spoken):
    state, asked = begin(), []
    begun = e.Started(1, "nl", ("nl",), e.Policy(), spoken, PARTS)
    for event in (begun, *map(e.PartReady, PARTS), e.AccessPressed(access), e.QuestionTyped("melk")):
        state, commands = step(state, event)
        asked += [command.query for command in commands if isinstance(command, c.Answer)]
    state, commands = step(state, e.Answered(asked[-1], reply, 5.0))
    assert state.query is None
    assert any(isinstance(command, c.Show | c.Say | c.StopSpeaking | c.CloseSession) for command in commands)
