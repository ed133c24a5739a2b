#!/usr/bin/env python3
"""The peer of retention_bench's sweep: PostgreSQL that deletes the same rows by an index, and makes their room free.

    tools/with_postgres.sh bench/postgres_delete.py [DUE] [A_PERSON]

One row in five is due. Rows are as wide as a sealed note, with an index on the person and on the last day; nothing is
decided, sealed or recorded. Prints rows a second of DELETE and VACUUM together, the median of three."""
import os, statistics, subprocess, sys, time

DUE = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
A_PERSON = int(sys.argv[2]) if len(sys.argv) > 2 else 200
DSN = os.environ["ALMONER_TEST_POSTGRES"]


def sql(text):
    begun = time.monotonic()
    subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", DSN], input=text, text=True, check=True)
    return time.monotonic() - begun


rates = []
for _ in range(3):
    sql(f"""
        DROP TABLE IF EXISTS note;
        CREATE TABLE note (id bytea PRIMARY KEY, subject bytea NOT NULL, last_day date NOT NULL, body bytea NOT NULL);
        INSERT INTO note
          SELECT decode(md5('id' || i), 'hex'), decode(md5('of' || i / {A_PERSON}), 'hex'),
                 date '2034-11-02' + CASE WHEN i < {DUE} THEN 0 ELSE 1461 END,
                 decode(repeat(md5(i::text), 11), 'hex')
          FROM generate_series(0, {5 * DUE - 1}) i;
        CREATE INDEX ON note (subject);
        CREATE INDEX ON note (last_day);
        ANALYZE note;
        CHECKPOINT;""")
    deleted = sql("DELETE FROM note WHERE last_day < date '2034-12-02';")
    freed = sql("VACUUM note;")
    rates.append(DUE / (deleted + freed))
    print(f"DELETE {deleted:.2f} s, VACUUM {freed:.2f} s: {rates[-1]:,.0f} rows/s", flush=True)
print(f"median {statistics.median(rates):,.0f} rows/s")
