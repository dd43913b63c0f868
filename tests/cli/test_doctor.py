"""`portal doctor`: each part looked at, each cause told once, with what mends it."""

from __future__ import annotations

import shutil
import socket

from portal.cli import doctor
from portal.kernel.mailing import transport


def lines(done):
    return {line.split()[1]: line for line in done.out.splitlines()}


def test_a_portal_that_is_set_up_is_fine(run, home):
    done = run(home, "doctor")
    assert done.code == 0, done.out
    assert {"database", "schema", "content", "search", "worker", "mail", "disk"} <= set(lines(done))


def test_without_a_schema_it_says_so_once_and_how_to_get_one(run, empty):
    done = run(empty, "doctor")
    assert done.code == 2 and "attention" in done.err
    assert "BAD schema" in done.out and done.out.count("portal setup") == 1
    assert "start the database" not in done.out and "content" not in lines(done)


def test_a_database_that_does_not_answer_is_told_once(run, empty):
    done = run(empty, "doctor", database_url="postgresql://nobody@127.0.0.1:9/none")
    assert done.code == 2 and done.out.count("PORTAL_DATABASE_URL") == 1
    assert "disk" in lines(done)


def test_a_lost_index_is_seen(run, home):
    shutil.rmtree(home / "data" / "search")
    done = run(home, "doctor")
    assert done.code == 2 and "portal search rebuild" in lines(done)["search"]


def test_a_missing_data_folder_is_no_traceback(monkeypatch):
    def gone(_path):
        raise FileNotFoundError(2, "No such file or directory")

    class Found:
        data_dir = "/gone"

    monkeypatch.setattr(doctor.shutil, "disk_usage", gone)
    monkeypatch.setattr(doctor, "settings", Found)
    found = doctor._disk()
    assert not found.fine and "/gone" in found.seen and "PORTAL_DATA_DIR" in found.mend


def test_mail_is_tried_the_way_it_is_sent(run, home, monkeypatch):
    """The port, TLS and password of the transport; a server that refuses the password is not fine."""
    tried = []

    def connect(parts, where):
        tried.append((parts.scheme, where))
        raise transport.Unreachable(f"{where}: 535 wrong password")

    monkeypatch.setattr(transport, "_connect", connect)
    for url, where in (
        ("smtps://u:p@mail.example", "mail.example:465"),
        ("smtp://u:p@mail.example", "mail.example:587"),
    ):
        done = run(home, "doctor", mail_url=url)
        assert done.code == 2 and "535 wrong password" in lines(done)["mail"]
        assert tried[-1][1] == where


def test_a_mail_server_that_is_away_is_named(run, home):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        done = run(home, "doctor", mail_url=f"smtp://127.0.0.1:{port}")
    assert done.code == 2 and f"127.0.0.1:{port}" in lines(done)["mail"]


def test_what_the_worker_gave_up_is_seen(run, home, ask):
    ask(
        home,
        "INSERT INTO event (id, name, subject, data, at) VALUES (900, 'x.done', 'x:1', '{}', '2026-01-01 00:00:00')",
    )
    ask(home, "INSERT INTO outbox (event_id, consumer, tries) VALUES (900, 'search', 12)")
    done = run(home, "doctor")
    assert done.code == 2 and "1 given up" in lines(done)["worker"]


def test_the_token_of_the_metrics_is_printed_alone(run, home):
    done = run(home, "doctor", "--metrics-token")
    assert done.code == 0 and len(done.out.strip()) == 64


def test_demo_data_in_production_is_seen(run, demo):
    done = run(demo, "doctor", base_url="https://portal.example", mail_url="smtp://127.0.0.1:9")
    assert done.code == 2 and "demo data in production" in lines(done)["data"]
