"""`make bench`: requests per second of the portal's pages beside two yardsticks, in one run on one server.

wrk where it is installed, else a plain Python load (slower, so compare ratios only within one run). Prints a table,
keeps the figures in `bench-last.json` and compares with the run before.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any, NamedTuple

import psutil
import sqlalchemy as sa

from benchmarks.running import Browser, Portal, cookie_of, running, write_items
from portal.accounts.models import Membership, Organization, Person
from portal.kernel.db import db

ITEMS = 60
SECONDS = int(os.environ.get("BENCH_SECONDS", "4"))
CONNECTIONS = 8
LAST = Path("bench-last.json")


class Page(NamedTuple):
    """One thing measured; `yardstick` names the row its ratio is taken to, `must` and `aim` the numbers to meet."""

    name: str
    path: str
    signed_in: bool
    yardstick: str = ""
    must: float = 0
    aim: float = 0


PAGES = (
    Page("bare Flask page", "/yard/hello/", False),
    Page("minimal list, same bytes", "/yard/minimal/list", True),
    Page("minimal item, same bytes", "/yard/minimal/item/lesson-00003", True),
    Page("list, guest", "/learn", False, "bare Flask page", 0.6, 2.0),
    Page("item, guest", "/learn/lesson-00003", False, "bare Flask page", 0.6, 2.0),
    Page("home, guest", "/", False, "bare Flask page"),
    Page("list, signed in", "/learn", True, "minimal list, same bytes", 0.5, 1.0),
    Page("item, signed in", "/learn/lesson-00003", True, "minimal item, same bytes"),
    Page("home, signed in", "/", True, "minimal list, same bytes"),
    Page("search, signed in", "/search?q=depot", True, "minimal list, same bytes"),
)


def main() -> None:
    workers = int(os.environ.get("BENCH_WORKERS", "1"))
    with tempfile.TemporaryDirectory() as folder:
        write_items(Path(folder) / "content", ITEMS)
        pages = Path(folder) / "pages"
        pages.mkdir()
        with running(Path(folder)) as portal:
            cookie = _fill(portal)
            portal.start()
            _cut_pages(Browser(portal.port, cookie), pages)
            portal.stop()
            portal.environ["BENCH_PAGES"] = str(pages)
            portal.start("-m", "benchmarks.yardsticks", str(portal.port), str(workers))
            statements = _statements(portal, cookie)
            results = {page.name: _load(portal.port, page, cookie) for page in PAGES}
            memory = max(_memory(portal))
    _print(results, statements, memory, workers)
    LAST.write_text(json.dumps(results, indent=1))
    if any(result["errors"] for result in results.values()):
        sys.exit("some answers were errors; the figures above mean nothing")


def _fill(portal: Portal) -> str:
    portal.command("setup")
    app = portal.app()
    with app.app_context():
        organization = Organization(name="Bench", name_key="bench")
        db.session.add(organization)
        db.session.flush()
        person = Person(email="p@bench.example", display_name="Bench person", organization_id=organization.id)
        db.session.add(person)
        db.session.flush()
        db.session.add(Membership(person_id=person.id, organization_id=organization.id))
        db.session.commit()
        return cookie_of(app, person)


def _cut_pages(browser: Browser, pages: Path) -> None:
    """Make the minimal page's templates from the portal's own bytes: rows in a loop, the rest as it is."""
    listed = browser.get("/learn")[1]
    rows = re.findall(r"<li[^>]*>(?:(?!<li).)*?/learn/lesson-\d+(?:(?!<li).)*?</li>", listed, re.DOTALL)
    if len(rows) < 10:
        sys.exit("the list of the portal does not look as the bench expects")
    slug = re.search(r"lesson-(\d+)", rows[0])
    assert slug is not None
    number = str(int(slug[1]))
    row = _quoted(rows[0])
    row = row.replace(slug[0], "{{ row.slug }}").replace(f"Work order lesson {number}", "{{ row.title }}")
    row = row.replace(f"How depot {number} closes work orders.", "{{ row.summary }}")
    start, end = listed.index(rows[0]), listed.index(rows[-1]) + len(rows[-1])
    loop = "{% for row in rows %}" + row + "{% endfor %}"
    (pages / "list.html").write_text(_greeting(_quoted(listed[:start])) + loop + _quoted(listed[end:]))
    item = browser.get("/learn/lesson-00003")[1]
    prose = re.search(r'<div class="prose[^>]*>', item)
    assert prose is not None
    end = item.index("</div>", prose.end())
    (pages / "item.html").write_text(
        _greeting(_quoted(item[: prose.end()])) + "{{ item.html | safe }}" + _quoted(item[end:])
    )


def _quoted(html: str) -> str:
    return html.replace("{{", "{{ '{{' }}").replace("{%", "{{ '{%' }}")


def _greeting(html: str) -> str:
    return html.replace("Bench person", "{{ person.display_name }}")


def _statements(portal: Portal, cookie: str) -> dict[str, int]:
    """SQL statements each page of the portal sends."""
    app = portal.app()
    counted: dict[str, int] = {}
    with app.app_context():
        engine = db.engine
    for page in PAGES:
        if page.path.startswith("/yard"):
            continue
        sent: list[str] = []
        sa.event.listen(engine, "before_cursor_execute", lambda *a, sent=sent: sent.append(a[2]))
        client = app.test_client()
        if page.signed_in:
            client.set_cookie("portal", cookie)
        client.get(page.path)
        sent.clear()
        client.get(page.path)
        counted[page.name] = len(sent)
    return counted


def _memory(portal: Portal) -> list[float]:
    """Megabytes held by each process of the server."""
    assert portal.process is not None
    server = psutil.Process(portal.process.pid)
    return [process.memory_info().rss / 2**20 for process in (server, *server.children(recursive=True))]


def _load(port: int, page: Page, cookie: str) -> dict[str, Any]:
    """Warm up, then load for SECONDS."""
    browser = Browser(port, cookie if page.signed_in else "")
    for _time in range(20):
        browser.get(page.path)
    load = _wrk if shutil.which("wrk") else _python
    return load(f"http://127.0.0.1:{port}{page.path}", cookie if page.signed_in else "")


def _wrk(url: str, cookie: str) -> dict[str, Any]:
    headers = ["-H", "Accept-Language: en", "-H", "Accept: text/html"] + (
        ["-H", f"Cookie: portal={cookie}"] if cookie else []
    )
    line = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency", *headers, url]
    out = subprocess.run(line, capture_output=True, text=True, check=True).stdout
    errors = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    return {
        "rps": float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1]),  # type: ignore[index]
        "p50": _ms(re.search(r"50%\s+([\d.]+\w+)", out)[1]),  # type: ignore[index]
        "p99": _ms(re.search(r"99%\s+([\d.]+\w+)", out)[1]),  # type: ignore[index]
        "errors": int(errors[1]) if errors else 0,
    }


def _ms(text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(\w+)", text).groups()  # type: ignore[union-attr]
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def _python(url: str, cookie: str) -> dict[str, Any]:
    """The same load without wrk: threads with a new connection each time."""
    port, path = re.fullmatch(r"http://127\.0\.0\.1:(\d+)(/.*)", url).groups()  # type: ignore[union-attr]
    times: list[float] = []
    errors: list[int] = []
    until = time.monotonic() + SECONDS

    def work() -> None:
        browser = Browser(int(port), cookie)
        while time.monotonic() < until:
            began = time.perf_counter()
            status, _body = browser.get(path)
            times.append((time.perf_counter() - began) * 1000)
            if status != 200:
                errors.append(status)

    threads = [threading.Thread(target=work) for _n in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.sort()
    half, most = times[len(times) // 2], times[int(len(times) * 0.99)]
    return {"rps": len(times) / SECONDS, "p50": half, "p99": most, "errors": len(errors)}


def _print(results: dict[str, Any], statements: dict[str, int], memory: float, workers: int) -> None:
    before = json.loads(LAST.read_text()) if LAST.exists() else {}
    print(f"{workers} web process(es), {CONNECTIONS} connections, {SECONDS} s each, {ITEMS} items, SQLite")
    print(f"{'page':<28}{'req/s':>8}{'p50 ms':>8}{'p99 ms':>8}{'SQL':>5}  ratio (must, aim)       last run")
    for page in PAGES:
        now, ratio = results[page.name], ""
        if page.yardstick:
            share = now["rps"] / results[page.yardstick]["rps"]
            wanted = f" ({page.must}, {page.aim}) {'met' if share >= page.must else 'MISSED'}" if page.must else ""
            ratio = f"{share:.2f}{wanted}"
        last = f"{now['rps'] / before[page.name]['rps']:.2f}x" if page.name in before else ""
        sql = statements.get(page.name, "")
        print(f"{page.name:<28}{now['rps']:>8.0f}{now['p50']:>8.2f}{now['p99']:>8.2f}{sql:>5}  {ratio:<24}{last}")
    print(f"largest process: {memory:.0f} MB")


if __name__ == "__main__":
    main()
