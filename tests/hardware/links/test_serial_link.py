"""A serial port's ways to fail, on a pty."""

import os
import pty
import stat
import threading
import time
import tty
from pathlib import Path
from types import SimpleNamespace

import pytest
import serial
from support import Stopwatch

from hardware.links.serial_link import LinkBlocked, LinkLost, SerialPort, SerialTransport, usb_ports


class Line:
    """A pty whose far end the test holds."""

    def __init__(self):
        self.master, far = pty.openpty()
        tty.setraw(far)
        self.name = os.ttyname(far)
        os.close(far)

    def unplug(self):
        if self.master >= 0:
            os.close(self.master)
        self.master = -1


@pytest.fixture
def line():
    line = Line()
    yield line
    line.unplug()


@pytest.fixture
def transport(line):
    transport = SerialTransport(line.name, 115200)
    yield transport
    transport.close()


def test_bytes_go_both_ways(line, transport):
    transport.write(b"hello\0")
    assert os.read(line.master, 100) == b"hello\0"
    os.write(line.master, b"\x03yes\0")
    assert transport.read(1.0) == b"\x03yes\0"


def test_a_read_waits_no_longer_than_asked(transport):
    begin = time.monotonic()
    assert transport.read(0.05) == b""
    assert 0.045 <= time.monotonic() - begin < 20.0
    assert transport.read(-1.0) == b""


def test_an_unplug_in_a_read_is_noticed_at_once(line, transport):
    threading.Timer(0.1, line.unplug).start()
    begin = time.monotonic()
    with pytest.raises(LinkLost) as caught:
        transport.read(100.0)
    assert time.monotonic() - begin < 50.0
    assert caught.value.code == "link.lost"


def test_an_unplug_before_a_write_is_a_lost_link(line, transport):
    line.unplug()
    with pytest.raises(LinkLost):
        transport.write(b"x")


def test_what_came_before_the_unplug_does_not_hide_it(line, transport):
    os.write(line.master, b"half a fra")
    line.unplug()
    with pytest.raises(LinkLost):
        _drain(transport)


def _drain(transport):
    for _ in range(3):
        transport.read(0.1)


@pytest.mark.parametrize("name", ["read", "write"])
def test_using_a_closed_transport_is_a_lost_link(transport, name):
    transport.close()
    transport.close()
    with pytest.raises(LinkLost):
        transport.read(0.1) if name == "read" else transport.write(b"x")


def test_closing_wakes_a_reader_in_another_thread(transport):
    seen = []

    def read():
        try:
            transport.read(10.0)
        except LinkLost as fault:
            seen.append(fault)

    reader = threading.Thread(target=read)
    reader.start()
    time.sleep(0.1)
    transport.close()
    reader.join(9.0)
    assert not reader.is_alive()
    assert len(seen) == 1


def test_a_device_that_does_not_read_costs_a_frame_and_the_next_begins_with_a_delimiter(line, transport):
    begin = time.monotonic()
    while not transport.stalls:
        transport.write(b"\x55" * 512)
        assert time.monotonic() - begin < 50.0
    watch = Stopwatch()
    transport.write(b"\x66" * 8)
    assert watch.seconds < 0.1 + watch.late_s
    os.set_blocking(line.master, False)
    got, until = b"", time.monotonic() + 20.0
    while b"\x77" not in got and time.monotonic() < until:
        got += _some(line.master)
        transport.write(b"\x77" * 8)
    after = got[got.rindex(b"\x55") + 1 :]
    assert after.startswith(b"\0")
    assert b"\x77" in after


def _some(master):
    try:
        return os.read(master, 65536)
    except BlockingIOError:
        return b""


def test_a_port_in_use_is_blocked_and_no_descriptor_leaks(line, transport):
    before = len(list(Path("/proc/self/fd").iterdir()))
    with pytest.raises(LinkBlocked) as caught:
        SerialTransport(line.name, 115200)
    assert caught.value.code == "link.busy"
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_a_port_that_is_not_there_is_absent(tmp_path):
    with pytest.raises(LinkLost) as caught:
        SerialTransport(str(tmp_path / "ttyNONE"), 115200)
    assert caught.value.code == "link.absent"


def test_a_file_is_no_serial_port(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("not a port")
    with pytest.raises(LinkBlocked) as caught:
        SerialTransport(str(path), 115200)
    assert caught.value.code == "link.unusable"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open everything")
def test_no_permission_names_the_group(line):
    Path(line.name).chmod(stat.S_IWUSR)
    with pytest.raises(LinkBlocked) as caught:
        SerialTransport(line.name, 115200)
    assert caught.value.code == "link.permission"
    assert "dialout" in caught.value.remedy


@pytest.mark.parametrize(("number", "code"), [(13, "link.permission"), (16, "link.busy"), (5, "link.absent")])
def test_what_the_system_answers_becomes_what_a_person_can_do(monkeypatch, number, code):
    def refuse(*_args, **_options):
        raise serial.SerialException(number, "could not open port")

    monkeypatch.setattr(serial, "Serial", refuse)
    with pytest.raises((LinkBlocked, LinkLost)) as caught:
        SerialTransport("/dev/ttyUSB0", 115200)
    assert caught.value.code == code


def test_two_alike_adapters_without_serial_numbers_are_told_apart_by_their_sockets():
    def port(device, vid=0x1A86, **more):
        known = {"serial_number": None, "location": None, "product": None, **more}
        return SimpleNamespace(device=device, vid=vid, pid=0x7523, **known)

    listed = [
        port("/dev/ttyUSB1", location="1-1.4"),
        port("/dev/ttyS0", vid=None),
        port("/dev/ttyUSB0", location="1-1.2"),
        port("/dev/ttyACM0", vid=0x2341, serial_number="A1", location="1-1.3", product="Uno"),
    ]
    assert usb_ports(lambda: listed) == [
        SerialPort("/dev/ttyACM0", "2341:7523", "A1", "Uno"),
        SerialPort("/dev/ttyUSB0", "1a86:7523", "1-1.2"),
        SerialPort("/dev/ttyUSB1", "1a86:7523", "1-1.4"),
    ]
