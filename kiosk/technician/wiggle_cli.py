"""`kiosk hardware wiggle`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.technician.options import Json, Port, ProfileName, Yes

if TYPE_CHECKING:
    from kiosk.technician.wiggling import Wiggled

Speed = Annotated[float, typer.Option(min=0.05, max=1.0, help="Share of a joint's own speed; a gesture has it all.")]
VERDICTS = {True: "good", False: "did not follow", None: "did you see it?"}


def wiggle(
    joint: Annotated[str, typer.Argument(help="Which joint; without it all, one after the other.")] = "",
    gesture: Annotated[str, typer.Option(help="Play this gesture instead, such as nod.")] = "",
    times: Annotated[int, typer.Option(min=1, max=20, help="How often to each side.")] = 1,
    speed: Speed = 0.3,
    profile: ProfileName = "",
    port: Port = "",
    yes: Yes = False,
    json_: Json = False,
) -> None:
    """Move one joint a little, or all of them, or play a gesture, and see which is which and whether each follows.

    It goes 15 % of the range to each side, slowly, and home again. Bars show what is wanted and what is read back,
    how fast the board answers, and what got lost. The joints are limp before and after: hold an arm that would fall.

    Ends with 1 if a joint did not answer, or did not follow. Examples: `kiosk hardware wiggle yaw --yes`,
    `kiosk hardware wiggle --gesture nod --port simulated --yes`.
    """
    from kiosk.technician.chosen import choose, jointed
    from kiosk.technician.live import shown
    from kiosk.technician.options import allowed
    from kiosk.technician.session import opened
    from kiosk.technician.wiggling import joint_of, path_of, perform
    from kiosk.technician.wiggling import wiggle as move

    chosen = choose(profile, port)
    jointed(chosen)
    what = f"gesture {gesture}" if gesture else f"joint {joint}" if joint else "all joints"
    allowed(f"{what} of {chosen.name} on {chosen.port} will move. Is nobody within its reach?", yes=yes)
    path = path_of(gesture, chosen.profile) if gesture else None
    with opened(chosen, armed=True, share=1.0 if path else speed) as session, shown(session, what) as each:
        chosen_joints = (joint_of(session.robot.profile, joint),) if joint else session.robot.profile.joints
        if joint:
            session.stay()
        found = perform(session, path, each) if path else [move(session, one, times, each) for one in chosen_joints]
        if not joint:
            session.rest()
    if json_:
        document = {"profile": chosen.name, "port": chosen.port, "gesture": gesture or None}
        typer.echo(json.dumps({**document, "joints": [one.as_data() for one in found]}, ensure_ascii=False))
    else:
        _tell(found)
    if any(one.followed is False or not one.answers for one in found):
        raise typer.Exit(1)


def _tell(found: list[Wiggled]) -> None:
    for one in found:
        moved = "it does not tell where it is" if one.moved is None else f"moved {one.moved:.3g} of {one.asked:.3g}"
        verdict = VERDICTS[one.followed] if one.answers else "does not answer"
        typer.echo(f"{one.joint:<12} channel {one.channel:<3} {verdict:<16} {moved}")
