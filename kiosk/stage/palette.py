"""Colours of the screen, as 0xAARRGGBB. Every pair of text and ground is at least 4.5 to 1 (WCAG 2.2, 1.4.3)."""

from __future__ import annotations

INK = 0xFF14302E
MUTED = 0xFF48605D
PAPER = 0xFFFAFCFB
CARD = 0xFFEFF5F3
LINE = 0xFFD5E2DF
WHITE = 0xFFFFFFFF
TEAL = 0xFF0B6B63
TEAL_PALE = 0xFFBDE6DE
NAVY = 0xFF24395F
INDIGO = 0xFF4338A8
CORAL = 0xFFB83A1B
GREEN = 0xFF15803D
SHELF = 0xFFD9CFC1
FLOOR = 0xFFF7F3EC
PLACE = 0xFFE6ECEA
SKY_TOP, SKY_BOTTOM = 0xFFE9F6F3, 0xFFC9DDD9
SHADOW = 0x30102A28

SPEAKER = {"ai": TEAL, "assisted": INDIGO, "human": CORAL}
"""Frame and badge: who speaks is unmistakable."""
