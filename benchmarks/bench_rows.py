"""What `make bench` measures: pages and deeds, each beside a yardstick, and the numbers to meet; and what a run found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote

from benchmarks.load import Speed
from benchmarks.world.corpus import title_of
from benchmarks.yardsticks import CUTS
from portal.community import events as community
from portal.ideas import events as ideas
from portal.learning import events as learning
from portal.posting.addresses import slug_of
from portal.surveys import events as surveys

BARE = "bare Flask page"
PATHS = {
    "cafeteria": "/learn",
    "item": "/learn/lesson-00003",
    "questions": "/community?tab=newest",
    "thread": f"/community/questions/1-{quote(slug_of(title_of(1)))}",
    "board": "/ideas",
    "idea": f"/ideas/4-{quote(slug_of(title_of(4)))}",
}
LISTS = ("cafeteria", "questions", "board")
SCALED = ("cafeteria, signed in", "board, signed in")
DEEDS = {  # and what is written down of each
    "vote": (ideas.VOTED, ideas.UNVOTED),
    "answer": (community.ANSWERED,),
    "completion": (learning.COMPLETED,),
    "NPS answer": (surveys.ANSWERED,),
}


class Number(NamedTuple):
    """A ratio to meet, and one to aim at."""

    must: float
    aim: float


OF_GUESTS, OF_LISTS, OF_VOTES = Number(0.6, 2.0), Number(0.5, 1.0), Number(0.2, 0.4)


class Row(NamedTuple):
    """One thing measured; `of`: a path or the name of a deed, `yardstick`: the row its ratio is taken to."""

    name: str
    of: str
    who: str = "guest"  # guest | member | staff | writers | nobody: a bare write
    yardstick: str = ""
    number: Number | None = None


def rows() -> Iterator[Row]:
    """Each right after its yardstick, so that whatever else the machine does slows both."""
    yield Row(BARE, "/yard/hello/")
    for name in CUTS:
        yield Row(f"{name}, guest", PATHS[name], "guest", BARE, OF_GUESTS if name != "idea" else None)
    yield Row("home, guest", "/", "guest", BARE)
    yield Row("NPS page, by its link", "/nps", "guest", BARE)
    for name in CUTS:
        yield Row(f"minimal {name}, same bytes", f"/yard/minimal/{name}", "member")
        number = OF_LISTS if name in LISTS else None
        yield Row(f"{name}, signed in", PATHS[name], "member", f"minimal {name}, same bytes", number)
    minimal = "minimal cafeteria, same bytes"
    yield Row("home, signed in", "/", "member", minimal)
    yield Row("search, signed in", "/search?q=depot", "member", minimal)
    yield Row("customers, staff", "/console/customers", "staff", minimal)
    for deed in DEEDS:
        yield Row(f"bare {deed}", deed, "nobody")
        yield Row(deed, deed, "writers", f"bare {deed}", OF_VOTES if deed == "vote" else None)


ROWS = tuple(rows())


class Held(NamedTuple):
    """Megabytes of one process: its share of what it has in memory, and all of that."""

    share: float
    resident: float


class Run(NamedTuple):
    """What one run found: speeds by row, what each web process holds after it, and writes that were lost."""

    speeds: dict[str, Speed]
    memory: list[Held]
    lost: int

    def ratio(self, row: Row) -> float:
        """To the row's yardstick."""
        return self.speeds[row.name].rps / self.speeds[row.yardstick].rps
