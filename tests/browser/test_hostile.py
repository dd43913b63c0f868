"""What hostile people write stands as words: nothing runs, loads, moves or leads astray, and the policy is not even asked."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page

JS = "window.hacked=1"
TAGS = (
    "script", "svg", "math", "iframe", "object", "embed", "form", "input", "button", "style", "link", "meta", "base",
    "template", "video", "audio", "img", "a", "div", "body", "details", "marquee", "noscript", "textarea", "title",
)  # fmt: skip
HANDLERS = ("onload", "onerror", "onclick", "onmouseover", "onfocus autofocus tabindex=0", "ontoggle open", "onbegin")
ADDRESSES = (
    f"javascript:{JS}", f"JaVaScRiPt:{JS}", f"java\tscript:{JS}", f"java&#10;script:{JS}", f"&#106;avascript:{JS}",
    f"javascript&colon;{JS}", f"\x01javascript:{JS}", f"vbscript:{JS}", f"data:text/html,<script>{JS}</script>",
    "data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+", "//elsewhere.example/x", "\\\\elsewhere.example/x",
    "https:elsewhere.example", "file:///etc/passwd", "blob:https://elsewhere.example/1", "filesystem:x", "tel:1;x",
    f"feed:javascript:{JS}", f"view-source:javascript:{JS}", "https://user:pass@elsewhere.example/", "ftp://x/y",
)  # fmt: skip
WHOLE = [
    f"<script>{JS}</script>", f"<SCRIPT/x>{JS}</SCRIPT>", f"<scr<script>ipt>{JS}</scr</script>ipt>",
    f"<svg><script>{JS}</script></svg>", f"<svg><animate onbegin={JS} attributeName=x dur=1s>",
    f'<math><mtext></form><form><mglyph><style></math><img src onerror="{JS}">',
    f"<svg></p><style><a id=\"</style><img src=1 onerror={JS}>\">", f"<![CDATA[<script>{JS}</script>]]>",
    f"<!--><script>{JS}</script>-->", f"<?xml version='1.0'?><x onload={JS}>", f"<!DOCTYPE x [<!ENTITY e '{JS}'>]>&e;",
    "<style>@import 'https://elsewhere.example/x.css'; body{display:none}</style>",
    "<p style='position:fixed;inset:0;background:red'>over everything</p>", "<div class='skip' id='main'>forged</div>",
    "<base href='https://elsewhere.example/'>", "<meta http-equiv=refresh content='0;url=https://elsewhere.example/'>",
    "<form action='https://elsewhere.example/'><input name=q><button>Sign in</button></form>",
    "<a name='csrf_token'>x</a><img name='cookie'>", "<form id='forms'><input name='action'></form>",
    f"[x](<javascript:{JS}>)", f"[x]( javascript:{JS})", f"![x](javascript:{JS})", f"<javascript:{JS}>",
    "![track](https://elsewhere.example/pixel.png)", "![x](//elsewhere.example/p.png)", "![x](/files/../../etc/passwd)",
    "![x](/console)", "[Sign in](/sign-out)", "[x]: javascript:window.hacked=1\n\n[x]", "[a]:\n<javascript:window.hacked=1>\n\n[a]",
    f"`<script>{JS}</script>`", f"```html\n<script>{JS}</script>\n```", f"```\"onmouseover={JS}\nx\n```",
    f"```<script>{JS}</script>\nx\n```", f"~~~ x\" onload=\"{JS}\nx\n~~~", f"    <script>{JS}</script>",
    "@[<script>window.hacked=1</script>]", "@[Staff](https://elsewhere.example/)", "@[\u202eeman]", "@[[x]](y)", "@[" + "a" * 500 + "]",
    "[^1]\n\n[^1]: <script>window.hacked=1</script>", "[^<img src=x onerror=window.hacked=1>]\n\n[^<img src=x onerror=window.hacked=1>]: x",
    "\u202e\u2066\u200b\u200d\ufeff right to left and back \u2069\u202c", "Z\u0351\u0351" * 400, "\u0000\u0001\u0008\u000b",
    "\ufffe\uffff", "👩‍👩‍👧‍👦" * 200, "ﷺ" * 200, "<\u200bscript>window.hacked=1</\u200bscript>", "＜script＞window.hacked=1＜/script＞",
    "| a | <script>window.hacked=1</script> |\n|---|---|\n| <img src=x onerror=window.hacked=1> | b |",
    "- [ ] <input type=checkbox onclick=window.hacked=1>", "# <script>window.hacked=1</script> {#main}", "<details open ontoggle=window.hacked=1>",
    "x" * 5000, "https://elsewhere.example/" + "a" * 3000, "*" * 2000, "_" * 2000, "`" * 2000, "[" * 500, "(" * 500, "> " * 14 + "deep",
    *(f"![x](<{address}>)" for address in ADDRESSES),
    "&lt;script&gt;window.hacked=1&lt;/script&gt;", "&#60;script&#62;window.hacked=1&#60;/script&#62;", "%3Cscript%3Ewindow.hacked=1%3C/script%3E",
]  # fmt: skip
CASES = [
    *(f"<{tag} src=x href=x onerror={JS} onload={JS}>{JS}</{tag}>" for tag in TAGS),
    *(f"<p {handler}={JS}>x</p><img src=x {handler}={JS}>" for handler in HANDLERS),
    *(f"[x]({address})" for address in ADDRESSES),
    *(f'<a href="{address}">x</a>' for address in ADDRESSES),
    *WHOLE,
]
# What stands inside a text, and what none of it may be.
LOOK = """() => {
    const found = [];
    for (const text of document.querySelectorAll('.remark .prose, article .prose')) for (const node of text.querySelectorAll('*')) {
        const name = node.localName;
        if (/^(script|svg|math|iframe|object|embed|form|button|style|link|meta|base|template|video|audio|textarea|title)$/.test(name)) found.push(name);
        if (name === 'img') found.push('img ' + node.getAttribute('src'));
        for (const {name: key, value} of node.attributes) {
            if (key.startsWith('on') || key === 'style' || key === 'name') found.push(`${name} ${key}=${value}`);
            if (key === 'id' && document.querySelectorAll('#' + CSS.escape(value)).length > 1) found.push('id ' + value);
            if (key === 'href' && !['http:', 'https:', 'mailto:', 'tel:'].includes(node.protocol)) found.push('href ' + value);
        }
    }
    return found;
}"""


def test_what_hostile_people_write_stands_as_words(open_page: Callable[..., Page]) -> None:
    assert len(CASES) >= 150
    page, asked, dialogs = open_page("cs"), list[str](), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto("/community/questions/2/comments")
    token = page.locator("input[name=csrf_token]").first.get_attribute("value") or ""
    where, taken = page.url.partition("#")[0], 0
    for text in CASES:
        answer = page.request.post(where, form={"csrf_token": token, "text": text[:5000]}, max_redirects=0)
        refused = 400 if "\0" in text else 422  # a zero byte is no text at all
        assert answer.status in (303, refused), (answer.status, text)
        taken += answer.status == 303
    assert taken >= 150
    asked.clear()
    seen, here = 0, where
    while here:
        page.goto(here)
        page.wait_for_load_state("networkidle")
        seen += page.locator("article[id^=remark-]").count()
        assert page.evaluate(LOOK) == []
        assert page.evaluate("window.violations") == [] and page.evaluate("window.hacked") is None and dialogs == []
        stands = page.url
        page.locator("article[id^=remark-] .prose").first.hover()
        page.keyboard.press("Tab")
        assert page.evaluate("window.hacked") is None and page.url == stands
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        on = page.locator("a[rel=next]")
        here = on.first.get_attribute("href") if on.count() else None
    assert seen >= 150
    host = re.match(r"https?://[^/]+", page.url)[0]  # type: ignore[index]
    assert [url for url in asked if not url.startswith(host)] == []
