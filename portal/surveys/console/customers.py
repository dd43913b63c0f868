"""`/console/customers/<id>/nps` and `/console/people/<id>/nps`: what one customer said of us, and one person."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from portal.accounts import console_queries
from portal.kernel.access import allowed
from portal.kernel.pages import render
from portal.surveys import labels
from portal.surveys.console.blueprint import survey_customers
from portal.surveys.maths import group_of
from portal.surveys.policy import READ
from portal.surveys.queries import of_customers


@survey_customers.get("/customers/<int:organization_id>/nps")
@allowed(READ)
def company(organization_id: int) -> ResponseReturnValue:
    """Every answer of the company's people, the newest first, with its wave."""
    found = console_queries.customer(organization_id)
    page = of_customers.answers(found.id, request.args.get("after"), request.args.get("before"))
    return render("surveys/console/company.html", organization=found, page=page, labels=labels, group_of=group_of)


@survey_customers.get("/people/<public_id>/nps")
@allowed(READ)
def person(public_id: str) -> ResponseReturnValue:
    """What they were asked and answered, and why they were left out, the last wave first."""
    found = console_queries.person(public_id)
    page = of_customers.asked(found.id, request.args.get("after"), request.args.get("before"))
    return render("surveys/console/person.html", subject=found, page=page, labels=labels, group_of=group_of)
