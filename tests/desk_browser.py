"""A colleague's browser: the system's Chromium, without a window, at a desk that is served on this machine."""

from __future__ import annotations

import asyncio
import contextlib
import shutil

import pytest
from desk_support import PASSWORD, served

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",  # a container has no user namespaces
    "--use-fake-device-for-media-stream=device-count=1,fps=10",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {
    "light": {"runOnly": TAGS, "resultTypes": ["violations"]},
    "dark": {"runOnly": ["color-contrast"], "resultTypes": ["violations"]},  # nothing else differs
}


class Browser:
    """One Chromium, and one event loop that it and the desks of its tests share."""

    def __init__(self, runner, chromium):
        self._runner, self._chromium = runner, chromium

    def run(self, folder, talk, **options):
        """A talk with a desk and this browser: `talk(desk, open_page)`."""

        async def all_of_it():
            async with served(folder, **options) as desk, contextlib.AsyncExitStack() as stack:
                await talk(desk, lambda **wishes: self._page(stack, desk, **wishes))

        self._runner.run(asyncio.wait_for(all_of_it(), 250))

    async def _page(self, stack, desk, name="ann", **wishes):
        """A page of its own browser profile; signed in, unless `name` is none. Faults of its scripts fail the test."""
        wishes = {"locale": "en", "viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce"} | wishes
        context = await self._chromium.new_context(**wishes)
        stack.push_async_callback(context.close)
        page = await context.new_page()
        faults = []
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
        stack.callback(lambda: _none(faults))
        page.set_default_timeout(20_000)
        if name is None:
            await page.goto(desk.at)
        else:
            await sign_in(desk, context, page, name)
        return page


async def sign_in(desk, context, page, name):
    """Sign in as the page does, without its form."""
    answer = await context.request.post(f"{desk.at}/api/session", data={"name": name, "password": PASSWORD})
    assert answer.ok
    await page.goto(desk.at)
    await page.locator("header nav").wait_for()


async def accessible(page, *themes):
    """No fault of WCAG 2.2 AA that axe-core can find, in light and in dark."""
    from axe_playwright_python.async_playwright import Axe

    for theme in themes or ("light", "dark"):
        await page.emulate_media(color_scheme=theme)
        found = await Axe().run(page, options=RULES[theme])
        assert not found.response["violations"], f"{theme}: {found.generate_report()}"
    await page.emulate_media(color_scheme="light")


async def fits(page, width=360):
    """Nothing of it is wider than a narrow screen, as that of a telephone or of 1280 px at a zoom of 350 %."""
    before = page.viewport_size
    await page.set_viewport_size({"width": width, "height": 740})
    wide = await page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width, f"{wide} px wide"
    await page.set_viewport_size(before)


@pytest.fixture(scope="session")
def browser():
    """The system's Chromium; without it, or Playwright, these tests are skipped."""
    api = pytest.importorskip("playwright.async_api", reason="playwright is not installed")
    path = next((found for found in map(shutil.which, NAMES) if found), None)
    if path is None:
        pytest.skip("there is no Chromium on this machine: apt-get install chromium")
    with asyncio.Runner() as runner:
        manager = api.async_playwright()
        playwright = runner.run(manager.start())
        api.expect.set_options(timeout=60_000)
        chromium = runner.run(playwright.chromium.launch(executable_path=path, args=FLAGS))
        yield Browser(runner, chromium)
        runner.run(chromium.close())
        runner.run(playwright.stop())


def _none(faults):
    assert not faults, faults
