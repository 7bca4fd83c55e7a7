"""What a table shows is what stands there: a command with brackets can be copied, and no word ends in dots."""

from io import StringIO

from rich.console import Console
from rich.text import Text

from kiosk.plain_table import plain_table


def shown(*cells: str | Text, width: int = 60) -> str:
    written = StringIO()
    table = plain_table(["what", "how"], [cells])
    Console(file=written, width=width, force_terminal=False).print(table)
    return written.getvalue()


def test_brackets_are_text() -> None:
    assert "pip install 'balie[piper]'" in shown(Text("ok", "green"), "Run `pip install 'balie[piper]'`.")
    assert "[/b]" in shown("a name", "Noor [/b]")


def test_a_word_longer_than_its_column_is_folded_and_not_cut() -> None:
    told = shown("wrong", "Check store.backend_url_of_the_whole_shop", width=24)
    assert "…" not in told
    words = "".join(line.strip("│ ").split("│")[-1].strip() for line in told.splitlines() if "│" in line)
    assert "store.backend_url_of_the_whole_shop" in words
