"""What the forms of accounts share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask import request
from flask_wtf import FlaskForm
from wtforms import EmailField, Field, HiddenField, PasswordField, SelectField, SelectMultipleField, StringField
from wtforms.validators import ValidationError

from portal.accounts.commands.people import NAME_LENGTH, parse_email
from portal.accounts.passwords import LONGEST, SHORTEST
from portal.kernel.errors import Invalid, Refused
from portal.kernel.i18n import _, lazy


class Form(FlaskForm):
    """A form that shows what a command refused beside the field it is about."""

    def refuse(self, error: Invalid | Refused) -> None:
        """Show the message at its field, or above the form when it names none of ours."""
        if isinstance(error, Invalid) and error.field and error.field in self:
            field = self[error.field]
            field.errors = [*field.errors, error.message]
        else:
            self.form_errors.append(error.message)


class Versioned(Form):
    """A form that says which save of its row it was made from."""

    version = HiddenField()

    def made_from(self) -> int:
        """The number of that save. Raises Invalid (`version`) when the form does not say."""
        try:
            return int(self.version.data or "")
        except ValueError:
            raise Invalid(_("This form is incomplete. Open the page again."), "version") from None


def differing(names: Iterable[str], standing: Form, typed: Form, words: Mapping[str, object]) -> list[dict[str, str]]:
    """What was typed beside what stands, where they differ: `name` of the field, `stands` and `typed`."""
    rows = ({"name": str(words[name]), "stands": shown(standing[name]), "typed": shown(typed[name])} for name in names)
    return [row for row in rows if row["stands"] != row["typed"]]


def shown(field: Field) -> str:
    """The value of the field as its reader knows it."""
    if isinstance(field, SelectField):
        names = {choice.value: str(choice.label) for choice in field.choices}
        chosen = field.data or () if isinstance(field, SelectMultipleField) else (field.data,)
        return _(", ").join(names.get(one, str(one)) for one in chosen)
    if field.type == "BooleanField":
        return _("Yes") if field.data else _("No")
    return str(field._value())


def one_of(name: str, *known: str) -> str:
    """The value of a field that says what to do. Raises Invalid for a form without it and for a value not `known`."""
    value: str = request.form.get(name, "")
    if value not in known:
        raise Invalid(_("This form is incomplete. Open the page again."))
    return value


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
