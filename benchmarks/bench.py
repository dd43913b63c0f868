"""`make bench`: the portal's pages and deeds, each beside a yardstick, in one run on one server that holds a filled world.

Prints requests per second, what an answer costs by layers, memory, and the ratios that `docs/performance.md` names with
the numbers to meet. `BENCH_RUNS=3` repeats all of it and gives medians with their spread; `BENCH_WORKERS=1,2` serves the
two lists that matter most with more web processes, too; `BENCH_SECONDS` is how long each load lasts. Figures are kept in
`bench-last.json` and compared with those of the run before. Ends with 1 when an answer was an error or a write was lost.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

import sqlalchemy as sa

from benchmarks.bench_world import ITEMS, Deed, Size, World, fill
from benchmarks.layers import CALLS, LAYERS, WARM, Cost, costs
from benchmarks.load import CONNECTIONS, Request, Speed, load
from benchmarks.running import Browser, Portal, running, write_items
from benchmarks.world.corpus import title_of
from benchmarks.yardsticks import CUTS, bare_writes, cut
from portal.community import events as community
from portal.ideas import events as ideas
from portal.kernel.db import db
from portal.kernel.events import Event
from portal.learning import events as learning
from portal.posting.addresses import slug_of
from portal.surveys import events as surveys

SECONDS = float(os.environ.get("BENCH_SECONDS", "4"))
RUNS = int(os.environ.get("BENCH_RUNS", "1"))
WORKERS = [int(number) for number in os.environ.get("BENCH_WORKERS", "1").split(",")]
LAST = Path("bench-last.json")
NAME = "Person 0000004"  # of the member who reads
ALIKE = 0.03  # by how much a minimal page may differ from the portal's in bytes
UNTRIED = 200  # deeds that no load does; what one costs is measured with them

BARE = "bare Flask page"
PATHS = {
    "cafeteria": "/learn",
    "item": "/learn/lesson-00003",
    "questions": "/community?tab=newest",
    "thread": f"/community/questions/1-{slug_of(title_of(1))}",
    "board": "/ideas",
    "idea": f"/ideas/4-{slug_of(title_of(4))}",
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


class Run(NamedTuple):
    """What one run found: speeds by row, megabytes of each web process after it, and writes that were lost."""

    speeds: dict[str, Speed]
    memory: list[float]
    lost: int

    def ratio(self, row: Row) -> float:
        """To the row's yardstick."""
        return self.speeds[row.name].rps / self.speeds[row.yardstick].rps


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "filled"
        world = prepare(home)
        cost = costs_in(_copied(home, "costs"), world)
        runs, more = [], list[tuple[int, Run]]()
        for n in range(RUNS):
            runs.append(measure(_copied(home, f"run{n}"), world, WORKERS[0], ROWS))
            some = tuple(row for row in ROWS if row.name in SCALED)
            more += [(w, measure(_copied(home, f"run{n}-{w}"), world, w, some)) for w in WORKERS[1:]]
    show(runs, cost)
    show_processes(runs, more)
    errors = sum(speed.errors for run in runs for speed in run.speeds.values())
    if errors or any(run.lost for run in runs):
        sys.exit(f"{errors} answers were errors, {sum(run.lost for run in runs)} writes lost: the figures mean nothing")


def prepare(home: Path) -> World:
    """A filled data folder, and templates of the minimal pages cut from the portal's own."""
    write_items(home / "content", ITEMS)
    portal = Portal(home)
    portal.command("setup")
    app = portal.app()
    world = fill(app, Size())
    portal.command("search", "rebuild")
    client, pages = app.test_client(), home / "pages"
    client.set_cookie("portal", world.member)
    pages.mkdir()
    with app.app_context():
        for name, part in CUTS.items():
            page = client.get(PATHS[name], headers={"Accept-Language": "en"}).text
            found = [dict(row._mapping) for row in db.session.execute(sa.text(part.rows))]
            (pages / f"{name}.html").write_text(cut(page, part.row, found, NAME))
        db.session.remove()
        db.engine.dispose()
    return world


def _copied(home: Path, name: str) -> Path:
    """The same filled folder anew, so that every run begins alike."""
    return Path(shutil.copytree(home, home.parent / name))


def _requests(row: Row, world: World) -> list[Request]:
    if row.who == "writers":
        return [deed.request for deed in world.deeds[row.of]]
    cookies = {"guest": "", "member": world.member, "staff": world.staff}
    return [Request(row.of if row.of != "/nps" else world.deeds["NPS answer"][-1].request.path, cookies[row.who])]


def costs_in(home: Path, world: World) -> dict[str, Cost]:
    """What the portal's own pages and deeds cost by layers."""
    own = [row for row in ROWS if row.who != "nobody" and not row.of.startswith("/yard")]
    app = Portal(home).app(KEEP_GUEST_PAGES=False)
    found = costs(app, {row.name: _requests(row, world)[-UNTRIED:][: WARM + CALLS] for row in own})
    with app.app_context():
        db.engine.dispose()
    return found


