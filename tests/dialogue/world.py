"""A simulated world around the dialogue in virtual time: voice, ears, answers and desk that work, lag, or are dead.

It does what the executor and the parts do, in no time at all, and checks on every step what must always hold.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Literal, TypeVar, get_args

from kiosk import commands as c
from kiosk import events as e
from kiosk import turn_words
from kiosk.dialogue.barge_in import BargeIn
from kiosk.dialogue.interruption import BY_SENTENCES
from kiosk.dialogue.service import JOINED, TALKING, WAITING
from kiosk.dialogue.step import begin, step
from kiosk.dialogue.turn import Turn
from kiosk.phrases import load
from kiosk.ports import Message
from kiosk.runtime.ledger import LedgerRow
from kiosk.runtime.replay import replay
from kiosk.timeline import Timeline

LANGS = ("en", "nl", "fr", "de", "ko")
PARTS = ("stage", "voice", "hearing", "answers", "sight", "body", "call")
PHRASES = Path(__file__).parents[2] / "config" / "lang"
SOUND_CHARS_PER_S = 15.0
CODES = {"balie:q:": {"en": "{rest}", "nl": "{rest}"}, "shop:card:": {"en": "do you have milk for card holders"}}
WORDS_PER_S = 2.5
SAY_WITHIN_S = 1.2
QUIET_AT_MOST_S = 2.0
AGREES = {
    "consent-video": frozenset({"microphone", "camera"}),
    "consent-voice": frozenset({"microphone"}),
    "call-camera": frozenset({"microphone", "camera"}),
}
LEFT = {"RequestCallBack": "call-back", "LeaveMessage": "message", "PageFloor": "page"}

OF_PART = {
    "hearing": (e.MicrophoneOpened, e.MicrophoneClosed),
    "answers": (e.Answered, e.Candidates),
    "voice": (e.SpeechStarted, e.SpeechEnded),
    "desk": (e.HumanQueued, e.HumanUnstaffed, e.HumanJoined, e.HumanUnavailable, e.DeskKept, e.FloorAnswered),
    "call": (e.CallConnected,),
}
"""What a part that is killed takes with it."""

Kind = TypeVar("Kind", bound=Message)
AnswersMode = Literal["fast", "slow", "never", "fails"]
DeskMode = Literal["absent", "unavailable", "silent", "queue", "whisper", "voice", "video"]
VoiceMode = Literal["fine", "silent", "late", "endless", "cut"]


@cache
def phrases():
    sentences, turns = load(PHRASES, LANGS), turn_words.phrases(LANGS)
    return {lang: {**sentences[lang], **turns[lang]} for lang in LANGS}


def reply_to(answer: c.Answer) -> e.Reply:
    """What the simulated store knows: a question that holds a known word gets its reply."""
    text = answer.text.lower()
    for word in get_args(e.Intent):
        if word != "question" and word in text:
            return e.Reply(word, "none", 1.0, "nl" if word == "language" else answer.lang)
    if "milk" in text:
        card = e.Card("milk", "Milk", "aisle 4", "aisle-4", price="€ 1.29")
        told = f"The milk is in aisle 4, for {answer.text}."
        text = f"^point(aisle-4) {told}"
        return e.Reply("question", "answer", 0.9, answer.lang, "milk", text, told, (card,), place="aisle-4")
    if "bread" in text:
        choices = (
            e.Choice("white", "White bread", "white milk"),
            e.Choice("brown", "Brown bread", "brown bread"),
        )
        return e.Reply("question", "ask", 0.5, answer.lang, choices=choices)
    return e.Reply("question", "none", 0.1, answer.lang)


class World:
    """One kiosk and one shop; `rows` is its ledger, `said` all sentences, `state` the dialogue's."""

    def __init__(
        self,
        *,
        lang: str = "en",
        parts: Iterable[str] = PARTS,
        ready: bool = True,
        seed: int = 1,
        policy: e.Policy | None = None,
        reply: Callable[[c.Answer], e.Reply] = reply_to,
        duplex: bool = False,
    ) -> None:
        self.now, self._number, self._due = 0.0, 0, []
        self.state, self.rows = begin(), []
        self.parts = dict.fromkeys(parts, False)
        self.duplex = duplex
        self.ducked = self.began = 0
        self.ends_at = 0.0
        self.voices = 0
        self.reply = reply
        self.answers: AnswersMode = "fast"
        self.desk: DeskMode = "absent"
        self.consents = True
        self.keeps = True
        self.agreed = frozenset[str]()
        self.gate = c.CallMode(0, "none")
        self.voice: VoiceMode = "fine"
        self.no_model: set[str] = set()
        self.sounding = 0
        self.stopped: set[int] = set()
        self.stopping: set[int] = set()
        self.said: list[str] = []
        self.cases: Counter[int] = Counter()
        self.outcomes: dict[int, str] = {}
        self.session = 0
        self.sign_at = 0.0
        self.post(e.Started(seed, lang, LANGS, policy or e.Policy(), phrases(), tuple(parts), CODES))
        for part in self.parts if ready else ():
            self.start(part)

    # --- time -------------------------------------------------------------------------------------------------------

    def later(self, after_s: float, event: e.Event) -> None:
        self._number += 1
        heapq.heappush(self._due, (self.now + after_s, self._number, event))

    def wait(self, seconds: float) -> None:
        """Let virtual time pass."""
        until = self.now + seconds
        while self._due and self._due[0][0] <= until:
            self.now, _, event = heapq.heappop(self._due)
            self._deliver(event)
        self.now = until

    def _deliver(self, event: e.Event) -> None:
        match event:
            case e.SpeechEnded(utterance=number, completed=False) if number in self.stopping:
                self.stopping.discard(number)
            case e.SpeechStarted(utterance=number) | e.SpeechEnded(utterance=number) if number in self.stopped:
                return
            case e.SpeechStarted(utterance=number):
                assert not self.sounding, "two sentences sound at a time"
                self.sounding, self.began = number, event.at
            case e.SpeechEnded():
                self.sounding = self.ducked = 0
            case e.Failed(command="Say", id=number) if self.sounding == number or number in self.stopped:
                return
        self.post(event)

    # --- parts ------------------------------------------------------------------------------------------------------

    def start(self, part: str, *, simulated: bool = False) -> None:
        self.parts[part] = True
        self.post(e.PartReady(part, simulated=simulated))
        if part == "hearing" and self.duplex:
            self.hears(duplex=True)

    def hears(self, *, duplex: bool, langs: tuple[str, ...] = LANGS) -> tuple[c.Command, ...]:
        """The ears tell what they can do."""
        self.duplex = duplex
        return self.post(e.EarsReady(langs, duplex))

    def reconfigure(self, *langs: str) -> tuple[c.Command, ...]:
        """Files that are right were taken up, with these languages on offer, the first of them the kiosk's own."""
        return self.post(e.Reconfigured(langs[0], langs, self.state.policy, phrases(), CODES))

    def kill(self, part: str) -> None:
        self.parts[part] = False
        if part == "voice":
            self.stopped.update(range(self.state.utterances + 1))
            self.sounding = self.ducked = 0
        dead = OF_PART.get(part, ())
        self._due = [due for due in self._due if not isinstance(due[2], dead)]
        heapq.heapify(self._due)
        self.post(e.PartFailed(part, "part.died", "killed"))

    # --- one step ---------------------------------------------------------------------------------------------------

    def post(self, event: e.Event) -> tuple[c.Command, ...]:
        """An event at this moment; returns the commands that followed it."""
        before = self.state
        self._check_quiet()
        self._agree(event)
        self._write("event", event)
        self.state, commands = step(before, event)
        for command in commands:
            self._write("command", command)
        self._check_way_to_human(before, event, commands)
        for command in commands:
            self._check(command)
            self._do(command)
        self._check_state(before, commands)
        return commands

    def _agree(self, event: e.Event) -> None:
        """What the shopper agrees to, seen from outside: by a button that is on the screen, or by words."""
        offered = {choice.id for choice in self.state.scene.choices} if self.state.scene else set()
        match event:
            case e.ChoicePressed(choice=choice) if choice in offered:
                self.agreed |= AGREES.get(choice, frozenset())
            case e.Heard(text=text) if "consent-text" in offered and self.state.speech is None:
                self.agreed |= AGREES["consent-video"] if text in {"yes", "yes please", "with picture"} else frozenset()
                self.agreed |= AGREES["consent-voice"] if text == "sound only" else frozenset()

    def _write(self, kind: Literal["event", "command"], message: Message) -> None:
        self.rows.append(LedgerRow(len(self.rows), self.now, kind, "world", message))

    def _do(self, command: c.Command) -> None:
        match command:
            case c.Remind():
                self.later(command.after_s, e.Elapsed(command.timer, command.token))
            case c.Say():
                self._speak(command)
            case c.StopSpeaking(utterance=number):
                if self.sounding == number:
                    self.sounding = self.ducked = 0
                    self.stopping.add(number)
                    self.later(0.02, e.SpeechEnded(number, False, int((self.now - self.began) * WORDS_PER_S)))
                self.stopped.add(number)
            case c.Duck(utterance=number, down=down):
                assert not down or self.state.duplex, "half duplex, and the voice is lowered"
                assert not down or number == self.sounding, "a voice is lowered that is not heard"
                assert down or number == self.ducked, "a voice comes up that was not lowered"
                self.ducked = number if down else 0
            case c.Listen():
                self._listen(command)
            case c.StopListening():
                self.later(0.01, e.MicrophoneClosed())
            case c.Answer():
                self._answer(command)
            case c.AskHuman():
                self._ask_desk(command.case)
            case c.CallMode(case=case, mode="voice" | "video") if self.parts.get("call"):
                self.later(0.4, e.CallConnected(case))
            case c.RequestCallBack(case=case) | c.LeaveMessage(case=case) | c.PageFloor(case=case):
                self._keep(type(command).__name__, case)

    def _speak(self, say: c.Say) -> None:
        if not self.parts.get("voice"):
            self.later(0.0, e.Failed("Say", say.utterance, "voice.absent"))
            return
        seconds, skipped = len(say.caption) / SOUND_CHARS_PER_S, say.from_word / WORDS_PER_S
        rest = max(seconds - skipped, 0.1)
        begins = {"silent": None, "late": 1.5}.get(self.voice, 0.1)
        if begins is None or begins > SAY_WITHIN_S:
            self.later(SAY_WITHIN_S, e.Failed("Say", say.utterance, "part.late"))
        if begins is None:
            return
        timeline = Timeline(say.caption, say.lang, "world", 16000, int(16000 * seconds))
        started = e.SpeechStarted(say.utterance, self.now + begins - skipped, timeline, skipped * 1000)
        self.later(begins, started)
        if self.voice == "cut":
            self.later(begins + rest / 2, e.SpeechEnded(say.utterance, False))
        elif self.voice != "endless":
            self.later(begins + rest, e.SpeechEnded(say.utterance, True))

    def _listen(self, listen: c.Listen) -> None:
        if not self.parts.get("hearing"):
            self.later(0.0, e.Failed("Listen", 0, "hearing.absent"))
        elif listen.lang in self.no_model:
            self.later(0.01, e.Failed("Listen", 0, "hearing.no-model"))
        else:
            self.later(0.01, e.MicrophoneOpened())

    def _answer(self, answer: c.Answer) -> None:
        if not self.parts.get("answers"):
            self.later(0.0, e.Failed("Answer", answer.query, "answers.absent"))
        elif self.answers == "fails":
            self.later(0.05, e.Failed("Answer", answer.query, "answers.broken"))
        elif self.answers != "never":
            took = 0.05 if self.answers == "fast" else 2.8
            found = self.reply(answer)
            hint = e.Candidates(answer.query, found.cards, "please" in answer.text)
            done = hint if answer.partial else e.Answered(answer.query, found, took * 1000)
            self.later(took, done)

    def _ask_desk(self, case: int) -> None:
        match self.desk:
            case "absent":
                self.later(0.0, e.Failed("AskHuman", case, "desk.absent"))
            case "unavailable":
                self.later(0.5, e.HumanUnavailable(case, "closed"))
            case "queue":
                self.later(0.2, e.HumanQueued(case, 2, 40.0))
                self.later(3.0, e.HumanQueued(case, 1, 20.0))
                self.later(14.0, e.HumanJoined(case, "Sanne", "video"))
            case "whisper" | "voice" | "video":
                self.later(2.5, e.HumanJoined(case, "Sanne", self.desk))
            case "silent":
                pass
        if self.consents and self.desk in {"voice", "video", "queue"}:
            asked = "video" if self.desk == "queue" else self.desk
            self.later(14.4 if self.desk == "queue" else 2.9, e.ChoicePressed(f"consent-{asked}"))

    def _keep(self, command: str, case: int) -> None:
        if not self.parts.get("desk"):
            self.later(0.0, e.Failed(command, case, "desk.absent"))
        elif self.keeps:
            self.later(0.3, e.DeskKept(case, LEFT[command]))

    # --- what must always hold --------------------------------------------------------------------------------------

    def _check_quiet(self) -> None:
        """A question is never left without a sound or a word on the screen for long."""
        if self.state.query is not None and self.state.speech is None and not self.state.waits:
            assert self.now - self.sign_at <= QUIET_AT_MOST_S + 1e-6, "too long a silence while a question waits"

    def _check_way_to_human(self, before, event: e.Event, commands: tuple[c.Command, ...]) -> None:
        if isinstance(event, e.HumanPressed):
            asked = any(isinstance(command, c.AskHuman) for command in commands)
            assert asked or before.service in WAITING | JOINED, "the button to a person does nothing"

    def _check(self, command: c.Command) -> None:
        match command:
            case c.Say():
                assert command.text.strip()
                assert command.caption.strip()
                assert not self.sounding, "a sentence begins while another sounds"
                assert self.state.service not in TALKING or not self.gate.heard, "the AI speaks beside a colleague"
                assert self.state.scene.caption == command.caption, "a sentence that is not on the screen"
            case c.Listen():
                assert self.state.speech is None or self.state.duplex, "the microphone opens while the kiosk speaks"
                assert not command.second or command.second != command.lang
            case c.AskHuman(case=case):
                assert case not in self.outcomes, "an ask that is over is asked again"
                self.cases[case] = 1
            case c.CallMode():
                self._check_gate(command)
            case c.CloseCase(case=case, outcome=outcome):
                assert self.cases[case] == 1, "an outcome without an ask"
                assert case not in self.outcomes, "two outcomes of one ask"
                self.outcomes[case] = outcome
            case c.OpenSession(session=number):
                assert not self.session, "a session opens in a session"
                self.session = number
            case c.CloseSession(session=number):
                assert self.session == number
                self.session = 0

    def _check_gate(self, told: c.CallMode) -> None:
        """Nothing of the shopper leaves the kiosk without a colleague, and nothing that was not agreed to."""
        self.gate = told
        self.agreed = self.agreed if told.mode != "none" else frozenset()
        assert told.mode == "none" or self.outcomes.get(told.case) == "joined", "a gate opens without a colleague"
        assert told.heard or not (told.camera or told.microphone), "what is said to the kiosk goes out"
        assert not told.camera or (told.mode == "video" and "camera" in self.agreed), "a camera without consent"
        talks = told.mode in {"voice", "video"}
        assert not told.microphone or (talks and "microphone" in self.agreed), "a microphone without consent"

    def _check_state(self, before, commands: tuple[c.Command, ...]) -> None:
        state = self.state
        if state.speech is not None and (before.speech is None or before.speech.utterance != state.speech.utterance):
            text = state.speech.line.text
            goes_on = state.speech.breaks > 0
            assert goes_on or not self.said or self.said[-1] != text, "the same sentence twice in a row"
            assert not goes_on or self.said[-1] == text, "another sentence goes on than the one that was broken off"
            self.said += () if goes_on else (text,)
        open_cases = self.cases.keys() - self.outcomes.keys()
        assert open_cases == ({state.case} if state.service in WAITING else set())
        assert bool(self.session) == (state.session is not None)
        heard = state.service in TALKING and self.gate.heard
        assert not heard or state.ear is None, "the kiosk listens in on a call"
        assert not heard or state.speech is None, "two speakers"
        joined = state.service in JOINED
        assert joined or not (self.gate.camera or self.gate.microphone), "the gate is open with nobody there"
        assert state.session is not None or (state.ear is None and state.speech is None and state.query is None)
        assert sum(isinstance(command, c.Remind) for command in commands) <= 8, "a storm of timers"
        self._check_interruption(before)
        if (
            state.waits
            or before.waits
            or state.speech is not None
            or before.speech is not None
            or before.scene != state.scene
        ):
            self.sign_at = self.now

    def _check_interruption(self, before) -> None:
        state = self.state
        assert state.interruption is None or (state.session is not None and "barge-in" in state.timers)
        assert not state.waits or state.speech is None, "a voice holds up what is being said"
        assert state.duplex or state.interruption is None, "half duplex, and something waits for the end of a voice"
        assert state.stage is not BargeIn.DUCKED or state.speech is not None
        ducked = state.speech is not None and state.speech.utterance == self.ducked
        assert not self.ducked or (ducked and state.stage is BargeIn.DUCKED), "the voice stays low for nothing"
        assert state.speech is None or state.speech.breaks <= BY_SENTENCES, "a sentence is begun again and again"

    # --- for tests --------------------------------------------------------------------------------------------------

    def found(self, kind: type[Kind]) -> list[Kind]:
        """All messages of a type, in order."""
        return [row.message for row in self.rows if isinstance(row.message, kind)]

    def when(self, kind: type[Message]) -> list[float]:
        return [row.at for row in self.rows if isinstance(row.message, kind)]

    def replays(self) -> bool:
        return replay(self.rows).same

    def says(self, key: str, lang: str = "en") -> bool:
        """Whether the last sentence is a variant of `key`."""
        return self.is_variant(self.said[-1], key, lang)

    def is_variant(self, text: str, key: str, lang: str = "en") -> bool:
        return any(_alike(pattern, text) for pattern in phrases()[lang][key])

    def arrive(self) -> None:
        """A shopper walks up and is greeted to the end."""
        self.post(e.ShopperNoticed(1, 4.0))
        self.post(e.ShopperApproaching(1, 3.0))
        self.wait(1.0)
        self.post(e.ShopperEngaged(1, 1.5))
        self.wait(9.0)

    def wait_for_floor(self, at_most_s: float = 40.0) -> None:
        """Until the microphone is open for the shopper."""
        until = self.now + at_most_s
        while self.now < until and not (self.state.microphone and self.state.turn is Turn.LISTENING):
            self.wait(0.1)
        assert self.state.microphone, "the shopper does not get the floor"

    def ask(self, text: str) -> tuple[c.Command, ...]:
        """The shopper speaks, if the microphone is open."""
        assert self.state.microphone, "nobody listens"
        self.post(e.VoiceStarted(1, self.now))
        self.post(e.Partial(1, text.split(maxsplit=1)[0], self.state.lang))
        self.wait(0.4)
        return self.post(e.Heard(1, text, self.state.lang, 0.9, ended_at=self.now))

    # --- a voice in the kiosk's turn --------------------------------------------------------------------------------

    def begin_voice(self) -> tuple[c.Command, ...]:
        """The shopper's voice begins, whoever speaks."""
        assert self.state.microphone, "nobody listens"
        self.voices += 1
        return self.post(e.VoiceStarted(100 + self.voices, self.now))

    def words(self, text: str) -> tuple[c.Command, ...]:
        """The words so far."""
        return self.post(e.Partial(100 + self.voices, text, self.state.lang))

    def lasts(self) -> tuple[c.Command, ...]:
        return self.post(e.VoiceLasting(100 + self.voices, 600.0))

    def end_voice(self, text: str = "", *, ago_s: float = 0.4, **more) -> tuple[c.Command, ...]:
        """What it was, after the silence that ends it."""
        if not text:
            return self.post(e.HeardNothing(100 + self.voices, "noise"))
        return self.post(e.Heard(100 + self.voices, text, self.state.lang, 0.9, ended_at=self.now - ago_s, **more))

    def during_a_reply(self, question: str = "milk please", *, after_s: float = 1.0) -> None:
        """The kiosk speaks of the milk, and is in the middle of it."""
        self.ask(question)
        while not self.sounding:
            self.wait(0.05)
        self.wait(after_s)


def _alike(pattern: str, text: str) -> bool:
    head, _, _ = pattern.partition("{")
    _, _, tail = pattern.rpartition("}")
    return text == pattern if "{" not in pattern else text.startswith(head) and text.endswith(tail)
