"""A table is written whole, or not at all."""

import pytest

from kiosk.errors import KioskError
from kiosk.knowledge import sheet


@pytest.mark.parametrize("ending", [".csv", ".yaml", ".xlsx"])
def test_what_was_there_stays_when_a_table_cannot_be_written(tmp_path, monkeypatch, ending):
    target = tmp_path / f"answers{ending}"
    target.write_text("as it was", encoding="utf-8")

    def torn(path, _rows):
        path.write_text("half", encoding="utf-8")
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(sheet.WRITERS, ending, torn)
    with pytest.raises(KioskError):
        sheet.write(target, [])
    assert [path.name for path in tmp_path.iterdir()] == [target.name]
    assert target.read_text(encoding="utf-8") == "as it was"
