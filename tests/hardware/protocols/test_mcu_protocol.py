"""The servo board's protocol: round trips, damage, and finding the way back."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.protocols.boards import cobs, mcu, mcu_frames
from hardware.protocols.boards.crc import crc16
from hardware.protocols.boards.mcu_frames import Decoder, Frame
from hardware.protocols.boards.mcu_host import McuCodec
from hardware.protocols.codec import ChannelLimits, Effect, Identified, Lamp, Plan, PoseRead, Status

LIMITS = {0: ChannelLimits(1000, 2000, 40), 5: ChannelLimits(900, 1500, 12)}
positions = st.dictionaries(st.integers(0, 15), st.integers(0, 4095), max_size=16)
statuses = st.builds(
    Status,
    boot=st.integers(0, 65535),
    stopped=st.booleans(),
    pressed=st.booleans(),
    limp=st.booleans(),
    configured=st.booleans(),
    rejected=st.integers(0, 255),
    missing=st.frozensets(st.integers(0, 15)),
    buttons=st.frozensets(st.integers(0, 7)),
)
colours = st.integers(0, 255)
lamps = st.dictionaries(
    st.integers(0, 15), st.builds(Lamp, colours, colours, colours, st.sampled_from(Effect)), max_size=16
)
frames = st.one_of(
    st.builds(lambda seq, pose: Frame(mcu.SET, seq, mcu.pack_positions(pose)), st.integers(0, 255), positions),
    st.builds(lambda seq, status: Frame(mcu.SET | 0x80, seq, mcu.pack_status(status)), st.integers(0, 255), statuses),
    st.builds(
        lambda seq, status, pose: Frame(mcu.READ | 0x80, seq, mcu.pack_pose(PoseRead(status, pose))),
        st.integers(0, 255),
        statuses,
        positions,
    ),
)


def test_the_check_is_crc_16_ccitt_false():
    assert crc16(b"123456789") == 0x29B1


@pytest.mark.parametrize(
    ("data", "stuffed"),
    [
        (b"", b"\x01"),
        (b"\0", b"\x01\x01"),
        (b"\x11\x22\0\x33", b"\x03\x11\x22\x02\x33"),
        (bytes(range(1, 255)), b"\xff" + bytes(range(1, 255))),
        (bytes(range(255)), b"\x01\xff" + bytes(range(1, 255))),
        (bytes(range(1, 256)), b"\xff" + bytes(range(1, 255)) + b"\x02\xff"),
    ],
)
def test_stuffing_gives_the_published_examples(data, stuffed):
    assert cobs.encode(data) == stuffed
    assert cobs.decode(stuffed) == data


@given(st.binary(max_size=600))
def test_stuffing_has_no_zero_and_comes_back(data):
    stuffed = cobs.encode(data)
    assert 0 not in stuffed
    assert len(stuffed) <= len(data) + 1 + len(data) // cobs.RUN
    assert cobs.decode(stuffed) == data


@pytest.mark.parametrize("stuffed", [b"", b"\x05\x11", b"\x02\x00", b"\xff\x01"])
def test_stuffing_that_cannot_be_is_refused(stuffed):
    assert cobs.decode(stuffed) is None


@given(st.lists(frames, max_size=6), st.data())
def test_frames_survive_any_cutting_of_the_stream(sent, data):
    stream = b"".join(mcu_frames.encode(frame) for frame in sent)
    decoder, got = Decoder(), []
    while stream:
        cut = data.draw(st.integers(1, len(stream)))
        got += decoder.feed(stream[:cut])
        stream = stream[cut:]
    assert got == sent
    assert decoder.rejected == 0


@given(frames, st.binary(max_size=400))
def test_after_garbage_the_frame_behind_the_next_delimiter_is_read(frame, garbage):
    decoder = Decoder()
    decoder.feed(garbage + b"\0")
    assert decoder.feed(mcu_frames.encode(frame)) == [frame]


def test_what_is_held_of_an_endless_frame_is_bounded():
    decoder = Decoder()
    for _ in range(1000):
        assert decoder.feed(b"\x55" * 100) == []
    assert len(decoder._held) < 200
    frame = Frame(mcu.POLL, 3)
    assert decoder.feed(b"\0" + mcu_frames.encode(frame)) == [frame]
    assert decoder.rejected == 1


def test_no_single_flipped_bit_makes_a_wrong_frame():
    chance = random.Random(3)
    for _ in range(40):
        pose = {channel: chance.randrange(500, 2500) for channel in range(chance.randrange(1, 9))}
        frame = Frame(mcu.SET, chance.randrange(256), mcu.pack_positions(pose))
        wire = mcu_frames.encode(frame)
        for bit in range(8 * len(wire)):
            damaged = bytearray(wire)
            damaged[bit // 8] ^= 1 << bit % 8
            assert all(got == frame for got in Decoder().feed(bytes(damaged) + b"\0"))


def test_a_hundred_thousand_damaged_frames_give_no_wrong_one():
    chance = random.Random(1)
    decoder, codec_frames, wrong = Decoder(), [], 0
    for sequence in range(200):
        pose = {channel: chance.randrange(500, 2500) for channel in range(6)}
        codec_frames.append(Frame(mcu.SET, sequence, mcu.pack_positions(pose)))
    wires = [mcu_frames.encode(frame) for frame in codec_frames]
    for _ in range(100_000):
        number = chance.randrange(200)
        damaged = bytearray(wires[number])
        for _ in range(chance.randrange(1, 9)):
            damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        damaged += b"\0"
        wrong += sum(got != codec_frames[number] for got in decoder.feed(bytes(damaged)))
    assert wrong == 0
    assert decoder.rejected > 90_000
    assert decoder.feed(wires[0]) == [codec_frames[0]]


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        (mcu.SET, b"\0\x10\0"),
        (mcu.SET, b"\x10\x05\0"),
        (mcu.SET, b"\2\x05\0\1\x05\0"),
        (mcu.SET, b"\1\x05\0\1\x05\0"),
        (mcu.LIMITS, mcu.pack_limits(250, {0: ChannelLimits(2000, 1000, 40)})),
        (mcu.SET | 0x80, b"\x10\0\7\0\0\0\0"),
        (mcu.GLOW, b"\1\xff\0\0\0\1\xff\0\0\0"),
        (mcu.GLOW, b"\x10\xff\0\0\0"),
        (mcu.GLOW, b"\1\xff\0\0\3"),
        (mcu.HELLO | 0x80, b"\1\1\0\x10\0\7\xff"),
    ],
)
def test_a_frame_with_a_right_check_but_no_sense_is_dropped(kind, payload):
    decoder = Decoder()
    assert decoder.feed(mcu_frames.encode(Frame(kind, 1, payload))) == []
    assert decoder.rejected == 1


@pytest.mark.parametrize("frame", [Frame(0x01, 0), Frame(mcu.SET, 0, b"\0\1"), Frame(mcu.HELLO, 0, b"x")])
def test_a_frame_that_its_type_cannot_have_is_not_sent(frame):
    with pytest.raises(ValueError, match="no payload"):
        mcu_frames.encode(frame)


@given(statuses)
def test_status_comes_back(status):
    assert mcu.unpack_status(mcu.pack_status(status)) == status


@given(lamps)
def test_lamps_come_back(lit):
    assert mcu.unpack_lamps(mcu.pack_lamps(lit)) == lit
    (frame,) = Decoder().feed(McuCodec(Plan("mcu-head", LIMITS, 250)).light(lit))
    assert (frame.kind, mcu.unpack_lamps(frame.payload)) == (mcu.GLOW, lit)


def test_limits_come_back():
    assert mcu.unpack_limits(mcu.pack_limits(250, LIMITS)) == (250, LIMITS)


def answer(request, payload):
    (asked,) = Decoder().feed(request)
    return mcu_frames.encode(Frame(asked.kind | mcu.REPLY, asked.sequence, payload))


def test_the_codec_reads_identity_pose_and_status():
    codec = McuCodec(Plan("mcu-head", LIMITS, 250))
    identity = Identified("mcu-head", 1, "1.4", 16, 999)
    status = Status(boot=999, missing=frozenset({3}))
    pose = PoseRead(status, {0: 1500, 5: 1200})
    read = codec.sync().split(b"\0")[1] + b"\0"
    stream = answer(codec.probe(), mcu.pack_identity(identity)) + answer(read, mcu.pack_pose(pose))
    stream += answer(codec.move({0: 1400}), mcu.pack_status(status))
    assert codec.feed(stream) == [identity, pose, status]


def test_an_answer_nobody_asked_for_or_a_second_time_is_passed_over():
    codec = McuCodec(Plan("mcu-head", LIMITS, 250))
    polled = answer(codec.poll(), mcu.pack_status(Status(boot=1)))
    assert len(codec.feed(polled)) == 1
    assert codec.feed(polled) == []
    assert codec.feed(mcu_frames.encode(Frame(mcu.SET | mcu.REPLY, 77, mcu.pack_status(Status(boot=1))))) == []


def test_a_request_is_no_answer():
    codec = McuCodec(Plan("mcu-head", LIMITS, 250))
    assert codec.feed(codec.poll()) == []


def test_wire_load_counts_the_fuller_direction():
    six = len(mcu_frames.encode(Frame(mcu.SET, 1, bytes(18))))
    assert mcu_frames.wire_load(6, 115200, 50) == pytest.approx(six * 10 * 50 / 115200)
    assert mcu_frames.wire_load(16, 9600, 50) > 1
