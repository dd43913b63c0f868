"""`portal content check|sync`: all or nothing, and every finding with its place."""

from __future__ import annotations

import re

BROKEN = "---\ntitle: [\n---\nWords.\n"


def test_fine_content_is_said_to_be_fine(run, home):
    done = run(home, "content", "check")
    assert done.code == 0 and "the content is fine" in done.out


def test_check_reports_file_line_and_message_and_ends_with_2(run, home):
    (home / "content" / "en" / "onboarding" / "first.md").write_text(BROKEN)
    stopped = run(home, "content", "check")
    assert stopped.code == 2
    assert re.search(r"^\S*first\.md:\d+: \S", stopped.err, re.MULTILINE)


def test_a_sync_with_errors_leaves_the_database_untouched(run, home, ask):
    folder = home / "content" / "en" / "onboarding"
    (folder / "first.md").write_text(BROKEN)
    (folder / "third.md").write_text("---\ntitle: The third\n---\nWords.\n")
    before = ask(home, "SELECT slug, changed_at FROM item ORDER BY id")
    events = ask(home, "SELECT count(*) FROM event")
    stopped = run(home, "content", "sync")
    assert stopped.code == 2 and re.search(r"first\.md:\d+: ", stopped.err) and "nothing was changed" in stopped.err
    assert ask(home, "SELECT slug, changed_at FROM item ORDER BY id") == before
    assert ask(home, "SELECT count(*) FROM event") == events


def test_keep_going_takes_the_good_files_and_still_ends_with_2(run, home, ask):
    folder = home / "content" / "en" / "onboarding"
    (folder / "first.md").write_text(BROKEN)
    (folder / "third.md").write_text("---\ntitle: The third\n---\nWords.\n")
    stopped = run(home, "content", "sync", "--keep-going")
    assert stopped.code == 2 and "1 new" in stopped.out and "left out" in stopped.err
    assert ask(home, "SELECT slug FROM item WHERE archived_at IS NULL ORDER BY slug") == [
        ("first",), ("second",), ("third",),
    ]  # fmt: skip


def test_another_folder_can_be_named_and_must_be_there(run, home):
    assert run(home, "content", "check", str(home / "content")).code == 0
    assert run(home, "content", "check", str(home / "elsewhere")).code == 2


def test_a_missing_content_folder_archives_nothing(run, home, ask):
    for command in ("check", "sync"):
        stopped = run(home, "content", command, content_dir=str(home / "elsewhere"))
        assert stopped.code == 2 and "PORTAL_CONTENT_DIR" in stopped.err
    assert ask(home, "SELECT count(*) FROM item WHERE archived_at IS NULL") == [(2,)]
