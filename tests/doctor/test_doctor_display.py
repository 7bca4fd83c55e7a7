"""What the doctor says of a graphics driver."""

from __future__ import annotations

import pytest

from kiosk.doctor.display import _fault
from kiosk.events import PartFailed


@pytest.mark.parametrize(
    ("code", "severity"), [("stage.no-gpu", "warning"), ("stage.gpu-lost", "warning"), ("map.outside", "failed")]
)
def test_without_a_graphics_processor_the_kiosk_is_slower_not_broken(code: str, severity: str) -> None:
    finding = _fault(PartFailed("stage", code, "No graphics processor: no graphics driver answers."))
    assert finding.status == severity
    assert code in finding.found
    assert ("stage.renderer" in finding.remedy) == (severity == "warning")
