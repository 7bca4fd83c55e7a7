"""Displays: every protocol with its simulated device, in virtual time, through every fault of a line."""

from collections import deque
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.devices.serial_display import GAP_S, Display
from hardware.errors import HardwareError
from hardware.links.link_machine import Phase
from hardware.links.serial_link import LinkBlocked, LinkLost
from hardware.profiles.display_profile import is_display, load
from hardware.protocols.displays.code_page import fit, shows
from hardware.protocols.displays.display_codec import Content, Refused, Restarted, Screen, Touched
from hardware.protocols.displays.nextion import END, Nextion
from hardware.protocols.displays.text_display import lines
from hardware.protocols.displays.text_pages import pages
from hardware.simulators.displays import make
from hardware.simulators.logs import ShownLog

SHIPPED = Path(__file__).parents[3] / "config" / "devices"
DISPLAYS = [path for path in sorted(SHIPPED.glob("*.toml")) if is_display(path)]
NUMBER = Content("speaking", ("Uw bestelling is",), "B 12", "number", "Uw nummer")
PRICE = Content("speaking", ("Dat kost",), "€ 1,99", "price", "Halfvolle melk")


class Cable:
    """A transport to a simulated device; `full`: it takes no more."""

    def __init__(self, device, clock):
        self.device, self.clock = device, clock
        self.stalls, self.written = 0, 0
        self.gone = self.full = False
        self._answers = deque()

    def write(self, data):
        if self.gone:
            raise LinkLost("link.lost", "Gone.", "Plug it in.")
        if self.full:
            self.stalls += 1
            return
        self.written += len(data)
        self._answers.append(self.device.receive(data, self.clock[0]))

    def read(self, timeout_s):
        if self.gone:
            raise LinkLost("link.lost", "Gone.", "Plug it in.")
        self._answers.append(self.device.receive(b"", self.clock[0]))
        answers = b"".join(self._answers)
        self._answers.clear()
        return answers

    def say(self, data):
        self._answers.append(data)

    def close(self):
        pass


class Desk:
    """A display, its driver, and a clock that only goes when it is told to."""

    def __init__(self, name):
        self.profile = load(SHIPPED / f"{name}.toml")
        self.device = make(self.profile, ShownLog(None))
        self.clock = [100.0]
        self.port, self.opened = "/dev/pole", []
        self.refuse = None
        self.driver = Display(self.profile, lambda _now: self.port, self.open)

    def open(self, _port, _baud):
        if self.refuse:
            raise self.refuse
        self.opened.append(Cable(self.device, self.clock))
        return self.opened[-1]

    def run(self, seconds, content=NUMBER):
        until = self.clock[0] + seconds
        while self.clock[0] < until:
            self.driver.tick(self.clock[0], content)
            self.clock[0] += 0.02

    @property
    def shown(self):
        return list(getattr(self.device, "texts", {}).values()) or list(self.device.lines)


@pytest.fixture(params=[path.stem for path in DISPLAYS])
def desk(request):
    return Desk(request.param)


@pytest.fixture
def nextion():
    return Desk("nextion")


def test_the_shipped_displays_are_these():
    assert {path.stem for path in DISPLAYS} >= {"pole-display", "pole-display-escpos", "nextion"}
    assert not is_display(SHIPPED / "lights-and-buttons.toml")


def test_a_number_then_a_price_then_nothing(desk):
    desk.run(1.0)
    assert desk.driver.state.phase is Phase.READY
    assert any("B 12" in text for text in desk.shown)
    desk.run(1.0, PRICE)
    assert any("1,99" in text for text in desk.shown)
    assert not any("B 12" in text for text in desk.shown)
    desk.run(1.0, Content("idle"))
    assert not any(text.strip() for text in desk.shown if text != "idle")


def test_two_lines_look_as_on_a_till():
    desk = Desk("pole-display")
    desk.run(1.0, PRICE)
    assert desk.device.lines == ("Dat kost            ", "              € 1,99")
    desk.run(1.0, Content("listening", (), "B 12", "number", "Uw nummer"))
    assert desk.device.lines == ("     Uw nummer      ", "        B 12        ")


def test_what_is_shown_is_not_written_again(desk):
    desk.run(0.6)
    before = desk.opened[0].written
    desk.run(0.8 * min(1.0, desk.profile.refresh_s) - 0.6 + 0.3)
    assert desk.opened[0].written - before < 20


