"""Large buffers, such as a face of another size, go back to the system as soon as they are freed."""

from __future__ import annotations

import ctypes

M_MMAP_THRESHOLD = -3
"""glibc, mallopt(3)."""
LARGE = 4 << 20
"""Bytes: pictures are larger, all else is smaller."""


def give_back_large() -> None:
    """Keep glibc from raising its threshold with every large buffer that is freed; other C libraries have no such."""
    libc = ctypes.CDLL(None)
    if hasattr(libc, "mallopt"):
        libc.mallopt(M_MMAP_THRESHOLD, LARGE)
