"""A colleague's browser for measuring: headless Chromium, driven by Playwright, with `call_page.js` in it."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from kiosk.errors import KioskError

HERE: Final = Path(__file__).parent
NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
ORIGIN: Final = "https://colleague.invalid/"
"""Nothing is asked of it: every request is answered from this folder. A page of its own origin may use a camera."""
FLAGS: Final = (
    "--autoplay-policy=no-user-gesture-required",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
)


class Browser:
    """One page in one browser. A context manager; all of it on one thread."""

    def __init__(self) -> None:
        try:
            from playwright.sync_api import sync_playwright
        except ModuleNotFoundError as fault:
            sentence, remedy = "Playwright is not installed.", "Install it with `pip install playwright`."
            raise KioskError("bench.no-playwright", sentence, remedy) from fault
        path = next((found for name in NAMES if (found := shutil.which(name))), None)
        if path is None:
            raise KioskError("bench.no-browser", "There is no Chromium here.", "Install it: `apt install chromium`.")
        self._driver = sync_playwright().start()
        self._browser = self._driver.chromium.launch(executable_path=path, args=[*FLAGS])
        self.page = self._browser.new_page()
        self.page.route("**/*", self._serve)
        self.load()

    def __enter__(self) -> Browser:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def load(self) -> None:
        """Load the page, or load it again: whatever it had is gone."""
        self.page.goto(ORIGIN + "call_page.html")
        self.page.evaluate("window.ready")

    def answer(self, sdp: str) -> str:
        """The answer to an offer, in a connection that takes the place of the one before."""
        return str(self.page.evaluate("(sdp) => answer(sdp)", sdp))

    def seen(self, what: str) -> Any:  # noqa: ANN401
        """A field of what the page has seen."""
        return self.page.evaluate(f"seen.{what}")

    def forget(self) -> None:
        """Ages and clicks from now on."""
        self.page.evaluate("() => { seen.ages = []; seen.clicks = []; }")

    def received(self) -> dict[str, float]:
        """Octets of payload that came in, by kind, and the mean seconds a frame was held."""
        return dict(self.page.evaluate("received()"))

    def close(self) -> None:
        """End it."""
        self._browser.close()
        self._driver.stop()

    @staticmethod
    def _serve(route: Any) -> None:  # noqa: ANN401
        name = route.request.url.removeprefix(ORIGIN)
        if name in {"call_page.html", "call_page.js"}:
            route.fulfill(path=HERE / name)
        else:
            route.abort()