def measure(home: Path, world: World, workers: int, asked: tuple[Row, ...]) -> Run:
    """Serve the folder and load it row by row."""
    engines = [sa.create_engine(f"sqlite:///{home / 'data' / name}") for name in ("portal.db", "bare.db")]
    shutil.copy(home / "data" / "portal.db", home / "data" / "bare.db")
    speeds, lost = dict[str, Speed](), 0
    with running(home) as portal:
        portal.environ["BENCH_PAGES"] = str(home / "pages")
        portal.start("-m", "benchmarks.yardsticks", str(portal.port), str(workers))
        _compare_bytes(Browser(portal.port, world.member))
        for row in asked:
            print(f"… {row.name}", file=sys.stderr, flush=True)
            if row.who == "nobody":
                speeds[row.name] = bare_writes(engines[1], world.deeds[row.of], SECONDS)
            elif row.who == "writers":
                speeds[row.name], missing = _written(portal.port, world.deeds[row.of], row.of, engines[0])
                lost += missing
            else:
                speeds[row.name] = load(portal.port, _requests(row, world), SECONDS)
        memory = [process.memory_info().rss / 2**20 for process in portal.processes()[0]]
    for engine in engines:
        engine.dispose()
    return Run(speeds, memory, lost)


def _compare_bytes(browser: Browser) -> None:
    for name in CUTS:
        own, minimal = (len(browser.get(path)[1]) for path in (PATHS[name], f"/yard/minimal/{name}"))
        if abs(own - minimal) > ALIKE * own:
            sys.exit(f"the minimal {name} has {minimal} characters, the portal's {own}")


def _written(port: int, deeds: list[Deed], name: str, engine: sa.Engine) -> tuple[Speed, int]:
    """Do them by HTTP, and look in the database whether all that was answered is there."""
    of = sa.select(sa.func.count()).select_from(Event).where(Event.name.in_(DEEDS[name]))
    with engine.connect() as connection:
        before = connection.scalar(of) or 0
    requests = [deed.request for deed in deeds[:-UNTRIED]]
    speed = load(port, requests, SECONDS)
    if speed.answers > len(requests):
        sys.exit(f"{speed.answers} {name}s are more than were prepared ({len(requests)}): lower BENCH_SECONDS")
    with engine.connect() as connection:
        kept = (connection.scalar(of) or 0) - before
    return speed, max(0, speed.answers - speed.errors - kept)


def show(runs: list[Run], cost: dict[str, Cost]) -> None:
    """The table; and keep the figures for the next time."""
    before = json.loads(LAST.read_text()) if LAST.exists() else {}
    print(f"{WORKERS[0]} web process(es), {CONNECTIONS} connections, {SECONDS:g} s each, {RUNS} run(s), SQLite")
    layers = "".join(f"{layer:>9}" for layer in (*LAYERS, "all"))
    print(f"{'':<30}{'req/s':>8}{'p50 ms':>8}{'p99 ms':>8}{'SQL':>5}{layers} µs  ratio (must, aim), last run")
    for row in ROWS:
        speed = _median(runs, row)
        spent = cost.get(row.name)
        parts = [*spent.layers.values(), spent.total] if spent else []
        told = f"{speed.rps:>8.0f}{speed.p50:>8.2f}{speed.p99:>8.2f}{spent.statements if spent else '':>5}"
        told += "".join(f"{part:>9.0f}" for part in parts) or " " * 9 * (len(LAYERS) + 1)
        last = f"{speed.rps / before[row.name]:.2f}x" if row.name in before else ""
        print(f"{row.name:<30}{told}     {_met(runs, row):<34}{last}".rstrip())
    LAST.write_text(json.dumps({row.name: _median(runs, row).rps for row in ROWS}, indent=1))


def _median(runs: list[Run], row: Row) -> Speed:
    found = [run.speeds[row.name] for run in runs]
    return Speed(*(median(values) for values in zip(*found, strict=True)))  # type: ignore[arg-type]


def _met(runs: list[Run], row: Row) -> str:
    """The ratio, how far runs were apart, and whether it is what it must be."""
    if not row.yardstick:
        return ""
    ratios = [run.ratio(row) for run in runs]
    told = spread(ratios)
    if row.number is None:
        return told
    return f"{told} ({row.number.must}, {row.number.aim}) {'met' if median(ratios) >= row.number.must else 'MISSED'}"


def spread(values: list[float]) -> str:
    """The median, and the least and the most where there are several."""
    apart = f" [{min(values):.2f}–{max(values):.2f}]" if len(values) > 1 else ""
    return f"{median(values):.2f}{apart}"


def show_processes(runs: list[Run], more: list[tuple[int, Run]]) -> None:
    """Memory, and what more web processes bring."""
    held = [", ".join(f"{size:.0f}" for size in run.memory) for run in runs]
    print(f"MB of each web process after the load: {'; '.join(held)} (must 200, aim 150)")
    for name in SCALED:
        for workers in WORKERS[1:]:
            pairs = zip(runs, (run for w, run in more if w == workers), strict=True)
            gained = [(other.speeds[name].rps, other.speeds[name].rps / run.speeds[name].rps) for run, other in pairs]
            print(
                f"{name}: {workers} processes {median(rps for rps, _ratio in gained):.0f} req/s,"
                f" ÷ {WORKERS[0]}: {spread([ratio for _rps, ratio in gained])}"
            )


if __name__ == "__main__":
    main()
