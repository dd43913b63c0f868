from __future__ import annotations

from dataclasses import replace

import pytest


@pytest.fixture
def name(app, make, joins, drain, mail_files, key_person, company):
    joins(make.person(organization=company, display_name="<b>Nia</b>"))
    drain()
    return next((app.extensions["settings"].data_dir / "mail").glob("*.eml")).name


def test_a_developer_reads_mails_in_the_browser(client, name):
    assert "&lt;b&gt;Nia&lt;/b&gt; joined Company " in client.get("/dev/mail").text
    page = client.get(f"/dev/mail/{name}")
    assert 'href="http://127.0.0.1:8000/account/company"' in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_the_html_part_is_shut_off(client, name):
    answer = client.get(f"/dev/mail/{name}/html")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "&lt;b&gt;Nia" in answer.text


@pytest.mark.parametrize(
    "request_of",
    [
        {"environ_overrides": {"REMOTE_ADDR": "203.0.113.5"}},
        {"headers": {"Host": "portal.company.example"}},
        {"headers": {"X-Forwarded-For": "203.0.113.5"}},
    ],
)
def test_from_elsewhere_there_is_no_such_page(client, name, request_of):
    for path in ("/dev/mail", f"/dev/mail/{name}", f"/dev/mail/{name}/html"):
        assert client.get(path, **request_of).status_code == 404


@pytest.mark.parametrize("change", [{"mail_url": "smtp://mail.example"}, {"base_url": "https://portal.example"}])
def test_a_real_portal_has_no_such_page(app, client, name, change):
    before = app.extensions["settings"]
    app.extensions["settings"] = replace(before, **change)
    try:
        assert client.get("/dev/mail").status_code == 404
        assert client.get(f"/dev/mail/{name}").status_code == 404
    finally:
        app.extensions["settings"] = before


def test_only_mails_are_read(app, client, name):
    (app.extensions["settings"].data_dir / "mail" / "other.eml").write_text("Subject: other\n\n")
    for bad in ("other.eml", "..%2fportal.db", "20261122T101010-1.eml", name + "x"):
        assert client.get(f"/dev/mail/{bad}").status_code == 404
