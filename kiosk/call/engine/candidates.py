"""Session descriptions with their addresses in them, so that none has to be sent after. Pure."""

from __future__ import annotations

from collections.abc import Iterable


def with_candidates(sdp: str, found: Iterable[tuple[int, str]]) -> str:
    """`sdp` with each candidate (`candidate:…`) at the end of the media section of its number (RFC 8839, 5.1)."""
    sections = sdp.removesuffix("\r\n").split("\r\nm=")
    for line, candidate in found:
        if 0 <= line < len(sections) - 1:
            sections[line + 1] += f"\r\na={candidate}"
    return "\r\nm=".join(sections) + "\r\n"


def shared(sdp: str) -> str:
    """`sdp` with the candidates of all its media sections in each of them.

    Media that share a transport have their candidates in the first section alone (RFC 9429, 5.2.1), and aiortc reads
    those of the last.
    """
    told = ("a=candidate:", "a=end-of-candidates")
    lines = sdp.removesuffix("\r\n").split("\r\n")
    candidates = sorted(dict.fromkeys(line for line in lines if line.startswith(told)))
    rest = "\r\n".join(line for line in lines if not line.startswith(told))
    first, *sections = rest.split("\r\nm=")
    return "\r\n".join([first, *("\r\n".join(["m=" + section, *candidates]) for section in sections)]) + "\r\n"
