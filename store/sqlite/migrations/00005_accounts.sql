-- Accounts, one-time links, sessions and the audit log. Of what opens an account only hashes are stored.

-- +goose Up
CREATE TABLE accounts (
    login_key TEXT PRIMARY KEY, -- the login without case
    login     TEXT NOT NULL CHECK (login <> ''),
    name      TEXT NOT NULL,
    role      TEXT NOT NULL CHECK (role IN ('rep', 'manager', 'admin')),
    payee     TEXT NOT NULL,
    password  TEXT NOT NULL,
    theme     TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE links (
    hash    TEXT PRIMARY KEY CHECK (hash <> ''),
    login   TEXT NOT NULL CHECK (login <> ''),
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    token_hash BLOB PRIMARY KEY, -- SHA-256
    data       BLOB NOT NULL,
    expires    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_by_expiry ON sessions (expires);

CREATE TABLE audit (
    id     INTEGER PRIMARY KEY CHECK (id > 0),
    at     INTEGER NOT NULL,
    author TEXT NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_kept BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
-- +goose StatementEnd
