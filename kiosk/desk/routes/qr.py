"""A QR code as rows of signs, which the page draws."""

from __future__ import annotations


def rows(text: str) -> list[str]:
    """The modules of a code with its quiet zone: `1` is dark, `0` light; ISO/IEC 18004, error correction M."""
    import segno  # some 5 MB that a node without phones need not have

    code = segno.make(text, error="m", micro=False)
    return ["".join("1" if dark else "0" for dark in row) for row in code.matrix_iter(border=4)]
