"""Reading a content folder: whatever is in it, the answer is texts and `file:line: message`."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from time import perf_counter

import pytest

from portal.learning.content import Folder, read_folder
from portal.learning.content.slugs import slug_of

LOCALES = ("en", "ja")
STAGES = """\
[[stage]]
key = "onboarding"
name = {en = "Onboarding", ja = "オンボーディング"}
label = {en = "Start", ja = "はじめる"}

[[stage]]
key = "adoption"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "content"
    root.mkdir()
    (root / "stages.toml").write_text(STAGES, encoding="utf-8")
    return root


def put(folder: Path, name: str, text: str | bytes = "Some text.\n") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def read(folder: Path) -> Folder:
    return read_folder(folder, LOCALES)


def said(folder: Path) -> list[str]:
    return [f"{problem.severity} {problem}" for problem in read(folder).problems]


def only_text(folder: Path):  # type: ignore[no-untyped-def]
    (text,) = read(folder).texts
    return text


# --- what a good file gives


def test_every_key_is_read(folder):
    put(folder, "en/onboarding/other.md", "# Other\n\nText.")
    put(
        folder,
        "en/onboarding/plan.md",
        """\
---
title: The plan
summary: What to do.
format: service
minutes: 25
jobs: [administrator, it]
level: advanced
tags: first, second
problem: Nobody knows.
next: other
prerequisites: [other]
audience: members
price: {amount: 980.50, currency: EUR, per: day, free_counterpart: other, purpose: revenue}
clears: [slow-start]
owner: cs@vendor.example
review_days: 90
supersedes: [old-plan]
material_change: 2026-11-01
---
Body.
""",
    )
    assert said(folder) == []
    text = next(text for text in read(folder).texts if text.slug == "plan")
    assert (text.title, text.summary, text.format, text.minutes, text.minutes_given) == (
        "The plan",
        "What to do.",
        "service",
        25,
        True,
    )
    assert (text.jobs, text.level, text.tags, text.problem) == (
        ("administrator", "it"),
        "advanced",
        ("first", "second"),
        "Nobody knows.",
    )
    assert (text.next, text.prerequisites, text.audience, text.clears) == (
        ("other",),
        ("other",),
        ("members",),
        ("slow-start",),
    )
    assert text.price and vars(text.price) == {
        "amount": 98050, "currency": "EUR", "per": "day", "free_counterpart": "other", "purpose": "revenue",
    }  # fmt: skip
    assert (text.owner, text.review_days, text.supersedes) == ("cs@vendor.example", 90, ("old-plan",))
    assert (text.material_change, text.body, text.extra) == (date(2026, 11, 1), "Body.\n", {})
    assert (text.stage, text.locale, text.file, len(text.digest)) == ("onboarding", "en", "en/onboarding/plan.md", 64)


def test_missing_keys_take_defaults(folder):
    put(folder, "en/onboarding/first-steps.md", "# First *steps*\n\nA sentence. " + "word " * 300)
    text = only_text(folder)
    assert (text.title, text.format, text.minutes, text.minutes_given) == ("First steps", "article", 2, False)
    assert (text.audience, text.review_days, text.price, text.material_change) == (("public",), 180, None, None)
    assert text.summary.startswith("A sentence. word") and len(text.summary) <= 161
    assert text.body.startswith("A sentence.")  # the page has the title already
    assert said(folder) == []


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ("Text only.", "My first plan"),
        ("Intro.\n\n## Later heading\n", "Later heading"),
        ("```\n# not this\n```\n\n# This\n", "This"),
        ("Under\n=====\n\ntext", "Under"),
        ("", "My first plan"),
    ],
)
def test_a_title_comes_from_the_first_heading_else_from_the_file(folder, body, title):
    put(folder, "en/onboarding/my-first-plan.md", body)
    assert only_text(folder).title == title


def test_a_heading_that_is_not_the_title_stays_in_the_text(folder):
    put(folder, "en/onboarding/a.md", "---\ntitle: A\n---\n# B\n\ntext")
    assert only_text(folder).body.startswith("# B")


