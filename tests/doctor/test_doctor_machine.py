"""Findings about the machine: memory, disk, heat, clock, packages, network, platform, service."""

from __future__ import annotations

import os
from importlib.metadata import packages_distributions

import pytest
from doctor_support import put, site

from kiosk.doctor import clock, disk, heat, memory, packages, service, system
from kiosk.doctor.finding import Status, healthy
from kiosk.service.units import UNIT

MEMINFO = "MemTotal: {total} kB\nMemFree: 1 kB\nMemAvailable: {free} kB\n"


def _memory(tmp_path, total_mb, free_mb, **files):
    kib = {name: round(mb * 1e6 / 1024) for name, mb in (("total", total_mb), ("free", free_mb))}
    root = put(tmp_path, proc__meminfo=MEMINFO.format(**kib), **files)
    (finding,) = memory.check(site(root))
    return finding


@pytest.mark.parametrize(
    ("total_mb", "free_mb", "status"),
    [(8000, 7000, Status.OK), (8000, 300, Status.WARNING), (900, 800, Status.WARNING), (512, 400, Status.FAILED)],
)
def test_memory_is_held_against_what_the_configuration_takes(tmp_path, total_mb, free_mb, status):
    finding = _memory(tmp_path, total_mb, free_mb)
    assert finding.status is status
    assert finding.figures["total_mb"] == total_mb


def test_a_running_kiosk_takes_its_memory_rightly(tmp_path):
    finding = _memory(tmp_path, 8000, 300, proc__12__cmdline="python3\0-m\0kiosk\0run\0")
    assert finding.status is Status.OK


def test_a_control_group_may_allow_less(tmp_path):
    limits = {"memory.max": "512000000", "memory.current": "1000000"}
    folder = tmp_path / "sys/fs/cgroup"
    folder.mkdir(parents=True)
    for name, text in limits.items():
        (folder / name).write_text(text)
    assert _memory(tmp_path, 8000, 7000).status is Status.FAILED


def test_a_data_folder_that_can_be_written_tells_room_and_ledger(tmp_path):
    (tmp_path / "ledger.sqlite").write_bytes(bytes(2_000_000))
    (finding,) = disk.check(site(), tmp_path)
    assert finding.status is Status.OK
    assert finding.figures["ledger_mb"] == 2.0


def test_a_data_folder_to_be_made_is_tried_where_it_will_be(tmp_path):
    (finding,) = disk.check(site(), tmp_path / "not" / "yet")
    assert finding.status is Status.OK
    assert "made at the first start" in finding.found
    assert not (tmp_path / "not").exists()


@pytest.mark.parametrize(
    ("number", "found", "remedy"),
    [(13, "Permission denied", "chown"), (28, "full", "Make room"), (30, "Read-only", "SD card")],
)
def test_why_nothing_can_be_written_is_told_apart(tmp_path, monkeypatch, number, found, remedy):
    def refuse(**_options):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(disk.tempfile, "TemporaryFile", refuse)
    (finding,) = disk.check(site(), tmp_path)
    assert finding.status is Status.FAILED
    assert found in finding.found
    assert remedy in finding.remedy


def test_a_file_in_the_place_of_the_data_folder_fails(tmp_path):
    (tmp_path / "balie").write_text("")
    (finding,) = disk.check(site(), tmp_path / "balie")
    assert finding.status is Status.FAILED


@pytest.mark.parametrize(
    ("files", "status", "word"),
    [
        ({}, Status.OK, "does not tell"),
        ({"sys__class__thermal__thermal_zone0__temp": "54321\n"}, Status.OK, "54 °C"),
        ({"sys__class__thermal__thermal_zone0__temp": "84000\n"}, Status.WARNING, "84 °C"),
    ],
)
def test_heat(tmp_path, files, status, word):
    (finding,) = heat.check(site(put(tmp_path, **files)))
    assert finding.status is status
    assert word in finding.found


@pytest.mark.parametrize(
    ("flags", "status", "word"),
    [
        ("0", Status.OK, "fine"),
        ("50005", Status.WARNING, "lacks power (now)"),
        ("50000", Status.WARNING, "lacks power (since"),
        ("80008", Status.WARNING, "slowed its processor down (now)"),
        ("20000", Status.WARNING, "slowed its processor down (since"),
    ],
)
def test_what_a_raspberry_pi_says_of_its_power(tmp_path, flags, status, word):
    file = tmp_path / heat.THROTTLED.lstrip("/")
    file.parent.mkdir(parents=True)
    file.write_text(f"{flags}\n")
    (finding,) = heat.check(site(tmp_path))
    assert finding.status is status
    assert word in finding.found