def test_the_latest_wins_and_the_line_never_fills(desk):
    desk.run(0.6)
    before, began = desk.opened[0].written, desk.clock[0]
    for count in range(300):
        desk.driver.tick(desk.clock[0], Content("speaking", (f"line {count} " + "x" * 9, "y" * 20)))
        desk.clock[0] += 0.005
    desk.run(2 * GAP_S, Content("speaking", ("the last",)))
    assert any("the last" in text for text in desk.shown)
    bytes_a_second = (desk.opened[0].written - before) / (desk.clock[0] - began)
    assert bytes_a_second * 10 <= desk.profile.baud


def test_unplugged_and_plugged_in_it_shows_what_is_told_then(desk):
    desk.run(1.0)
    desk.opened[-1].gone, desk.port = True, ""
    desk.run(0.5)
    assert desk.driver.state.phase is Phase.ABSENT
    assert not desk.driver.connected
    desk.device.reboot(desk.clock[0])
    desk.port = "/dev/other"
    desk.run(1.0, PRICE)
    assert desk.driver.state.phase is Phase.READY
    assert any("1,99" in text for text in desk.shown)


def test_a_port_that_will_not_open_is_tried_ever_more_slowly(desk):
    desk.refuse = LinkBlocked("link.permission", "No.", "Ask.")
    tries = []
    find = desk.driver._find
    desk.driver._open_port = lambda port, baud: tries.append(desk.clock[0]) or desk.open(port, baud)
    desk.run(30.0)
    gaps = [later - sooner for sooner, later in pairwise(tries)]
    assert gaps == sorted(gaps)
    assert 4.9 < gaps[-1] < 5.2
    assert desk.driver.state.code == "link.permission"
    assert find(0.0) == desk.port
    desk.refuse = None
    desk.run(6.0)
    assert desk.driver.state.phase is Phase.READY


def test_a_display_that_takes_no_more_is_begun_anew(desk):
    desk.run(1.0)
    desk.opened[-1].full = True
    desk.run(0.3, PRICE)
    assert len(desk.opened) >= 2
    desk.run(1.5, PRICE)
    assert desk.driver.state.phase is Phase.READY
    assert any("1,99" in text for text in desk.shown)


def test_a_display_that_was_off_is_written_anew_without_being_asked():
    desk = Desk("pole-display")
    desk.run(1.0)
    desk.device.trick("off", "")
    desk.run(2.0)
    assert desk.device.lines == ("", "")
    desk.device.trick("on", "")
    desk.run(desk.profile.refresh_s + 0.2)
    assert "B 12" in desk.device.lines[1]


def test_garbage_changes_nothing(desk):
    desk.run(1.0)
    desk.opened[-1].say(bytes(range(256)) * 16)
    desk.run(1.0, PRICE)
    assert desk.driver.state.phase is Phase.READY
    assert len(desk.opened) == 1
    assert any("1,99" in text for text in desk.shown)


def test_a_silent_nextion_is_lost_within_its_time_and_comes_back(nextion):
    nextion.run(1.0)
    nextion.device.silent = True
    nextion.run(2.5)
    assert nextion.driver.state.phase in (Phase.LOST, Phase.PROBING)
    assert nextion.driver.state.code in ("link.silent", "")
    nextion.device.silent = False
    nextion.run(2.0, PRICE)
    assert nextion.driver.state.phase is Phase.READY
    assert "€ 1,99" in nextion.shown


def test_nothing_that_answers_as_a_nextion_is_blocked(nextion):
    nextion.device.silent = True
    nextion.run(3.0)
    assert nextion.driver.state.phase is Phase.BLOCKED
    assert nextion.driver.state.code == "link.mute"


def test_a_nextion_that_restarts_is_filled_again(nextion):
    nextion.run(1.0)
    nextion.device.reboot(nextion.clock[0])
    nextion.run(1.5)
    assert "B 12" in nextion.shown
    assert len(nextion.opened) == 1


def test_a_missing_component_is_named_and_the_rest_is_shown(nextion):
    nextion.device.trick("lose", "tPrice")
    nextion.run(1.0, PRICE)
    assert nextion.driver.state.phase is Phase.READY
    assert "tPrice" in nextion.driver.state.refused
    assert "Dat kost" in nextion.shown


def test_touches_come_through(nextion):
    nextion.run(1.0)
    nextion.device.trick("touch", "10")
    nextion.run(0.1)
    assert nextion.driver.touches == [Touched(0, 10, pressed=True)]


