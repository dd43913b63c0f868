from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from time import perf_counter

import pytest
from markupsafe import Markup

from portal.kernel.errors import Invalid
from portal.kernel.markdown import MAX_BYTES, render
from portal.kernel.markdown.safety import clean

# Wall-clock limits here are far above what a quiet machine needs (under 1 s): they tell linear from quadratic.
SLOW = 10


def html_of(text: str, **options: object) -> str:
    return str(render(text, **options).html)  # type: ignore[arg-type]


# --- what Markdown makes


def test_plain_html_words_and_headings_come_in_one_go():
    made = render("# Title\n\nTwo words, 日本語.\n\n## Part *one*\n\n`code`")
    assert isinstance(made.html, Markup)
    assert made.plain == "Title\nTwo words, 日本語.\nPart one\ncode"
    assert [(h.level, h.text, h.anchor) for h in made.headings] == [
        (2, "Title", "h-title"),
        (3, "Part one", "h-part-one"),
    ]
    assert made.words == 1 + 2 + 3 + 2 + 1


@pytest.mark.parametrize("written", ["##", "###", "#"])
def test_the_top_heading_of_a_text_is_level_two_whatever_its_writer_used(written):
    assert html_of(f"{written} A\n\n{written} B").count("<h2 ") == 2


def test_heading_levels_never_skip_and_end_at_six():
    made = render("# a\n\n##### b\n\n### c\n\n#### d\n\n# e", heading_base=3)
    assert [h.level for h in made.headings] == [3, 4, 4, 5, 3]
    assert max(h.level for h in render("\n\n".join("#" * n + " x" for n in range(1, 7)), heading_base=5).headings) == 6


def test_anchors_keep_japanese_are_unique_and_can_be_left_out():
    made = render("## 導入の 手順\n\n## 導入の 手順\n\n## Ｗｅｂ設定！\n\n## ★")
    assert [h.anchor for h in made.headings] == ["h-導入の-手順", "h-導入の-手順-2", "h-web設定", "h-section"]
    assert 'id="h-導入の-手順"' in made.html
    assert "id=" not in render("## A", anchors=False).html and render("## A", anchors=False).headings[0].anchor == ""


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**太字「注」**です", "<strong>太字「注」</strong>です"),
        ("これは**「強調」**です。", "これは<strong>「強調」</strong>です。"),
        ("**注意：**ここ", "<strong>注意：</strong>ここ"),
        ("~~削除（旧）~~済", "<s>削除（旧）</s>済"),
        ("**価格は1,000円。**2026年から", "<strong>価格は1,000円。</strong>2026年から"),
        ("**太字(注)**です", "<strong>太字(注)</strong>です"),
        ("これは*「斜体」*です", "これは<em>「斜体」</em>です"),
        ("**「A」**と**「B」**", "<strong>「A」</strong>と<strong>「B」</strong>"),
        ("***全部（重要）***です", "<em><strong>全部（重要）</strong></em>です"),
        ("**`code`**を使う", "<strong><code>code</code></strong>を使う"),
        ("7~8月、5～6人", "7~8月、5～6人"),
        (
            "**bold**, *em*, snake_case_name, 2 * 3 * 4",
            "<strong>bold</strong>, <em>em</em>, snake_case_name, 2 * 3 * 4",
        ),
        ('a*"b"*c stays', "a*&quot;b&quot;*c stays"),
        ("** spaced ** and _under_", "** spaced ** and <em>under</em>"),
    ],
)
def test_emphasis_works_beside_japanese_punctuation_and_as_ever_in_english(text, html):
    assert html_of(text) == f"<p>{html}</p>\n" or html_of(text).replace('"', "&quot;") == f"<p>{html}</p>\n"


def test_a_line_break_inside_a_japanese_sentence_is_no_space():
    assert html_of("改行は\n空白に\n**しない**\n。") == "<p>改行は空白に<strong>しない</strong>。</p>\n"
    assert "one\ntwo" in html_of("one\ntwo")


