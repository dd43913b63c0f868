"""The portal's own settings and the audit log."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image

from portal.accounts.models import Organization, Person
from portal.console.logos import redrawn
from portal.kernel.errors import Invalid
from portal.kernel.events import Event
from portal.kernel.mail import Mail
from portal.kernel.site import Site

AT = "/console/settings"


def form(**values):
    return {
        "version": "1", "name": "Fieldstone", "accent": "#2d4bc9", "sign_up": "closed", "currency": "EUR",
        "tier_high_from": "100,000", "tier_middle_from": "20000", "events_days": "730", "notifications_days": "180",
        "misses_days": "180", "deliveries_days": "90", **values,
    }  # fmt: skip


def picture(kind="PNG", size=(600, 200), mode="RGB"):
    out = io.BytesIO()
    Image.new(mode, size, "red").save(out, kind)
    return out.getvalue()


def test_settings_are_saved_and_the_audit_names_them(admin, rows):
    assert admin.post(AT, data=form(sign_up="domain", accent="#C0FFEE")).status_code == 303
    [site] = rows(Site)
    assert (site.name, site.sign_up, site.accent, site.version) == ("Fieldstone", "domain", "#c0ffee", 2)
    assert sorted(rows(Event, name="site.changed")[0].data["fields"]) == ["accent", "name", "sign_up"]
    assert "Fieldstone" in admin.get("/console").text


def test_opening_the_settings_changes_nothing(admin, rows):
    assert admin.get(AT).status_code == 200 and admin.head(AT).status_code == 200
    assert rows(Site) == [] and rows(Event) == []


def test_a_colour_that_cannot_be_read_is_corrected_and_shown_before_it_is_saved(admin, rows):
    page = admin.post(AT, data=form(accent="#ffee00", act="show")).text
    assert "#ffee00 was darkened to #" in page and 'value="#ffee00"' in page
    assert rows(Site) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "), ("accent", "blue"), ("sign_up", "everybody"), ("currency", "XXZ"), ("tier_high_from", "much"),
        ("tier_middle_from", "200000"), ("name", "x" * 61), ("events_days", "29"), ("misses_days", "a year"),
        ("notifications_days", "3651"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_shown_at_its_field(field, value, admin, rows):
    answer = admin.post(AT, data=form(**{field: value}))
    assert answer.status_code == 422 and 'aria-invalid="true"' in answer.text
    assert not [site for site in rows(Site) if site.version > 1]


def test_new_tier_limits_move_who_follows_the_rule_and_nobody_else(admin, make, rows):
    make.organization(name="A", contract_value=5_000_000, tier="middle", touch="low")
    make.organization(name="B", contract_value=5_000_000, tier="low", tier_reason="Wish")
    make.organization(name="C", contract_value=5_000_000, tier="middle", touch="tech", touch_reason="Wish")
    admin.post(AT, data=form(tier_high_from="50000"))
    found = {company.name: (company.tier, company.touch) for company in rows(Organization)}
    assert found == {"A": ("high", "high"), "B": ("low", "tech"), "C": ("high", "tech")}


def test_amounts_are_in_the_currency_typed_beside_them(admin, rows):
    admin.post(AT, data=form(currency="jpy", tier_high_from="10,000,000", tier_middle_from="2000000"))
    [site] = rows(Site)
    assert (site.currency, site.tier_high_from) == ("JPY", 10_000_000)


def test_the_currency_stays_once_a_company_has_a_value(admin, make, rows):
    make.organization(contract_value=1)
    answer = admin.post(AT, data=form(currency="JPY"))
    assert answer.status_code == 422 and "kept in EUR" in answer.text


def test_a_save_over_a_newer_one_is_refused_and_shows_every_field_that_differs(admin, rows):
    admin.post(AT, data=form(sign_up="domain"))
    admin.post(AT, data=form(version="2", logo_light=(io.BytesIO(picture()), "theirs.png")))
    answer = admin.post(AT, data=form(name="Mine", sign_up="domain", tier_high_from="70,000", events_days="365"))
    assert (
        answer.status_code == 409
        and 'value="Mine"' in answer.text
        and 'name="version" type="hidden" value="3"' in answer.text
    )
    found = re.findall(r'<tr><th scope="row">(.+?)</th><td[^>]*>(.*?)</td><td[^>]*>(.*?)</td>', answer.text)
    assert found == [
        ("Name of the portal", "Fieldstone", "Mine"),
        ("Who may sign up", "Nobody: by invitation only", "Who has an address in a mail domain of a customer company"),
        ("High tier from, a year", "100000", "70000"),
        ("Timelines and the audit log", "730", "365"),
    ]
    assert rows(Site)[0].name == "Fieldstone"


def test_a_logo_chosen_over_somebody_elses_is_among_what_differs(admin):
    admin.post(AT, data=form())
    mine = form(name="Fieldstone", logo_dark=(io.BytesIO(picture()), "mine.png"))
    page = admin.post(AT, data=mine, content_type="multipart/form-data").text
    assert "Logo on dark ground" in page and "mine.png" in page and "Logo on light ground</th>" not in page


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_logo_is_drawn_anew_and_small(kind, admin, rows, client):
    data = form(logo_light=(io.BytesIO(picture(kind)), "logo.bin"))
    assert admin.post(AT, data=data, content_type="multipart/form-data").status_code == 303
    served = client.get("/brand/logo-light")
    assert served.mimetype == "image/png"
    with Image.open(io.BytesIO(served.data)) as drawn:
        assert drawn.size == (252, 84)
    assert "/brand/logo-light?v=2" in admin.get("/console").text
    admin.post(AT, data=form(version="2", drop_logo_light="y"))
    assert client.get("/brand/logo-light").status_code == 404


def test_metadata_in_a_logo_is_gone(admin, client):
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = "MARKER-IN-EXIF"
    Image.new("RGB", (20, 20)).save(out, "JPEG", exif=exif)
    admin.post(AT, data=form(logo_dark=(io.BytesIO(out.getvalue()), "x.jpg")), content_type="multipart/form-data")
    assert b"MARKER" not in client.get("/brand/logo-dark").data


@pytest.mark.parametrize(
    "data",
    [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\x89PNG\r\n\x1a\nbroken", b"GIF89a", picture(size=(5000, 4000))],
    ids=["svg", "broken", "gif", "pixels"],
)
def test_what_is_no_logo_is_refused(data, admin, rows):
    answer = admin.post(AT, data=form(logo_light=(io.BytesIO(data), "a.png")), content_type="multipart/form-data")
    assert answer.status_code == 422
    assert not [site for site in rows(Site) if site.logo_light_mime]


def test_a_logo_of_more_than_two_megabytes_is_refused():
    with pytest.raises(Invalid, match="2 MB"):
        redrawn(b"x" * 2_000_001, "logo_light")


def test_the_audit_log_shows_who_did_what_newest_first(admin, make, rows, company_form):
    ann = make.person(display_name="Ann")
    admin.post(f"/console/people/{ann.public_id}/suspension", data={"end": "never", "why": "rude", "known": "0"})
    admin.post("/console/customers/new", data=company_form(name="Kestrel"))
    page = admin.get(f"{AT}/audit").text
    assert page.index("added the company") < page.index("suspended the person")
    assert "Ada" in page and ">Ann</a>" in page and ">Kestrel</a>" in page


def test_the_audit_log_is_narrowed_to_a_person_or_a_company(admin, make, rows, company_form):
    ann, bob = make.person(display_name="Ann"), make.person(display_name="Bob")
    for person in (ann, bob):
        admin.post(f"/console/people/{person.public_id}/suspension", data={"end": "never", "why": "rude", "known": "0"})
    page = admin.get(f"{AT}/audit?person={ann.public_id}").text
    assert ">Ann</a>" in page and ">Bob</a>" not in page
    page = admin.get(f"{AT}/audit?organization={bob.organization_id}").text
    assert ">Bob</a>" in page and ">Ann</a>" not in page


def test_the_audit_log_goes_on_in_a_fixed_number_of_statements(admin, make, count_queries):
    ann = make.person(display_name="Ann")
    for _number in range(60):
        admin.post(f"/console/people/{ann.public_id}/sessions/end")
    admin.get(f"{AT}/audit")
    with count_queries() as number:
        page = admin.get(f"{AT}/audit").text
    assert number() <= 8 and page.count('<li class="d-line">') == 20
    older = page.partition('rel="next" href="')[2].partition('"')[0]
    assert admin.get(older).text.count('<li class="d-line">') == 20


def test_the_overview_shows_stages_people_and_to_admins_what_failed(admin, cs, make, rows, count_queries):
    make.organization(stage="adoption")
    make.person(display_name="Newest")
    make.add(
        Mail(template="x", to_email="a@b.example", language="en", subject="Lost letter", text="", html="", headers={},
             state="failed", due_at=None, error="550 no such user")
    )  # fmt: skip
    page = admin.get("/console").text
    assert "Adoption" in page and "Newest" in page and "Lost letter" in page and "550 no such user" in page
    assert "Lost letter" not in cs.get("/console").text
    with count_queries() as number:
        admin.get("/console")
    assert number() <= 10
    assert len(rows(Person)) == 3