def test_minutes_follow_the_length_of_the_language(folder):
    put(folder, "ja/onboarding/a.md", "あ" * 1400)
    put(folder, "en/onboarding/b.md", "word " * 650)
    assert [(text.slug, text.minutes) for text in read(folder).texts] == [("a", 3), ("b", 3)]


def test_two_languages_of_an_item_agree_on_the_longer_reading_time_or_the_given_one(folder):
    put(folder, "en/onboarding/a.md", "word " * 1000)
    put(folder, "ja/onboarding/a.md", "あ" * 400)
    assert [text.minutes for text in read(folder).texts] == [5, 5]
    put(folder, "ja/onboarding/a.md", "---\nminutes: 7\n---\n" + "あ" * 400)
    assert [text.minutes for text in read(folder).texts] == [7, 7]


def test_a_plain_title_is_taken_as_written(folder):
    for name, written in (("a", "2026"), ("b", "No"), ("c", "1:30"), ("d", "2026-11-22")):
        put(folder, f"en/onboarding/{name}.md", f"---\ntitle: {written}\n---\nx")
    assert [text.title for text in read(folder).texts] == ["2026", "No", "1:30", "2026-11-22"]


def test_unknown_keys_are_kept_as_json_and_reported_with_their_line(folder):
    put(
        folder,
        "en/onboarding/a.md",
        "---\ntitle: A\nweight: 3\ndraft: yes\ndate: 2026-01-02\nauthors:\n- {name: B}\n---\nx",
    )
    assert only_text(folder).extra == {"weight": 3, "draft": True, "date": "2026-01-02", "authors": [{"name": "B"}]}
    assert said(folder)[0] == "warning en/onboarding/a.md:3: unknown key “weight” is kept but not used"
    assert [problem.line for problem in read(folder).problems] == [3, 4, 5, 6]


def test_unknown_keys_can_be_stored_and_printed_whatever_they_hold(folder):
    put(folder, "en/onboarding/a.md", '---\n"k\\0\\e": "v\\0\\ud800"\nbig: 1e999\n"": 2\n---\nx')
    extra = only_text(folder).extra
    assert extra == {"k\ufffd\x1b": "v\ufffd?", "big": "1e999", "": 2}
    assert all(line.isprintable() for line in said(folder))


def test_windows_line_ends_and_a_byte_order_mark_are_fine(folder):
    put(folder, "en/onboarding/a.md", "\ufeff---\r\ntitle: A\r\nminutes: x\r\n---\r\nText.\r\n")
    assert said(folder) == ["error en/onboarding/a.md:3: “minutes” must be a whole number from 1 to 6000"]


def test_the_order_is_always_the_same(folder):
    for name in ("ja/adoption/b", "en/adoption/b", "en/onboarding/z", "en/adoption/a", "ja/onboarding/y"):
        put(folder, f"{name}.md")
    assert [(text.stage, text.slug, text.locale) for text in read(folder).texts] == [
        ("onboarding", "y", "ja"), ("onboarding", "z", "en"),
        ("adoption", "a", "en"), ("adoption", "b", "en"), ("adoption", "b", "ja"),
    ]  # fmt: skip
    assert read(folder) == read(folder)


# --- front matter that is wrong


