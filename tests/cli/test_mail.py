"""`portal mail bounce|bounces`: what comes back, by a pipe or from mailboxes; nothing that is sent there stops it."""

from __future__ import annotations

import io
import mailbox
import sys
from pathlib import Path
from typing import Any

import pytest

from portal.kernel.mailing import verp
from tests.cli.conftest import SECRET
from tests.kernel import bounce_samples as samples

ADDRESS = {"mail_bounces": "bounces@portal.example"}


class Setting:
    """What signing needs of the settings."""

    secret_key, mail_bounces = SECRET, ADDRESS["mail_bounces"]


@pytest.fixture
def came_back(home: Path, ask: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """The return address of a mail that this portal sent."""
    ask(
        home,
        "INSERT INTO mail (id, template, bulk, to_email, language, subject, text, html, headers, state, tries, created_at,"
        " sent_at) VALUES (7, 'x', 0, 'Ann@company.example', 'en', 'S', '', '', '{}', 'sent', 1,"
        " datetime('now', '-1 hour'), datetime('now', '-1 hour'))",
    )
    with monkeypatch.context() as patch:
        patch.setattr(verp, "settings", Setting)
        return verp.return_address(7) or ""


@pytest.fixture
def pipe(monkeypatch: pytest.MonkeyPatch, run: Any) -> Any:
    """`portal mail bounce …` with a message at its standard input."""

    def through(home: Path, raw: bytes, *arguments: str, **settings: str) -> Any:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
        return run(home, "mail", "bounce", *arguments, **(ADDRESS | settings))

    return through


def noted(ask: Any, home: Path) -> list[Any]:
    return ask(home, "SELECT email, since IS NOT NULL FROM bounced_address")


def test_a_piped_report_stops_its_address(home, came_back, pipe, ask):
    done = pipe(home, samples.postfix(came_back))
    assert (done.code, done.out) == (0, "portal: permanent\n")
    assert noted(ask, home) == [("ann@company.example", 1)]


def test_the_envelope_can_be_given(home, came_back, pipe, ask):
    assert pipe(home, samples.exim("nobody@portal.example"), "--to", came_back).code == 0
    assert noted(ask, home) == [("ann@company.example", 1)]


@pytest.mark.parametrize("raw", [b"", b"\xff\x00" * 999, samples.vacation("bounces@portal.example"), b"To: x\n\nhi"])
def test_what_is_no_report_is_taken_too_and_changes_nothing(home, pipe, ask, raw):
    done = pipe(home, raw)
    assert done.code == 0 and done.out in ("portal: not ours\n", "portal: not a report\n")
    assert noted(ask, home) == []


def test_a_message_of_many_megabytes_is_read_to_its_end(home, came_back, pipe, ask):
    raw = samples.postfix(came_back) + b"x" * 5_000_000
    assert pipe(home, raw).code == 0
    assert sys.stdin.buffer.read() == b""
    assert noted(ask, home) == [("ann@company.example", 1)]


def test_while_the_database_is_away_the_mail_server_keeps_the_message(home, came_back, pipe):
    done = pipe(home, samples.postfix(came_back), database_url="postgresql://nobody@127.0.0.1:9/none")
    assert done.code == 75 and "not now" in done.err


def test_with_a_setting_that_is_missing_or_malformed_the_mail_server_keeps_the_message(home, came_back, pipe):
    for settings in ({"mail_bounces": ""}, {"mail_bounces": "nonsense"}, {"port": "0"}):
        done = pipe(home, samples.postfix(came_back), **settings)
        assert done.code == 75 and "PORTAL_" in done.err


def write_mbox(path: Path, messages: list[bytes]) -> Path:
    box = mailbox.mbox(path)
    for raw in messages:
        box.add(raw)
    box.close()
    return path


def write_maildir(path: Path, messages: list[bytes]) -> Path:
    box = mailbox.Maildir(path, create=True)
    for raw in messages:
        box.add(raw)
    return path


@pytest.mark.parametrize("write", [write_mbox, write_maildir])
def test_a_mailbox_is_counted_and_reading_it_again_changes_nothing(home, came_back, run, ask, tmp_path, write):
    forged = came_back.replace("+b-7-", "+b-8-")
    box = write(
        tmp_path / "box",
        [
            samples.postfix(came_back).partition(b"\n")[2],
            samples.vacation(came_back),
            samples.exchange(forged),
            samples.japanese("ann@company.example"),
            b"Subject: hello\n\nhello\n",
        ],
    )
    said = "portal: 1 permanent, 0 temporary, 2 not ours, 1 forged, 1 not a report\n"
    for _time in range(2):
        done = run(home, "mail", "bounces", str(box), **ADDRESS)
        assert (done.code, done.out) == (0, said)
        assert noted(ask, home) == [("ann@company.example", 1)]
        assert ask(home, "SELECT count(*) FROM bounced_address") == [(1,)]


def test_several_mailboxes_are_read_at_once(home, came_back, run, tmp_path):
    soft = samples.postfix(came_back, "4.4.1", "timed out").partition(b"\n")[2]
    boxes = write_mbox(tmp_path / "one", [soft]), write_maildir(tmp_path / "two", [soft])
    done = run(home, "mail", "bounces", *map(str, boxes), **ADDRESS)
    assert done.out.startswith("portal: 0 permanent, 2 temporary")


def test_what_is_no_mailbox_is_refused_before_anything_is_read(home, came_back, run, ask, tmp_path):
    box = write_mbox(tmp_path / "box", [samples.postfix(came_back).partition(b"\n")[2]])
    (tmp_path / "letter.txt").write_text("Dear Ann,\n")
    (tmp_path / "folder").mkdir()
    for wrong, reason in (("letter.txt", "begins with"), ("folder", "no Maildir"), ("nowhere", "does not exist")):
        done = run(home, "mail", "bounces", str(box), str(tmp_path / wrong), **ADDRESS)
        assert done.code == 2 and wrong in done.err and reason in done.err
    assert noted(ask, home) == []


def test_an_empty_mailbox_is_fine(home, run, tmp_path):
    (tmp_path / "empty").touch()
    done = run(home, "mail", "bounces", str(tmp_path / "empty"), **ADDRESS)
    assert done.code == 0 and done.out.startswith("portal: 0 permanent")


def test_without_the_setting_the_mailbox_is_not_read(home, run, tmp_path):
    done = run(home, "mail", "bounces", str(write_mbox(tmp_path / "box", [b"To: x\n\n"])))
    assert done.code == 2 and "PORTAL_MAIL_BOUNCES" in done.err


def test_mails_held_back_are_no_fault_of_the_operators(home, run, ask):
    ask(
        home,
        "INSERT INTO mail (template, bulk, to_email, language, subject, text, html, headers, state, tries, created_at, error)"
        " VALUES ('x', 1, 'ann@company.example', 'en', 'S', 'T', '', '{}', 'failed', 1, datetime('now'), 'address bounced')",
    )
    assert "ok  mails" in run(home, "doctor").out
