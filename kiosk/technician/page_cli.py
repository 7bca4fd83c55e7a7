"""`kiosk hardware page`."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from kiosk.technician.options import Json, Port, ProfileName


def page(
    host: Annotated[
        str, typer.Option(help="Address to serve on; another than this machine's own asks for a password.")
    ] = "127.0.0.1",
    http_port: Annotated[int, typer.Option(min=0, max=65535, help="Port to serve on; 0 takes a free one.")] = 8737,
    lang: Annotated[str, typer.Option(help="Language of the page (default: the kiosk's).")] = "",
    speed: Annotated[float, typer.Option(min=0.05, max=1.0, help="Share of each joint's own speed.")] = 0.3,
    profile: ProfileName = "",
    port: Port = "",
    json_: Json = False,
) -> None:
    """Serve a page with the body on it: a drawing that moves, a slider for each joint, gestures, lamps, and a stop.

    Open the address that is printed in a browser on this machine. Joints are limp until you switch the torque on, and
    again when the page is closed or hidden for a second. Space or Esc stops, at any time; the stop stays latched.

    With --host ADDRESS people on the network can open it too: a password is printed that works once. That line is not
    encrypted: use it on a network of your own. Ctrl-C ends it.

    Examples: `kiosk hardware page --port simulated`, `kiosk hardware page --host 192.168.1.20 --lang nl`.
    """
    from kiosk.technician.chosen import choose
    from kiosk.technician.page.serving import Serving, language

    chosen = choose(profile, port)
    serving = Serving(chosen, host, http_port, language(lang), speed)

    def ready(address: str, password: str | None) -> None:
        if json_:
            typer.echo(json.dumps({"address": address, "password": password, "profile": chosen.name}))
            return
        typer.echo(address)
        if password:
            typer.echo(f"password (works once): {password}", err=True)

    serving.run(ready)
