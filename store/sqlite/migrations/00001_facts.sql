-- Facts are what the company told us: append-only versions, learned in batches.
--
-- Throughout the schema an instant is INTEGER nanoseconds since 1970-01-01 UTC, NULL where it has not come yet, and a date
-- is INTEGER days since 1970-01-01, as in calendar.Date; both compare as they are meant to, open ends included, which no
-- text does. To read them by hand: datetime(known / 1000000000, 'unixepoch'), date(valid_from * 86400, 'unixepoch').
-- Money is INTEGER minor units of its row's currency; an exact ratio is TEXT, "n" or "n/d" in lowest terms.
-- Text compares bytewise (BINARY, the default collation).

-- +goose Up
-- "Rain": a file of another program is told from an empty one and left alone.
PRAGMA application_id = 1382115694;

CREATE TABLE batches (
    id     INTEGER PRIMARY KEY CHECK (id > 0),
    known  INTEGER NOT NULL,
    author TEXT NOT NULL,
    origin TEXT NOT NULL,
    mode   TEXT NOT NULL CHECK (mode IN ('changes', 'whole')),
    report BLOB
) STRICT;

-- One row a version. The table is its own index: the versions of a key lie side by side and the keys of a kind in order,
-- so what is in force is one pass without a sort.
CREATE TABLE facts (
    kind         TEXT NOT NULL CHECK (kind <> ''),
    id           TEXT NOT NULL CHECK (id <> ''),
    version      INTEGER NOT NULL CHECK (version > 0),
    batch        INTEGER NOT NULL REFERENCES batches (id),
    valid_from   INTEGER NOT NULL,
    valid_before INTEGER NOT NULL,
    source_file  TEXT NOT NULL,
    source_row   INTEGER NOT NULL,
    gone         INTEGER NOT NULL CHECK (gone IN (0, 1)),
    fields       TEXT NOT NULL,
    PRIMARY KEY (kind, id, version)
) STRICT, WITHOUT ROWID;

-- +goose StatementBegin
CREATE TRIGGER batches_unchanged BEFORE UPDATE ON batches
BEGIN SELECT RAISE(ABORT, 'batches are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER batches_kept BEFORE DELETE ON batches
BEGIN SELECT RAISE(ABORT, 'batches are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER facts_unchanged BEFORE UPDATE ON facts
BEGIN SELECT RAISE(ABORT, 'facts are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER facts_kept BEFORE DELETE ON facts
BEGIN SELECT RAISE(ABORT, 'facts are append-only'); END;
-- +goose StatementEnd
