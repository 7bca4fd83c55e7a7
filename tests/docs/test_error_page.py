"""Every error has one code, one meaning and a remedy; the page for technicians is what the source says."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath

import pytest
import typer
from typer.testing import CliRunner

from kiosk import error_catalogue, error_source
from kiosk.configuration import cli
from kiosk.error_areas import AREAS, TOLD, TYPED
from kiosk.error_catalogue import BARE, catalogue, describe, lookup, page, source
from kiosk.errors import InputError

PAGE = Path(__file__).parents[2] / "docs" / "errors.md"
AGAIN = ("kiosk/checks", "kiosk/rehearsal")
"""These tell errors of the others before, or instead of them."""


def test_every_code_is_area_and_matter_and_can_be_read_from_the_source() -> None:
    assert source().unnamed == (), "a code must stand in the source as it is told"
    assert all(error_source.SHAPE.fullmatch(code) for code in catalogue())
    assert {entry.area for entry in catalogue().values()} <= set(AREAS), "give the new area a title"


def test_every_code_has_a_remedy() -> None:
    remedies = [(entry.code, each.remedy.strip()) for entry in catalogue().values() for each in entry.meanings]
    assert [code for code, remedy in remedies if not BARE.sub("", remedy)] == []


def test_no_code_has_two_meanings() -> None:
    def folders(places: tuple[str, ...]) -> set[str]:
        return {
            "/".join(PurePosixPath(place).parts[: 1 if place.startswith("hardware") else -1][:2]) for place in places
        } - set(AGAIN)

    def told(code: str) -> set[str]:
        return {case.sentence for case in source().cases if case.code == code and not case.place.startswith(AGAIN)}

    twice = [
        entry.code for entry in catalogue().values() if len(folders(entry.places)) > 1 and len(told(entry.code)) > 1
    ]
    assert twice == [], "one code is told in two places with different words"


def test_codes_that_events_carry_are_in_the_catalogue_and_no_others() -> None:
    assert sorted(set(source().carried) - set(catalogue())) == [], "add what they mean and what to do to TOLD"
    assert sorted((TOLD.keys() | TYPED.keys()) - source().mentioned.keys()) == [], "these are told nowhere any more"


def test_the_page_is_up_to_date() -> None:
    current = PAGE.read_text(encoding="utf-8") == page()  # compared outside of the assertion: the page is long
    assert current, "run: python -m kiosk.error_catalogue docs/errors.md"


@pytest.mark.parametrize("typed", ["microphone.off", "[microphone.off]", " microphone.off "])
def test_a_code_is_explained_on_the_kiosk(typed: str) -> None:
    entry = lookup(typed)
    text = describe(entry)
    assert "No microphone is to be used." in text
    assert "mend: " in text
    assert "kiosk/hearing/sources.py" in text


def test_a_code_that_is_none_is_answered_with_the_nearest() -> None:
    with pytest.raises(InputError) as fault:
        lookup("microfone.off")
    assert fault.value.code == "usage.code"
    assert "microphone.off" in fault.value.remedy


SOURCE = """
from kiosk.errors import InputError, KioskError

REMEDY = "Try again."


class Worse(InputError):
    pass


def look(path, many):
    if many:
        sentence = f"{path} holds {len(many)} faults: {', '.join(many)}."
        raise Worse("toy.faults", sentence, REMEDY)
    _refuse(path, "is empty", "Fill it.")
    raise KioskError(f"toy.{many}", "Odd.", "Never.")


def _refuse(path, what, remedy):
    raise InputError("toy.file", f"{path} {what}.", remedy)


def again(fault):
    raise KioskError(fault.code, fault.sentence, "Another remedy.")
"""


def test_codes_are_read_with_named_placeholders(tmp_path: Path) -> None:
    (tmp_path / "toy.py").write_text(SOURCE)
    found = error_source.read([tmp_path])
    told = {(case.code, case.sentence, case.remedy, case.status) for case in found.cases}
    assert told == {
        ("toy.faults", "{path} holds {number of many} faults: {many}.", "Try again.", 2),
        ("toy.file", "{path} is empty.", "Fill it.", 2),
    }
    assert len(found.unnamed) == 1
    assert "toy.{many}" in found.unnamed[0]


def test_a_code_of_another_module_is_that_modules_also_where_a_third_uses_the_name(tmp_path: Path) -> None:
    said = (
        "from {}.codes import LATE\nfrom kiosk.errors import KioskError\n\nraise KioskError(LATE, 'Late.', 'Wait.')\n"
    )
    for name, text in (("codes", "LATE = 'toy.late'\n"), ("user", said.format(tmp_path.name)), ("zone", "LATE = 3\n")):
        (tmp_path / f"{name}.py").write_text(text)
    found = error_source.read([tmp_path])
    assert [case.code for case in found.cases] == ["toy.late"]
    assert found.unnamed == ()


def test_the_catalogue_is_that_of_the_whole_product() -> None:
    assert len(error_catalogue.catalogue()) > 150
    assert {"camera.none", "avatar.unknown", "link.permission", "part.died", "ledger.full"} <= catalogue().keys()


def test_explain_knows_codes_and_settings_apart() -> None:
    def explain(*words: str) -> tuple[int, str]:
        app = typer.Typer()
        app.command()(cli.explain)
        done = CliRunner().invoke(app, list(words))
        return done.exit_code, done.output if done.exception is None else str(done.exception)

    assert "kiosk/hearing/sources.py" in explain("[microphone.off]")[1]
    assert json.loads(explain("link.busy", "--json")[1])["code"] == "link.busy"
    assert "Speaking rate" in explain("voice.wpm")[1]
    assert "microphone.off" in explain("microfone.off")[1]
    assert "hearing.end_silence_ms" in explain("hearin.end_silence_ms")[1]
