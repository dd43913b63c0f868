from __future__ import annotations

import pytest

from portal.kernel.mail import unsubscribe_url
from portal.notifications.models import Preference


@pytest.fixture
def path(app, key_person):
    with app.app_context():
        return unsubscribe_url(key_person.id, "colleagues").removeprefix("http://127.0.0.1:8000")


def test_looking_changes_nothing(client, rows, path):
    for ask in (client.get, client.head, client.get):
        assert ask(path).status_code == 200
    assert "<button" in client.get(path).text
    assert rows(Preference) == []


def test_one_click_of_a_mail_client_stops_the_mails(app, rows, path, key_person):
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        answer = app.test_client(use_cookies=False).post(path, data={"List-Unsubscribe": "One-Click"})
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers and "Location" not in answer.headers
    assert [(row.person_id, row.kind, row.mail) for row in rows(Preference)] == [(key_person.id, "colleagues", False)]


def test_the_header_of_a_real_mail_works(make, joins, drain, mail_files, client, rows, company, key_person):
    joins(make.person(organization=company))
    drain()
    [message] = mail_files()
    path = message["List-Unsubscribe"].strip("<>").removeprefix("http://127.0.0.1:8000")
    assert client.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    joins(make.person(organization=company))
    drain()
    assert len(mail_files()) == 1


def test_it_can_be_turned_on_again(client, rows, path):
    client.post(path, data={"mail": "off"})
    answer = client.post(path, data={"mail": "on"})
    assert "Colleagues who join" in answer.text
    assert [row.mail for row in rows(Preference)] == [True]


def test_a_forged_or_cut_token_is_no_page(client, rows, path):
    for bad in (path[:-1], path + "x", "/unsubscribe/x", "/unsubscribe/WzEsImNvbGxlYWd1ZXMiXQ.aaaa"):
        assert client.get(bad).status_code == 404
        assert client.post(bad, data={"List-Unsubscribe": "One-Click"}).status_code == 404
    assert rows(Preference) == []


def test_a_kind_nobody_knows_is_no_page(app, client, key_person):
    with app.app_context():
        url = unsubscribe_url(key_person.id, "weather")
    assert client.get(url.removeprefix("http://127.0.0.1:8000")).status_code == 404
