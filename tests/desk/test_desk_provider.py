"""Signing in at a provider: one of our own, which speaks OpenID Connect as others do, and lies in many ways."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
from urllib.parse import parse_qs, quote_plus, urlencode, urlsplit

import pytest
from aiohttp import web
from desk_support import PASSWORD, served
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey
from sqlalchemy import update

from kiosk.desk.auth.openid_connect import Chosen, Provider, provider_of
from kiosk.desk.auth.roles import Role
from kiosk.desk.storage.database import writing
from kiosk.desk.storage.tables import STAFF
from kiosk.errors import InputError
from kiosk.settings import Desk

CLIENT, SECRET, NOW = "balie", "a secret of the desk", 1_800_000_000
GROUPS = {"shop-leads": Role.SUPERVISOR, "shop-floor": Role.AGENT}


class OtherProvider:
    """A provider that lets in whom the test names; `lies` are put over what its token says."""

    def __init__(self):
        self.key, self.other = (ECKey.generate_key("P-256", {"kid": "one"}) for _ in range(2))
        self.person = {"sub": "1", "preferred_username": "dana", "given_name": "Dana", "groups": ["shop-floor"]}
        self.lies, self.sign_with, self.algorithm = {}, self.key, "ES256"
        self._asked = {}

    @contextlib.asynccontextmanager
    async def serving(self):
        app = web.Application()
        app.router.add_get("/.well-known/openid-configuration", self.about)
        app.router.add_get("/authorize", self.authorize)
        app.router.add_post("/token", self.token)
        app.router.add_get("/keys", self.keys)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.at = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield Provider(Chosen(self.at, CLIENT, SECRET, "groups", GROUPS))
        finally:
            await runner.cleanup()

    async def about(self, _request):
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        return web.json_response({"issuer": self.at} | {name: f"{self.at}/{at}" for name, at in places.items()})

    async def authorize(self, request):
        asked = dict(request.query)
        assert (asked["client_id"], asked["code_challenge_method"]) == (CLIENT, "S256")
        self._asked["a code"] = asked
        back = urlencode({"code": "a code", "state": asked["state"]})
        return web.Response(status=302, headers={"Location": f"{asked['redirect_uri']}?{back}"})

    async def token(self, request):
        form, expected = await request.post(), base64.b64encode(f"{CLIENT}:{quote_plus(SECRET)}".encode()).decode()
        asked = self._asked.pop(form["code"])
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).decode()
        assert challenge.rstrip("=") == asked["code_challenge"], "PKCE"
        assert request.headers["Authorization"] == f"Basic {expected}"
        assert form["redirect_uri"] == asked["redirect_uri"]
        claims = {"iss": self.at, "aud": CLIENT, "exp": NOW + 300, "iat": NOW, "nonce": asked["nonce"]}
        said = claims | self.person | self.lies
        token = jwt.encode({"alg": self.algorithm, "kid": "one"}, said, self.sign_with, algorithms=[self.algorithm])
        return web.json_response({"id_token": token, "access_token": "x", "token_type": "Bearer"})

    async def keys(self, _request):
        return web.json_response({"keys": [self.key.as_dict(private=False)]})


def run(folder, talk):
    async def all_of_it():
        other = OtherProvider()
        async with other.serving() as provider, served(folder, provider=provider, now=lambda: float(NOW)) as desk:
            await talk(desk, other)

    asyncio.run(all_of_it())


async def signed_in(desk, client=None):
    """A browser that goes to the provider and comes back, and where it ends."""
    client = client or await desk.client()
    async with client.get(f"{desk.at}/api/provider/there", allow_redirects=False) as there:
        assert there.status == 302, await there.text()
        assert there.cookies["desk-provider"]["samesite"] == "Lax"
        at = there.headers["Location"]
    async with client.get(at, allow_redirects=False) as provider:
        back = provider.headers["Location"]
    async with client.get(back, allow_redirects=False) as home:
        return client, home.headers["Location"], back


async def about(client, desk):
    async with client.get(f"{desk.at}/api/session") as answer:
        return await answer.json() if answer.status == 200 else None


def test_a_colleague_of_the_provider_is_let_in_with_the_role_of_their_group(tmp_path):
    async def talk(desk, other):
        client, home, back = await signed_in(desk)
        assert home == "/"
        dana = await about(client, desk)
        assert (dana["name"], dana["shown"], dana["role"]) == ("dana", "Dana", "agent")
        other.person["groups"] = ["cleaning", "shop-leads"]
        client, _, _ = await signed_in(desk)
        assert (await about(client, desk))["role"] == "supervisor", "the group counts as it is now"
        async with client.get(back, allow_redirects=False) as again:
            assert again.headers["Location"] == "/?refused=desk.oidc-state", "a way back leads there once"
        stranger = await desk.client()
        sent = {"name": "dana", "password": PASSWORD}
        async with stranger.post(f"{desk.at}/api/session", json=sent) as answer:
            assert answer.status == 401, "no password opens"
        await desk.hub.staff.remove("dana", "test", NOW)
        assert (await signed_in(desk))[1] == "/?refused=desk.no-staff"

    run(tmp_path, talk)


def test_a_colleague_is_known_by_the_providers_number_whatever_they_are_called(tmp_path):
    async def talk(desk, other):
        await signed_in(desk)
        other.person["preferred_username"] = "dana.married"
        client, home, _ = await signed_in(desk)
        assert home == "/"
        assert (await about(client, desk))["name"] == "dana", "one person, one name at the desk"
        other.person |= {"sub": "2", "preferred_username": "dana", "groups": ["shop-leads"]}
        client, home, _ = await signed_in(desk)
        assert home == "/?refused=desk.oidc-clash", "a name that was given again opens nothing of who had it"
        async with writing(desk.hub.engine) as connection:
            await connection.execute(update(STAFF).where(STAFF.c.name == "dana").values(subject_sha256=None))
        assert (await signed_in(desk))[1] == "/", "who came before numbers were kept is taken over once"
        other.person["sub"] = "1"
        assert (await signed_in(desk))[1] == "/?refused=desk.oidc-clash"

    run(tmp_path, talk)


@pytest.mark.parametrize(
    ("lie", "code"),
    [
        ({"iss": "https://elsewhere.example"}, "desk.oidc-token"),
        ({"aud": "another client"}, "desk.oidc-token"),
        ({"aud": [CLIENT, "other"], "azp": "other"}, "desk.oidc-token"),
        ({"nonce": "of another sign-in"}, "desk.oidc-token"),
        ({"exp": NOW - 120}, "desk.oidc-token"),
        ({"exp": None}, "desk.oidc-token"),
        ({"groups": ["cleaning"]}, "desk.oidc-role"),
        ({"groups": None}, "desk.oidc-role"),
        ({"preferred_username": "supervisor"}, "desk.oidc-clash"),
        ({"preferred_username": "two words", "sub": "a/b"}, "desk.oidc-name"),
        ({"sub": None}, "desk.oidc-name"),
    ],
)
def test_what_is_not_right_lets_nobody_in(tmp_path, lie, code):
    async def talk(desk, other):
        other.lies = lie
        client, home, _ = await signed_in(desk)
        assert home == f"/?refused={code}"
        assert await about(client, desk) is None

    run(tmp_path, talk)


def test_only_a_signature_of_the_providers_key_counts(tmp_path):
    async def talk(desk, other):
        other.sign_with = other.other
        assert (await signed_in(desk))[1] == "/?refused=desk.oidc-token"
        other.sign_with, other.algorithm = OctKey.import_key(SECRET), "HS256"
        assert (await signed_in(desk))[1] == "/?refused=desk.oidc-token", "what both know proves nothing"

    run(tmp_path, talk)


def test_a_way_that_began_elsewhere_does_not_lead_in(tmp_path):
    async def talk(desk, other):
        victim = await desk.client()
        async with (await desk.client()).get(f"{desk.at}/api/provider/there", allow_redirects=False) as there:
            state = parse_qs(urlsplit(there.headers["Location"]).query)["state"][0]
        async with victim.get(f"{desk.at}/api/provider/back?code=a+code&state={state}", allow_redirects=False) as back:
            assert back.headers["Location"] == "/?refused=desk.oidc-state"
        assert await about(victim, desk) is None

    run(tmp_path, talk)


def test_a_provider_that_is_away_is_told(tmp_path):
    async def talk():
        gone = Provider(Chosen("http://127.0.0.1:9", CLIENT, SECRET, "groups", GROUPS))
        async with (
            served(tmp_path, provider=gone) as desk,
            (await desk.client()).get(f"{desk.at}/api/provider/there", allow_redirects=False) as answer,
        ):
            assert (answer.status, (await answer.json())["error"]["code"]) == (409, "desk.oidc-away")

    asyncio.run(talk())


def test_settings_that_are_not_whole_are_told():
    whole = {"oidc_issuer": "https://login.example", "oidc_client": "desk", "oidc_roles": {"leads": "supervisor"}}
    assert provider_of(Desk(**whole)) is not None
    assert provider_of(Desk()) is None
    for wrong in (
        {"oidc_issuer": "http://login.example"},
        {"oidc_client": ""},
        {"oidc_roles": {}},
        {"oidc_secret": "env:NOT_THERE_AT_ALL"},
    ):
        with pytest.raises(InputError) as fault:
            provider_of(Desk(**(whole | wrong)))
        assert fault.value.code == "desk.oidc"
