"""What the system and Python bring along: which optional packages are not there, and what each one costs."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from ctypes.util import find_library
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from kiosk.doctor.finding import Finding, failed, missing, ok
from kiosk.doctor.site import Site

AREA = "packages"
Kind = Literal["library", "program", "module", "file"]


@dataclass(frozen=True, slots=True)
class Package:
    """`name` is looked for as `kind`; `package` of Debian (or an extra of ours) brings it. `needed` by every kiosk."""

    name: str
    kind: Kind
    package: str
    cost: str
    needed: bool = False

    @property
    def title(self) -> str:
        """What it is called, and by whom."""
        if self.kind == "module":
            return f"The Python package {self.name} (extra {self.package})"
        return f"{self.package} ({Path(self.name).name})"

    @property
    def remedy(self) -> str:
        """The command that brings it."""
        if self.kind == "module":
            return f"Run `pip install 'balie[{self.package}]'`."
        return f"Run `sudo apt-get install -y {self.package}`."


PACKAGES = (
    Package("EGL", "library", "libegl1", "The face and the screen cannot be drawn.", needed=True),
    Package("GL", "library", "libgl1", "The face and the screen cannot be drawn.", needed=True),
    Package("expat", "library", "libexpat1", "The face and the screen cannot be drawn.", needed=True),
    Package("usr/share/alsa/alsa.conf", "file", "libasound2-data", "No sound card is found: nothing is heard or said."),
    Package("amixer", "program", "alsa-utils", "Levels cannot be set with alsamixer."),
    Package("v4l2-ctl", "program", "v4l-utils", "A camera's exposure and focus cannot be set by hand."),
    Package("avrdude", "program", "avrdude", "The firmware of a robot's board cannot be put on it."),
    Package("moonshine_voice", "module", "demo", "English is only understood with vosk-en (kiosk models get vosk-en)."),
    Package("cvttf_NotoSansCJK_Regular", "module", "demo", "Korean on the screen needs a font of the system."),
    Package("av", "module", "demo", "A film of a conversation cannot be written."),
)


def there(site: Site, package: Package) -> bool:
    """Whether it is installed."""
    match package.kind:
        case "library":
            return find_library(package.name) is not None
        case "program":
            return shutil.which(package.name, path="/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/bin") is not None
        case "module":
            return find_spec(package.name) is not None
        case "file":
            return (site.root / Path(package.name)).exists()


def check(site: Site, has: Callable[[Site, Package], bool] = there) -> list[Finding]:
    """One finding for what is there, and one for each package that is not."""
    present = [package.name for package in PACKAGES if has(site, package)]
    absent = [package for package in PACKAGES if package.name not in present]
    found = [ok(AREA, f"Found: {', '.join(Path(name).name for name in present)}.")] if present else []
    return found + [
        (failed if package.needed else missing)(
            AREA, f"{package.title} is not installed.", package.cost, package.remedy
        )
        for package in absent
    ]