@pytest.mark.parametrize(
    ("header", "line", "words"),
    [
        ("title: A\n  bad: [", 3, "broken YAML"),
        ("title: A\ntags: [a, b\nlevel: x", 4, "broken YAML"),
        ("title: 'A", 3, "broken YAML"),
        ("title: A\ntitle: B", 3, "“title” is given twice (first on line 2)"),
        ("- a\n- b", 2, "key: value"),
        ("just words", 2, "key: value"),
        ("title: A\n? [a]\n: b", 3, "a key must be a plain word"),
        ("title: A\nminutes: ten", 3, "“minutes” must be a whole number"),
        ("minutes: 0", 2, "“minutes”"),
        ("minutes: -3", 2, "“minutes”"),
        ("minutes: " + "9" * 5000, 2, "“minutes”"),
        ("minutes: [1]", 2, "“minutes” must be a text"),
        ("title: {a: b}", 2, "“title” must be a text"),
        ("title: " + "x" * 201, 2, "at most 200 characters (it has 201)"),
        ('title: "a\\0b"', 2, "control characters"),
        ('title: "a\\ud800b"', 2, "control characters"),
        ("tags: {a: b}", 2, "“tags” must be a list"),
        ("tags: [[a]]", 2, "“tags” must be a list"),
        ("tags: [" + "a," * 60 + "]", 2, "“tags” must be a list of at most 50"),
        ('tags: ["a\\eb"]', 2, "“tags” must be a list of texts"),
        ("format: song", 2, "“format” must be one of article, video"),
        ("review_days: soon", 2, "“review_days”"),
        ("material_change: last week", 2, "a date like 2026-11-22"),
        ("material_change: 2026-13-45", 2, "a date like 2026-11-22"),
        ("price: 980", 2, "a group with amount and currency"),
        ("price:\n  amount: 980\n  currency: ABC", 4, "“currency”"),
        ("price:\n  amount: 9.805\n  currency: EUR", 3, "“amount”"),
        ("price: {currency: JPY}", 2, "“amount”"),
        ("price: {amount: NaN, currency: JPY}", 2, "“amount”"),
        ("price: {amount: 1, currency: JPY, purpose: fun}", 2, "“purpose”"),
        ("title: A\nx: !!python/object/apply:os.system [id]\nminutes: x", 4, "“minutes”"),
        ("a: &a [x]\nb: [*a, *a]", 3, "aliases (*a) are not allowed"),
        ("x: " + "[" * 5000, 2, "nested too deep"),
        ("x: " + "{a: " * 5000, 2, "nested too deep"),
        ("title: a\x07b", 2, "U+0007"),
        ("title: A\ntab:\n\t- x", 4, "broken YAML"),
    ],
)
def test_wrong_front_matter_names_file_line_and_fault(folder, header, line, words):
    put(folder, "en/onboarding/a.md", f"---\n{header}\n---\nText.\n")
    put(folder, "en/onboarding/good.md")
    found = read(folder)
    assert any(problem.line == line and words in problem.message for problem in found.errors), said(folder)
    assert [text.slug for text in found.texts] == ["good"]


def test_nine_laughs_of_yaml_are_refused_at_once(folder):
    laughs = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 12))
    put(folder, "en/onboarding/a.md", f"---\nl0: &l0 [lol]\n{laughs}\n---\nx")
    begin = perf_counter()
    assert said(folder) == ["error en/onboarding/a.md:3: YAML aliases (*l0) are not allowed: write the value out"]
    assert perf_counter() - begin < 2


def test_front_matter_of_a_megabyte_is_refused_at_once(folder):
    put(folder, "en/onboarding/a.md", "---\n" + "k: v\n" * 100_000 + "---\nx")
    assert "the front matter has more than 64000 characters" in said(folder)[0]


def test_front_matter_that_is_never_closed_is_reported(folder):
    put(folder, "en/onboarding/a.md", "---\ntitle: A\n\nText.")
    assert said(folder) == ["error en/onboarding/a.md:1: the front matter opened by --- is never closed by ---"]


def test_a_level_nobody_knows_is_only_a_warning(folder):
    put(folder, "en/onboarding/a.md", "---\nlevel: 2\n---\nx")
    assert said(folder) == [
        "warning en/onboarding/a.md:2: “level” must be one of beginner, intermediate, advanced, not “2”"
    ]
    assert only_text(folder).level == ""


def test_all_faults_of_a_file_are_told_in_one_run(folder):
    put(folder, "en/onboarding/a.md", "---\nminutes: x\nformat: y\nreview_days: z\n---\nx")
    assert [problem.line for problem in read(folder).problems] == [2, 3, 4]


# --- files that are wrong


