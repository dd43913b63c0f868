"""Companies from a CSV file: looked at first, written whole or not at all, never doubled."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from portal.accounts.commands.importing import import_organizations
from portal.accounts.console_models import ImportDraft, forget_import_drafts
from portal.accounts.models import Organization, OrganizationDomain, Person, Role
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.events import Event

AT = "/console/customers/import"
FILE = """Name,Contract value,Renewal,Domains,Owner,May be named,Language
Kestrel,"210,000",2027-06-30,kestrel.example clinic.example,cora@vendor.example,yes,en
Alder,19999,2027/1/5,,,no,ja
"""


def take(browser, upload, text=FILE):
    """Upload and confirm; the answer of the confirmation."""
    preview = upload(browser, AT, text)
    assert preview.status_code == 303, preview.text
    return browser.post(preview.location)


def test_nothing_is_written_before_the_yes(cs, upload, rows):
    answer = upload(cs, AT, FILE)
    page = cs.get(answer.location).text
    assert "2 new, 0 changed, 0 unchanged." in page and "Kestrel" in page
    assert rows(Organization) == [] and rows(Event) == []


def test_after_the_yes_all_of_it_stands(cs, upload, rows):
    answer = take(cs, upload)
    assert answer.location == "/console/customers"
    alder, kestrel = sorted(rows(Organization), key=lambda company: company.name)
    assert (kestrel.contract_value, kestrel.tier, kestrel.may_be_named) == (21_000_000, "high", True)
    assert (kestrel.owner_id, str(kestrel.renewal)) == (rows(Person)[0].id, "2027-06-30")
    assert (alder.tier, alder.language, str(alder.renewal)) == ("low", "ja", "2027-01-05")
    assert [domain.name for domain in rows(OrganizationDomain)] == ["clinic.example", "kestrel.example"]
    assert rows(ImportDraft) == []
    [imported] = rows(Event, name="organizations.imported")
    assert imported.data == {"new": 2, "changed": 0, "same": 0}


def test_a_second_run_writes_nothing(app, cs, upload, rows):
    take(cs, upload)
    before, statements = len(rows(Event)), []
    page = cs.get(upload(cs, AT, FILE).location).text
    assert "0 new, 0 changed, 2 unchanged." in page and "there is nothing to import" in page

    def note(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    with app.app_context():
        sa.event.listen(db.engine, "before_cursor_execute", note)
        report = import_organizations(FILE.encode(), None)
        db.session.commit()
        sa.event.remove(db.engine, "before_cursor_execute", note)
    assert (report.new, report.changed, report.same, report.failed) == (0, 0, 2, False)
    assert not [
        one for one in statements if one.startswith(("UPDATE", "DELETE")) or ("INSERT" in one and "site" not in one)
    ]
    assert len(rows(Event)) == before


def test_only_what_the_file_says_is_changed(cs, upload, make, rows):
    make.organization(
        name="Kestrel", industry="Health", contract_value=100, tier="high", tier_reason="Lighthouse", touch="high"
    )
    take(cs, upload, "Name,Industry,Contract value\nKESTREL,,500\n")
    [company] = rows(Organization)
    assert (company.name, company.industry, company.contract_value) == ("KESTREL", "Health", 50_000)
    assert (company.tier, company.tier_reason) == ("high", "Lighthouse")
    assert rows(Event, name="organization.changed")[0].data["fields"] == ["name", "contract_value"]


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        ("Name,Tier\nKestrel,gold\n", 2, "Tier", "It may be: high"),
        ("Name,Tier\nKestrel,high\n", 2, "Tier reason", "Say why the tier differs"),
        ("Name,Touch\nKestrel,high\n", 2, "Touch reason", "Say why the touch differs"),
        ("Name,Stage\nKestrel,moon\n", 2, "Stage", "It may be: onboarding"),
        ("Name,Contract value\nAlder,1\nKestrel,lots\n", 3, "Contract value", "in figures"),
        ("Name,MRR\nKestrel,-4\n", 2, "MRR", "in figures"),
        ("Name,Owner\nKestrel,nobody@vendor.example\n", 2, "Owner", "Nobody of your staff"),
        ("Name,Renewal\nKestrel,2027-02-30\n", 2, "Renewal", "is not a day"),
        ("Name,Contract start,Renewal\nKestrel,2027-02-01,2026-02-01\n", 2, "Renewal", "before the start"),
        ("Name,Language\nKestrel,fr\n", 2, "Language", "It may be: en"),
        ("Name,May be named\nKestrel,perhaps\n", 2, "May be named", "It may be: yes"),
        ("Name,Domains\nKestrel,gmail.com\n", 2, "Domains", "public mail service"),
        ("Name,Domains\nKestrel,taken.example\n", 2, "Domains", "already belongs to Owl"),
        ("Name,Domains\nKestrel,a.example\nAlder,a.example\n", 3, "Domains", "stands in line 2 too"),
        ("Name\nKestrel\nＫＥＳＴＲＥＬ\n", 3, "Name", "stands in line 2 too"),
        ("Name,Stage\n,growth\n", 2, "Name", "must be filled in"),
        ("Stage\ngrowth\n", 1, "Name", "column is missing"),
        ("Name,Stage\nKestrel\n", 2, "", "1 cells"),
        ("", 0, "", "file is empty"),
        (b"Name\n\xff\xff\n", 2, "", "neither UTF-8 nor Shift_JIS"),
    ],
)
def test_each_error_is_told_with_line_and_column_and_stops_the_whole_file(
    text, line, column, said, cs, upload, make, rows, app
):
    owl = make.organization(name="Owl")
    make.add(OrganizationDomain(organization_id=owl.id, name="taken.example"))
    answer = upload(cs, AT, text)
    assert answer.status_code == 422 and said in answer.text
    data = text if isinstance(text, bytes) else text.encode()
    with app.app_context():
        report = import_organizations(data, None)
    found = [(problem.line, problem.column) for problem in report.problems if said in problem.message]
    assert found == [(line, column)]
    assert [company.name for company in rows(Organization)] == ["Owl"]
    assert rows(ImportDraft) == []


def test_every_error_of_a_file_is_told_at_once(cs, upload):
    answer = upload(cs, AT, "Name,Tier,Renewal\nA,x,y\nB,,z\n")
    assert answer.text.count("is not a day") == 2 and "It may be: high" in answer.text


def test_an_unknown_column_is_a_note_and_no_error(cs, upload, rows):
    preview = upload(cs, AT, "Name,Shoe size\nKestrel,44\n")
    assert "Shoe size" in cs.get(preview.location).text
    cs.post(preview.location)
    assert len(rows(Organization)) == 1


def test_japanese_files_in_cp932_are_read(cs, upload, rows):
    text = "会社名,年間契約額,契約更新日,社名の公開,言語,ティア,ティアの理由\n株式会社北門食品,1200,2027年6月30日,可,日本語,ハイ,先行事例\n"
    take(cs, upload, text.encode("cp932"))
    [company] = rows(Organization)
    assert (company.name, company.contract_value, company.may_be_named) == ("株式会社北門食品", 120_000, True)
    assert (company.language, str(company.renewal), company.tier) == ("ja", "2027-06-30", "high")


def test_a_file_that_no_longer_fits_at_the_yes_writes_nothing(cs, upload, make, rows):
    preview = upload(cs, AT, FILE)
    make.add(OrganizationDomain(organization_id=make.organization(name="Owl").id, name="clinic.example"))
    answer = cs.post(preview.location)
    assert answer.status_code == 409 and "already belongs to Owl" in answer.text
    assert [company.name for company in rows(Organization)] == ["Owl"]


def test_a_previewed_file_belongs_to_who_uploaded_it_and_is_used_once(cs, admin, upload, rows):
    preview = upload(cs, AT, FILE)
    assert admin.get(preview.location).status_code == 404
    assert admin.post(preview.location).status_code == 404
    cs.post(preview.location)
    assert cs.post(preview.location).status_code == 404
    assert len(rows(Organization)) == 2


def test_a_previewed_file_is_forgotten_after_two_hours(app, cs, upload, rows):
    preview = upload(cs, AT, FILE)
    with time_machine.travel(now() + timedelta(hours=2, seconds=1)), app.app_context():
        forget_import_drafts()
    assert rows(ImportDraft) == [] and cs.get(preview.location).status_code == 404


def test_a_missing_file_is_asked_for(cs):
    assert "Choose a file." in cs.post(AT, data={}).text


def read(answer):
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_an_export_can_be_imported_again_without_a_change(cs, upload, make, rows):
    take(cs, upload)
    make.organization(
        name="=HYPERLINK(1)", tier="high", tier_reason="Lighthouse", touch="low", touch_reason="Wish", mrr=750
    )
    exported = cs.get("/console/customers/export").data
    page = cs.get(upload(cs, AT, exported).location).text
    assert "0 new, 0 changed, 3 unchanged." in page


def test_formulas_are_defused_on_the_way_out(cs, make):
    make.organization(name="=1+1", industry="@cmd", tier_reason="-x")
    [row] = read(cs.get("/console/customers/export"))
    assert (row["Name"], row["Industry"], row["Tier reason"]) == ("'=1+1", "'@cmd", "'-x")


def test_the_export_takes_the_filters_of_the_list(cs, make):
    make.organization(name="Alder", stage="growth")
    make.organization(name="Birch")
    assert [row["Name"] for row in read(cs.get("/console/customers/export?stage=growth"))] == ["Alder"]


def test_a_changed_value_in_an_export_moves_a_tier_that_follows_the_rule(cs, upload, make, rows):
    make.organization(name="Alder")
    text = cs.get("/console/customers/export").data.decode().replace(",0,", ",500000,", 1)
    take(cs, upload, text)
    assert [(company.tier, company.touch) for company in rows(Organization)] == [("high", "high")]


def test_the_template_has_the_headings_of_the_readers_language(cs, client_of, make):
    assert cs.get(f"{AT}/template").data.decode("utf-8-sig").startswith('"Name","Stage"')
    japanese = client_of(make.staff(Role.CS, language="ja"))
    assert japanese.get(f"{AT}/template").data.decode("utf-8-sig").startswith('"会社名","ステージ"')
