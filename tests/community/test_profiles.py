"""What others see of a person is what they agreed to; who left no trace is not there."""

from __future__ import annotations

from portal.accounts.models import Role
from portal.community.models import Profile


def test_a_profile_shows_name_answers_and_questions_but_nothing_secret(client, client_of, make, ask, answer, group):
    ann = make.person(display_name="Ann", title="Head of depots", department="North")
    url = f"/people/{ann.public_id}"
    assert client.get(url).status_code == 404 and client_of(ann).get(url).status_code == 200
    ask(ann, title="Open question")
    ask(ann, title="Secret question", group=group(ann, access="closed").slug)
    answer(ann, (answered := ask(title="Answered one")), "Lock the day first.")
    page = client.get(url).text
    assert "Ann" in page and "Answered one" in page and "Lock the day first." in page and "Head of depots" not in page
    asked = client.get(f"{url}?tab=questions").text
    assert "Open question" in asked and "Secret question" not in asked
    assert "Secret question" in client_of(ann).get(f"{url}?tab=questions").text
    assert f'href="{url}"' in client.get(f"/community/questions/{answered}", follow_redirects=True).text


def test_one_chooses_what_others_see(client, client_of, make, ask, rows):
    ann = make.person(title="Head of depots", department="North")
    ask(ann, title="Open question")
    url, browser = f"/people/{ann.public_id}", client_of(ann)
    assert browser.post(f"{url}/edit", data={"about": "x" * 501}).status_code == 422 and rows(Profile) == []
    browser.post(f"{url}/edit", data={"about": "Ask me about photos.", "work": "y"})
    page = client.get(f"{url}?tab=questions").text
    assert "Ask me about photos." in page and "Head of depots, North" in page and "Open question" not in page
    assert "Only you see this list." in browser.get(f"{url}?tab=questions").text
    assert client_of(make.person()).get(f"{url}/edit").status_code == 404


def test_companies_that_did_not_agree_are_not_named(client, client_of, make, ask):
    company = make.organization(name="Quiet Works")
    ann, mate = make.person(organization=company), make.person(organization=company)
    ask(ann)
    assert "Quiet Works" not in client.get(f"/people/{ann.public_id}").text
    assert "Quiet Works" in client_of(mate).get(f"/people/{ann.public_id}").text
    assert "Quiet Works" in client_of(make.staff(Role.CS)).get(f"/people/{ann.public_id}").text
