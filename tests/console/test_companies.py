"""Adding, changing and finding customer companies."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest

from portal.accounts import console_queries
from portal.accounts.commands import organizations as commands
from portal.accounts.commands.stale import Stale
from portal.accounts.models import Organization, OrganizationDomain, Person, Role
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.errors import Invalid
from portal.kernel.events import Event
from portal.kernel.site import Site
from portal.learning.models import Stage

NEW = "/console/customers/new"


def edit_form(company, form, **values):
    return form(name=company.name, version=str(company.version), **values)


def test_no_company_is_in_a_stage_for_staff_only(cs, make, rows, company_form, upload):
    make.add(Stage(slug="presales", position=9, names={"en": "Before it all"}, labels={}, staff_only=True))
    company = make.organization(name="Kestrel")
    for path in ("/console", "/console/customers", NEW, f"/console/customers/{company.id}"):
        assert "Before it all" not in cs.get(path).text, path
    assert cs.post(NEW, data=company_form(stage="presales")).status_code == 422
    assert upload(cs, "/console/customers/import", "Name,Stage\nAoba,presales\n").status_code == 422
    assert [row.name for row in rows(Organization)] == ["Kestrel"]
    assert "Growth" in cs.get(NEW).text


def test_the_page_of_a_company_reads_its_owner_and_no_other(cs, make, app):
    owner = make.staff(Role.CS, display_name="Olga")
    for number in range(5):
        make.staff(Role.CS, display_name=f"Somebody {number}")
    owned = make.organization(owner_id=owner.id)
    nobodys, former = make.organization(), make.organization(owner_id=make.person(display_name="Former").id)
    assert ">Olga<" in cs.get(f"/console/customers/{owned.id}").text
    for company in (nobodys, former):
        assert ">Team<" in cs.get(f"/console/customers/{company.id}").text
    with app.app_context():
        found, name = console_queries.customer_and_owner(owned.id)
        loaded = [row for row in db.session if isinstance(row, Person)]
    assert (found.id, name, loaded) == (owned.id, "Olga", [])


def test_a_company_is_added_with_all_its_facts(cs, rows, company_form):
    owner = rows(Person)[0]
    answer = cs.post(
        NEW,
        data=company_form(
            contract_value="88,000",
            mrr="7500.50",
            owner_id=str(owner.id),
            contract_start="2026-01-15",
            renewal="2027-01-14",
            industry="Food",
            language="ja",
            may_be_named="y",
            domains="Harbour.example\nhafen.example",
        ),
    )
    [company] = rows(Organization)
    assert answer.location == f"/console/customers/{company.id}"
    assert (company.name, company.contract_value, company.mrr, company.owner_id) == (
        "Harbour City",
        8_800_000,
        750_050,
        owner.id,
    )
    assert (company.contract_start, company.renewal) == (date(2026, 1, 15), date(2027, 1, 14))
    assert (company.industry, company.language, company.may_be_named) == ("Food", "ja", True)
    assert [domain.name for domain in rows(OrganizationDomain)] == ["hafen.example", "harbour.example"]
    [event] = rows(Event, name="organization.created")
    assert (event.organization_id, event.actor_id) == (company.id, owner.id)


@pytest.mark.parametrize(
    ("typed", "minor"),
    [("88000", 8_800_000), ("88,000", 8_800_000), ("88 000.5", 8_800_050), ("８８０００", 8_800_000), ("", 0)],
)
def test_amounts_are_read_as_people_type_them(typed, minor, cs, rows, company_form):
    cs.post(NEW, data=company_form(contract_value=typed))
    assert [company.contract_value for company in rows(Organization)] == [minor]


def test_amounts_are_in_the_currency_of_the_portal(admin, make, rows, company_form, app):
    make.add(Site(id=1, currency="JPY", tier_high_from=10_000_000))
    app.extensions.pop("site", None)
    admin.post(NEW, data=company_form(contract_value="1,200,000"))
    assert [company.contract_value for company in rows(Organization)] == [1_200_000]
    assert "￥1,200,000" in admin.get("/console/customers").text or "¥1,200,000" in admin.get("/console/customers").text


@pytest.mark.parametrize("typed", ["-5", "88.000,50", "1,00", "10 €", "1.234", "99999999999999999"])
def test_what_is_no_amount_is_refused_and_kept(typed, cs, rows, company_form):
    answer = cs.post(NEW, data=company_form(contract_value=typed))
    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.text and 'aria-invalid="true"' in answer.text
    assert rows(Organization) == []


@pytest.mark.parametrize(
    ("value", "tier", "touch"), [("100000", "high", "high"), ("99999", "middle", "low"), ("19999", "low", "tech")]
)
def test_tier_and_touch_follow_the_rule(value, tier, touch, cs, rows, company_form):
    cs.post(NEW, data=company_form(contract_value=value))
    [company] = rows(Organization)
    assert (company.tier, company.tier_reason, company.touch, company.touch_reason) == (tier, "", touch, "")


def test_an_override_needs_its_reason(cs, rows, company_form):
    answer = cs.post(NEW, data=company_form(tier="high"))
    assert answer.status_code == 422 and "Say why the tier differs" in answer.text
    answer = cs.post(NEW, data=company_form(touch="high"))
    assert answer.status_code == 422 and "Say why the touch differs" in answer.text
    assert rows(Organization) == []
    cs.post(NEW, data=company_form(tier="high", tier_reason="Lighthouse", touch="low", touch_reason="Their wish"))
    [company] = rows(Organization)
    assert (company.tier, company.tier_reason, company.touch, company.touch_reason) == (
        "high",
        "Lighthouse",
        "low",
        "Their wish",
    )


def test_the_touch_follows_an_overridden_tier(cs, rows, company_form):
    cs.post(NEW, data=company_form(tier="high", tier_reason="Lighthouse"))
    assert [company.touch for company in rows(Organization)] == ["high"]


def test_one_company_is_not_entered_twice(cs, make, company_form):
    make.organization(name="harbour city")
    answer = cs.post(NEW, data=company_form(name="ＨＡＲＢＯＵＲ  City"))
    assert answer.status_code == 422 and "There is already a company named “harbour city”." in answer.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("gmail.com", "public mail service"),
        ("yahoo.co.jp", "public mail service"),
        ("not a domain!", "is not a mail domain"),
        ("localhost", "is not a mail domain"),
        ("name@company.example", "is not a mail domain"),
    ],
)
def test_a_domain_must_be_one_of_a_company(typed, said, cs, rows, company_form):
    answer = cs.post(NEW, data=company_form(domains=typed))
    assert answer.status_code == 422 and said in answer.text
    assert rows(Organization) == []


def test_a_domain_of_another_company_is_refused_naming_it(cs, make, rows, company_form):
    make.add(OrganizationDomain(organization_id=make.organization(name="Kestrel").id, name="kestrel.example"))
    answer = cs.post(NEW, data=company_form(domains="kestrel.example"))
    assert answer.status_code == 422 and "kestrel.example already belongs to Kestrel." in answer.text
    assert [company.name for company in rows(Organization)] == ["Kestrel"]


def test_international_domains_are_kept_in_ascii(cs, rows, company_form):
    cs.post(NEW, data=company_form(domains="＠Bücher.example"))
    assert [domain.name for domain in rows(OrganizationDomain)] == ["xn--bcher-kva.example"]


def test_only_staff_can_own_a_company(app, make):
    customer = make.person()
    with app.app_context(), pytest.raises(Invalid) as refused:
        commands.create_organization(None, commands.OrganizationFacts(name="X", owner_id=customer.id))
    assert refused.value.field == "owner_id"


def test_a_renewal_before_the_start_is_refused(cs, company_form):
    answer = cs.post(NEW, data=company_form(contract_start="2027-01-01", renewal="2026-01-01"))
    assert answer.status_code == 422 and "before the start" in answer.text


def test_a_change_records_the_names_of_the_fields_and_no_values(cs, make, rows, company_form):
    company = make.organization(name="Kestrel", domains=[OrganizationDomain(name="old.example")])
    cs.post(
        f"/console/customers/{company.id}/edit",
        data=edit_form(company, company_form, contract_value="5000", domains="new.example"),
    )
    [event] = rows(Event, name="organization.changed")
    assert sorted(event.data["fields"]) == ["contract_value", "domains"] and set(event.data) == {"fields"}
    assert [domain.name for domain in rows(OrganizationDomain)] == ["new.example"]
    assert rows(Organization)[0].version == 2


def test_saving_what_stands_records_nothing(cs, make, rows, company_form):
    company = make.organization(name="Kestrel")
    cs.post(f"/console/customers/{company.id}/edit", data=edit_form(company, company_form))
    assert rows(Event) == [] and rows(Organization)[0].version == 1


def test_the_form_of_an_overridden_company_saves_without_a_change(cs, make, rows, company_form):
    company = make.organization(name="Kestrel", tier="high", tier_reason="Lighthouse", touch="high")
    page = cs.get(f"/console/customers/{company.id}/edit").text
    assert 'selected value="high"' in page and "Lighthouse" in page
    cs.post(
        f"/console/customers/{company.id}/edit",
        data=edit_form(company, company_form, tier="high", tier_reason="Lighthouse"),
    )
    assert rows(Event) == []


def test_a_save_over_a_newer_save_shows_both_and_keeps_what_was_typed(cs, admin, make, rows, company_form):
    company = make.organization(name="Kestrel", industry="Health")
    address = f"/console/customers/{company.id}/edit"
    assert admin.post(address, data=edit_form(company, company_form, industry="Clinics")).status_code == 303
    answer = cs.post(address, data=edit_form(company, company_form, industry="Hospitals", contract_value="12,000"))
    assert answer.status_code == 409
    assert "Clinics" in answer.text and 'value="Hospitals"' in answer.text and 'value="12,000"' in answer.text
    assert 'name="version" type="hidden" value="2"' in answer.text
    assert rows(Organization)[0].industry == "Clinics"
    again = company_form(name="Kestrel", version="2", industry="Hospitals", contract_value="12,000")
    assert cs.post(address, data=again).status_code == 303
    assert (rows(Organization)[0].industry, rows(Organization)[0].version) == ("Hospitals", 3)


def test_of_two_saves_at_once_one_wins_and_the_other_hears_of_it(app, make, rows):
    company, found = make.organization(name="Kestrel"), []
    start = threading.Barrier(2)

    def save(industry):
        with app.app_context():
            start.wait()
            try:
                facts = commands.OrganizationFacts(name="Kestrel", industry=industry)
                commands.change_organization(None, company.id, facts, version=1)
                db.session.commit()
                found.append("saved")
            except Stale:
                db.session.rollback()
                found.append("stale")

    threads = [threading.Thread(target=save, args=(name,)) for name in ("A", "B")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == ["saved", "stale"]
    assert rows(Organization)[0].version == 2


def test_a_company_that_is_gone_is_not_found(cs):
    assert cs.get("/console/customers/999999").status_code == 404
    assert cs.post("/console/customers/999999/edit", data={}).status_code == 404


def test_the_list_is_narrowed_by_each_filter(cs, make, rows):
    me = rows(Person)[0]
    soon = now().date() + timedelta(days=89)
    make.organization(name="Alder", stage="growth")
    make.organization(name="Birch", tier="high", touch="high")
    make.organization(name="Cedar", owner_id=me.id)
    make.organization(name="Dogwood", renewal=soon)
    make.organization(name="Elm", renewal=soon + timedelta(days=2))

    def shown(query):
        page = cs.get(f"/console/customers?{query}").text
        return [name for name in ("Alder", "Birch", "Cedar", "Dogwood", "Elm") if f">{name}</a>" in page]

    assert shown("") == ["Alder", "Birch", "Cedar", "Dogwood", "Elm"]
    assert shown("stage=growth") == ["Alder"]
    assert shown("tier=high") == ["Birch"]
    assert shown("owner=me") == ["Cedar"]
    assert shown("renewal=soon") == ["Dogwood"]
    assert shown("q=ＡＬ") == ["Alder"]
    assert shown("q=lder") == []
    assert shown("q=%25") == []


def test_the_list_goes_on_by_name_and_back(cs, make):
    for number in range(45):
        make.organization(name=f"Company {number:03}")
    seen, address = [], "/console/customers"
    for _page in range(3):
        page = cs.get(address).text
        seen += [number for number in range(45) if f">Company {number:03}</a>" in page]
        address = page.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert seen == list(range(45)) and address == ""
    back = page.partition('rel="prev" href="')[2].partition('"')[0]
    assert ">Company 020</a>" in cs.get(back).text


def test_people_are_counted_and_money_is_shown(cs, make):
    company = make.organization(name="Kestrel", contract_value=8_800_000)
    for _number in range(3):
        make.person(organization=company)
    page = cs.get("/console/customers").text
    assert "€88,000" in page and ">3<span" in page


def test_sixty_companies_take_as_many_statements_as_three(cs, make, count_queries):
    for _number in range(3):
        make.person(organization=make.organization(owner_id=None))
    cs.get("/console/customers")
    with count_queries() as few:
        cs.get("/console/customers")
    for _number in range(57):
        make.person(organization=make.organization())
    cs.get("/console/customers")
    with count_queries() as many:
        cs.get("/console/customers")
    assert few() == many() <= 8


def test_the_page_of_a_company_takes_a_fixed_number_of_statements(cs, make, count_queries, company_form):
    company = make.organization(name="Kestrel")
    for _number in range(60):
        make.person(organization=company)
    for value in range(5):
        cs.post(
            f"/console/customers/{company.id}/edit",
            data=company_form(name="Kestrel", version=str(value + 1), contract_value=str(value + 1)),
        )
    with count_queries() as number:
        page = cs.get(f"/console/customers/{company.id}").text
    assert number() <= 10
    assert "The first 20 by name." in page and page.count("changed the company") == 5


def test_no_fact_of_the_console_reaches_a_customer(client_of, make):
    company = make.organization(
        name="Kestrel", industry="", tier="high", tier_reason="Marker-tier", contract_value=777_777_00
    )
    browser = client_of(make.person(organization=company, roles=Role.MEMBER | Role.KEYPERSON))
    for address in ("/", "/account", "/learn", "/account/company"):
        page = browser.get(address, follow_redirects=True).text
        assert "Marker-tier" not in page and "777,777" not in page


@pytest.mark.parametrize("address", ["/console/customers", "/console/people"])
def test_strange_queries_do_no_harm(address, cs):
    for query in (
        "_scheme=x",
        "_external=1",
        "endpoint=y",
        "_anchor=%0d",
        "after=%ff",
        "after=zzz",
        "stage=%F0%9F%98%80",
    ):
        assert cs.get(f"{address}?{query}").status_code in (200, 422)
