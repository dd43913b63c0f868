"""`portal backup` and `portal restore`: all of it or nothing, and nothing is touched that holds something."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest
import sqlalchemy as sa
from alembic import command as alembic

from portal.accounts.models import Person
from portal.app import create_app
from portal.config import from_environ
from portal.kernel import files
from portal.kernel.backups import Unfit, postgres
from portal.kernel.db import db
from portal.kernel.schema import alembic_config, known_revisions
from portal.search.models import SearchDocument
from tests.cli.conftest import SECRET, call, write_content
from tests.conftest import postgres_url

AWAY = "postgresql://nobody@127.0.0.1:9/none"


class Place(NamedTuple):
    """A portal: its folder, and the settings it needs beside."""

    home: Path
    settings: dict[str, str | None]

    @contextmanager
    def within(self):
        """Its app, to look and to write."""
        environ = {"data_dir": str(self.home / "data"), "secret_key": SECRET, **self.settings}
        given = {f"PORTAL_{name.upper()}": value for name, value in environ.items() if value}
        with create_app(from_environ(given), NO_NUDGES=True).app_context():
            yield
            db.session.remove()
            db.engine.dispose()

    def names(self) -> list[str]:
        with self.within():
            return list(db.session.scalars(sa.select(Person.display_name).order_by(Person.id)))


def server(name: str, worker_id: str, *, schema: bool) -> str:
    """A database of the embedded server: with the newest schema, or with nothing."""
    url = postgres_url(f"{name}_{worker_id}", schema=schema)
    if schema:
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute("CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)")
            connection.execute("INSERT INTO alembic_version VALUES (%s)", (known_revisions()[0],))
    return url


@pytest.fixture(scope="module")
def kept(database, worker_id, set_up, tmp_path_factory):
    """A portal that holds a person, a file, and, on PostgreSQL, an index in tables."""
    home = Path(shutil.copytree(set_up, tmp_path_factory.mktemp(f"backup-{database}"), dirs_exist_ok=True))
    settings: dict[str, str | None] = {"secret_key": None}
    if database == "postgresql":
        settings["database_url"] = server("backup", worker_id, schema=True)
    place = Place(home, settings)
    with pytest.MonkeyPatch.context() as patch:
        assert call(patch, home, "setup", **settings) == 0
    with place.within():
        db.session.add(files.keep_stream(io.BytesIO(b"a picture"), "p.png", "image/png"))
        db.session.add(Person(email="ann@a.example", display_name="Ann", organization_id=None))
        db.session.commit()
    return place


@pytest.fixture
def elsewhere(database, worker_id, tmp_path):
    """An empty place."""
    write_content(tmp_path / "else" / "content")
    settings: dict[str, str | None] = {"secret_key": None}
    if database == "postgresql":
        settings["database_url"] = server("restored", worker_id, schema=False)
    return Place(tmp_path / "else", settings)


@pytest.fixture(scope="module")
def taken(kept, tmp_path_factory):
    """A backup of it, as it was made."""
    file = tmp_path_factory.mktemp("taken") / "portal.backup"
    with pytest.MonkeyPatch.context() as patch:
        assert call(patch, kept.home, "backup", str(file), **kept.settings) == 0
    return file


@pytest.fixture
def archive(taken, tmp_path):
    """A copy of the backup, to do with as one likes."""
    return Path(shutil.copy2(taken, tmp_path))


def changed(archive: Path, **values) -> Path:
    """The same backup with another manifest."""
    other = archive.with_name("changed.backup")
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(other, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, json.dumps(json.loads(data) | values) if name == "manifest.json" else data)
    return other


def nothing_in(place: Place) -> bool:
    """Whether nothing was put there."""
    if url := place.settings.get("database_url"):
        with psycopg.connect(url.replace("+psycopg", "")) as connection:
            if connection.execute(postgres.TABLES).fetchall():
                return False
    data = place.home / "data"
    return not list(data.glob("files/??/*")) and not (data / "portal.db").exists()


def test_what_was_backed_up_stands_elsewhere(run, kept, elsewhere, archive):
    done = run(elsewhere.home, "restore", str(archive), **elsewhere.settings)
    assert (done.code, done.err) == (0, "")
    assert elsewhere.names() == ["Ann"]
    key = (elsewhere.home / "data" / "secret_key").read_text()
    assert key == (kept.home / "data" / "secret_key").read_text()
    with elsewhere.within():
        found = db.session.scalars(sa.select(files.File)).one()
        assert files.path_of(found.digest).read_bytes() == b"a picture"
    assert run(elsewhere.home, "doctor", **elsewhere.settings).code == 0
    assert run(elsewhere.home, "counters", "check", **elsewhere.settings).code == 0


def test_the_index_is_built_anew_not_carried_along(run, kept, elsewhere, archive):
    with zipfile.ZipFile(archive) as found:
        names, said = found.namelist(), json.loads(found.read("manifest.json"))
    assert not [name for name in names if "search" in name or "nudges" in name]
    assert "search_document" not in said["counts"] and said["counts"]["person"] == 1
    done = run(elsewhere.home, "restore", str(archive), **elsewhere.settings)
    assert "search index is up to date, 5 documents" in done.out
    if "database_url" in elsewhere.settings:
        with elsewhere.within():
            assert db.session.scalar(sa.select(sa.func.count()).select_from(SearchDocument)) == 5


def test_only_its_owner_reads_a_backup_and_nothing_half_is_left(taken):
    assert taken.stat().st_mode & 0o777 == 0o600
    assert list(taken.parent.iterdir()) == [taken]


def test_a_backup_takes_no_other_file_s_place(run, kept, archive):
    before = archive.read_bytes()
    again = run(kept.home, "backup", str(archive), **kept.settings)
    assert again.code == 2 and "is there already" in again.err
    assert archive.read_bytes() == before


def test_a_backup_that_fails_leaves_no_file(run, kept, tmp_path, monkeypatch):
    def full(_folder):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "path_of", full)
    failed = run(kept.home, "backup", str(tmp_path / "b"), **kept.settings)
    assert failed.code == 2 and "No space left" in failed.err
    assert list(tmp_path.iterdir()) == []


def test_people_write_while_a_backup_is_taken_and_it_holds_what_was_committed(run, kept, elsewhere, tmp_path):
    file = tmp_path / "portal.backup"
    with kept.within():
        db.session.execute(sa.insert(Person).values(email="late@a.example", display_name="Late"))
        done = run(kept.home, "backup", str(file), **kept.settings)
        db.session.rollback()
    assert (done.code, done.err) == (0, "")
    assert run(elsewhere.home, "restore", str(file), **elsewhere.settings).code == 0
    assert elsewhere.names() == ["Ann"]


@pytest.mark.parametrize("share", [0.02, 0.5, 0.8, 0.999])
def test_a_damaged_backup_is_refused_before_anything_is_touched(run, elsewhere, archive, share):
    data = bytearray(archive.read_bytes())
    data[int(len(data) * share)] ^= 0xFF
    archive.write_bytes(data)
    refused = run(elsewhere.home, "restore", str(archive), **elsewhere.settings)
    assert refused.code == 2 and "damaged" in refused.err and "Traceback" not in refused.err
    assert nothing_in(elsewhere)


@pytest.mark.parametrize(
    "write", [lambda data: data[: len(data) // 2], lambda _data: b"", lambda _data: b"text\n" * 99]
)
def test_what_is_no_whole_backup_is_refused(run, elsewhere, archive, write):
    archive.write_bytes(write(archive.read_bytes()))
    refused = run(elsewhere.home, "restore", str(archive), **elsewhere.settings)
    assert refused.code == 2 and "no backup" in refused.err
    assert nothing_in(elsewhere)


def test_a_backup_that_says_other_than_it_holds_is_refused(run, elsewhere, archive):
    with zipfile.ZipFile(archive) as found:
        said = json.loads(found.read("manifest.json"))
    fewer = {name: digest for name, digest in said["parts"].items() if not name.startswith("files/")}
    refused = run(elsewhere.home, "restore", str(changed(archive, parts=fewer)), **elsewhere.settings)
    assert refused.code == 2 and "not those it lists" in refused.err
    strange = said["parts"] | {"../../etc/passwd": "0"}
    refused = run(elsewhere.home, "restore", str(changed(archive, parts=strange)), **elsewhere.settings)
    assert refused.code == 2 and nothing_in(elsewhere)


def test_a_portal_that_holds_something_is_not_written_over(run, kept, archive):
    refused = run(kept.home, "restore", str(archive), **kept.settings)
    assert refused.code == 2 and "not empty" in refused.err
    assert kept.names() == ["Ann"]


def test_files_of_another_portal_are_not_mixed_in(run, elsewhere, archive):
    with elsewhere.within():
        files.keep_stream(io.BytesIO(b"something else"), "x.png", "image/png")
    refused = run(elsewhere.home, "restore", str(archive), **elsewhere.settings)
    assert refused.code == 2 and "files of another portal" in refused.err
    assert not (elsewhere.home / "data" / "portal.db").exists()


def test_a_restore_that_was_cut_short_is_run_again(run, elsewhere, archive):
    with elsewhere.within():
        files.keep_stream(io.BytesIO(b"a picture"), "p.png", "image/png")
    assert run(elsewhere.home, "restore", str(archive), **elsewhere.settings).code == 0
    assert elsewhere.names() == ["Ann"]


def test_a_backup_with_a_newer_schema_is_refused(run, elsewhere, archive):
    newer = changed(archive, revision="9999", version="7.0")
    refused = run(elsewhere.home, "restore", str(newer), **elsewhere.settings)
    assert refused.code == 2 and "9999" in refused.err and "version 7.0" in refused.err
    assert nothing_in(elsewhere)


def test_a_backup_of_a_format_to_come_is_refused(run, elsewhere, archive):
    refused = run(elsewhere.home, "restore", str(changed(archive, format=2)), **elsewhere.settings)
    assert refused.code == 2 and "newer version" in refused.err
    assert nothing_in(elsewhere)


def test_files_that_are_gone_are_named_and_the_rest_is_backed_up(run, kept, tmp_path):
    with kept.within():
        bytes_ = files.path_of(db.session.scalars(sa.select(files.File.digest)).one())
    moved = bytes_.rename(tmp_path / "away")
    done = run(kept.home, "backup", str(tmp_path / "b"), **kept.settings)
    moved.rename(bytes_)
    assert done.code == 0 and bytes_.name in done.err and "0 files" in done.out


def test_rows_that_are_not_those_counted_are_told(run, elsewhere, archive):
    with zipfile.ZipFile(archive) as found:
        counts = json.loads(found.read("manifest.json"))["counts"]
    refused = run(elsewhere.home, "restore", str(changed(archive, counts=counts | {"person": 2})), **elsewhere.settings)
    assert refused.code == 2 and "in: person" in refused.err


def test_a_key_from_the_environment_is_in_no_backup_and_another_one_is_told(run, home, tmp_path):
    file = tmp_path / "b"
    assert run(home, "backup", str(file)).code == 0
    assert "secret_key" not in zipfile.ZipFile(file).namelist() and SECRET.encode() not in file.read_bytes()
    same = run(tmp_path / "same", "restore", str(file), content_dir=str(home / "content"))
    assert (same.code, same.err) == (0, "")
    other = run(tmp_path / "other", "restore", str(file), secret_key=SECRET[::-1])
    assert other.code == 0 and "PORTAL_SECRET_KEY is not the one of the backup" in other.err


def test_the_key_of_the_environment_stays_where_a_backup_brings_another(run, home, tmp_path):
    file = tmp_path / "b"
    (home / "data" / "secret_key").unlink(missing_ok=True)
    assert run(home, "backup", str(file), secret_key=None).code == 0
    other = run(tmp_path / "other", "restore", str(file))
    assert other.code == 0 and "PORTAL_SECRET_KEY is not the one" in other.err
    assert not (tmp_path / "other" / "data" / "secret_key").exists()


def test_a_backup_of_the_other_database_is_refused_in_words(run, home, tmp_path):
    file = tmp_path / "b"
    assert run(home, "backup", str(file)).code == 0
    refused = run(tmp_path / "other", "restore", str(file), database_url=AWAY)
    assert refused.code == 2 and "a portal on SQLite, and this one is on PostgreSQL" in refused.err
    assert "PORTAL_DATABASE_URL" in refused.err


def test_an_older_backup_is_migrated(run, empty, tmp_path):
    old = Place(empty, {})
    with old.within():
        alembic.upgrade(alembic_config(), known_revisions()[3])
    assert run(empty, "backup", str(tmp_path / "b")).code == 0
    later = Place(tmp_path / "later", {})
    done = run(later.home, "restore", str(tmp_path / "b"))
    assert (done.code, done.err) == (0, "")
    with later.within():
        assert db.session.scalar(sa.text("SELECT version_num FROM alembic_version")) == known_revisions()[0]


def test_what_is_no_portal_is_not_backed_up(run, empty, tmp_path):
    refused = run(empty, "backup", str(tmp_path / "b"))
    assert refused.code == 2 and "portal setup" in refused.err and not (tmp_path / "b").exists()


def program(folder: Path, version: str, name: str = "pg_dump") -> Path:
    """A program of PostgreSQL that only says its version."""
    folder.mkdir()
    made = folder / name
    made.write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n")
    made.chmod(0o755)
    return made


@pytest.mark.parametrize("found", [[], ["old"]])
def test_without_the_programs_of_postgresql_it_says_which_and_how_to_get_them(found, tmp_path, monkeypatch):
    old = program(tmp_path / "old", "9.6.1")
    monkeypatch.setattr(postgres, "_folders", lambda: [tmp_path / name for name in found])
    with pytest.raises(Unfit, match=r"pg_dump of PostgreSQL 17 or newer.*postgresql-client-17") as said:
        postgres.tool("pg_dump", "17.2")
    assert (f"{old} is of 9.6.1" in str(said.value)) is bool(found)


def test_of_the_programs_that_are_new_enough_the_oldest_is_taken(tmp_path, monkeypatch):
    made = {version: program(tmp_path / version, version) for version in ("15.3", "18.6", "17.1")}
    monkeypatch.setattr(postgres, "_folders", lambda: [tmp_path / version for version in made])
    assert postgres.tool("pg_dump", "16.2 (Debian 16.2-1)") == (made["17.1"], "17.1")
    assert postgres.tool("pg_dump", "15.9") == (made["15.3"], "15.3")


def test_a_server_older_than_that_of_the_backup_is_refused(run, elsewhere, archive, database):
    newer = changed(archive, database_version="99.1")
    done = run(elsewhere.home, "restore", str(newer), **elsewhere.settings)
    assert (done.code, "PostgreSQL 99.1" in done.err) == ((2, True) if database == "postgresql" else (0, False))


@pytest.mark.parametrize(("server", "fits"), [("18.1", True), ("17.0", True), ("16.4", False)])
def test_a_server_older_than_what_pg_restore_sets_is_refused_beforehand(server, fits, tmp_path, monkeypatch):
    program(tmp_path / "bin", "18.6", "pg_restore")
    monkeypatch.setattr(postgres, "_folders", lambda: [tmp_path / "bin"])
    if fits:
        postgres.fit_to_load(server, "17.2")
    else:
        with pytest.raises(Unfit, match=r"programs of 16"):
            postgres.fit_to_load(server, "17.2")


def test_the_password_is_in_no_command_line_and_several_servers_are_named_as_libpq_wants(tmp_path):
    url = "postgresql://u:secretly@/portal?host=db1:5432&host=db2:5433&target_session_attrs=read-write"
    with Place(tmp_path, {"database_url": url}).within():
        named = postgres.address()
    assert {"host=db1,db2", "port=5432,5433", "dbname=portal", "target_session_attrs=read-write"} <= set(named.split())
    assert "secretly" not in named
