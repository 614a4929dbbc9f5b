-- Drafts: changes to the documents that somebody is working on. They are no history, so they are changed and deleted.

-- +goose Up
CREATE TABLE drafts (
    id       INTEGER PRIMARY KEY AUTOINCREMENT, -- never given again: an open page must not save into another draft
    revision INTEGER NOT NULL CHECK (revision > 0),
    edition  INTEGER NOT NULL,
    changed  TEXT NOT NULL, -- JSON, documents with name and text
    removed  TEXT NOT NULL, -- JSON, names
    saved    INTEGER NOT NULL,
    author   TEXT NOT NULL
) STRICT;
