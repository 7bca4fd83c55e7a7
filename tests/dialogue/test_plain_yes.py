"""Camera and microphone open on a plain yes alone; what may be one is asked about once, and is a no the second time."""

import pytest
from dialogue.world import LANGS, PARTS, World

from kiosk import commands as c
from kiosk import events as e
from kiosk.turn_words import load
from kiosk.utterance import made_of


@pytest.fixture
def world():
    world = World(parts=(*PARTS, "desk"), duplex=True)
    world.post(e.ScreenTouched())
    world.desk, world.consents = "silent", False
    world.post(e.HumanPressed())
    world.post(e.HumanJoined(1, "Sanne", "video"))
    return world


def speak(world, text):
    world.wait_for_floor()
    world.begin_voice()
    world.wait(0.5)
    world.end_voice(text)
    world.wait(0.1)


def asked(world):
    return sum(world.is_variant(said, "consent_video") for said in world.said)


@pytest.mark.parametrize("said", ["right", "fine", "that's right", "camera and microphone", "what", "once more"])
def test_what_may_be_a_yes_is_asked_about_once_more_and_is_then_a_no(world, said):
    speak(world, said)
    assert asked(world) == 2
    assert world.gate.mode == "whisper"
    speak(world, said)
    assert world.says("in_writing")
    assert (world.gate.mode, world.gate.microphone) == ("whisper", False)
    assert not any(told.camera or told.microphone for told in world.found(c.CallMode))


def test_a_plain_yes_to_the_second_question_is_one(world):
    speak(world, "right")
    speak(world, "yes please")
    assert (world.gate.mode, world.gate.camera) == ("video", True)


def test_a_yes_with_a_question_mark_is_none(world):
    world.wait_for_floor()
    world.post(e.QuestionTyped("yes?"))
    assert asked(world) == 2


def test_who_is_asked_anew_has_two_answers_again(world):
    speak(world, "right")
    world.post(e.HumanWanted(1, "voice"))
    speak(world, "fine")
    assert world.gate.mode == "whisper"
    speak(world, "yes")
    assert world.gate.mode == "voice"


PLAIN = {
    "en": ("yes", "Yes, please.", "I agree"),
    "nl": ("ja", "ja hoor", "Ja, dat is goed."),
    "fr": ("oui", "Oui, d'accord.", "je suis d’accord"),
    "de": ("ja", "Ja, gern!", "einverstanden"),
    "ko": ("네", "네, 켜 주세요", "동의합니다"),
}
NOT = {
    "en": ("right", "fine", "okay", "yes sound only or text only", "yes no", "yes could you"),
    "nl": ("goed", "prima", "oké", "klopt", "ja alleen geluid of alleen tekst", "camera en microfoon"),
    "fr": ("d'accord", "bien sûr", "c'est bon", "ok", "caméra et micro"),
    "de": ("stimmt", "richtig", "gern", "okay", "kamera und mikrofon"),
    "ko": ("좋아요", "그래요", "맞아요", "카메라와 마이크"),
}


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_a_plain_yes_in_every_language_and_what_is_not(lang):
    words = load(lang)
    opens = (*words.agree, *words.with_picture, *words.sound_only)
    assert all(made_of(text, words.agree) for text in PLAIN[lang])
    assert not [text for text in NOT[lang] if made_of(text, opens)]
    assert not set(words.unclear) & {*opens, *words.text_only}, "no word both opens and is asked about"
    assert not {*words.agree} & {*words.no}