def test_tables_scroll_in_a_named_box_and_their_heads_have_scope():
    html = html_of("|   | Stage | Days |\n|---|:-:|--:|\n| a | b | 3 |")
    assert '<div class="table-wrap" tabindex="0" role="region" aria-label="Table 1: Stage / Days"><table>' in html
    assert html.count('scope="col"') == 2 and "<td></td>" in html
    assert '<td class="align-right">3</td>' in html and "style=" not in html


def test_task_lists_are_disabled_boxes_named_by_their_text():
    html = html_of("- [ ] open **it**\n- [x] done\n- no box\n  1. [X] nested\n\n[ ] no list")
    assert '<label><input type="checkbox" disabled=""> open <strong>it</strong></label>' in html
    assert html.count("checked") == 2 and html.count("<label>") == 3 and "<p>[ ] no list</p>" in html


def test_footnotes_lead_there_and_back():
    html = html_of("One[^a], again[^a], two[^b].\n\n[^a]: First.\n[^b]: Second.")
    targets = set(re.findall(r'href="#([^"]+)"', html))
    assert targets == set(re.findall(r'id="([^"]+)"', html)) == {"fn-1", "fn-2", "fn-ref-1", "fn-ref-1-2", "fn-ref-2"}
    assert 'aria-label="Footnotes"' in html and 'aria-label="Footnote 1"' in html


def test_code_is_coloured_by_class_and_unknown_languages_are_plain():
    assert '<span class="k">def</span>' in html_of("```python\ndef f(): ...\n```")
    assert "<span" not in html_of("```brainfuck\n+\n```") and "<span" not in html_of("    indented")
    assert '<div class="highlight"><pre tabindex="0"><code>' in html_of("```\n<b>\n```")
    assert "style=" not in html_of("```html\n<p style='x'>\n```").replace("style=&", "").replace(">style=<", "")


def test_code_longer_than_the_limit_is_shown_uncoloured():
    assert "<span" not in html_of("```python\n" + "x = 1\n" * 4000 + "```")


def test_links_to_elsewhere_are_marked_and_own_ones_are_not():
    html = html_of("[a](https://e.example/) [b](/learn/x) <http://e.example> [c](//e.example) [d](mailto:a@b.example)")
    assert html.count('rel="nofollow noopener"') == 3
    assert '<a href="/learn/x">b</a>' in html and '<a href="mailto:a@b.example">d</a>' in html


def test_only_own_images_are_shown():
    assert '<img src="/files/7/plan.png" alt="a plan" loading="lazy">' in html_of("![a plan](/files/7/plan.png)")
    assert html_of("![a plan](plan.png)") == "<p>a plan</p>\n"
    elsewhere = html_of("![a plan](https://e.example/p.png)")
    assert elsewhere == '<p><a href="https://e.example/p.png" rel="nofollow noopener">a plan</a></p>\n'
    for address in ("/account", "//e.example/p.png", "/files/../account", "data:image/png;base64,AAAA"):
        assert "<img" not in html_of(f"![a]({address})")


def test_the_callback_decides_about_relative_images_and_cannot_lead_elsewhere():
    asked: list[str] = []

    def url(src: str) -> str | None:
        asked.append(src)
        return {"a.png": "/files/1/a.png", "b.png": "https://e.example/b.png", "c.png": "//e.example"}.get(src)

    html = html_of("![a](a.png) ![b](b.png) ![c](c.png) ![d](d.png) ![e](https://e.example/x)", image_url=url)
    assert re.findall(r'<img src="([^"]+)"', html) == ["/files/1/a.png"]
    assert asked == ["a.png", "b.png", "c.png", "d.png"]


def test_one_text_says_nothing_about_the_next():
    render("[^a] [x]\n\n[^a]: note\n\n[x]: https://e.example")
    assert html_of("[^a] [x]") == "<p>[^a] [x]</p>\n"


