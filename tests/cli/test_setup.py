"""`portal setup`, `portal search rebuild`, and how any command ends when it cannot start."""

from __future__ import annotations

import pytest


def test_setup_makes_everything_and_again_changes_nothing(run, empty, ask):
    first = run(empty, "setup")
    assert (first.code, first.err) == (0, "")
    assert "2 new, 0 changed" in first.out and "search index is up to date" in first.out
    again = run(empty, "setup")
    assert again.code == 0 and "0 new, 0 changed, 0 archived, 2 unchanged" in again.out
    assert ask(empty, "SELECT count(*) FROM item") == [(2,)]


def test_setup_stops_when_the_content_folder_named_is_not_there(run, empty):
    stopped = run(empty, "setup", content_dir="/nonexistent")
    assert stopped.code == 2 and "PORTAL_CONTENT_DIR" in stopped.err and "/nonexistent" in stopped.err
    assert not (empty / "data" / "portal.db").exists()


def test_setup_finds_the_content_from_any_folder(run, empty, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    done = run(empty, "setup", content_dir=None)
    assert done.code == 0 and " 0 documents" not in done.out and " 0 new" not in done.out


def test_setup_with_broken_content_leaves_the_menu_as_it_was(run, home, ask):
    (home / "content" / "en" / "onboarding" / "first.md").write_text("---\ntitle: [\n---\n")
    stopped = run(home, "setup")
    assert stopped.code == 2 and "first.md:" in stopped.err and "Traceback" not in stopped.err
    assert ask(home, "SELECT count(*) FROM item WHERE archived_at IS NULL") == [(2,)]


def test_search_rebuild_says_how_many_documents_there_are(run, home):
    """Two items, and the champions' group in both languages."""
    done = run(home, "search", "rebuild")
    assert (done.code, done.out) == (0, "portal: search index is up to date, 4 documents\n")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("base_url", "http://[::1"),
        ("base_url", "https://"),
        ("database_url", "sqlite://"),
        ("database_url", "postgresql://h:abc/x"),
        ("valkey_url", "redis://h:abc"),
        ("mail_url", "smtp://"),
        ("data_dir", "/dev/null/data"),
        ("unheard_of", "1"),
    ],
)
@pytest.mark.parametrize("command", [("setup",), ("serve",), ("worker",), ("doctor",)], ids=" ".join)
def test_a_malformed_setting_stops_every_command_by_its_name(command, name, value, run, empty):
    stopped = run(empty, *command, **{name: value})
    assert stopped.code == 2 and stopped.err.startswith(f"portal: PORTAL_{name.upper()}")


@pytest.mark.parametrize(
    "line", [("nonsense",), ("demo", "--people", "none"), ("demo", "--people", "-1"), ("person", "add")], ids=" ".join
)
def test_what_is_no_command_is_refused_with_2(line, run, empty):
    refused = run(empty, *line)
    assert refused.code == 2 and refused.err


def test_a_command_on_a_database_without_schema_ends_in_one_line(run, empty):
    stopped = run(empty, "person", "sign-in-link", "a@b.example")
    assert stopped.code == 2 and "portal doctor" in stopped.err and len(stopped.err.splitlines()) == 1
