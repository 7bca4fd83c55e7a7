"""Which faults a drill has, in which order, and what its crowd asks."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from answers_support import answerer

from kiosk import phrases
from kiosk.drill import plan, shoppers, world
from kiosk.errors import InputError
from kiosk.resources import config_dir
from kiosk.sight.behaviour import Rules


def test_every_part_is_killed_and_frozen_once_and_in_the_full_drill_at_every_moment() -> None:
    quick, full = plan.choose(None, full=False), plan.choose(None, full=True)
    for family in ("kill", "freeze"):
        assert Counter(fault.target for fault in quick if fault.family == family) == dict.fromkeys(plan.PARTS, 1)
        assert {fault.moment for fault in quick if fault.family == family} == set(plan.MOMENTS)
        moments = {(fault.target, fault.moment) for fault in full if fault.family == family}
        assert moments == {(part, moment) for part in plan.PARTS for moment in plan.MOMENTS}
    assert {fault.family for fault in quick} == set(plan.FAMILIES)
    assert len({fault.name for fault in full}) == len(full)


def test_families_can_be_chosen_and_unknown_ones_are_refused() -> None:
    assert {fault.family for fault in plan.choose(["disk", "clock"], full=True)} == {"disk", "clock"}
    with pytest.raises(InputError, match="earthquake"):
        plan.choose(["kill", "earthquake"], full=False)


def test_the_order_is_the_seeds_and_spares_a_part_that_was_just_hurt() -> None:
    faults = plan.choose(None, full=True)
    first = plan.order(faults, 1)
    assert first == plan.order(faults, 1)
    assert first != plan.order(faults, 2)
    assert Counter(first) == Counter(faults)
    hurt = [fault.part or fault.target for fault in first[:20]]
    assert all(a != b for a, b in pairwise(hurt))


def sight_s() -> float:
    """How long sight of a drill takes for gone who is there no more, s."""
    return Rules().lost_s + float(world.SETTINGS["KIOSK__SIGHT__END_S"])


def test_the_crowd_knows_what_is_right_and_is_the_same_for_the_same_seed() -> None:
    langs = ("en", "nl")
    words = phrases.load(config_dir() / "lang", langs)
    asked = {lang: shoppers.questions(answerer(), lang) for lang in langs}
    crowd = shoppers.gather(asked, words, 120, 7)
    assert crowd == shoppers.gather(asked, words, 120, 7)
    assert {visit.manner for visit in crowd.visits} == set(shoppers.WEIGHTS)
    alone = [visit for visit in crowd.visits if visit.seen and visit.pause_s > sight_s()]
    assert 0.7 * len(crowd.visits) < len(alone) < len(crowd.visits), "most have a session of their own, some do not"
    assert all(visit.stays_s or visit.deeds[0].after_s == shoppers.STAYS_S for visit in alone)
    typed = [(visit.lang, deed) for visit in crowd.visits for deed in visit.deeds if deed.kind == "type"]
    assert len(typed) > 40
    for lang, deed in typed[:20]:
        assert answerer().ask(deed.text, lang, look_up=False).reply.caption == deed.expects[0]
    assert any("takes too long" in sentence for sentence in crowd.honest)
    assert not any("takes too long" in sentence for sentence in crowd.passing)