def test_quotes_backslashes_and_the_letter_that_ends_an_instruction_stay_text():
    nextion = Nextion(Screen(20, 2, "iso-8859-15", fields={"caption": "t"}))
    data = nextion.show(Content("speaking", ('a"b\\c ÿÿÿ €', "two")))
    assert data == b't.txt="a\\"b\\\\c yyy \xa4\\rtwo"' + END


def test_returns_are_read_however_they_are_cut():
    returns = END + b"comok 1,101-0,NX4832,130,61488,D2,16" + END + b"\x1a" + END + b"\x65\x00\x0a\x01" + END
    returns += b"\0\0\0" + END + b"\x88" + END
    codec = Nextion(Screen(20, 2, "utf-8", fields={"caption": "t"}))
    codec.show(Content("speaking", ("x",)))
    reports = [report for byte in returns for report in codec.feed(bytes([byte]))]
    assert reports[0].model == "NX4832"
    assert reports[1:] == [
        Refused(0x1A, "t.txt: no such component or attribute"),
        Touched(0, 10, pressed=True),
        Restarted(),
        Restarted(),
    ]


@pytest.mark.parametrize("encoding", ["cp437", "cp850", "cp858", "cp1252", "iso-8859-15"])
def test_the_stores_languages_are_legible_on_every_code_page(encoding):
    for text in ("één ijsje à 3,–", "un œuf, ça coûte", "Straße, Öl, süß", "„Größe“ … ‘zo’", "café – crème"):
        assert shows(text, encoding)
        shown = fit(text, encoding)
        assert "?" not in shown
        assert shown.encode(encoding)
    assert fit("€ 1,99", encoding).replace("EUR", "€") == "€ 1,99"
    assert fit("œuf", encoding) in ("œuf", "oeuf")
    assert fit("Wie is dat?", encoding) == "Wie is dat?"
    assert fit("a\x1b@b\r\n", encoding) == "a @b  "
    assert not shows("우유는 어디에 있나요", encoding)
    assert fit("우유 2,50", encoding).strip() == "2,50"


@given(st.text(max_size=60), st.sampled_from(["cp437", "cp850", "cp858", "cp1252", "utf-8"]))
def test_no_text_breaks_a_line(text, encoding):
    found = pages(text, 20, 2, encoding)
    for page in found:
        assert len(page.lines) <= 2
        assert all(0 < len(line) <= 20 for line in page.lines)
        assert not any(byte in b"\r\x1b\x0c" for line in page.lines for byte in line.encode(encoding))
    assert [page.char for page in found] == sorted(page.char for page in found)


def test_pages_break_between_words_and_know_where_they_begin():
    text = "De halfvolle melk staat in gangpad 4, links van de kassa."
    found = pages(text, 20, 2, "cp858")
    assert [page.lines for page in found] == [
        ("De halfvolle melk", "staat in gangpad 4,"),
        ("staat in gangpad 4,", "links van de kassa."),
    ]
    assert text[found[1].char :].startswith("links")
    long = pages("Klantenservicebaliemedewerker", 20, 2, "cp858")
    assert long[0].lines == ("Klantenservicebalie-", "medewerker")


@pytest.mark.parametrize(
    ("fact", "kind", "shown"),
    [
        ("Appelsap 2L nu voor € 2,49", "price", "2L nu voor € 2,49"),
        ("Œufs frais de nos fermes", "text", "OEufs frais de nos"),
        ("B 12", "number", "B 12"),
    ],
)
def test_what_is_too_long_for_its_line_loses_whole_words_and_never_cents(fact, kind, shown):
    _, line = lines(Content("speaking", ("x",), fact, kind), Screen(20, 2, "cp858"))
    assert line.strip() == shown


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('encoding = "cp858"', 'encoding = "cp9"', "display.encoding"),
        ("columns = 20", "colums = 20", "display.colums: is not a key"),
        ("rows = 2", "rows = 4", "one or two rows"),
        ('encoding = "cp858"', 'encoding = "utf-8"', "one byte for a letter"),
        ("[display]", '[buttons.1]\npress = "human"\n[display]', "it never answers"),
        ('protocol = "cd5220"', 'protocol = "nextion"', "needs display.fields"),
    ],
)
def test_a_wrong_profile_names_file_and_key(tmp_path, old, new, says):
    path = tmp_path / "wrong.toml"
    text = (SHIPPED / "pole-display.toml").read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(HardwareError) as caught:
        load(path)
    assert caught.value.code == "profile.value"
    assert str(path) in caught.value.sentence
    assert says in caught.value.sentence
