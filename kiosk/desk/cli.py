"""`kiosk desk`: the service that staff open in a browser."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperGroup

from kiosk.desk.commands import forget_cli, keeping_cli, kiosks_cli, serve_cli, staff_cli

HELP = """The desk: where staff see who asks for a person, and help.

`kiosk run` brings a desk along and shows its address and first password. Begin with `kiosk desk status`, then
`kiosk desk staff add NAME`. For a desk of several kiosks: `kiosk desk` there (short for `kiosk desk serve`, with its
options), `kiosk desk enrol NAME` for each kiosk, and `kiosk desk join` at the kiosk. docs/staff.md and
docs/deployment.md tell more.
"""


class _Serving(TyperGroup):
    """A desk without the name of a command serves: `kiosk desk --database URL`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - typer keeps the type of its context to itself
        if not args or (args[0].startswith("-") and args[0] not in ctx.help_option_names):
            args = ["serve", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(cls=_Serving, help=HELP, rich_markup_mode=None)
for _command in (
    serve_cli.serve,
    serve_cli.status,
    kiosks_cli.enrol,
    kiosks_cli.join,
    kiosks_cli.kiosks,
    kiosks_cli.revoke,
    keeping_cli.audit,
    keeping_cli.backup,
    keeping_cli.restore,
    forget_cli.forget,
):
    app.command(_command.__name__)(_command)
app.add_typer(staff_cli.app, name="staff")
