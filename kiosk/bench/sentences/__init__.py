"""Sixty sentences of a shop in each language, which together use its sounds."""

from __future__ import annotations

from pathlib import Path


def sentences(lang: str) -> list[str]:
    """Those of a language."""
    return (Path(__file__).parent / f"{lang}.txt").read_text(encoding="utf-8").splitlines()
