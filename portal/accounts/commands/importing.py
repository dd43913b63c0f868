"""Writing what a CSV file says: all of it or, with any error, nothing. The caller commits.

Repeatable: what stands already is left alone, so a second run of the same file writes nothing.
"""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.commands import organizations, people, roles
from portal.accounts.commands.planning_organizations import plan_organizations
from portal.accounts.commands.planning_people import PersonRow, plan_people
from portal.accounts.commands.reports import Report
from portal.accounts.console_models import ImportDraft
from portal.accounts.models import Person, Role
from portal.config import settings
from portal.kernel import mail
from portal.kernel.calendar import now
from portal.kernel.db import begin_write, db
from portal.kernel.errors import NotFound
from portal.kernel.events import record
from portal.kernel.i18n import _

__all__ = ["draft_of", "drop_draft", "import_organizations", "import_people", "keep_draft"]


def import_organizations(data: bytes, actor: Person | None) -> Report:
    """Add and change the companies of the file. `actor` is None on the command line."""
    begin_write()
    report = plan_organizations(data)
    if report.failed:
        return report
    for step in report.steps:
        if step.row_id is None:
            organizations.create_organization(actor, step.facts)
        elif step.state == "changed":
            organizations.change_organization(actor, step.row_id, step.facts)
    _note("organizations.imported", actor, report)
    return report


def import_people(data: bytes, actor: Person | None, tell: bool = False) -> Report:
    """Add and change the people of the file; `tell` mails each new one how to sign in."""
    begin_write()
    report = plan_people(data)
    if report.failed:
        return report
    for step in report.steps:
        wanted: PersonRow = step.facts
        if step.row_id is None:
            access = Role.MEMBER | Role.KEYPERSON if wanted.key_person else Role.MEMBER
            person = people.add(actor, wanted.email, access, wanted.organization_id, wanted.facts)
            if tell:
                _welcome(person)
        elif step.state == "changed":
            people.change_person(actor, step.row_id, wanted.facts)
            if "key_person" in step.fields:
                roles.set_key_person(actor, step.row_id, wanted.organization_id, bool(wanted.key_person))
    _note("people.imported", actor, report)
    return report


def keep_draft(owner: Person, kind: str, file_name: str, data: bytes) -> ImportDraft:
    """Keep a previewed file until its owner says yes; an earlier one of the same kind goes."""
    old = sa.delete(ImportDraft).where(ImportDraft.owner_id == owner.id, ImportDraft.kind == kind)
    db.session.execute(old)
    draft = ImportDraft(kind=kind, owner_id=owner.id, file_name=file_name[:200], data=data)
    db.session.add(draft)
    db.session.flush()
    return draft


def draft_of(owner: Person, kind: str, draft_id: int) -> ImportDraft:
    """A file this person previewed. Raises NotFound once it was imported or its time is over."""
    found = db.session.get(ImportDraft, draft_id)
    if found is None or found.owner_id != owner.id or found.kind != kind or found.expires_at <= now():
        raise NotFound(_("This file is no longer waiting. Upload it again."))
    return found


def drop_draft(draft: ImportDraft) -> None:
    """The file was imported, or is not wanted."""
    db.session.delete(draft)


def _note(name: str, actor: Person | None, report: Report) -> None:
    """The audit log names who imported; each row has an event of its own too."""
    if actor is not None and report.new + report.changed:
        record(name, actor, actor=actor, **report.counts)


def _welcome(person: Person) -> None:
    to = mail.To(person.email, person.language, person.time_zone, person.id, person.display_name)
    mail.post("account_ready", to=to, key=f"account_ready:{person.id}", link=f"{settings().base_url}/sign-in")
