"""What the big world and its small twin are asked for: lists, what stands behind a row, search, exports, the API."""

from __future__ import annotations

from urllib.parse import quote

from benchmarks.comparing import Page
from benchmarks.world.answers import asker_of
from benchmarks.world.corpus import ENGLISH, JAPANESE, title_of
from benchmarks.world.people import FIRST
from benchmarks.world.places import AREAS
from benchmarks.world.sizes import World
from benchmarks.world.surveys import WAVES
from portal.ideas.queries.board import MINE
from portal.ideas.queries.triage import SORTS
from portal.posting.addresses import slug_of
from portal.success.queries.work import LISTS

SEARCHED = ("search", "similar")  # pages that need the index
WORDS = 40  # of the vocabulary that are looked for, from the most common ones to rarer ones
BETWEEN = 5  # of two of these


def pages() -> list[Page]:
    """All of them."""
    return [*_of_members(), *_of_champions(), *_of_customer_success(), *_of_product(), *_of_admins(), *_of_programs()]


def address(world: World, page: Page, n: int) -> str:
    """Another one with each number, where a page has a number in it."""
    idea = 4 + 50 * (n % max(world.ideas // 50 - 1, 1))  # open, and merged into no other
    question = 2 + 3 * (n % (world.questions // 3 - 2))
    question += 3 * (question % 10 == 0)  # of a closed group, perhaps
    person, company = FIRST + n * 7 % (world.people - FIRST), 1 + n * 3 % world.organizations
    of_survey = 4 + 6 * (n % (world.invitations // 6 - 2))  # was answered in words
    words, place = (JAPANESE, n // 2) if n % 2 else (ENGLISH, n // 2)
    return page.path.format(
        n=n, idea=idea, question=question, person=person, company=company, follow_up=1 + n % (world.follow_ups - 1),
        response=of_survey, wave=WAVES, item=1 + 2 * (n % 40), author=asker_of(question, world), slug=quote(slug_of(title_of(idea))),
        about=quote(slug_of(title_of(question))), first=quote(slug_of(title_of(1))), name=f"{person:07d}",
        word=quote(words[place * BETWEEN % (WORDS * BETWEEN)]), title=quote(title_of(idea)), area=AREAS[n % len(AREAS)],
    )  # fmt: skip


def _all(who: str, paths: str) -> list[Page]:
    """One for each word of `paths`, named after its reader and address."""
    return [Page(f"{who} {path}"[:59], path, who) for path in paths.split()]


def _of_members() -> list[Page]:
    guest = "/?n={n} /learn?n={n} /learn/item-{item:05d}?n={n} /ideas?n={n} /ideas?sort=new&n={n} /community?n={n}"
    guest += " /community/questions/{question}-{about} /ideas/{idea}-{slug} /feeds/ideas.atom?n={n}"
    guest += " /feeds/community.atom?n={n} /people/p{author} /search?q={word}"
    member = "/ /learn /learn?q=depot /learn/item-{item:05d} /tray /ideas /ideas?sort=top /ideas?sort=new"
    member += (
        " /ideas?status=planned&sort=top /ideas?area={area} /ideas?tag=tag-1&sort=new /ideas?status=review&area=mobile"
    )
    member += " /ideas/roadmap /ideas/new /ideas/{idea}-{slug} /ideas/1-{first} /ideas/1/voters"
    member += " /ideas/similar?title={title} /community?tab=you /community?tab=newest /community?tab=unanswered"
    member += " /community?tab=solved /community?tab=following /community?tab=mine /community?tag=tag-1"
    member += " /community?area={area} /community?group=group-1 /community/questions/{question}-{about}"
    member += " /community/questions/1-{first} /community/similar?title={title} /community/groups"
    member += " /community/groups/group-1 /community/groups/group-1/members /community/champions"
    member += " /community/champions?area=mobile /people/p{author} /people/p{author}?tab=questions /requests"
    member += " /requests?of=company /notifications /notifications?tab=unread /account /search?q={word}"
    member += " /search?q={word}&kind=idea /search?q={name}&kind=person"
    member += " /ideas/{idea}/mentions?q=person /community/champions/nominate?q=person"
    found = _all("guest", guest) + _all("member", member)
    found += [Page(f"member, {mine}", f"/ideas?mine={mine}", "member") for mine in MINE]
    found.append(Page("member votes", "/ideas/{idea}/vote", "member", post=True))
    return found + _all(
        "lead", "/company/learning /company/learning/people/p6 /company/learning/suggestions /account/company"
    )


def _of_champions() -> list[Page]:
    return _all("champion", "/ /community /community/champions/me /community?tab=unanswered /notifications")


def _of_customer_success() -> list[Page]:
    found = [Page(f"cs follow-ups, {of}", f"/console/follow-ups?list={of}", "cs") for of in LISTS]
    paths = "/console /console/follow-ups?list=all&tier=high /console/follow-ups?list=all&source=hand"
    paths += " /console/follow-ups?organization={company} /console/follow-ups/{follow_up} /console/customers"
    paths += (
        " /console/customers?q=company /console/customers?q=company+0000{n} /console/customers?owner=me&stage=growth"
    )
    paths += " /console/customers?tier=high /console/customers?renewal=soon /console/customers/{company}"
    paths += " /console/customers/{company}/learning /console/customers/{company}/nps /console/people"
    paths += " /console/people?q=person /console/people?q={name} /console/people?role=keyperson /console/people?role=cs"
    paths += " /console/people?organization={company} /console/people/p{person} /console/people/p{person}/nps"
    paths += " /console/people/invitations /console/nps /console/nps?tier=high&show=all /console/nps?group=detractor"
    paths += " /console/nps?organization={company}&show=all /console/nps/responses/{response} /console/nps/surveys"
    paths += " /console/nps/surveys/1 /console/nps/surveys/waves/{wave} /console/nps/surveys/pauses"
    paths += " /console/community /console/community/champions /console/community/champions?q=person"
    paths += " /console/community/reports /console/community/reports?days=365 /console/community/groups"
    paths += (
        " /console/moderation /console/content /console/content/reports /console/content/reports?report=completions"
    )
    files = (  # as long in both worlds: one is sent whole, or goes on behind what is waited for
        "/console/customers/export?q=company+0000{n}",
        "/console/people/export?organization={company}",
        "/console/nps/waves/{wave}.csv?organization={company}",
    )
    found += _all("cs", paths)
    return found + [Page(f"cs {path}", path, "cs", whole=False) for path in files]


def _of_product() -> list[Page]:
    found = [Page(f"product, {sort}", f"/console/ideas?sort={sort}", "product") for sort in SORTS]
    paths = "/console /console/ideas?status=planned /console/ideas?area=reports /console/ideas?tag=tag-1"
    paths += " /console/ideas?tier=high /console/ideas?stage=adoption /console/ideas?nps=detractor"
    paths += " /console/ideas?pledge=unanswered /console/ideas?pledge=overdue /console/ideas?q=permit"
    paths += " /console/ideas/{idea} /console/ideas/1 /console/ideas/1/all/companies /console/ideas/1/merge?q=permit"
    paths += " /console/follow-ups?list=team /console/nps"
    found.append(Page("product, votes as a file", "/console/ideas/export/votes?idea={idea}", "product", whole=False))
    return found + _all("product", paths)


def _of_admins() -> list[Page]:
    paths = "/console/settings/access /console/settings/audit /console/settings/audit?person=p{person}"
    paths += " /console/settings/audit?organization={company} /console/settings/undelivered /console/settings/webhooks"
    return _all("admin", paths + " /console/settings/tokens")


def _of_programs() -> list[Page]:
    lists = "organizations people responses waves follow-ups".split()
    found = [Page(f"program /{name}", f"/api/v1/{name}", "program") for name in lists]
    ones = (
        "organizations/{company}",
        "people/{person}",
        "responses/{response}",
        "waves/{wave}",
        "follow-ups/{follow_up}",
    )
    found += [Page(f"program /{path}", f"/api/v1/{path}", "program") for path in ones]
    since = "2026-06-01T00:00:00Z"
    changed = (f"responses?updated_since={since}", f"follow-ups?updated_since={since}", "people?organization={company}")
    return found + [Page(f"program /{path}", f"/api/v1/{path}", "program") for path in changed]
