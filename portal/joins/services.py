"""A paid service of the cafeteria becomes a request, never a payment; whoever looks after the company gets it."""

from __future__ import annotations

from flask import url_for

from portal.accounts.models import Person
from portal.kernel.errors import NotFound, Refused
from portal.kernel.i18n import _
from portal.learning.models import Item
from portal.learning.queries.item import ItemPage, item_page
from portal.learning.services import Asking, read_asking_with
from portal.success.commands.requests import Wanted, make
from portal.success.labels import REQUEST_LOOKS, REQUEST_STATES
from portal.success.models import CustomerRequest
from portal.success.policy import DECLINED, FULFILLED, SERVICE, may_ask
from portal.success.queries.requests import of_service


def service_page(person: Person, slug: str) -> ItemPage:
    """The paid service at this address. Raises NotFound where this reader finds none."""
    found = item_page(person, slug)
    if found is None or found.item.format != "service" or not found.item.price or not person.is_member:
        raise NotFound(_("This page was not found."))
    return found


def ask_for(person: Person, found: ItemPage, words: str, seen: str) -> CustomerRequest:
    """Ask for the service at the price that stood on the page; `seen` is what the page called it.

    Raises Forbidden, Invalid (`words`), and Refused when the price is another one by now, or the person waits for an
    answer about the same service already.
    """
    if seen != stamp_of(found.item):
        raise Refused(_("The price has changed since you opened this page. Look at it once more, then ask again."))
    return make(person, Wanted(SERVICE, found.text.title, words, found.item.id, dict(found.item.price or {})))


def stamp_of(item: Item) -> str:
    """The price in a form that differs when anybody would read another one."""
    price = item.price or {}
    return f"{price.get('amount')} {price.get('currency')} {price.get('per')}"


def goes_on(request: CustomerRequest) -> bool:
    """Whether something is still to come of it."""
    return request.state not in (DECLINED, FULFILLED)


def asking_of(reader: Person, item_id: int, slug: str) -> Asking:
    """For the page of the service."""
    standing = of_service(reader, item_id)
    again = standing is None or standing.person_id != reader.id or not goes_on(standing)
    ask_url = url_for("joins.ask_service", slug=slug) if again and may_ask(reader) else ""
    if standing is None:
        return Asking(ask_url)
    look = REQUEST_LOOKS[standing.state]
    url = url_for("requests.one", request_id=standing.id)
    return Asking(ask_url, url, str(REQUEST_STATES[standing.state]), look.tone, look.icon, standing.moved_at)


read_asking_with(asking_of)
