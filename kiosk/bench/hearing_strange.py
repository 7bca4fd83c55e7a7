"""Sentences that are no question to a shop, and how well real speech is read at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from kiosk.bench import asked, own_endpoint, word_errors
from kiosk.bench.asked import Asked
from kiosk.bench.clips import Clip, public
from kiosk.bench.hearing_curve import beds, heard, in_noise
from kiosk.bench.points import SNRS_DB, Condition
from kiosk.bench.row import Peer, Row, Skipped
from kiosk.bench.understanding import Judged
from kiosk.hearing.engines import Choice
from kiosk.settings import Lang

ACCEPTED_GOAL = 2.0
QUIET, IN_SHOP = Condition(), Condition("room", 20.0)
BABBLE = tuple(Condition("babble", snr_db) for snr_db in SNRS_DB)
ALONE = (QUIET, Condition("babble", 10.0))
"""Where the peer is measured too: it takes several times as long."""
REAL, SPOKEN = "real speech", "synthetic voice"


def rows(choice: Choice, data: Path | None, count: int) -> Iterator[Row | Skipped]:
    """Off-topic sentences that get an answer, and errors in real speech beside the recogniser on its own."""
    lang: Lang = choice.lang
    strange, real = asked.strange(lang, count), _real(data, lang, count)
    told = [one for one in real if one.text]
    jobs = [*((one, IN_SHOP) for one in strange), *((one, QUIET) for one in real)]
    jobs += [(one, condition) for one in told for condition in BABBLE]
    found = heard(choice, jobs, data)
    for kind, sentences in ((SPOKEN, strange), (REAL, real)):
        where = IN_SHOP if kind == SPOKEN else QUIET
        judged = [each for (one, condition), each in found if one in sentences and condition == where]
        if judged:
            yield _accepted(choice, kind, judged)
    if not told:
        reason = "give the folder of the public clips with --data" if data is None else "no clips in this language"
        yield Skipped(f"off-topic and errors in real speech, {lang}", reason)
        return
    bed = beds(lang, data)
    for condition in (QUIET, *BABBLE):
        pairs = [(one.text, each.text) for (one, where), each in found if one in told and where == condition]
        peer = None
        if condition in ALONE and own_endpoint.has_one(choice):
            sounds = [in_noise(one.sound, bed, condition, number) for number, one in enumerate(told)]
            theirs = [end.text if end is not None else "" for end in own_endpoint.ends(choice, sounds)]
            alone = word_errors.rate(zip((one.text for one in told), theirs, strict=True), lang)
            peer = Peer(f"{choice.engine} alone, its first sentence", alone)
        name = f"{word_errors.unit(lang)} error rate, {lang}, {choice.engine}, {REAL}, {condition}, of {len(told)}"
        yield Row(name, word_errors.rate(pairs, lang), "%", peer=peer)


def _real(data: Path | None, lang: Lang, count: int) -> list[Asked]:
    """Public recordings of people, who say nothing about a shop."""
    clips = [clip for clip in public(data) if clip.lang == lang and clip.kind.startswith("real")]
    told, untold = _spread([clip for clip in clips if clip.text], count), [clip for clip in clips if not clip.text]
    chosen = [*told, *_spread(untold, count)]
    return [Asked(clip.text, lang, REAL, "", clip.sound) for clip in chosen]


def _spread(clips: Sequence[Clip], count: int) -> list[Clip]:
    wanted = min(count, len(clips))
    return [clips[number * len(clips) // wanted] for number in range(wanted)]


def _accepted(choice: Choice, kind: str, judged: Sequence[Judged]) -> Row:
    """The answer layer, beside a closest question that is at least 60 % alike."""
    verdicts = [one.best for one in judged]
    ours, plain = sum(bool(each.entry) for each in verdicts), sum(each.sure for each in verdicts)
    peer = Peer("closest question, 60 % alike", 100 * plain / len(verdicts))
    name = f"off-topic accepted, {choice.lang}, {choice.engine}, {kind}, {len(verdicts)} sentences"
    return Row(name, 100 * ours / len(verdicts), "%", ACCEPTED_GOAL, peer=peer)
