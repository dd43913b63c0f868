"""`portal person …` and `portal organization import`."""

from __future__ import annotations

import pytest

COMPANIES = "name,stage,contract_value\nHarbour,onboarding,1000\nＡｏｂａ　Logistics,onboarding,2000\n"


@pytest.fixture
def companies(run, home):
    (home / "companies.csv").write_text(COMPANIES)
    done = run(home, "organization", "import", str(home / "companies.csv"))
    assert (done.code, done.out) == (0, "portal: 2 new, 0 changed, 0 unchanged\n")
    return home


def test_the_first_admin_is_added_and_gets_a_way_in(run, home, ask):
    added = run(home, "person", "add", "Ada@vendor.example", "--name", "Ada", "--role", "admin")
    assert added.code == 0 and "sign-in-link" in added.out
    assert ask(home, "SELECT email, language FROM person") == [("ada@vendor.example", "en")]
    link = run(home, "person", "sign-in-link", " ADA@vendor.example")
    assert link.code == 0 and link.out.startswith("http://127.0.0.1:8000/sign-in/")


@pytest.mark.parametrize("typed", ["Harbour", " harbour ", "ＨＡＲＢＯＵＲ"])
def test_a_company_is_found_whatever_its_case_width_and_spaces(typed, run, companies, ask):
    added = run(companies, "person", "add", "zoe@harbour.example", "--name", "Zoe", "--organization", typed)
    assert added.code == 0, added.err
    found = "SELECT organization.name FROM person JOIN organization ON organization.id = person.organization_id"
    assert ask(companies, found) == [("Harbour",)]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (("no address", "--name", "X", "--role", "admin"), "address"),
        (("x@y.example", "--name", "X", "--organization", "Nobody Ltd"), "Nobody Ltd"),
        (("x@y.example", "--name", "X", "--role", "king"), "king"),
        (("x@y.example", "--name", "X"), "company"),
        (("x@y.example", "--name", "X", "--role", "admin", "--language", "de"), "de"),
    ],
)
def test_who_cannot_be_added_is_not_and_it_says_why(line, said, run, home, ask):
    refused = run(home, "person", "add", *line)
    assert refused.code == 2 and said in refused.err and "Traceback" not in refused.err
    assert ask(home, "SELECT count(*) FROM person") == [(0,)]


def test_a_language_the_portal_does_not_speak_is_refused(run, home, ask):
    line = ("person", "add", "x@y.example", "--name", "X", "--role", "admin", "--language", "ja")
    refused = run(home, *line, locales="en")
    assert refused.code == 2 and "PORTAL_LOCALES" in refused.err
    assert run(home, *line, locales="ja").code == 0


def test_a_way_in_for_nobody_is_refused(run, home):
    refused = run(home, "person", "sign-in-link", "nobody@y.example")
    assert refused.code == 2 and "portal person add" in refused.err


def test_the_same_file_a_second_time_writes_nothing(run, companies):
    assert (
        "0 new, 0 changed, 2 unchanged"
        in run(companies, "organization", "import", str(companies / "companies.csv")).out
    )


def test_bad_lines_are_named_by_file_line_and_column_and_nothing_is_written(run, home, ask):
    file = home / "bad.csv"
    file.write_text("name,stage,contract_value,colour\nHarbour,nowhere,1000,red\nAoba,growth,much,\n,growth,1,\n")
    refused = run(home, "organization", "import", str(file))
    lines = refused.err.splitlines()
    assert refused.code == 2 and "nothing was written" in lines[-1]
    assert any(line.startswith(f"{file}:1: warning: colour: ") for line in lines)
    assert any(line.startswith(f"{file}:2: Stage: ") for line in lines), lines
    assert any(line.startswith(f"{file}:3: ") and line.count(": ") >= 2 for line in lines)
    assert any(line.startswith(f"{file}:4: Name: ") for line in lines)
    assert ask(home, "SELECT count(*) FROM organization") == [(0,)]


def test_warnings_alone_stop_nothing(run, home):
    (home / "odd.csv").write_text("name,colour\nHarbour,red\n")
    done = run(home, "organization", "import", str(home / "odd.csv"))
    assert done.code == 0 and "warning" in done.err and "1 new" in done.out


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", b"stage\ngrowth\n"], ids=["empty", "binary", "no name"])
def test_what_is_no_table_of_companies_is_refused(data, run, home):
    (home / "x.csv").write_bytes(data)
    refused = run(home, "organization", "import", str(home / "x.csv"))
    assert refused.code == 2 and "x.csv" in refused.err and "Traceback" not in refused.err
