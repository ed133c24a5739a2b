#!/usr/bin/env python3
"""The peers of retention_bench's sweep: PostgreSQL that deletes by an index, and makes the room free.

    tools/with_postgres.sh bench/postgres_delete.py [DUE] [A_PERSON]

One row in five is due. Nothing is decided, sealed or recorded. Twice: a record is one row that nothing refers to, as wide
as a sealed note, in the order in which it was written; and the same rows as ours (migrations/0003_vault.sql): a record and
who it is about, each with a random key of its own. Prints records a second of DELETE and VACUUM together, the median of
three."""
import os, statistics, subprocess, sys, time

DUE = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
A_PERSON = int(sys.argv[2]) if len(sys.argv) > 2 else 200
DSN = os.environ["ALMONER_TEST_POSTGRES"]
LAST_DAY = f"date '2034-11-02' + CASE WHEN i < {DUE} THEN 0 ELSE 1461 END"
EACH = f"FROM generate_series(0, {5 * DUE - 1}) i"
ID, SUBJECT = "decode(md5('id' || i), 'hex')", f"decode(md5('of' || i / {A_PERSON}), 'hex')"
BODY = "decode(repeat(md5(i::text), 11), 'hex')"

ONE_ROW = (
    f"""
    DROP TABLE IF EXISTS note;
    CREATE TABLE note (id bytea PRIMARY KEY, subject bytea NOT NULL, last_day date NOT NULL, body bytea NOT NULL);
    INSERT INTO note SELECT {ID}, {SUBJECT}, {LAST_DAY}, {BODY} {EACH};
    CREATE INDEX ON note (subject);
    CREATE INDEX ON note (last_day);
    ANALYZE note;
    CHECKPOINT;""",
    "DELETE FROM note WHERE last_day < date '2034-12-02';",
    "VACUUM note;",
)
SAME_ROWS = (
    f"""
    DROP TABLE IF EXISTS record, record_person;
    CREATE TABLE record (id bytea PRIMARY KEY, version bigint NOT NULL, category text NOT NULL, purpose text NOT NULL,
      recorded_at bigint NOT NULL, digest bytea NOT NULL, body bytea NOT NULL, last_day date NOT NULL);
    INSERT INTO record SELECT {ID}, 1, 'support-notes', 'support', i, sha256({ID}), {BODY}, {LAST_DAY} {EACH};
    CREATE INDEX ON record (last_day);
    CREATE TABLE record_person (subject bytea NOT NULL, record bytea NOT NULL, part text NOT NULL, generation bigint,
      wrapped bytea, care bigint NOT NULL DEFAULT 0, PRIMARY KEY (subject, record));
    INSERT INTO record_person SELECT {SUBJECT}, {ID}, 'about', 1, decode(repeat(md5(i::text), 4), 'hex') {EACH};
    CREATE INDEX ON record_person (record);
    CREATE INDEX ON record_person (subject, care) WHERE care = 1;
    ANALYZE record; ANALYZE record_person;
    CHECKPOINT;""",
    """BEGIN;
    DELETE FROM record_person p USING record r WHERE r.id = p.record AND r.last_day < date '2034-12-02';
    DELETE FROM record WHERE last_day < date '2034-12-02';
    COMMIT;""",
    "VACUUM record; VACUUM record_person;",
)


def sql(text):
    begun = time.monotonic()
    subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", DSN], input=text, text=True, check=True)
    return time.monotonic() - begun


for name, (fill, delete, vacuum) in {"one row a record": ONE_ROW, "the same rows": SAME_ROWS}.items():
    rates = []
    for _ in range(3):
        sql(fill)
        deleted, freed = sql(delete), sql(vacuum)
        rates.append(DUE / (deleted + freed))
        print(f"{name}: DELETE {deleted:.2f} s, VACUUM {freed:.2f} s: {rates[-1]:,.0f} records/s", flush=True)
    print(f"{name}: median {statistics.median(rates):,.0f} records/s", flush=True)
