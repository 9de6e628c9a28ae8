"""Say whether a database and a cache answer: probe.py NAME URL. Runs with the Python of .venv.

Exits with 0 when it can be used for tests; else prints one line that says why not.
`probe.py empty URL` and `probe.py flush URL` are about a Redis database.
"""

from __future__ import annotations

import sys


def database(url: str) -> None:
    import dj_database_url
    import psycopg

    found = dj_database_url.parse(url)
    if found["ENGINE"] != "django.db.backends.postgresql":
        sys.exit("it is not a postgres:// address")
    connection = psycopg.connect(
        host=found["HOST"] or None,
        port=int(found["PORT"] or 5432),
        user=found["USER"] or None,
        password=found["PASSWORD"] or None,
        dbname="postgres",
        connect_timeout=5,
    )
    with connection:
        row = connection.execute("select rolcreatedb or rolsuper from pg_roles where rolname = current_user").fetchone()
    if not row or not row[0]:
        sys.exit("its user may not create databases, and tests make one of their own")


def main() -> None:
    what, url = sys.argv[1:3]
    try:
        if what == "database":
            database(url)
            return
        import redis

        with redis.Redis.from_url(url, socket_connect_timeout=5, socket_timeout=5) as cache:
            cache.ping()
            if what == "empty" and cache.dbsize():
                sys.exit("it holds data, and tests empty it")
            if what == "flush":
                cache.flushdb()
    except Exception as error:
        reason = str(error).strip().splitlines() or [type(error).__name__]
        sys.exit(reason[0])


if __name__ == "__main__":
    main()
