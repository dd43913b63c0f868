"""Champions with their terms and areas, what everybody did for others, and questions brought to one of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from benchmarks.world.answers import asked_at, is_answered
from benchmarks.world.people import CHAMPION, CS, FIRST, is_champion
from benchmarks.world.places import area_of
from benchmarks.world.sizes import EPOCH, World
from benchmarks.world.writing import Row, at_once, load
from portal.community.models import ChampionArea, ChampionFigures, ChampionTerm, RoutedQuestion

BROUGHT = 30  # questions
FIGURED = 20  # one of so many customers has helped others


def fill(world: World) -> None:
    """Write them and commit."""
    champions = [n for n in range(FIRST, world.people + 1) if is_champion(n)]
    with at_once((ChampionTerm, ChampionArea, ChampionFigures, RoutedQuestion)):
        load(ChampionTerm, (_term(n) for n in champions))
        load(ChampionArea, ({"id": n, "person_id": n, "area_id": area_of(n)} for n in champions))
        load(ChampionFigures, _figures(world))
        load(RoutedQuestion, _brought(world))


def _term(n: int) -> Row:
    return {
        "id": n, "person_id": n, "by_id": CS, "starts": date(2026, 1, 1), "ends": date(2027, 12, 31),
        "figures": {"stages": 1, "accepted": 5, "helped": 3}, "outcome": "", "reason": "", "at": EPOCH,
    }  # fmt: skip


def _figures(world: World) -> Iterator[Row]:
    for n in range(FIRST, world.people + 1):
        if n % FIGURED == 0 or is_champion(n):
            accepted = n // FIGURED % 12
            yield {
                "id": n, "person_id": n, "stages": n // FIGURED % 4, "accepted": accepted, "helped": accepted // 2,
                "fits": accepted > 5, "at": EPOCH,
            }  # fmt: skip


def _brought(world: World) -> Iterator[Row]:
    """The first ones that nobody answered: no champion gets more than a few a week."""
    waiting = (n for n in range(2, world.questions + 1) if not is_answered(n))
    for question, _turn in zip(waiting, range(BROUGHT), strict=False):
        yield {
            "id": question, "question_id": question, "person_id": CHAMPION, "why": "area", "done_at": None,
            "at": asked_at(question, world),
        }  # fmt: skip
