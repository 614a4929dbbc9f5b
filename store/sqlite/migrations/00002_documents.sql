-- Editions of the company's documents, as published. None is ever changed.

-- +goose Up
CREATE TABLE editions (
    id        INTEGER PRIMARY KEY CHECK (id > 0),
    published INTEGER NOT NULL,
    author    TEXT NOT NULL,
    note      TEXT NOT NULL
) STRICT;

CREATE TABLE edition_documents (
    edition INTEGER NOT NULL REFERENCES editions (id),
    name    TEXT NOT NULL CHECK (name <> ''),
    text    TEXT NOT NULL,
    PRIMARY KEY (edition, name)
) STRICT, WITHOUT ROWID;

-- +goose StatementBegin
CREATE TRIGGER editions_unchanged BEFORE UPDATE ON editions
BEGIN SELECT RAISE(ABORT, 'editions are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER editions_kept BEFORE DELETE ON editions
BEGIN SELECT RAISE(ABORT, 'editions are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER edition_documents_unchanged BEFORE UPDATE ON edition_documents
BEGIN SELECT RAISE(ABORT, 'documents of an edition are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER edition_documents_kept BEFORE DELETE ON edition_documents
BEGIN SELECT RAISE(ABORT, 'documents of an edition are append-only'); END;
-- +goose StatementEnd
