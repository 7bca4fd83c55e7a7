"""Measures a line: how long an answer takes, how many never come, and what noise makes of frames."""

from __future__ import annotations

from statistics import median
from typing import Final

from hardware.safety.drive import Drive
from hardware.safety.proof import Proof

LATENCY: Final = "latency"
NOISE: Final = "noise"
EXCHANGES: Final = 200
SHARE: Final = 0.6
"""Of a period of the loop that an answer may take, 99 times of 100."""
UNANSWERED: Final = 0.005
ADAPTER: Final = (
    "Take a shorter cable without a hub; of an FTDI adapter set the latency timer to 1 ms; or lower rate_hz."
)
CABLE: Final = "Take a shorter, shielded cable away from motors and their supply, and check the common ground."


def line_proofs(drive: Drive, exchanges: int = EXCHANGES) -> tuple[Proof, Proof]:
    """Ask again and again at the pace of the loop; latency, and noise.

    Raises:
        HardwareError: it is not ready, or is lost.
    """
    drive.ready()
    period_s = 1 / drive.robot.profile.rate_hz
    first, took, rejected = drive.status(), list[float](), 0
    for _ in range(exchanges):
        began = drive.now()
        status = drive.status()
        if status is not None:
            took.append(drive.now() - began)
            rejected = (status.rejected - first.rejected) % 256 if first else 0
        drive.sleep(max(0.0, began + period_s - drive.now()))
    lost = exchanges - len(took)
    return _latency(took, period_s), _noise(lost, rejected, exchanges)


def _latency(took: list[float], period_s: float) -> Proof:
    if not took:
        return Proof(LATENCY, False, "Nothing was answered.", CABLE)
    took.sort()
    p99 = took[min(len(took) - 1, round(0.99 * len(took)))]
    figures = {"median_ms": median(took) * 1e3, "p99_ms": p99 * 1e3, "longest_ms": took[-1] * 1e3}
    found = f"An answer takes {figures['median_ms']:.1f} ms, {figures['p99_ms']:.1f} ms at worst in 100."
    passed = p99 <= SHARE * period_s
    return Proof(LATENCY, passed, found, "" if passed else ADAPTER, figures)


def _noise(lost: int, rejected: int, exchanges: int) -> Proof:
    found = f"Of {exchanges} frames {lost} were not answered, and the device threw {rejected} away."
    passed = max(lost, rejected) <= UNANSWERED * exchanges
    figures = {"unanswered": float(lost), "rejected": float(rejected), "frames": float(exchanges)}
    return Proof(NOISE, passed, found, "" if passed else CABLE, figures)
