"""The databases that one run of the tests makes on the PostgreSQL of DATABASE_URL, and drops at its end."""

import os
import uuid
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg.sql import SQL, Identifier

from tests.prepared import RUN

#: Empty when the tests run on SQLite.
SERVER = os.environ.get("DATABASE_URL", "")


def database_name(name: str) -> str:
    """What a database is called that all workers of this run share."""
    return f"ketaguide_{RUN}_{name}"


def create_database(name: str = "", template: str = "") -> str:
    """The address of a new database: empty, or a copy of the one that was made under the name `template`."""
    database = database_name(name or uuid.uuid4().hex[:12])
    source = SQL(" TEMPLATE {}").format(Identifier(database_name(template))) if template else SQL("")
    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(SQL("DROP DATABASE IF EXISTS {}").format(Identifier(database)))  # of a try that was stopped
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(database)) + source)
    return urlunsplit(urlsplit(SERVER)._replace(path=f"/{database}"))


def drop_databases() -> None:
    """Drop every database of this run."""
    with psycopg.connect(SERVER, autocommit=True) as connection:
        names = connection.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [database_name("")]
        ).fetchall()
        for (name,) in names:
            connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))