def test_shift_jis_is_named_with_line_and_byte(folder):
    put(folder, "ja/onboarding/a.md", "---\ntitle: A\n---\n導入の手順です。\n".encode("cp932"))
    (line,) = said(folder)
    assert line.startswith(
        "error ja/onboarding/a.md:4: byte 0x93 is not UTF-8 (it looks like Shift_JIS): save the file as UTF-8"
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("導入です".encode("utf-16"), "1: the file is UTF-16"),
        (b"one\ntwo\0three", "2: a NUL byte"),
        (b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 40, "a NUL byte"),
        (b"a\n\xff\xd8\xff\xe1 junk \x90\x91", "2: byte 0xFF is not UTF-8: save"),
        ("導入のてじゅん".encode("euc_jp"), "looks like EUC-JP"),
        (b"x" * 5_000_000, "the file has 5.0 MB; the limit is 1 MB"),
        (b"x" * 600_000, "the text has more than 500 kB"),
    ],
)
def test_files_that_are_no_text_are_refused_in_clear_words(folder, data, words):
    put(folder, "en/onboarding/a.md", data)
    put(folder, "en/onboarding/good.md")
    assert words in said(folder)[0] and said(folder)[0].startswith("error")
    assert [text.slug for text in read(folder).texts] == ["good"]


def test_a_file_without_text_is_a_warning(folder):
    put(folder, "en/onboarding/a.md", "---\ntitle: A\n---\n")
    assert said(folder) == ["warning en/onboarding/a.md:4: there is no text below the front matter"]


def test_nothing_outside_the_folder_is_read(folder, tmp_path):
    secret = put(tmp_path, "secret.md", "# Secret")
    put(tmp_path, "elsewhere/onboarding/hidden.md", "# Hidden")
    (folder / "en/onboarding").mkdir(parents=True)
    (folder / "en/onboarding/leak.md").symlink_to(secret)
    (folder / "en/onboarding/relative.md").symlink_to("../../../secret.md")
    (folder / "en/adoption").symlink_to(tmp_path / "elsewhere/onboarding")
    (folder / "ja").symlink_to(tmp_path / "elsewhere")
    found = read(folder)
    assert found.texts == ()
    assert [str(problem) for problem in found.problems if problem.file != "."] == [
        "en/adoption:1: a link to a folder is not followed",
        "en/onboarding/leak.md:1: a link to a file outside the folder is not read",
        "en/onboarding/relative.md:1: a link to a file outside the folder is not read",
        "ja:1: a link to a folder is not followed",
    ]


def test_stages_outside_the_folder_are_not_read_either(folder, tmp_path):
    (folder / "stages.toml").rename(tmp_path / "stages.toml")
    (folder / "stages.toml").symlink_to(tmp_path / "stages.toml")
    put(folder, "en/onboarding/a.md")
    assert "error stages.toml:1: a link to a file outside the folder is not read" in said(folder)


def test_a_link_inside_the_folder_is_read_and_loops_are_reported(folder):
    put(folder, "store/a.txt", "# Linked")
    (folder / "en/onboarding").mkdir(parents=True)
    (folder / "en/onboarding/a.md").symlink_to("../../store/a.txt")
    (folder / "en/onboarding/loop.md").symlink_to("loop.md")
    (folder / "en/onboarding/gone.md").symlink_to("nowhere.md")
    (folder / "en/onboarding/round").symlink_to("../onboarding")
    assert only_text(folder).title == "Linked"
    assert [(problem.file, problem.severity) for problem in read(folder).problems] == [
        ("en/onboarding/gone.md", "error"), ("en/onboarding/loop.md", "error"), ("en/onboarding/round", "warning"),
    ]  # fmt: skip


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_does_not_stop_the_reading(folder):
    (folder / "en/onboarding").mkdir(parents=True)
    os.mkfifo(folder / "en/onboarding/pipe.md")
    assert said(folder)[0] == "error en/onboarding/pipe.md:1: is not an ordinary file"


