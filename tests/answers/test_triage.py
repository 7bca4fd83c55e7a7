"""Urgency, people, manners: found in every way they are said; traps are not."""

import pytest
from answers_support import answerer, table

from kiosk.answers.triage import triage

SAID = {
    ("urgent", "en"): [
        "there is a fire in aisle three",
        "i smell smoke",
        "call an ambulance",
        "i have lost my daughter",
        "my son is missing",
        "someone fainted over there",
        "my husband cannot breathe",
        "a woman has collapsed",
        "i need first aid",
        "he is bleeding",
        "i can't find my child",
        "i think he is having a heart attack",
        "help help",
        "an old man fell down",
        "somebody has a knife",
    ],
    ("urgent", "nl"): [
        "er is brand bij de kassa",
        "ik ruik rook",
        "bel een ambulance",
        "ik ben mijn dochter kwijt",
        "mijn zoontje is weg",
        "er is iemand flauwgevallen",
        "mijn man krijgt geen lucht",
        "ik heb een bhv'er nodig",
        "hij bloedt",
        "ik kan mijn kind niet vinden",
        "er is iemand gevallen",
        "ik heb een allergische reactie",
        "bel de brandweer",
        "er loopt hier een verdwaald kind",
        "er ligt iemand bewusteloos",
    ],
    ("urgent", "ko"): [
        "불이 났어요",
        "구급차 불러 주세요",
        "아이를 잃어버렸어요",
        "사람이 쓰러졌어요",
        "숨을 못 쉬어요",
    ],
    ("human", "en"): [
        "can i speak to a person",
        "i want a human",
        "get me a manager please",
        "is there someone who can help me",
        "i'd like to talk to an employee",
        "can someone help me",
        "i need a member of staff",
        "employee please",
        "i do not want a robot",
        "where is the staff",
        "customer service please",
        "connect me to a colleague",
    ],
    ("human", "nl"): [
        "mag ik een medewerker spreken",
        "ik wil een mens",
        "kunt u iemand roepen",
        "is er iemand die mij kan helpen",
        "een medewerker graag",
        "kan iemand mij helpen",
        "ik wil niet met een robot praten",
        "waar is het personeel",
        "mag ik de bedrijfsleider",
        "ik wil een echt persoon",
        "haal even een collega",
        "klantenservice alstublieft",
    ],
    ("human", "ko"): ["직원 불러 주세요", "사람이랑 이야기하고 싶어요", "상담원 연결해 주세요", "직원 좀 불러 주세요"],
    ("human", "de"): ["ich möchte mit einem mitarbeiter sprechen", "einen menschen bitte"],
    ("human", "fr"): ["je voudrais parler à quelqu'un", "un vendeur s'il vous plaît"],
    ("stop", "en"): ["stop", "be quiet", "never mind"],
    ("stop", "nl"): ["stop", "laat maar", "stil"],
    ("repeat", "en"): ["what did you say", "can you repeat that please", "pardon"],
    ("repeat", "nl"): ["wat zegt u", "kunt u dat herhalen", "nog een keer"],
    ("goodbye", "en"): ["goodbye", "thanks bye", "that's all"],
    ("goodbye", "nl"): ["tot ziens", "dat was het", "doei"],
    ("thanks", "en"): ["thank you very much", "thanks for your help"],
    ("thanks", "nl"): ["dank u wel", "bedankt voor de hulp"],
    ("thanks", "ko"): ["감사합니다"],
}

TRAPS = [
    ("en", "do you sell knives"),
    ("en", "where are the fire extinguishers"),
    ("en", "how much are the first aid kits"),
    ("en", "do you have shoes for my son"),
    ("en", "i am looking for a gift for my daughter"),
    ("en", "where is the fire wood"),
    ("en", "do you have books about child care"),
    ("en", "i lost my wallet"),
    ("en", "is the sauce hot"),
    ("en", "are there jobs for someone of sixteen"),
    ("en", "a gift card for a colleague"),
    ("en", "do you have smoked salmon"),
    ("en", "how do i return something that fell apart"),
    ("nl", "verkopen jullie messen"),
    ("nl", "waar staan de brandblussers"),
    ("nl", "wat kost een verbanddoos"),
    ("nl", "ik zoek kleren voor mijn dochter"),
    ("nl", "welk merk koffie hebben jullie"),
    ("nl", "ik ben mijn portemonnee kwijt"),
    ("nl", "een cadeautje voor een collega"),
    ("nl", "zoeken jullie nog personeel"),
    ("nl", "hebben jullie gerookte zalm"),
    ("nl", "waar staat het brandhout"),
    ("nl", "is deze kaas bloedheet"),
    ("ko", "부엌칼 팔아요"),
    ("ko", "소화기 얼마예요"),
]


@pytest.mark.parametrize(("kind", "lang"), list(SAID))
def test_every_way_of_saying_it_is_found(kind, lang):
    missed = [text for text in SAID[kind, lang] if (found := triage([text], lang)) is None or found.intent != kind]
    assert missed == []


@pytest.mark.parametrize(("lang", "text"), TRAPS)
def test_traps_are_questions(lang, text):
    assert triage([text], lang) is None


@pytest.mark.parametrize("lang", ["nl", "en", "ko"])
def test_no_ordinary_question_is_taken_for_anything_else(lang):
    known = [text for spoken, _, text in answerer().knowledge.phrasings if spoken == lang]
    asked = [text for _, text in table(f"questions_{lang}.tsv")]
    taken = [(text, found.intent) for text in known + asked if (found := triage([text], lang))]
    assert taken == []


@pytest.mark.parametrize(
    ("lang", "text", "wanted"),
    [
        ("nl", "in English please", "en"),
        ("en", "in het Nederlands alstublieft", "nl"),
        ("en", "auf Deutsch bitte", "de"),
        ("nl", "en français s'il vous plaît", "fr"),
        ("en", "한국어로 해 주세요", "ko"),
        ("ko", "영어로 말해 주세요", "en"),
        ("nl", "spreekt u Engels", "en"),
        ("en", "do you speak Dutch", "nl"),
    ],
)
def test_another_language_is_understood_from_any_language(lang, text, wanted):
    reply = answerer().ask(text, lang).reply
    assert (reply.intent, reply.lang) == ("language", wanted)


def test_urgency_in_another_reading_is_heard():
    found = triage(["i lost my chilled", "i lost my child"], "en")
    assert found is not None
    assert found.intent == "urgent"