def test_a_clock_that_is_right_kept_and_in_the_stores_zone(monkeypatch):
    monkeypatch.setenv("TZ", "Europe/Amsterdam")
    import time

    time.tzset()
    try:
        assert [one.status for one in clock.check(site(), lambda: True)] == [Status.OK] * 3
    finally:
        monkeypatch.delenv("TZ")
        time.tzset()


def test_a_clock_without_a_battery_fails_and_one_that_nothing_keeps_is_a_warning(tmp_path):
    (tmp_path / "shift").write_text("-2000000000")
    year, kept, _zone = clock.check(site(kiosk={"clock": f"shifted:{tmp_path / 'shift'}"}), lambda: False)
    assert year.status is Status.FAILED
    assert "set-time" in year.remedy
    assert kept.status is Status.WARNING
    assert isinstance(clock.kernel_synchronised(), bool)


def test_each_package_that_is_not_there_says_what_it_costs():
    findings = packages.check(site(), lambda _site, package: package.name not in {"EGL", "avrdude"})
    failed = [finding for finding in findings if finding.status is Status.FAILED]
    missing = [finding for finding in findings if finding.status is Status.MISSING]
    assert ["libegl1" in finding.remedy for finding in failed] == [True]
    assert ["avrdude" in finding.found for finding in missing] == [True]
    assert not healthy(findings)


def test_packages_are_looked_for_where_they_are(tmp_path):
    here = site(put(tmp_path, usr__share__alsa__placeholder=""))
    known = {package.name: package for package in packages.PACKAGES}
    assert not packages.there(here, known["usr/share/alsa/alsa.conf"])
    (tmp_path / "usr/share/alsa/alsa.conf").write_text("")
    assert packages.there(here, known["usr/share/alsa/alsa.conf"])
    strange = packages.Package("no_such_module_or_program", "module", "demo", "")
    assert not packages.there(here, strange)
    assert packages.there(here, packages.Package("json", "module", "demo", ""))


def test_python_packages_are_asked_for_by_the_name_that_they_are_imported_by():
    imported = {name.casefold(): name for name in packages_distributions()}
    named = [package.name for package in packages.PACKAGES if package.kind == "module"]
    assert [imported.get(name.casefold(), name) for name in named] == named


def test_the_network_is_never_a_fault(tmp_path):
    routes = "Iface\tDestination\tGateway\nwlan0\t00000000\t0100A8C0\nwlan0\t0000A8C0\t00000000\n"
    (connected,) = system.network(site(put(tmp_path, proc__net__route=routes)))
    (alone,) = system.network(site(tmp_path / "other"))
    assert "wlan0" in connected.found
    assert alone.status is Status.OK
    assert "Not connected" in alone.found


def test_the_platform_names_the_board(tmp_path):
    file = tmp_path / "proc/device-tree/model"
    file.parent.mkdir(parents=True)
    file.write_text("Raspberry Pi 5 Model B Rev 1.0\0")
    python, processor = system.platforms(site(tmp_path))
    assert python.status is Status.OK
    assert processor.found.startswith("Raspberry Pi 5 Model B Rev 1.0,")


@pytest.mark.parametrize(
    ("answers", "status", "word"),
    [
        ({"is-enabled": "enabled", "is-active": "active"}, Status.OK, "active"),
        ({"is-enabled": "enabled", "is-active": "failed"}, Status.WARNING, "failed"),
        ({"is-enabled": "not-found", "is-active": "inactive"}, Status.MISSING, "not installed"),
    ],
)
def test_the_service(tmp_path, answers, status, word):
    (tmp_path / "run/systemd/system").mkdir(parents=True)
    findings = service.check(site(tmp_path), lambda words: answers[words[-2]])
    assert findings[-1].status is status
    assert word in findings[-1].found


def test_a_unit_of_the_users_own_session_counts(tmp_path):
    (tmp_path / "run/systemd/system").mkdir(parents=True)

    def ask(words):
        assert words[-1] == UNIT
        return {"is-enabled": "enabled", "is-active": "failed"}[words[-2]] if words[0] == "--user" else "not-found"

    (finding,) = service.check(site(tmp_path), ask)
    assert f"systemctl --user restart {UNIT}" in finding.remedy


def test_without_systemd_only_a_running_kiosk_is_told(tmp_path):
    root = put(tmp_path, proc__55__cmdline="python3\0/usr/bin/kiosk\0run\0--headless\0", proc__56__cmdline="bash\0")
    running, none = service.check(site(root))
    assert running.figures == {"pid": 55}
    assert none.status is Status.OK
