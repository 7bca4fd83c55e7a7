"""CRC-16/CCITT-FALSE: polynomial 0x1021, initial value 0xFFFF, not reflected; check value of "123456789": 0x29B1."""

from __future__ import annotations

from binascii import crc_hqx


def crc16(data: bytes) -> int:
    """The check of `data`, 0 to 0xFFFF."""
    return crc_hqx(data, 0xFFFF)
