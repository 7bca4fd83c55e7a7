"""`kiosk install-service`: shown first, done below a root of the test's own, and taken away again."""

from __future__ import annotations

import json
import os
import pwd
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from kiosk.errors import InputError, KioskError
from kiosk.resources import config_dir
from kiosk.service import cli, installation, units

USER = next(entry.pw_name for entry in pwd.getpwall() if entry.pw_uid != 0)
UNIT, RULE = "etc/systemd/system/kiosk.service", "etc/udev/rules.d/99-balie.rules"
ENABLED = "etc/systemd/system/multi-user.target.wants/kiosk.service"
APP = typer.Typer()
APP.command()(cli.install_service)
needs_systemd = pytest.mark.skipif(not shutil.which("systemctl"), reason="systemctl is not installed")


def install(root: Path, *options: str) -> str:
    command = ["--root", str(root), "--run-as", USER, *options]
    done = CliRunner().invoke(APP, command)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.stdout


def document(root: Path, *options: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(install(root, "--json", *options))
    return found


def states(root: Path, *options: str) -> list[str]:
    return [file["state"] for file in document(root, *options)["files"]]


@pytest.fixture
def _no_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installation, "_run", lambda command: None)


def test_without_apply_nothing_is_written(tmp_path: Path) -> None:
    text = install(tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert "kiosk.service  would be written" in text
    assert "WatchdogSec=30" in text, "what would be written is shown"
    assert f"would run: systemctl --root={tmp_path} enable kiosk.service" in text
    assert "Nothing was changed" in text


@needs_systemd
def test_apply_installs_and_enables_and_uninstall_leaves_nothing(tmp_path: Path) -> None:
    assert document(tmp_path, "--apply")["applied"] is True
    assert "99-balie" in (tmp_path / RULE).name
    assert (tmp_path / ENABLED).is_symlink(), "systemctl itself has enabled it"
    assert states(tmp_path) == ["same", "same"]
    install(tmp_path, "--apply")
    assert states(tmp_path, "--uninstall") == ["there", "there"]
    install(tmp_path, "--uninstall", "--apply")
    assert [path for path in (tmp_path / "etc").rglob("*") if not path.is_dir()] == []
    install(tmp_path, "--uninstall", "--apply")


@pytest.mark.usefixtures("_no_commands")
def test_what_was_there_before_is_kept_shown_and_comes_back(tmp_path: Path) -> None:
    unit = tmp_path / UNIT
    unit.parent.mkdir(parents=True)
    unit.write_text("[Service]\nExecStart=/usr/bin/other\n")
    text = install(tmp_path)
    assert "-ExecStart=/usr/bin/other" in text
    assert "+Type=notify" in text
    install(tmp_path, "--apply")
    assert "Type=notify" in unit.read_text()
    assert unit.with_name("kiosk.service.bak").read_text().endswith("other\n")
    unit.write_text(unit.read_text().replace("WatchdogSec=30", "WatchdogSec=90"))
    assert states(tmp_path) == ["changed", "same"]
    install(tmp_path, "--apply")
    assert "WatchdogSec=90" in unit.with_name("kiosk.service.bak1").read_text(), "a technician's edit is kept too"
    install(tmp_path, "--uninstall", "--apply")
    assert unit.read_text().endswith("other\n")


@pytest.mark.usefixtures("_no_commands")
def test_the_unit_names_program_user_store_and_the_folders_that_it_writes(tmp_path: Path) -> None:
    store = tmp_path / "my store"
    store.mkdir()
    install(tmp_path / "image", "--apply", "--store", str(store))
    unit = (tmp_path / "image" / UNIT).read_text()
    home = pwd.getpwnam(USER).pw_dir
    assert (
        re.search(rf'^ExecStart="?/\S+ run --store "{re.escape(str(store))}"$', unit, re.MULTILINE)
        or "-m kiosk run" in unit
    )
    assert f"User={USER}\n" in unit
    assert f"ReadWritePaths=-{home}/.local/share/balie " in unit
    assert "@" not in re.sub(r"getty@tty1", "", unit), "no place is left unfilled"
    assert (tmp_path / "image" / f"{home}/.local/share/balie".lstrip("/")).is_dir()


def test_the_desktop_unit_goes_to_the_user(tmp_path: Path) -> None:
    found = document(tmp_path, "--user")
    (file,) = found["files"]
    assert file["path"].endswith(".config/systemd/user/kiosk.service")
    assert "User=" not in file["content"]
    assert found["commands"] == []


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--run-as", "nobody-of-that-name"), "service.user"),
        (("--run-as", "root"), "service.root"),
        (("--screen", "x11"), "service.screen"),
        (("--store", "/nowhere"), "store.missing"),
    ],
)
def test_mistakes_are_told(tmp_path: Path, options: tuple[str, ...], code: str) -> None:
    with pytest.raises(InputError) as fault:
        install(tmp_path, *options)
    assert fault.value.code == code


