"""Who may open which address. Every endpoint carries exactly one of these; a test fails when one does not."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast
from urllib.parse import urlsplit

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.config import settings
from portal.kernel.errors import Forbidden, NotFound
from portal.kernel.i18n import _
from portal.kernel.snapshots import attached

if TYPE_CHECKING:  # the kernel knows people only by their shape
    from portal.accounts.models import Person, Role

View = TypeVar("View", bound=Callable[..., Any])


def reader() -> Person | None:
    """Who is reading: a person to look at, or None for a guest."""
    return cast("Person | None", g.get("reader"))


def me() -> Person:
    """The person signed in, to act with. Only below `signed_in` and its stricter kin."""
    person = reader()
    if person is None:
        raise RuntimeError("me() was called on an endpoint that guests may open")
    g.reader = attached(person)
    return cast("Person", g.reader)


def _marked(view: View, access: str) -> View:
    view.access = access  # type: ignore[attr-defined]
    return view


def open_to_all(view: View) -> View:
    """Anyone, also when the audience is members: signing in, health, styles."""
    return _marked(view, "open")


def public(view: View) -> View:
    """Guests too, if the portal's audience is public; else they are asked to sign in.

    Who left the last company reads what guests read: where that is nothing, their account says why.
    """

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        person = reader()
        if settings().audience == "members" and not (person and (person.is_member or person.is_staff)):
            return redirect(url_for("accounts.account")) if person else to_sign_in()
        return cast(ResponseReturnValue, view(*args, **kwargs))

    return cast(View, _marked(guarded, "public"))


def signed_in(view: View) -> View:
    """Anybody who signed in; suspended people read on."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        if reader() is None:
            return to_sign_in()
        return cast(ResponseReturnValue, view(*args, **kwargs))

    return cast(View, _marked(guarded, "signed_in"))


def writer(view: View) -> View:
    """Signed in and not suspended."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        if reader() is None:
            return to_sign_in()
        if not me().may_write:
            raise Forbidden(me().read_only())
        return cast(ResponseReturnValue, view(*args, **kwargs))

    return cast(View, _marked(guarded, "writer"))


def allowed(roles: Role) -> Callable[[View], View]:
    """Staff who hold one of `roles`. To everybody else who is not staff the page does not exist."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            person = reader()
            if person is None or not person.is_staff:
                raise NotFound(_("This page was not found."))
            if not person.roles & roles:
                raise Forbidden(_("Your access role does not include this. An admin can change it."))
            if request.method == "POST" and not person.may_write:
                raise Forbidden(person.read_only(staff=True))
            return cast(ResponseReturnValue, view(*args, **kwargs))

        guarded.roles = roles  # type: ignore[attr-defined]
        return cast(View, _marked(guarded, "allowed"))

    return decorate


def to_sign_in() -> ResponseReturnValue:
    """Ask to sign in and come back; a posted form comes back to the page it was on."""
    wanted = request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else _page_before()
    return redirect(url_for("accounts.sign_in", next=wanted or None))


def _page_before() -> str:
    """The page of ours that the request came from; "" when the browser does not say."""
    came = urlsplit(request.referrer or "")
    if came.netloc != request.host or came.path == url_for("accounts.sign_in"):
        return ""
    return f"{came.path}?{came.query}" if came.query else came.path
