"""What the docs say can be typed and looked up: every command and option exists, every link leads somewhere."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer
from page_support import DOCS

from kiosk.cli import build
from kiosk.error_catalogue import catalogue
from kiosk.faults import Fault
from kiosk.phrases import own
from kiosk.rehearsal.script import Circumstances, Turn
from kiosk.settings import Settings

ROOT = DOCS.parent
PAGES = sorted([*DOCS.rglob("*.md"), ROOT / "README.md"])
CODE = re.compile(r"^```(?:sh)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"(?<!`)`(kiosk [^`\n]+)`(?!`)")
LINK = re.compile(r"\]\(([^)#\s]*)(#[^)\s]+)?\)|src=\"([^\"]+)\"")
PLACEHOLDER = re.compile(r"[A-Z…]+(?:\.[a-z0-9]+)?|<.*>")


def command_lines(page: Path) -> list[str]:
    """Every `kiosk …` of a page: in shell blocks, and in spans of text."""
    text = page.read_text(encoding="utf-8")
    lines = [line for block in CODE.findall(text) for line in block.replace("\\\n", " ").splitlines()]
    lines = [re.split(r" \|\| | \| | && | > | # ", line)[0] for line in lines if "kiosk " in line]
    found = [
        line[line.index("kiosk ") :] for line in lines if re.match(r"(?:sudo |[A-Z_]+=\S+ |\.venv/bin/)*kiosk ", line)
    ]
    return [*found, *SPAN.findall(text)]


LINES = [(page, line) for page in PAGES for line in dict.fromkeys(command_lines(page))]


@pytest.fixture(scope="module")
def commands() -> typer.core.TyperGroup:
    group = typer.main.get_command(build())
    assert isinstance(group, typer.core.TyperGroup)
    return group


@pytest.mark.parametrize(("page", "line"), LINES, ids=lambda value: str(getattr(value, "name", value)))
def test_every_command_that_is_shown_exists(commands: typer.core.TyperGroup, page: Path, line: str) -> None:
    words = shlex.split(re.split(r"[;>]", line)[0].replace("…", "X"), comments=True)[1:]
    command = commands
    while words and isinstance(command, typer.core.TyperGroup) and not words[0].startswith("-"):
        if PLACEHOLDER.fullmatch(words[0]) or words[0] == "--version":
            return
        known = command.commands
        assert words[0] in known, f"{page.name}: `kiosk` has no command {words[0]!r}"
        command = known[words.pop(0)]  # type: ignore[assignment]
    options = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    for word in words:
        if word.startswith("--"):
            assert word.partition("=")[0] in options | {"--help"}, f"{page.name}: {line}: no option {word}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = []
    for place, anchor, picture in LINK.findall(page.read_text(encoding="utf-8")):
        target = place or picture
        if target.startswith(("http://", "https://")):
            continue
        file = (page.parent / target).resolve() if target else page
        if not file.exists() or (anchor and file.suffix == ".md" and anchor[1:] not in anchors(file)):
            broken.append(target + anchor)
    assert broken == []


def anchors(page: Path) -> set[str]:
    """The anchors that Markdown makes of headings."""
    titles = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def test_pictures_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in DOCS.glob("*.png")}
    assert len(sizes) >= 4
    assert max(sizes.values()) < 700_000
    assert all(path.read_bytes()[:4] == b"\x89PNG" for path in DOCS.glob("*.png"))


@pytest.mark.parametrize("page", ["shop.md", "staff.md", "technician.md", "developers/README.md"])
def test_settings_and_codes_that_a_page_names_exist(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    sections = {name: set(field.annotation.model_fields) for name, field in Settings.model_fields.items()}  # type: ignore[union-attr]
    files = {"toml", "py", "csv", "md", "sqlite", "json", "jsonl"}
    for section, key in re.findall(r"`([a-z]+)\.([a-z_-]+)`", text):
        if section in sections and key not in files:
            assert key in sections[section] or f"{section}.{key}" in catalogue(), f"{section}.{key}"


def test_staff_find_every_word_of_a_rehearsal_on_their_page() -> None:
    text = (DOCS / "staff.md").read_text(encoding="utf-8")
    table = " ".join(line for line in text.splitlines() if line.startswith(("|", "`after_s`")))
    named = set(re.findall(r"\b[a-z_]+\b", " ".join(re.findall(r"`([^`]+)`", table))))
    assert {*Turn.model_fields, *Circumstances.model_fields} - named == set()


def test_the_sentences_that_staff_copy_are_good(tmp_path: Path) -> None:
    text = (DOCS / "staff.md").read_text(encoding="utf-8")
    (tmp_path / "lang").mkdir()
    (tmp_path / "lang" / "en.toml").write_text(
        next(block for block in re.findall(r"```toml\n(.*?)```", text, re.DOTALL) if "[phrases]" in block)
    )
    faults: list[Fault] = []
    assert (set(own(tmp_path, "en", faults)), faults) == ({"greeting"}, [])
