"""The prebuilt StandardFirmata of the npm package avrgirl-arduino (LGPL): fetched when tests run, never committed."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

import pytest
from avr_board import missing

PACKAGE = "avrgirl-arduino@5.0.1"
MEMBER = "package/junk/hex/uno/StandardFirmata.cpp.hex"
SHA256 = "6d57ea7cf30e26c9c2f3a01ee37907d2c951f8bc9c27f84dddad12fa9c8b8f36"
BAUD = 57600
BOOT_S = 2.1
"""It blinks its version before it answers."""
KEPT = Path(tempfile.gettempdir()) / "balie-StandardFirmata-5.0.1.hex"


def hex_file() -> Path:
    """Its Intel HEX file; skips the test where it or its simulator cannot be had."""
    if missing():
        pytest.skip(missing())
    if not (KEPT.is_file() and _is_it(KEPT.read_bytes())):
        fetched = _fetched()
        assert _is_it(fetched), "the package holds another StandardFirmata"
        KEPT.write_bytes(fetched)
    return KEPT


def _is_it(content: bytes) -> bool:
    return hashlib.sha256(content).hexdigest() == SHA256


def _fetched() -> bytes:
    npm = shutil.which("npm")
    if not npm:
        pytest.skip("no npm to fetch StandardFirmata with")
    with tempfile.TemporaryDirectory() as folder:
        packed = subprocess.run([npm, "pack", PACKAGE], cwd=folder, capture_output=True, timeout=60, check=False)
        if packed.returncode:
            pytest.skip("npm cannot fetch StandardFirmata here")
        (archive,) = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as opened:
            member = opened.extractfile(MEMBER)
            assert member is not None
            return member.read()