def test_only_root_installs_for_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(installation, "apply", lambda plan: pytest.fail("it must not get so far"))
    done = CliRunner().invoke(APP, ["--run-as", USER, "--apply"])
    assert isinstance(done.exception, InputError)
    assert done.exception.code == "service.not-root"
    assert "sudo" in done.exception.remedy


def test_a_command_that_fails_is_told() -> None:
    with pytest.raises(KioskError, match="ls /nowhere-at-all failed"):
        installation._run(("ls", "/nowhere-at-all"))
    with pytest.raises(KioskError, match="There is no nothing-of-that-name"):
        installation._run(("nothing-of-that-name",))


@pytest.mark.parametrize("screen", list(units.TEMPLATES))
def test_systemd_accepts_the_units(tmp_path: Path, screen: units.Screen) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed")
    text = units.unit(screen, units.account(USER), None)
    if screen == "cage":
        text = text.replace("/usr/bin/cage", "/usr/bin/env")  # cage itself need not be here
    (tmp_path / "kiosk.service").write_text(text)
    mode = ["--user"] if screen == "desktop" else []
    done = subprocess.run(
        ["systemd-analyze", *mode, "--man=no", "verify", str(tmp_path / "kiosk.service")],
        capture_output=True, text=True, check=False, env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)},
    )  # fmt: skip
    about = [line for line in done.stderr.splitlines() if "kiosk.service" in line]
    assert about == []


def test_every_unit_is_watched_restarted_and_given_no_new_rights() -> None:
    for name in units.TEMPLATES.values():
        lines = (config_dir() / "systemd" / name).read_text().splitlines()
        for line in (
            "Type=notify",
            "WatchdogSec=30",
            "Restart=always",
            "NoNewPrivileges=yes",
            "KillMode=mixed",
            "SuccessExitStatus=130",
        ):
            assert line in lines, (name, line)
        assert any(line.startswith("StartLimitBurst=") for line in lines)


def test_the_rule_knows_every_board_that_a_device_profile_names() -> None:
    rule = (config_dir() / "udev" / units.RULE).read_text()
    for profile in (config_dir() / "devices").glob("*.toml"):
        for usb in tomllib.loads(profile.read_text()).get("usb", []):
            vendor, product = usb.split(":")
            line = re.search(rf'ATTRS{{idVendor}}=="{vendor}"(?:, ATTRS{{idProduct}}=="([^"]*)")?,', rule)
            assert line, (profile.name, usb)
            assert line[1] is None or product in line[1].split("|"), (profile.name, usb)
    labels = set(re.findall(r'LABEL="(\w+)"', rule))
    assert set(re.findall(r'GOTO="(\w+)"', rule)) == labels
    for part in ('SYMLINK+="balie-body"', 'GROUP="dialout"', 'ENV{ID_MM_DEVICE_IGNORE}="1"'):
        assert part in rule
