"""The firmware of our servo board as a file: the shipped image, one with another name in it, or one that is built.

Source of the format: Intel, "Hexadecimal Object File Format Specification", revision A, 1988.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path
from typing import Final, Literal

from hardware.errors import HardwareError

SOURCES: Final = Path(__file__).with_name("firmware")
SHIPPED: Final = SOURCES / "balie-mcu.hex"
SHIPPED_SUM: Final = SHIPPED.with_suffix(".sha256")
DEFAULT_NAME: Final = "mcu-head"
ROOM: Final = 32256
"""Bytes of an Uno's flash that are not its boot loader's."""
LONGEST_NAME: Final = 32
MARK: Final = b"BALIE-NAME:\0"
_RECORD: Final = 16

Lights = Literal["pixels", "plain"]


def read(path: Path) -> bytes:
    """What an Intel HEX file puts into flash, from address 0.

    Raises:
        HardwareError: `flash.missing`, `flash.hex` if it is no such file, `flash.large`.
    """
    try:
        image = _parsed(path.read_text(encoding="ascii"))
    except OSError as fault:
        raise HardwareError("flash.missing", f"There is no file {path}.", "Name an Intel HEX file.") from fault
    except (ValueError, IndexError) as fault:
        remedy = "Take the file that `make` or the Arduino IDE wrote, whole."
        raise HardwareError("flash.hex", f"{path} is no Intel HEX file ({fault}).", remedy) from fault
    if len(image) > ROOM:
        sentence = f"{path} has {len(image)} bytes; the board has room for {ROOM}."
        raise HardwareError("flash.large", sentence, "Take the firmware for an ATmega328P, without a boot loader.")
    return image


def _parsed(text: str) -> bytes:
    image, ended = bytearray(), False
    for number, line in enumerate(text.split(), 1):
        record = bytes.fromhex(line[1:])
        if line[0] != ":" or len(record) != record[0] + 5 or sum(record) % 256:
            raise ValueError(f"line {number}")
        at, kind, data = int.from_bytes(record[1:3], "big"), record[3], record[4:-1]
        ended = ended or kind == 1
        if kind == 0:
            image += b"\xff" * (at + len(data) - len(image))
            image[at : at + len(data)] = data
    if not ended:
        raise ValueError("it has no end")
    return bytes(image)


def write(image: bytes) -> str:
    """The Intel HEX text of an image that begins at address 0."""
    records = [(0, at, image[at : at + _RECORD]) for at in range(0, len(image), _RECORD)]
    return "".join(_line(*record) for record in [*records, (1, 0, b"")])


def _line(kind: int, at: int, data: bytes) -> str:
    record = bytes([len(data)]) + at.to_bytes(2, "big") + bytes([kind]) + data
    return f":{(record + bytes([-sum(record) % 256])).hex().upper()}\n"


def named(image: bytes, name: str) -> bytes:
    """The image of our firmware with another name of the device.

    Raises:
        HardwareError: `flash.name`: it can have no such name; `flash.foreign`: it is not our firmware.
    """
    letters = name.encode()
    if not 1 <= len(letters) <= LONGEST_NAME or not name.isascii() or not name.isprintable():
        sentence = f"A board cannot be called {name!r}."
        raise HardwareError("flash.name", sentence, f"Take 1 to {LONGEST_NAME} letters, digits and signs of ASCII.")
    at = image.find(MARK) + len(MARK)
    if at < len(MARK):
        raise HardwareError("flash.foreign", "This is not our firmware: it has no name.", "Leave --name out.")
    return image[:at] + letters.ljust(LONGEST_NAME + 1, b"\0") + image[at + LONGEST_NAME + 1 :]


def name_of(image: bytes) -> str:
    """The device's name in an image of our firmware; empty if it is another's."""
    _, mark, rest = image.partition(MARK)
    return rest[:LONGEST_NAME].partition(b"\0")[0].decode("ascii", errors="replace") if mark else ""


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def build(folder: Path, lights: Lights = "pixels", pixels: int = 1) -> tuple[Path, str]:
    """Compile the shipped sources; the HEX file in `folder`, and what avr-size says of it.

    Raises:
        HardwareError: `flash.compiler` if a tool is missing, `flash.build` if the compiler refuses.
    """
    for tool in ("make", "avr-gcc", "avr-objcopy", "avr-size"):
        if not shutil.which(tool):
            remedy = "Install it (`sudo apt-get install gcc-avr avr-libc make`), or leave --build out."
            raise HardwareError("flash.compiler", f"There is no {tool} to build the firmware with.", remedy)
    options = [f"OUT={folder}", f"LIGHTS={lights}", f"PIXELS={pixels}"]
    made = subprocess.run(
        ["make", "-s", "-B", "-C", str(SOURCES), *options], capture_output=True, text=True, check=False
    )
    if made.returncode:
        last = (made.stderr.strip().splitlines() or ["it does not say why"])[-1]
        raise HardwareError("flash.build", f"The firmware does not build: {last}.", "Install Balie again.")
    return folder / SHIPPED.name, made.stdout.strip()
