"""The pipe between the parts desk and call: either may die and come back, and neither waits for the other."""

import queue
import socket

from kiosk.channels import call_signalling
from kiosk.channels.call_signalling import Answer, Begin, CallEnd, DeskEnd, End, Met, Offer, Parted

LONG = 5.0


class Ear(queue.Queue):
    """What an end was told, in order."""

    def next(self):
        return self.get(timeout=LONG)


def meet(tmp_path):
    heard_by_call, heard_by_desk = Ear(), Ear()
    desk, call = DeskEnd(tmp_path, heard_by_desk.put), CallEnd(tmp_path, heard_by_call.put)
    assert heard_by_desk.next() == Met()
    assert heard_by_call.next() == Met()
    return desk, call, heard_by_desk, heard_by_call


def test_records_go_both_ways_and_a_long_description_is_one_of_them(tmp_path):
    desk, call, heard_by_desk, heard_by_call = meet(tmp_path)
    begin = Begin(ticket=7, case=1, colleague="Sanne", ice=({"urls": ("turn:desk.example",)},))
    assert desk.send(begin)
    assert heard_by_call.next() == begin
    offer = Offer(ticket=7, epoch=3, sdp="é" * 32_000)
    assert call.send(offer)
    assert heard_by_desk.next() == offer
    desk.close()
    assert heard_by_call.next() == Parted()
    call.close()


def test_either_part_may_come_back_and_both_are_told(tmp_path):
    desk, call, heard_by_desk, heard_by_call = meet(tmp_path)
    call.close()
    assert heard_by_desk.next() == Parted()
    again = CallEnd(tmp_path, heard_by_call.put)
    assert heard_by_desk.next() == heard_by_call.next() == Met()
    other = DeskEnd(tmp_path, heard_by_desk.put)
    assert [heard_by_call.next(), heard_by_call.next()] == [Parted(), Met()]
    for end in (desk, other, again):
        end.close()


def test_nobody_waits_for_an_end_that_takes_nothing_in(tmp_path):
    stuck = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ear = Ear()
    call = CallEnd(tmp_path, ear.put)
    assert not call.send(End(ticket=1))
    stuck.connect(str(tmp_path / call_signalling.SOCKET))
    assert ear.next() == Met()
    answer = Answer(ticket=1, epoch=1, sdp="x" * 30_000)
    assert any(not call.send(answer) for _ in range(1000))
    call.close()
    stuck.close()


def test_what_is_no_record_ends_the_line(tmp_path):
    ear = Ear()
    call = CallEnd(tmp_path, ear.put)
    stranger = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    stranger.connect(str(tmp_path / call_signalling.SOCKET))
    assert ear.next() == Met()
    stranger.send(b'{"type": "open-the-camera"}')
    assert ear.next() == Parted()
    assert (tmp_path / call_signalling.SOCKET).stat().st_mode & 0o077 == 0
    call.close()
    stranger.close()
