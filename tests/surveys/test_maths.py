"""The score never claims more than it knows."""

from __future__ import annotations

import random

import pytest

from portal.surveys.maths import Tally, change, group_of, tally


@pytest.mark.parametrize(
    ("counts", "score", "low", "high"),
    [
        ((18, 11, 2), 51.6, 25.5, 68.6),
        ((50, 30, 20), 30.0, 14.1, 44.2),
        ((240, 100, 60), 45.0, 37.4, 51.9),
        ((5, 0, 0), 100.0, 17.5, 100.0),
        ((0, 0, 5), -100.0, -100.0, -17.5),
    ],
)
def test_golden_values(counts, score, low, high):
    found = Tally(*counts)
    assert found.score is not None and found.interval is not None
    assert round(found.score, 1) == score
    assert (round(found.interval.low, 1), round(found.interval.high, 1)) == (low, high)


@pytest.mark.parametrize("n", [0, 1, 4])
def test_below_five_answers_there_are_counts_only(n):
    assert not Tally(n).tells and Tally(n).interval is None and change(Tally(n), Tally(50)) is None


def test_without_answers_there_is_no_score():
    assert Tally().score is None


@pytest.mark.parametrize(("score", "group"), [(0, "detractor"), (6, "detractor"), (7, "passive"), (8, "passive"), (9, "promoter"), (10, "promoter")])  # fmt: skip
def test_each_score_has_its_group(score, group):
    assert group_of(score) == group


@pytest.mark.parametrize("score", [-1, 11])
def test_there_is_no_other_score(score):
    with pytest.raises(ValueError, match="no score"):
        group_of(score)


def test_a_tally_counts_each_answer_once():
    assert tally({0: 1, 6: 2, 7: 3, 8: 4, 9: 5, 10: 6}) == Tally(11, 7, 3)


def test_a_small_change_is_no_clear_change_and_a_big_one_is():
    before = Tally(20, 20, 10)
    small, big = change(before, Tally(22, 19, 9)), change(before, Tally(240, 100, 20))
    assert small is not None and small.holds_zero
    assert big is not None and not big.holds_zero and big.low > 0


@pytest.mark.parametrize("n", [5, 15, 50])
def test_the_interval_holds_the_truth_at_least_ninety_two_times_in_a_hundred(n):
    dice, promoters, passives = random.Random(n), 0.5, 0.3
    truth, runs, held = 100 * (promoters - (1 - promoters - passives)), 4000, 0
    for _run in range(runs):
        drawn = [dice.random() for _answer in range(n)]
        up = sum(one < promoters for one in drawn)
        down = sum(one >= promoters + passives for one in drawn)
        interval = Tally(up, n - up - down, down).interval
        assert interval is not None
        held += interval.low <= truth <= interval.high
    assert held / runs >= 0.92
