"""`kiosk desk`: the service that staff open in a browser."""

from __future__ import annotations

import typer

from kiosk.desk.commands import forget_cli, keeping_cli, kiosks_cli, serve_cli, staff_cli

HELP = """The desk: where staff see who asks for a person, and help.

`kiosk run` brings a desk along and shows its address and first password. Begin with `kiosk desk status`, then
`kiosk desk staff add NAME`. For a desk of several kiosks: `kiosk desk serve` there, `kiosk desk enrol NAME` for each
kiosk, and `kiosk desk join` at the kiosk. docs/staff.md and docs/deployment.md tell more.
"""
app = typer.Typer(no_args_is_help=True, help=HELP, rich_markup_mode=None)
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
