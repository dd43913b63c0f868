"""Forms for coming in."""

from __future__ import annotations

from wtforms import HiddenField, PasswordField

from portal.accounts.forms.base import Filled, Form, email_field, name_field, new_password_field
from portal.accounts.passwords import LONGEST
from portal.kernel.i18n import lazy
from portal.kernel.unhurried import Unhurried


class LinkForm(Form):
    """Ask for a mailed link."""

    email = email_field(lazy("Work e-mail"), id="link-email")
    next = HiddenField(id="link-next")


class PasswordForm(Form):
    """Sign in with a password."""

    email = email_field(lazy("Work e-mail"), id="password-email")
    password = PasswordField(lazy("Password"), [Filled(lazy("Enter your password."))], render_kw={"maxlength": LONGEST})
    next = HiddenField(id="password-next")


class SignUpForm(Form, Unhurried):
    """Ask for an account."""

    display_name = name_field()
    email = email_field(lazy("Work e-mail"))


class ResetForm(Form):
    """Ask for a link that sets a new password."""

    email = email_field(lazy("Work e-mail"))


class NewPasswordForm(Form):
    """Set the password a reset link was mailed for."""

    new_password = new_password_field(lazy("New password"))


class WelcomeForm(Form):
    """The first and only questions to somebody new. An empty password means mailed links only."""

    display_name = name_field()
    new_password = new_password_field(lazy("Password"), optional=True)
