"""Every page in its four looks and both languages: accessible, valid, within its bytes, and quiet about the policy."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from benchmarks.running import Portal
from tests.browser.checking import VNU, breaches, faults, overflows, settled

PAGES = [
    ("", "/"),
    ("", "/learn"),
    ("", "/learn/find-anything"),
    ("", "/search?q=home"),
    ("", "/search?q=zzzzqqq"),
    ("", "/sign-in"),
    ("", "/sign-up"),
    ("", "/reset"),
    ("", "/sign-in/not-a-token"),
    ("", "/no-such-page"),
    ("member", "/"),
    ("member", "/learn"),
    ("member", "/learn?stage=growth"),
    ("member", "/learn?format=article&minutes=10&sort=short"),
    ("member", "/learn?q=zzzzqqq&format=video"),
    ("member", "/tray"),
    ("member", "/learn/first-ten-minutes"),
    ("", "/learn/portal-basics"),
    ("", "/learn/pass-a-quiz/quiz"),
    ("member", "/learn/portal-basics"),
    ("", "/learn/see-the-portal-in-a-minute"),
    ("member", "/learn/see-the-portal-in-a-minute"),
    ("member", "/learn/plan-your-learning"),
    ("member", "/learn/content-workshop"),
    ("", "/learn/content-workshop"),
    ("cs", "/learn/pick-what-you-need/changes"),
    ("member", "/learn/portal-basics/quiz"),
    ("member", "/learn/pass-a-quiz"),
    ("member", "/search?q=%E9%80%9A%E7%9F%A5"),
    ("member", "/account"),
    ("member", "/account/erase"),
    ("member", "/notifications"),
    ("member", "/notifications/choices"),
    ("keyperson", "/account/company"),
    ("keyperson", "/company/learning"),
    ("keyperson", "/company/learning/suggest"),
    ("keyperson", "/company/learning/suggestions"),
    ("cs", "/console"),
    ("cs", "/console/customers"),
    ("cs", "/console/customers/1"),
    ("cs", "/console/customers/1/edit"),
    ("cs", "/console/customers/1/learning"),
    ("cs", "/console/customers/new"),
    ("cs", "/console/customers/import"),
    ("cs", "/console/community/import"),
    ("cs", "/console/community/import/answers"),
    ("cs", "/console/content"),
    ("cs", "/console/content?state=overdue"),
    ("cs", "/console/content/new"),
    ("cs", "/console/content/pass-a-quiz"),
    ("cs", "/console/content/pass-a-quiz/archive"),
    ("cs", "/console/content/pass-a-quiz/history"),
    ("cs", "/console/content/pass-a-quiz/history/1"),
    ("product", "/console/content/pass-a-quiz"),
    ("cs", "/console/content/reports"),
    ("cs", "/console/content/reports?report=helpful"),
    ("cs", "/console/content/reports?report=reviews"),
    ("cs", "/console/content/reports?report=completions"),
    ("", "/community/champions"),
    ("member", "/community/champions/me"),
    ("champion", "/community/champions/me"),
    ("member", "/community/champions/nominate?q=a"),
    ("cs", "/console/community"),
    ("cs", "/console/community/champions"),
    ("cs", "/console/community/rules"),
    ("", "/ideas"),
    ("member", "/ideas?sort=new&status=review&status=planned"),
    ("member", "/ideas?mine=voted"),
    ("member", "/ideas?status=new&tag=nothing&area=nothing&mine=company"),
    ("", "/ideas/roadmap"),
    ("member", "/ideas/roadmap"),
    ("", "/ideas/1"),
    ("member", "/ideas/1"),
    ("product", "/ideas/1"),
    ("member", "/ideas/1/voters"),
    ("", "/ideas/1/responses"),
    ("", "/ideas/1/versions"),
    ("member", "/ideas/new"),
    ("member", "/ideas/new?title=Photos+later"),
    ("cs", "/console/ideas"),
    ("product", "/console/ideas"),
    ("product", "/console/ideas?q=zzzzqqq"),
    ("product", "/console/ideas/1"),
    ("cs", "/console/ideas/1"),
    ("product", "/console/ideas/1/merge"),
    ("product", "/console/ideas/1/merge?into=2"),
    ("product", "/console/ideas/1/all/companies"),
    ("product", "/console/ideas/import"),
    ("product", "/console/ideas/import/votes"),
    ("product", "/console/ideas/settings"),
    ("", "/community"),
    ("member", "/community"),
    ("member", "/community?tab=unanswered"),
    ("", "/community/questions/1"),
    ("member", "/community/questions/1"),
    ("cs", "/community/questions/1"),
    ("", "/community/questions/1/comments"),
    ("member", "/community/questions/new?title=Photos+later"),
    ("cs", "/community/questions/1/edit"),
    ("cs", "/community/questions/1/place"),
    ("cs", "/community/questions/1/merge"),
    ("", "/community/questions/1/versions"),
    ("product", "/console/community/questions/1/idea"),
    ("", "/community/groups"),
    ("member", "/community/groups"),
    ("cs", "/console/community/groups"),
    ("cs", "/console/community/groups/new"),
    ("keyperson", "/report/idea/2"),
    ("cs", "/console/moderation"),
    ("cs", "/console/moderation?state=rejected"),
    ("product", "/console/moderation/1"),
    ("cs", "/console/moderation/5"),
    ("cs", "/console/moderation/idea/2"),
    ("cs", "/console/people"),
    ("cs", "/console/people/invitations"),
    ("cs", "/console/people/invite"),
    ("cs", "/console/people/import"),
    ("admin", "/console/settings"),
    ("admin", "/console/settings/audit"),
    ("cs", "/console/follow-ups"),
    ("cs", "/console/follow-ups/2"),
    ("cs", "/console/follow-ups/new"),
    ("cs", "/console/playbooks"),
    ("cs", "/console/playbooks/1"),
    ("keyperson", "/requests"),
    ("member", "/requests/new"),
    ("member", "/learn/content-workshop/ask"),
    ("admin", "/console/settings/webhooks"),
    ("admin", "/console/settings/webhooks/new"),
    ("admin", "/console/settings/tokens"),
    ("admin", "/console/settings/tokens/new"),
    ("", "/api/docs"),
    ("cs", "/console/nps"),
    ("product", "/console/nps"),
    ("cs", "/console/customers/1/nps"),
    ("cs", "/console/nps/surveys"),
    ("cs", "/console/nps/surveys/new"),
    ("cs", "/console/nps/surveys/1"),
    ("cs", "/console/nps/surveys/1/edit"),
    ("cs", "/console/nps/surveys/1/waves/new"),
    ("cs", "/console/nps/surveys/1/preview"),
    ("cs", "/console/nps/surveys/1/import"),
    ("cs", "/console/nps/surveys/waves/1"),
    ("cs", "/console/nps/surveys/pauses"),
    ("cs", "/console/moderation/idea/2/warn"),
    ("cs", "/console/community/reports"),
    ("cs", "/console/content/reports?report=questions"),
    ("member", "/search?q=lead&kind=person"),
]
# First visit, gzip, from the design language: CSS and brand, script, font, icons, page.
BUDGET = {"css": 16_500, "js": 22_000, "woff2": 21_000, "svg": 5_000, "html": 12_000}
TOGETHER = 70_000


# Axe takes most of the time of all tests. What a page is made of is the same in both languages, so it looks at each page
# in one of them, on a phone by day and on a desk by night; what words can break is looked at in that one too, and where
# CI is set, in the other as well.
LOOKED_AT = [(390, "light"), (1280, "dark")]
WALKS = [
    (account, path, language, (number % 2 == 1) == (language == "ja"))
    for number, (account, path) in enumerate(PAGES)
    for language in ("en", "ja")
]


@pytest.mark.parametrize(
    ("account", "path", "language", "closely"), [walk for walk in WALKS if walk[-1] or os.environ.get("CI")]
)
def test_a_page_has_no_accessibility_violation_and_fits_in_both_languages(
    kept_page: Callable[..., Page], account: str, path: str, language: str, closely: bool
) -> None:
    page = kept_page(account, language)
    settled(page, path)
    assert page.locator("html").get_attribute("lang") == language
    assert (faults(page, LOOKED_AT) if closely else overflows(page) | breaches(page)) == {}


@pytest.mark.skipif(not shutil.which("java"), reason="no JRE here: the Nu checker is left out")
def test_pages_are_valid_html(kept_page: Callable[..., Page], tmp_path: Path) -> None:
    for number, (account, path) in enumerate(PAGES):
        answer = kept_page(account, "ja" if number % 2 else "en").context.request.get(path)
        (tmp_path / f"{number:02d}.html").write_text(answer.text())
    java = ["java", "-Xss4m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]  # it ends before more would pay
    line = [*java, "-jar", str(VNU), "--format", "json", "--exit-zero-always", *map(str, sorted(tmp_path.iterdir()))]
    checked = subprocess.run(line, capture_output=True, text=True, check=True)
    messages = json.loads(checked.stderr)["messages"]
    told = {
        f"{PAGES[int(Path(m['url']).stem)][1]}: {m['message']} … {m.get('extract', '')[:120]}"
        for m in messages
        if m["type"] == "error" or m.get("subType") == "warning"
    }
    assert told == set()


@pytest.mark.parametrize(
    ("account", "path"), [("", "/"), ("member", "/learn/first-ten-minutes"), ("cs", "/console/customers")]
)
def test_a_first_visit_stays_within_its_bytes(
    open_page: Callable[..., Page], world: Portal, account: str, path: str
) -> None:
    page = open_page(account)
    sizes: dict[str, int] = {}
    foreign: list[str] = []

    def note(answer: object) -> None:
        url, body = answer.url, answer.body()  # type: ignore[attr-defined]
        if f"127.0.0.1:{world.port}" not in url:
            foreign.append(url)
        kind = url.split("?")[0].rsplit(".", 1)[-1] if "." in url.rsplit("/", 1)[-1] else "html"
        packed = len(body) if kind == "woff2" else len(gzip.compress(body))
        sizes[kind] = sizes.get(kind, 0) + packed

    page.on("response", note)
    page.goto(path, wait_until="networkidle")
    assert foreign == []
    assert {kind: size for kind, size in sizes.items() if size > BUDGET.get(kind, 0)} == {}
    assert sum(sizes.values()) <= TOGETHER
