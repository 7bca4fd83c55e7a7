"""Urgency, people, manners: found in every way they are said; traps are not."""

import pytest
from answers_support import answerer, table

from kiosk.answers.triage.rules import find
from kiosk.answers.triage.topics import TOPICS, intent_of
from kiosk.settings import LANGS

SAID = {
    ("urgent", "en"): [
        "where is my child",
        "where's my son",
        "I lost my child",
        "have you seen my daughter",
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
        "I want to die",
        "i want to kill myself",
        "I don't want to live anymore",
        "I cut my finger",
        "my child is bleeding",
        "help",
        "help me please",
        "someone collapsed",
        "somebody help me",
        "there is a man lying on the floor",
        "she is not breathing",
        "my mother fell",
        "there is blood everywhere",
        "somebody needs help",
        "he hit me",
        "i feel sick",
        "i am going to be sick",
        "I don't feel good",
    ],
    ("urgent", "nl"): [
        "waar is mijn kind",
        "ik heb mijn kind verloren",
        "heeft u mijn zoon gezien",
        "waar is mijn dochtertje gebleven",
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
        "brand",
        "brand in de keuken",
        "ik wil dood",
        "ik voel me ziek",
        "ik ben misselijk",
        "ik moet overgeven",
        "ik wil niet meer leven",
        "ik heb in mijn vinger gesneden",
        "ik heb me gesneden",
        "mijn kind bloedt",
        "help",
        "help me alstublieft",
        "er is iemand in elkaar gezakt",
        "ik heb een snee in mijn vinger",
        "iemand heeft hulp nodig",
    ],
    ("urgent", "ko"): [
        "우리 아이가 어디 있어요",
        "아이를 잃어버렸어요",
        "제 딸 어디 있어요",
        "아이가 안 보여요",
        "우리 아들 보셨어요",
        "불이 났어요",
        "구급차 불러 주세요",
        "아이를 잃어버렸어요",
        "사람이 쓰러졌어요",
        "숨을 못 쉬어요",
        "죽고 싶어요",
        "손가락을 베였어요",
        "우리 아이가 피가 나요",
        "도와주세요",
        "제발 도와주세요",
        "누가 쓰러졌어요",
    ],
    ("urgent", "fr"): [
        "où est mon enfant",
        "j'ai perdu mon enfant",
        "où est ma fille",
        "avez-vous vu mon fils",
        "je veux mourir",
        "je me suis coupé le doigt",
        "mon enfant saigne",
        "aidez-moi s'il vous plaît",
        "au secours",
        "quelqu'un s'est effondré",
    ],
    ("urgent", "de"): [
        "wo ist mein Kind",
        "ich habe mein Kind verloren",
        "wo ist meine Tochter",
        "haben Sie meinen Sohn gesehen",
        "ich will sterben",
        "ich habe mir in den Finger geschnitten",
        "mein Kind blutet",
        "Hilfe",
        "helfen Sie mir bitte",
        "jemand ist zusammengebrochen",
    ],
    ("human", "en"): [
        "can i speak to a person",
        "this is ridiculous nobody helps me",
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
        "belachelijk niemand helpt mij hier",
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
    ("stop", "nl"): ["stop", "laat maar", "stil", "hou je kop"],
    ("repeat", "en"): ["what did you say", "can you repeat that please", "pardon"],
    ("repeat", "nl"): ["wat zegt u", "kunt u dat herhalen", "nog een keer"],
    ("goodbye", "en"): ["goodbye", "thanks bye", "that's all", "no thank you", "no thanks i'm good", "i'm fine thanks"],
    ("goodbye", "nl"): ["nee dank u", "nee hoor bedankt", "tot ziens", "dat was het", "doei"],
    ("thanks", "en"): ["thank you very much", "thanks for your help"],
    ("thanks", "nl"): ["dank u wel", "bedankt voor de hulp"],
    ("thanks", "ko"): ["감사합니다"],
}

TRAPS = [
    ("en", "i am sick of this song"),
    ("en", "something for when i am sick and tired"),
    ("nl", "ik zoek iets tegen misselijkheid"),
    ("nl", "hebben jullie een kaart voor wie ziek is"),
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
    ("en", "can you help me find the milk"),
    ("en", "help me find the milk"),
    ("en", "i'm dying for a coffee"),
    ("en", "i want to dye my hair"),
    ("en", "can you cut a key for me"),
    ("en", "i need something for bleeding gums"),
    ("en", "brand new shoes"),
    ("en", "a jar fell off the shelf"),
    ("en", "where are the blood oranges"),
    ("nl", "mijn telefoon is gevallen"),
    ("fr", "ma voiture est tombée en panne"),
    ("ko", "피나 콜라다 있어요"),
    ("en", "is it 119 euros"),
    ("en", "am i talking to a real person"),
    ("en", "are you a human"),
    ("en", "are you a real person or a robot"),
    ("nl", "ben je een mens of een robot"),
    ("nl", "spreek ik met een echt persoon"),
    ("nl", "ik ga dood van de honger"),
    ("nl", "heeft u gesneden brood"),
    ("nl", "kunt u mij helpen de melk te vinden"),
    ("fr", "je meurs de faim"),
    ("fr", "est-ce que je parle à une vraie personne"),
    ("de", "ich sterbe vor Hunger"),
    ("de", "spreche ich mit einem Menschen"),
    ("ko", "커피가 나왔나요"),
    ("ko", "배고파 죽겠어요"),
    ("ko", "진짜 사람이에요"),
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
    ("en", "where is my baby food"),
    ("en", "i lost my child's jacket"),
    ("en", "have you seen my daughter's coat"),
    ("nl", "waar is de kinderkleding"),
    ("fr", "où est mon colis"),
    ("de", "wo ist mein Paket"),
    ("ko", "우리 아이 옷 어디 있어요"),
    ("ko", "부엌칼 팔아요"),
    ("ko", "소화기 얼마예요"),
]


def triage(readings, lang):
    """The intent that the rules find, or nothing: topics beside which a question is answered are none."""
    found = find(readings, lang)
    intent = intent_of(found.name) if found is not None and found.name in TOPICS else found and found.name
    return None if intent == "question" else intent


@pytest.mark.parametrize(("kind", "lang"), list(SAID))
def test_every_way_of_saying_it_is_found(kind, lang):
    missed = [text for text in SAID[kind, lang] if triage([text], lang) != kind]
    assert missed == []


@pytest.mark.parametrize(("lang", "text"), TRAPS)
def test_traps_are_questions(lang, text):
    assert triage([text], lang) is None


@pytest.mark.parametrize("lang", ["nl", "en", "ko"])
def test_no_ordinary_question_is_taken_for_anything_else(lang):
    known = [text for spoken, _, text in answerer().knowledge.phrasings if spoken == lang]
    asked = [text for _, text in table(f"questions_{lang}.tsv")]
    taken = [(text, found) for text in known + asked if (found := triage([text], lang))]
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


@pytest.mark.parametrize("lang", LANGS)
def test_urgency_is_heard_whatever_the_language_of_the_session(lang):
    said = [text for (kind, _), texts in SAID.items() if kind == "urgent" for text in texts]
    assert [text for text in said if triage([text], lang) != "urgent"] == []


@pytest.mark.parametrize("lang", LANGS)
def test_traps_of_any_language_are_never_urgent(lang):
    known = [text for _, _, text in answerer().knowledge.phrasings]
    asked = [
        text
        for name in ("near", "fresh", "questions")
        for spoken in ("nl", "en")
        for _, text in table(f"{name}_{spoken}.tsv")
    ]
    names = [word for words in answerer().catalogue.words.values() for word in words]
    texts = [text for _, text in TRAPS] + known + asked + names
    assert [text for text in texts if triage([text], lang) == "urgent"] == []


def test_urgency_in_another_reading_is_heard():
    assert triage(["i lost my chilled", "i lost my child"], "en") == "urgent"


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "who owns this store"),
        ("nl", "wie is de eigenaar van deze winkel"),
        ("nl", "staat deze winkel te koop"),
        ("fr", "le magasin est-il à vendre"),
        ("de", "wem gehört dieser Laden"),
    ],
)
def test_who_is_curious_about_the_owner_gets_no_colleague_called(lang, text):
    assert answerer().ask(text, lang).reply.intent == "question"


@pytest.mark.parametrize(("lang", "text"), [("en", "is the owner of the store here"), ("nl", "is de eigenaar er")])
def test_who_asks_for_the_owner_wants_to_talk_to_a_person(lang, text):
    assert answerer().ask(text, lang).reply.intent == "human"
