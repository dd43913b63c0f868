"""What the forms of accounts share."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import EmailField, Field, PasswordField, StringField
from wtforms.validators import ValidationError

from portal.accounts.commands.people import NAME_LENGTH, parse_email
from portal.accounts.passwords import LONGEST, SHORTEST
from portal.kernel.errors import Invalid
from portal.kernel.i18n import _, lazy


class Form(FlaskForm):
    """A form that shows what a command refused beside the field it is about."""

    def refuse(self, error: Invalid) -> None:
        """Show the message at its field, or above the form when it names none of ours."""
        if error.field and error.field in self:
            field = self[error.field]
            field.errors = [*field.errors, error.message]
        else:
            self.form_errors.append(error.message)


class Filled:
    """The field must hold something; `message` says what to enter. Marks the control as required."""

    def __init__(self, message: lazy) -> None:
        self.message = message
        self.field_flags = {"required": True}

    def __call__(self, _form: FlaskForm, field: Field) -> None:
        if not (field.data or "").strip():
            raise ValidationError(str(self.message))


def full_address(_form: FlaskForm, field: Field) -> None:
    """Raises ValidationError unless the text is an e-mail address; makes it lower case."""
    try:
        field.data = parse_email(field.data or "")
    except Invalid as error:
        raise ValidationError(error.message) from error


def email_field(label: lazy, **options: object) -> EmailField:
    """A required address."""
    return EmailField(label, [Filled(lazy("Enter your e-mail address.")), full_address], **options)


def name_field() -> StringField:
    """The name shown to others, as the person writes it."""
    return StringField(
        lazy("Name shown to others"),
        [Filled(lazy("Enter the name that others see."))],
        render_kw={"maxlength": NAME_LENGTH},
    )


def new_password_field(label: lazy, *, optional: bool = False) -> PasswordField:
    """A password to be set; the rules are checked by the command."""
    rules = [] if optional else [Filled(lazy("Enter a new password."))]
    return PasswordField(label, rules, render_kw={"maxlength": LONGEST})


def password_hint() -> str:
    """What a new password needs."""
    return _("At least %(n)s characters. A short sentence is easy to keep in mind.", n=SHORTEST)
