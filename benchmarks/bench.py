"""`make bench`: the portal's pages and deeds, each beside a yardstick, in one run on one server that holds a filled world.

Prints requests per second, what an answer costs by layers, memory, and the ratios that `docs/performance.md` names with
the numbers to meet. `BENCH_RUNS=3` repeats all of it and gives medians with their spread; `BENCH_WORKERS=1,2` serves the
two lists that matter most with more web processes, too; `BENCH_SECONDS` is how long each load lasts. Figures are kept in
`bench-last.json` and compared with those of the run before. Ends with 1 when an answer was an error or a write was lost.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

import psutil
import sqlalchemy as sa

from benchmarks.bench_report import show, show_processes
from benchmarks.bench_rows import DEEDS, PATHS, ROWS, SCALED, Held, Row, Run
from benchmarks.bench_world import ITEMS, Deed, Size, World, fill
from benchmarks.layers import CALLS, WARM, Cost, costs
from benchmarks.load import CONNECTIONS, Request, Speed, load
from benchmarks.running import Browser, Portal, running, write_items
from benchmarks.yardsticks import CUTS, bare_writes, cut
from portal.kernel.db import db
from portal.kernel.events import Event

SECONDS = int(os.environ.get("BENCH_SECONDS", "4"))
RUNS = int(os.environ.get("BENCH_RUNS", "1"))
WORKERS = [int(number) for number in os.environ.get("BENCH_WORKERS", "1").split(",")]
NAME = "Person 0000004"  # of the member who reads
ALIKE = 0.08  # by how much a minimal page may differ from the portal's in bytes
UNTRIED = 200  # deeds that no load does; what one costs is measured with them


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "filled"
        world = prepare(home)
        cost = costs_in(_copied(home, "costs"), world)
        runs, more = list[Run](), {workers: list[Run]() for workers in WORKERS[1:]}
        for n in range(RUNS):
            runs.append(measure(_copied(home, f"run{n}"), world, WORKERS[0], ROWS))
            some = tuple(row for row in ROWS if row.name in SCALED)
            for workers, found in more.items():
                found.append(measure(_copied(home, f"run{n}-{workers}"), world, workers, some))
    print(f"{WORKERS[0]} web process(es), {CONNECTIONS} connections, {SECONDS} s each, {RUNS} run(s), SQLite")
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
            (pages / f"{name}.html").write_text(cut(page, part.row, found, NAME, part.most))
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
        memory = [held_by(process) for process in portal.processes()[0]]
    for engine in engines:
        engine.dispose()
    return Run(speeds, memory, lost)


def held_by(process: psutil.Process) -> Held:
    """Web processes are forks: where the system tells it, pages that several share count as a part of each."""
    found = process.memory_full_info()
    return Held(getattr(found, "pss", found.rss) / 2**20, found.rss / 2**20)


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


if __name__ == "__main__":
    main()
