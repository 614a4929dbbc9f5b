-- Runs. What pins a run's result never changes; its state and counts do until it ends.

-- +goose Up
CREATE TABLE runs (
    id       INTEGER PRIMARY KEY CHECK (id > 0),
    edition  INTEGER NOT NULL REFERENCES editions (id),
    batch    INTEGER NOT NULL REFERENCES batches (id),
    through  INTEGER NOT NULL,
    author   TEXT NOT NULL,
    engine   TEXT NOT NULL,
    started  INTEGER NOT NULL,
    state    TEXT NOT NULL CHECK (state IN ('running', 'complete', 'cancelled', 'interrupted', 'failed')),
    finished INTEGER,
    payees   INTEGER NOT NULL,
    done     INTEGER NOT NULL,
    blocked  INTEGER NOT NULL,
    changed  INTEGER NOT NULL,
    result   TEXT NOT NULL,
    failure  TEXT NOT NULL
) STRICT;

-- Two runs at once would overwrite each other's idea of what changed.
CREATE UNIQUE INDEX one_run_at_a_time ON runs (state) WHERE state = 'running';

-- +goose StatementBegin
CREATE TRIGGER runs_pinned BEFORE UPDATE OF id, edition, batch, through, author, engine, started ON runs
BEGIN SELECT RAISE(ABORT, 'what a run was calculated from does not change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER runs_ended BEFORE UPDATE ON runs WHEN OLD.state <> 'running'
BEGIN SELECT RAISE(ABORT, 'a run that has ended does not change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER runs_kept BEFORE DELETE ON runs
BEGIN SELECT RAISE(ABORT, 'runs are kept'); END;
-- +goose StatementEnd