def test_texts_render_alike_in_many_threads():
    text = "## 見出し\n\n- [ ] a[^1]\n\n| a |\n|---|\n| b |\n\n```python\nx = 1\n```\n\n[^1]: n"
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(html_of, [text] * 200))) == 1


def test_footnotes_that_hold_lists_and_each_other_break_nothing():
    for text in ("[^a]: - " * 20, "[^a]: 1. [^b]: - x\n\n[^a] [^b]", "- [^a]: - [ ] x\n\n[^a]", "> [^a]: > y\n\n[^a]"):
        html_of(text)


# --- what strangers write

HOSTILE = [
    "<script>alert(1)</script>",
    "<ScRiPt\n>alert(1)</script >",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><a xlink:href='javascript:alert(1)'>",
    "<style>body{display:none}</style>",
    "<p style='position:fixed'>x</p>",
    "<iframe src='//e.example'></iframe>",
    "<form action=/sign-out><input name=x autofocus onfocus=alert(1)></form>",
    "<base href='//e.example/'>",
    "<meta http-equiv=refresh content='0;url=//e.example'>",
    "<a id=csrf_token name=cookie>x</a>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](&#x6A&#x61;vascript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](data:image/svg+xml;base64,PHN2Zy8+)",
    "[x](data:image/png;base64,AAAA)",
    "[x](file:///etc/passwd)",
    "[x](blob:https://e.example/1)",
    "[x](view-source:https://e.example)",
    "<javascript:alert(1)>",
    "<data:text/html,<script>alert(1)</script>>",
    "[x]: javascript:alert(1)\n\n[x]",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml,<svg/onload=alert(1)>)",
    '![x](/files/1/a.png "x\\" onerror=\\"alert(1)")',
    '[x](/a "\\" onmouseover=\\"alert(1)")',
    '[x](https://e.example/"onmouseover="alert(1))',
    "`<script>alert(1)</script>`",
    "```html\n<script>alert(1)</script>\n```",
    '```"><script>alert(1)</script>\nx\n```',
    '## <a name="x" onclick=alert(1)>y</a>',
    '## x" onclick="alert(1)',
    '| <img src=x onerror=alert(1)> | " onfocus="alert(1) |\n|---|---|\n| <script>x</script> | y |',
    '[^"><script>alert(1)</script>]\n\n[^"><script>alert(1)</script>]: x',
    "- [x] <input onclick=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "\x00<script>alert(1)</script>",
    "\ud83d<script>alert(1)</script>\ud800",
    "**<b onclick=alert(1)>**</b>",
    "[<img src=x onerror=alert(1)>](https://e.example)",
    "[a](https://e.example '><script>alert(1)</script>')",
]

TAGS = "a p h2 h3 em strong s code pre div span img ul ol li table thead tbody tr th td label input br sup section blockquote"
ALLOWED_TAGS = set(TAGS.split())
ATTRIBUTE = re.compile(r'\s([a-z-]+)(?:="([^"]*)")?')


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_becomes_inert(text):
    html = html_of(text, image_url=lambda _src: None)
    for tag, attributes in re.findall(r"<([a-zA-Z!?/][^\s>]*)([^>]*)>", html):
        if tag.startswith("/"):
            continue
        assert tag in ALLOWED_TAGS, html
        for name, value in ATTRIBUTE.findall(attributes):
            assert not name.startswith("on") and name not in ("style", "name", "srcdoc", "action", "formaction"), html
            if name == "id":
                assert value.startswith(("h-", "fn-")), html
            if name in ("href", "src"):
                assert ":" not in value or re.match(r"(https?://|mailto:|/)", value) or value.startswith("&amp;"), html


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<p onclick=alert(1)>x</p>",
        '<a href="javascript:alert(1)">x</a>',
        '<a href="java&#10;script:alert(1)">x</a>',
        '<p id="main">x</p><h2 id="main">x</h2><h2 id="H-x">x</h2>',
        '<div class="modal" style="top:0">x</div>',
        '<img src="//e.example/x.png"><img src="https://e.example/x.png">',
        '<input type="text" name="q"><form></form><button>x</button>',
        '<a rel="opener" target="_blank">x</a>',
        '<div role="dialog" tabindex="5">x</div>',
    ],
)
def test_the_last_gate_alone_holds_even_where_the_parser_would_have_let_it_through(html):
    cleaned = clean(html)
    for word in (
        "script",
        "onclick",
        "main",
        "H-x",
        "modal",
        "style",
        "e.example",
        "name=",
        "form",
        "button",
        "opener",
        "_blank",
        "dialog",
        "5",
    ):
        assert word not in cleaned, cleaned


