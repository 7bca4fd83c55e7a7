"""[desk]: where the service desk is, and how one that runs here serves."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from kiosk.settings.section import Section


class Desk(Section):
    """The service desk: where it is, and for one that runs here, how it serves."""

    mode: Annotated[
        Literal["local", "remote", "none"],
        Field(
            description="`local`: `kiosk run` starts a desk beside the kiosk; `remote`: there is one at `url`; `none`: "
            "nobody can be called from here"
        ),
    ] = "local"
    url: Annotated[
        str, Field(description="Address of the desk, as https://desk.example:8443; a local desk needs none")
    ] = ""
    public_url: Annotated[
        str,
        Field(
            description="Address at which shoppers' phones reach the desk, as https://desk.example; without it no code "
            "for a phone is offered",
            pattern=r"^(https?://[^\s/]{1,60}/?)?$",
        ),
    ] = ""
    token_file: Annotated[
        Path | None,
        Field(description="File with this kiosk's token, which kiosk desk join writes; default: in the desk's folder"),
    ] = None
    pinned_file: Annotated[
        Path | None,
        Field(
            description="File with the one certificate that the kiosk takes for the desk's, PEM; without it one that "
            "this machine trusts"
        ),
    ] = None
    name: Annotated[
        str,
        Field(description="Its name at the desk; default: the machine's", pattern=r"^[A-Za-z0-9._-]{0,80}$"),
    ] = ""
    host: Annotated[
        str,
        Field(description="Address the desk listens on; 0.0.0.0 for all of this machine, 127.0.0.1 for it alone"),
    ] = "0.0.0.0"  # noqa: S104 - colleagues open it in a browser elsewhere in the store
    port: Annotated[int, Field(description="Port the desk listens on; 0 for any that is free", ge=0, le=65535)] = 8443
    dir: Annotated[
        Path | None,
        Field(description="Folder of the desk: database, certificate, keys; default: desk/ in the data folder"),
    ] = None
    database: Annotated[
        str, Field(description="Database, as postgresql://desk@db.example/desk; empty for a file in the desk's folder")
    ] = ""
    nats: Annotated[
        tuple[str, ...], Field(description="Servers that the nodes of a desk tell each other by; none for one node")
    ] = ()
    tls: Annotated[
        bool, Field(description="Serve https; browsers give camera and microphone to nothing less, but on localhost")
    ] = True
    certificate: Annotated[
        Path | None, Field(description="Certificate of the desk with its chain, PEM; without it the desk makes its own")
    ] = None
    key: Annotated[Path | None, Field(description="Key of that certificate, PEM")] = None
    proxies: Annotated[
        tuple[str, ...],
        Field(description="Networks of reverse proxies whose X-Forwarded-For and -Proto are believed, as 10.0.0.0/8"),
    ] = ()
    metrics_from: Annotated[
        tuple[str, ...], Field(description="Networks that may read /metrics of the desk; none for nobody")
    ] = ("127.0.0.0/8", "::1/128")
    answer_s: Annotated[
        float, Field(description="A colleague who does not answer for so long is passed over, s", ge=3, le=300)
    ] = 15.0
    nobody_s: Annotated[
        float, Field(description="After so long the shopper is told that nobody comes, s", ge=5, le=3600)
    ] = 60.0
    target_s: Annotated[
        float, Field(description="Asks are to be answered within, s: what the supervisor's figures go by", ge=1, le=600)
    ] = 20.0
    hours: Annotated[
        str, Field(description="When the desk is staffed, as Mo-Fr 09:00-18:00; empty: while the store is open")
    ] = ""
    retention_days: Annotated[
        float, Field(description="Conversations and their notes are erased after, days", gt=0, le=366)
    ] = 30.0
    turn: Annotated[
        tuple[str, ...], Field(description="TURN servers of video calls, as turn:turn.example:3478?transport=tcp")
    ] = ()
    turn_secret: Annotated[
        str, Field(description="Where the secret shared with them stands: `env:NAME` or `file:/PATH`; empty for none")
    ] = ""
    oidc_issuer: Annotated[
        str, Field(description="Staff may sign in at this OpenID provider, as https://login.example; empty for none")
    ] = ""
    oidc_client: Annotated[str, Field(description="The desk's client id at the provider")] = ""
    oidc_secret: Annotated[
        str,
        Field(description="Where its secret stands: `env:NAME` or `file:/PATH`; empty for a public client"),
    ] = ""
    oidc_claim: Annotated[str, Field(description="Claim of the provider that names groups or roles of a person")] = (
        "groups"
    )
    oidc_roles: Annotated[
        dict[str, Literal["agent", "supervisor", "content", "technician"]],
        Field(description="The desk's role for each value of that claim; who has none of them is not let in"),
    ] = {}
