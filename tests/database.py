"""The suite's database: made once by the migrations, and as it was made again before each test.

SQLite by copying the file. PostgreSQL (TEST_DATABASE_URL) by a copy of every table in a schema of its own, from which
the tables that a test has changed are filled anew: making a database for each test takes ten times as long. It is
made from a template only after a test that changed the tables themselves.
"""

import os
import shutil
from pathlib import Path

import psycopg

KEEP = """
CREATE SCHEMA kept;
CREATE TABLE kept.sequence AS
    SELECT sequencename::text AS name, last_value FROM pg_sequences WHERE schemaname = 'public';
-- Tables, columns, functions and triggers, told by how many there are and by the newest of them.
CREATE FUNCTION kept.shape() RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(number || ':' || newest, ' ') FROM (
        SELECT count(*) AS number, max(oid::bigint) AS newest FROM pg_class
        UNION ALL SELECT count(*), max(oid::bigint) FROM pg_proc
        UNION ALL SELECT count(*), max(oid::bigint) FROM pg_trigger
    ) AS of_kinds
$$;
CREATE TABLE kept.sign (name text PRIMARY KEY, sign text NOT NULL);
-- What a table holds, told by how many rows and by the last transaction that wrote one.
CREATE FUNCTION kept.sign_of(name text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE found text;
BEGIN
    EXECUTE format('SELECT count(*) || '':'' || COALESCE(max(xmin::text::bigint), 0) FROM public.%I', name) INTO found;
    RETURN found;
END $$;
DO $$
DECLARE one text;
BEGIN
    FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('CREATE TABLE kept.%I AS TABLE public.%I', 'of_' || one, one);
        INSERT INTO kept.sign VALUES (one, kept.sign_of(one));
    END LOOP;
END $$;
CREATE FUNCTION kept.restore() RETURNS void LANGUAGE plpgsql AS $$
DECLARE one text;
BEGIN
    SET LOCAL session_replication_role = replica;  -- neither triggers nor foreign keys
    FOR one IN SELECT name FROM kept.sign WHERE sign <> kept.sign_of(name) LOOP
        EXECUTE format('DELETE FROM public.%I', one);
        EXECUTE format('INSERT INTO public.%I SELECT * FROM kept.%I', one, 'of_' || one);
        UPDATE kept.sign SET sign = kept.sign_of(one) WHERE name = one;
    END LOOP;
    PERFORM setval(format('public.%I', name), COALESCE(last_value, 1), last_value IS NOT NULL) FROM kept.sequence;
END $$;
CREATE TABLE kept.made (shape text);
INSERT INTO kept.made SELECT kept.shape();
"""
OTHERS_END = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


class TestDatabase:
    """The database of a run, and how a test gets it fresh."""

    __test__ = False

    def __init__(self, folder: Path) -> None:
        self.server = os.environ.get("TEST_DATABASE_URL", "")
        self.file, self.template = folder / "test.sqlite", folder / "template.sqlite"
        self.name = f"casework_{os.getpid()}"
        if self.server:
            self._run(self.server, f"DROP DATABASE IF EXISTS {self.name}", f"CREATE DATABASE {self.name}")

    @property
    def url(self) -> str:
        return f"{self.server.rsplit('/', 1)[0]}/{self.name}" if self.server else f"sqlite:///{self.file}"

    @staticmethod
    def _run(url: str, *statements: str) -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def keep(self) -> None:
        """What the database holds now is what each test begins with."""
        if self.server:
            self._run(self.url, KEEP)
            self._run(self.server, f"ALTER DATABASE {self.name} RENAME TO {self.name}_template")
            self._make_anew()
        else:
            shutil.copy(self.file, self.template)

    def restore(self) -> None:
        """As it was kept, whatever a test has done."""
        if self.server:
            with psycopg.connect(self.url, autocommit=True) as connection:
                connection.execute(OTHERS_END)
                if connection.execute("SELECT shape = kept.shape() FROM kept.made").fetchone() == (True,):
                    connection.execute("SELECT kept.restore()")
                    return
            self._make_anew()
        else:
            for suffix in ("-wal", "-shm"):
                Path(f"{self.file}{suffix}").unlink(missing_ok=True)
            shutil.copy(self.template, self.file)

    def _make_anew(self) -> None:
        self._run(
            self.server, f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)",
            f"CREATE DATABASE {self.name} TEMPLATE {self.name}_template",
        )  # fmt: skip

    def drop(self) -> None:
        """Leave nothing on the server; files go with their folder."""
        if self.server:
            names = (self.name, f"{self.name}_template")
            self._run(self.server, *(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)" for name in names))