# --- what costs too much

COSTLY = {
    "quotes": ">" * 10_000 + "a",
    "spaced quotes": "> " * 10_000 + "a",
    "lists in one line": "- " * 10_000 + "a",
    "brackets": "[" * 10_000 + "a" + "]" * 10_000,
    "links": "[" * 10_000 + "a" + "](b)" * 10_000,
    "images": "![" * 20_000,
    "footnotes never closed": "[^" * 100_000 + "\n\n[^a]: x",
    "footnotes in footnotes": "[^a]: " * 10_000,
    "the same footnote": "[^a]" * 60_000 + "\n\n[^a]: x",
    "stars": "*" * 400_000,
    "star words": "*a **a " * 60_000,
    "tildes": "~~a" * 100_000,
    "underscores": "_a " * 100_000,
    "backticks": "".join("`" * n + " " for n in range(900)),
    "ampersands": "&" * 400_000,
    "lower-than": "<" * 400_000,
    "backslashes": "\\" * 400_000,
    "blocks": "a\n\n" * 150_000,
    "list items": "- a\n" * 100_000,
    "tasks": "- [ ] a\n" * 50_000,
    "headings": "# a\n" * 100_000,
    "rules": "---\n" * 100_000,
    "lazy quote": ">a\n" * 100_000,
    "hard breaks": "a  \n" * 100_000,
    "wide table": "|a" * 2_000 + "\n" + "|-" * 2_000 + "\n" + ("|x" * 2_000 + "\n") * 30,
    "many tables": "|a|b|\n|-|-|\n\n" * 30_000,
    "references": "".join(f"[{n}]: /x\n" for n in range(20_000)),
    "spaces": " " * 490_000,
    "one code block": "```python\n" + "(" * 490_000 + "\n```",
    "many code blocks": "```python\nx = 1\n```\n" * 20_000,
}


@pytest.mark.parametrize("name", COSTLY)
def test_costly_text_is_done_or_refused_in_time(name):
    begin = perf_counter()
    with suppress(Invalid):
        render(COSTLY[name])
    assert perf_counter() - begin < SLOW


@pytest.mark.parametrize("name", ["blocks", "star words", "wide table", "images", "ampersands"])
def test_a_refusal_says_what_to_do(name):
    with pytest.raises(Invalid, match="Please split it"):
        render(COSTLY[name])


def test_text_over_the_limit_is_refused_with_both_sizes():
    assert render("a" * MAX_BYTES).words == 1
    with pytest.raises(Invalid, match=r"501 kB.*500 kB"):
        render("a" * (MAX_BYTES + 1))
    with pytest.raises(Invalid, match=r"600 kB"):
        render("あ" * 200_000)


def test_nesting_too_deep_is_refused_instead_of_losing_text():
    assert "deepest" in html_of("> " * 15 + "deepest")
    with pytest.raises(Invalid, match="nested too deep"):
        render("> " * 60 + "deepest")


def test_a_book_of_200_kb_is_not_too_costly():
    section = (
        "## 見出し\n\n" + "これは**「強調」**のある文章で、[リンク](/learn/x)もあります。\n" * 8 + "\n- 一\n- 二\n\n"
    )
    assert len(render(section * 230).headings) == 230
