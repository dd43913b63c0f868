"""`@[Name]` is marked where the caller knows the name, and nowhere else."""

from __future__ import annotations

import pytest

from portal.kernel.markdown import render

PEOPLE = ("Ann", "田中 太郎", "A & B")


def made(text: str) -> str:
    return str(render(text, mention=PEOPLE.__contains__).html)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Hi @[Ann]!", '<p>Hi <span class="mention">@Ann</span>!</p>'),
        ("相談@[田中  太郎]さん", '<p>相談<span class="mention">@田中 太郎</span>さん</p>'),
        ("@[A & B]", '<p><span class="mention">@A &amp; B</span></p>'),
        ("@[Bob]", "<p>@[Bob]</p>"),
        ("`@[Ann]`", "<p><code>@[Ann]</code></p>"),
        (r"\@[Ann]", "<p>@[Ann]</p>"),
        ('[x](/a "@[Ann]")', '<p><a href="/a" title="@[Ann]">x</a></p>'),
        ("@[Ann", "<p>@[Ann</p>"),
    ],
)
def test_known_names_are_marked_outside_code_and_addresses(text: str, html: str) -> None:
    assert made(text).strip() == html


def test_without_a_caller_who_knows_names_nothing_is_marked() -> None:
    assert "mention" not in str(render("@[Ann]").html)


def test_the_plain_words_keep_the_name() -> None:
    assert render("Ask @[Ann].", mention=PEOPLE.__contains__).plain == "Ask @Ann."
