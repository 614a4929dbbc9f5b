-- Statements: one row a version, its lines, and the ends of those that are no more. Slices of lines are replays and are
-- not stored.

-- +goose Up
CREATE TABLE statements (
    id          INTEGER PRIMARY KEY,
    payee       TEXT NOT NULL,
    plan        TEXT NOT NULL,
    period      TEXT NOT NULL,
    version     INTEGER NOT NULL CHECK (version > 0),
    run         INTEGER NOT NULL REFERENCES runs (id),
    span_from   INTEGER NOT NULL,
    span_before INTEGER NOT NULL,
    currency    TEXT NOT NULL,
    blocked     TEXT NOT NULL,
    components  TEXT NOT NULL,
    hash        TEXT NOT NULL,
    UNIQUE (payee, plan, period, version)
) STRICT;

CREATE TABLE statement_lines (
    statement       INTEGER NOT NULL REFERENCES statements (id),
    seq             INTEGER NOT NULL,
    component       TEXT NOT NULL,
    label           TEXT NOT NULL,
    event_name      TEXT NOT NULL,
    event_id        TEXT NOT NULL,
    counts_on       INTEGER NOT NULL,
    measure_window  TEXT NOT NULL,
    credit          TEXT NOT NULL,
    credit_currency TEXT NOT NULL,
    amount          INTEGER NOT NULL,
    posted_before   INTEGER NOT NULL,
    cause           TEXT NOT NULL,
    exact           TEXT NOT NULL,
    PRIMARY KEY (statement, seq)
) STRICT, WITHOUT ROWID;

-- A retirement ends a statement at the version it names; a later version of the same key lives again.
CREATE TABLE retirements (
    statement INTEGER PRIMARY KEY REFERENCES statements (id),
    run       INTEGER NOT NULL REFERENCES runs (id)
) STRICT;

-- What is listed: the last version of every statement that is not retired.
CREATE VIEW live_statements AS
SELECT s.*
FROM statements s
WHERE s.version = (SELECT max(version) FROM statements WHERE payee = s.payee AND plan = s.plan AND period = s.period)
  AND NOT EXISTS (SELECT 1 FROM retirements WHERE statement = s.id);

-- +goose StatementBegin
CREATE TRIGGER statements_unchanged BEFORE UPDATE ON statements
BEGIN SELECT RAISE(ABORT, 'statements are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER statements_kept BEFORE DELETE ON statements
BEGIN SELECT RAISE(ABORT, 'statements are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER statement_lines_unchanged BEFORE UPDATE ON statement_lines
BEGIN SELECT RAISE(ABORT, 'lines of statements are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER statement_lines_kept BEFORE DELETE ON statement_lines
BEGIN SELECT RAISE(ABORT, 'lines of statements are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER retirements_unchanged BEFORE UPDATE ON retirements
BEGIN SELECT RAISE(ABORT, 'retirements are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER retirements_kept BEFORE DELETE ON retirements
BEGIN SELECT RAISE(ABORT, 'retirements are append-only'); END;
-- +goose StatementEnd
