"""The page of a colleague: its files, as they lie in `page/`, of the kinds that it is made of."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

from kiosk.errors import KioskError

FOLDER: Final = Path(str(files("kiosk.desk").joinpath("page")))
KINDS: Final[Mapping[str, str]] = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
    ".wav": "audio/wav",
    ".ogg": "audio/ogg",
}
"""A browser that may not guess (`nosniff`) needs the right type; nothing else in the folder is served."""
NAME: Final = re.compile(r"([a-z0-9_-]+/)*[a-z0-9_-]+(\.[a-z0-9]+)")
"""One dot, so that no name leads out of the folder."""
FRONT: Final = "index.html"


class PageRoutes:
    """The files of the page in a folder."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder

    def handlers(self) -> Mapping[str, Handler]:
        """Every handler, by the name in the table."""
        return {"front": self.front, "file": self.file}

    async def front(self, request: web.Request) -> web.Response:
        """The page itself."""
        return await self.named(request, FRONT)

    async def file(self, request: web.Request) -> web.Response:
        """A file of it.

        Raises:
            KioskError: `desk.no-page`.
        """
        return await self.named(request, request.match_info["file"])

    async def named(self, request: web.Request, name: str) -> web.Response:
        """A file: a browser asks each time whether its copy is the present one, so that all are of one version."""
        content = await asyncio.to_thread(self._read, name)
        tag = hashlib.sha256(content).hexdigest()[:32]
        headers = {"ETag": f'"{tag}"', "Cache-Control": "no-cache"}
        known = request.if_none_match or ()
        if any(each.value in {tag, "*"} for each in known):
            return web.Response(status=304, headers=headers)
        kind = KINDS[Path(name).suffix]
        charset = "utf-8" if kind.startswith("text/") else None
        return web.Response(body=content, headers=headers, content_type=kind, charset=charset)

    def _read(self, name: str) -> bytes:
        if NAME.fullmatch(name) and Path(name).suffix in KINDS:
            path = self._folder / name
            if path.is_file():
                return path.read_bytes()
        raise KioskError("desk.no-page", f"The page has no file {name[:80]!r}.", "Load the page again.")