def test_a_folder_named_like_a_file_is_a_folder(folder):
    put(folder, "en/onboarding/part.md/inner.md")
    assert only_text(folder).slug == "inner"


def test_thousands_of_foreign_files_cost_nothing(folder):
    put(folder, "en/onboarding/a.md")
    for top in ("assets", "en/onboarding/pictures", "node_modules/x", "en/.git"):
        (folder / top).mkdir(parents=True)
        for number in range(1500):
            (folder / top / f"{number}.md{'.bak' if top.endswith('pictures') else ''}").touch()
    begin = perf_counter()
    assert only_text(folder).slug == "a" and said(folder) == []
    assert perf_counter() - begin < 3


def test_a_name_that_is_not_utf_8_is_reported_in_printable_form(folder):
    (folder / "en/onboarding").mkdir(parents=True)
    try:
        with open(os.fsencode(folder / "en/onboarding") + b"/\x82\xa0\n.md", "wb") as file:
            file.write(b"text")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    with open(os.fsencode(folder / "en/onboarding") + b"/b\xff.md", "wb") as file:
        file.write(b"text")
    assert said(folder)[0].startswith("error ") and all(line.isprintable() for line in said(folder))
    assert (only_text(folder).slug, only_text(folder).title) == ("b", "B\\udcff")


def test_a_folder_that_is_not_there_is_an_error(tmp_path):
    assert [str(problem) for problem in read(tmp_path / "none").errors] == [".:1: there is no such folder"]
    put(tmp_path, "file")
    assert [str(problem) for problem in read(tmp_path / "file").errors] == [".:1: is not a folder"]


def test_an_empty_folder_says_where_it_looked(folder):
    assert said(folder) == ["warning .:1: no Markdown files in en/ or ja/"]


# --- slugs, stages, and items that contradict themselves


@pytest.mark.parametrize(
    ("stem", "slug"),
    [
        ("first-steps", "first-steps"),
        ("はじめての設定", "はじめての設定"),
        ("サーバー-2", "サーバー-2"),
        ("Getting Started!", "getting-started"),
        ("Ｗｅｂ", "web"),
        ("か\u3099いど", "がいど"),
        ("a_b--c", "a-b-c"),
        ("../x", "x"),
        ("!!!", ""),
        ("😀", ""),
    ],
)
def test_slugs_keep_japanese_and_mend_the_rest(stem, slug):
    assert slug_of(stem) == slug


def test_a_name_that_is_no_slug_is_mended_with_a_warning_or_refused(folder):
    put(folder, "en/onboarding/Getting Started.md")
    put(folder, "en/onboarding/!!!.md")
    assert said(folder) == [
        "error en/onboarding/!!!.md:1: the file's name must have lower-case letters, digits, hyphens or Japanese letters",
        "warning en/onboarding/Getting Started.md:1: the address will be “getting-started”: name the file getting-started.md to have them agree",
    ]
    assert only_text(folder).slug == "getting-started"


def test_the_same_slug_twice_in_a_language_is_an_error_that_names_both(folder):
    put(folder, "en/onboarding/a.md")
    put(folder, "en/adoption/a.md")
    assert said(folder) == ["error en/onboarding/a.md:1: the slug “a” is already used by en/adoption/a.md"]
    assert only_text(folder).stage == "adoption"


def test_an_item_has_one_stage_format_and_audience_in_all_languages(folder):
    put(folder, "en/onboarding/a.md", "---\nformat: video\naudience: members\nminutes: 3\n---\nx")
    put(folder, "ja/adoption/a.md", "---\nminutes: 4\n---\nx")
    put(folder, "ja/onboarding/b.md", "---\nminutes: 4\n---\nx")
    put(folder, "en/onboarding/b.md", "---\nminutes: 3\n---\nx")
    assert said(folder) == [
        "error ja/adoption/a.md:1: audience is “public” here and “members” in en/onboarding/a.md: an item has one",
        "error ja/adoption/a.md:1: format is “article” here and “video” in en/onboarding/a.md: an item has one",
        "error ja/adoption/a.md:1: stage is “adoption” here and “onboarding” in en/onboarding/a.md: an item has one",
        "warning ja/onboarding/b.md:1: minutes are 4 here and 3 in en/onboarding/b.md: the latter is used",
    ]
    assert [(text.slug, text.locale) for text in read(folder).texts] == [("a", "en"), ("b", "en"), ("b", "ja")]


