"""What staff read of one customer and of one person: answers with their waves, and why somebody was not asked."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.models import Person, Role
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.notifications.commands import choose_mail
from portal.notifications.models import Way
from portal.surveys.models import Invitation, Response
from tests.surveys.conftest import Asking


@pytest.fixture
def staff(client_of, asking):
    """A browser of customer success."""
    return client_of(asking.cs)


def said(page: str) -> str:
    """The words of the table."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<tbody>")[2].partition("</tbody>")[0]).split())


def company_page(asking: Asking) -> str:
    return f"/console/customers/{asking.company.id}/nps"


def person_page(person: Person) -> str:
    return f"/console/people/{person.public_id}/nps"


def test_the_page_of_a_company_names_its_last_answer_and_leads_to_all(asking, staff):
    before = staff.get(f"/console/customers/{asking.company.id}").text
    assert "Nobody of them answered yet" in before and company_page(asking) in before
    asking.wave()
    asking.answer(4)
    assert "Their last answer was 4 of 10" in staff.get(f"/console/customers/{asking.company.id}").text


def test_all_answers_of_a_company_stand_there_with_their_words_and_no_other_companys(asking, staff):
    ben, other = asking.person(display_name="Ben"), asking.person(asking.firm(name="Rival"), display_name="Olga")
    asking.wave()
    for score, person in ((3, None), (9, ben), (8, other)):
        asking.answer(score, person)
    browser = asking.app.test_client()
    browser.post(
        f"{asking.link()}/reason", data={"words": "The <b>sync</b> fails.", "about": "missing", "contact": "call"}
    )
    words = said(staff.get(company_page(asking)).text)
    assert words.index("9 Promoter Ben") < words.index("3 Detractor Ann") and "Olga" not in words
    assert "The &lt;b&gt;sync&lt;/b&gt; fails. Missing feature, may be called" in words
    assert "Relationship Wave 1" in words


def test_what_a_machine_sent_is_marked_as_not_counted(asking, staff):
    asking.wave()
    asking.answer(10, by="")
    assert "10 Promoter Suspected machine" in said(staff.get(company_page(asking)).text)


def test_who_was_erased_is_a_former_member_without_a_link(asking, staff, rows):
    asking.wave()
    asking.answer(3)
    asking.change(asking.ann, erased_at=now(), display_name="")
    page = staff.get(company_page(asking)).text
    assert "Former member" in said(page) and asking.ann.public_id not in page
    assert staff.get(person_page(asking.ann)).status_code == 404


def test_a_page_of_a_person_says_what_was_answered_and_why_they_were_left_out_last(asking, staff):
    asking.wave()
    asking.answer(7)
    with asking.app.app_context():
        choose_mail(asking.ann.id, {"surveys": Way.PORTAL})
        db.session.commit()
    asking.wave()
    words = said(staff.get(person_page(asking.ann)).text)
    assert words.index("Left out They switched survey e-mails off") < words.index("7 Passive")
    assert person_page(asking.ann) in staff.get(f"/console/people/{asking.ann.public_id}").text


def test_whose_turn_is_to_come_and_who_did_not_answer_is_told_apart(asking, staff, rows):
    asking.launch(asking.plan(asking.survey(), 5))
    [row] = rows(Invitation)
    asking.change(row, send_at=now() + timedelta(days=2))
    assert "Their turn comes on" in said(staff.get(person_page(asking.ann)).text)
    asking.change(row, sent_at=now() - timedelta(days=6), reminded_at=now() - timedelta(days=1))
    words = said(staff.get(person_page(asking.ann)).text)
    assert "No answer" in words and "reminded on" in words


def test_both_pages_go_on_where_twenty_rows_end(asking, staff, rows):
    for _time in range(21):
        asking.wave()
        with asking.app.app_context():  # as if each wave were long ago
            db.session.execute(sa.update(Invitation).values(send_at=now() - timedelta(days=100)))
            db.session.commit()
        asking.answer(5)
    assert len(rows(Response)) == 21
    for address in (company_page(asking), person_page(asking.ann)):
        first = staff.get(address).text
        [onward] = re.findall(r'rel="next" href="([^"]+)"', first)
        second = staff.get(onward.replace("&amp;", "&")).text
        assert (said(first).count("Detractor"), said(second).count("Detractor")) == (20, 1)


def test_product_reads_it_and_customers_find_no_such_page(asking, client_of, make):
    product, lead = client_of(asking.product), client_of(make.person(Role.KEYPERSON, asking.company))
    for address in (company_page(asking), person_page(asking.ann)):
        assert product.get(address).status_code == 200
        assert lead.get(address).status_code == 404
    assert product.get("/console/customers/987654/nps").status_code == 404


def test_a_company_without_answers_and_a_person_without_surveys_say_so(asking, staff):
    assert "Nobody of them answered yet" in staff.get(company_page(asking)).text
    assert "They were in no survey yet" in staff.get(person_page(asking.ann)).text
