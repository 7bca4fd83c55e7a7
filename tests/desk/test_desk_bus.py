"""What nodes tell each other: one contract, on the bus of one node and on NATS; and NATS when it is away."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import ipaddress

import desk_databases
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from kiosk.bench import desk_servers
from kiosk.desk.bus.bus import CHANGED, LocalBus, topic
from kiosk.desk.bus.nats_address import addresses
from kiosk.desk.bus.nats_bus import LONGEST, nats_bus
from kiosk.desk.messages.protocol import LONGEST as LONGEST_OF_A_LINE
from kiosk.errors import InputError


@pytest.fixture(params=["local", "nats"])
def two_nodes(request):
    """The buses of two nodes of one desk."""
    if request.param == "local":

        @contextlib.asynccontextmanager
        async def both():
            bus = LocalBus()
            yield bus, bus

        return both
    server = request.getfixturevalue("nats_server")
    return lambda: both_on(server.addresses)


@contextlib.asynccontextmanager
async def both_on(servers):
    async with nats_bus(servers, "one") as one, nats_bus(servers, "two") as two:
        await until(lambda: one.up and two.up)
        yield one, two


async def until(holds):
    """Wait for it; the test's own time-out ends what never comes."""
    while not holds():  # noqa: ASYNC110 - what it waits for happens in another process
        await asyncio.sleep(0.005)


async def hears(teller, listener, to):
    """Whether what one node tells the other hears by now; the server learns of subscriptions in order."""
    heard = []
    unsubscribe = listener.subscribe(to, heard.append)
    while not heard:
        await teller.publish(to, "probe")
        await asyncio.sleep(0.005)
    unsubscribe()


def test_everybody_who_subscribed_is_told_once_and_in_order_and_nobody_else(two_nodes):
    async def talk():
        async with two_nodes() as (one, two):
            own, others, strangers = [], [], []
            ends = [one.subscribe("kiosk/a.b", own.append), two.subscribe("kiosk/a.b", others.append)]
            for name in ("kiosk/a/b", "kiosk/*", "kiosk/>", "kiosk/a", "kiosk/a b", "staff/a.b"):
                two.subscribe(name, strangers.append)
            await hears(one, two, CHANGED)
            texts = [f"{number} é" for number in range(200)]
            for text in texts:
                await one.publish("kiosk/a.b", text)
            await until(lambda: len(others) == len(texts))
            assert own == others == texts
            for end in ends:
                end()
            await one.publish("kiosk/a.b", "late")
            await hears(one, two, CHANGED)
            assert own == others == texts
            assert strangers == []

    asyncio.run(talk())


def test_the_longest_message_of_a_line_passes(two_nodes):
    async def talk():
        async with two_nodes() as (one, two):
            heard, text = [], "x" * LONGEST_OF_A_LINE
            two.subscribe(topic("staff", "ann"), heard.append)
            await hears(one, two, CHANGED)
            await one.publish(topic("staff", "ann"), text)
            await until(lambda: heard)
            assert heard == [text]

    asyncio.run(talk())


def test_a_server_that_dies_keeps_nobody_waiting_and_comes_back(nats_server):
    async def talk():
        async with both_on(nats_server.addresses) as (one, two):
            own, others = [], []
            one.subscribe(CHANGED, own.append)
            two.subscribe(CHANGED, others.append)
            await hears(one, two, "there")
            nats_server.kill(0)
            try:
                await until(lambda: not one.up and not two.up)
                await one.publish(CHANGED, "while it is away")
                late = []
                two.subscribe("late", late.append)
            finally:
                nats_server.start(0)
            assert (own, others, one.dropped) == (["while it is away"], [], 1)
            await until(lambda: one.up and two.up)
            await hears(one, two, "there")
            await one.publish(CHANGED, "again")
            await one.publish("late", "subscribed meanwhile")
            await until(lambda: others and late)
            assert (others, late) == (["again"], ["subscribed meanwhile"])

    asyncio.run(talk())


def test_what_is_too_long_is_not_told_to_other_nodes_and_the_line_to_the_server_stays(nats_server):
    async def talk():
        async with both_on(nats_server.addresses) as (one, two):
            heard = []
            two.subscribe(CHANGED, heard.append)
            await hears(one, two, "there")
            await one.publish(CHANGED, "x" * (LONGEST + 1))
            await one.publish(CHANGED, "short")
            await until(lambda: heard)
            assert (heard, one.dropped) == (["short"], 1)

    asyncio.run(talk())


def test_two_desks_share_a_server_and_do_not_hear_each_other(nats_server):
    async def talk():
        (address,) = nats_server.addresses
        async with both_on([f"{address}/north"]) as (one, two), nats_bus([f"{address}/south"], "three") as three:
            heard = []
            await until(lambda: three.up)
            three.subscribe(CHANGED, heard.append)
            await hears(one, two, CHANGED)
            await hears(three, three, "there")
            assert heard == []

    asyncio.run(talk())


def test_tls_and_a_password_stand_in_the_address(tmp_path):
    if why := desk_databases.why_no_nats():
        pytest.skip(why)
    certificate, key = made(tmp_path)
    options = ("--tls", "--tlscert", str(certificate), "--tlskey", str(key), "--user", "desk", "--pass", "p@ss")

    async def talk(address):
        right = address.replace("nats://", "tls://desk:p%40ss@") + f"?ca={certificate}"
        async with both_on([right]) as (one, two):
            await hears(one, two, CHANGED)
        for wrong in (right.replace("p%40ss", "guess"), right.partition("?")[0]):
            async with nats_bus([wrong], "one") as bus:
                await asyncio.sleep(0.1)
                assert not bus.up

    with desk_servers.nats(desk_servers.nats_program(), options=options) as server:
        asyncio.run(talk(*server.addresses))


@pytest.mark.parametrize(
    "servers", [[], ["localhost:4222"], ["http://x"], ["nats://"], ["tls://x?ca=/nowhere.pem"], ["nats://x/a.b"]]
)
def test_an_address_that_is_none_is_told_without_its_password(servers):
    with pytest.raises(InputError) as refused:
        addresses([each.replace("://", "://desk:secret@") for each in servers])
    assert refused.value.code == "desk.nats"
    assert "secret" not in str(refused.value)


def made(folder):
    """A certificate for this machine, and its key."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now = dt.datetime.now(dt.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + dt.timedelta(days=1))
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    signed = builder.add_extension(here, critical=True).sign(key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    for file, data in (("c.pem", signed.public_bytes(pem)), ("k.pem", secret)):
        (folder / file).write_bytes(data)
    return folder / "c.pem", folder / "k.pem"