def test_slugs_that_lead_nowhere_are_warnings(folder):
    put(folder, "en/onboarding/a.md", "---\nnext: [b, c]\nprerequisites: d\nsupersedes: b\n---\nx")
    put(folder, "en/onboarding/b.md")
    assert said(folder) == [
        "warning en/onboarding/a.md:1: “next” names “c”, which is not here",
        "warning en/onboarding/a.md:1: “prerequisites” names “d”, which is not here",
        "warning en/onboarding/a.md:1: “supersedes” names “b”, which is still here",
    ]


def test_a_stage_nobody_defined_is_an_error(folder):
    put(folder, "en/elsewhere/a.md")
    assert said(folder) == [
        "error en/elsewhere/a.md:1: the stage “elsewhere” is not in stages.toml (onboarding, adoption)"
    ]


def test_any_folder_of_markdown_works_without_stages(tmp_path):
    put(tmp_path, "en/guides/Intro Text.md", "# Hello\n\nWorld")
    put(tmp_path, "en/top.md", "Top")
    put(tmp_path, "en/guides/deeper/still/more.md", "More")
    found = read(tmp_path)
    assert found.errors == ()
    assert [(text.stage, text.slug) for text in found.texts] == [
        ("guides", "intro-text"),
        ("guides", "more"),
        ("guides", "top"),
    ]
    assert found.stages[0].names == {"en": "Guides", "ja": "Guides"}


def test_stages_have_names_and_labels_in_each_language(folder):
    onboarding, adoption = read(folder).stages
    assert (onboarding.key, onboarding.position, onboarding.names["ja"], onboarding.labels["ja"]) == (
        "onboarding",
        1,
        "オンボーディング",
        "はじめる",
    )
    assert (adoption.position, adoption.names, adoption.labels["en"], adoption.staff_only) == (
        2,
        {"en": "adoption", "ja": "adoption"},
        "adoption",
        False,
    )


@pytest.mark.parametrize(
    ("toml", "line", "words"),
    [
        ("[[stage]]\nkey = ", 2, "broken TOML"),
        ("", 1, "no stages"),
        ("stage = 3", 1, "no stages"),
        ('[[stage]]\nkey = "A B"', 1, "“key”"),
        ('[[stage]]\nkey = "a"\n[[stage]]\nkey = "a"', 3, "given twice"),
        ('[[stage]]\nkey = "a"\nposition = true', 1, "“position”"),
        ('[[stage]]\nkey = "a"\nname = 3', 1, "“name”"),
        ('[[stage]]\nkey = "a"\nstaff_only = "no"', 1, "“staff_only”"),
        ("x = " + "[" * 100_000, 1, "broken TOML"),
    ],
)
def test_broken_stages_are_reported_and_not_guessed(folder, toml, line, words):
    put(folder, "stages.toml", toml)
    put(folder, "en/onboarding/a.md")
    found = read(folder)
    assert (found.errors[-1].file, found.errors[-1].line) == ("stages.toml", line) and words in found.errors[-1].message
    assert found.stages == () and found.texts == ()


def test_the_content_that_is_shipped_has_no_problem_and_both_languages():
    found = read(Path(__file__).parents[2] / "content")
    assert found.problems == ()
    assert [stage.key for stage in found.stages] == ["onboarding", "adoption", "growth", "operations"]
    languages = {(text.slug, text.locale) for text in found.texts}
    assert {slug for slug, _ in languages} == {slug for slug, locale in languages if locale == "ja"}
    assert {text.stage for text in found.texts} == {stage.key for stage in found.stages}
