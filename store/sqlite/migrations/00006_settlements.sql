-- Settlements: what a statement makes payable and pays, in minor units of its currency, and as JSON what lies between
-- earned and paid; empty where nothing does. Statements stored before are paid as they were earned.

-- +goose Up
ALTER TABLE statements ADD COLUMN payable_minor INTEGER NOT NULL DEFAULT 0;
ALTER TABLE statements ADD COLUMN pay_minor     INTEGER NOT NULL DEFAULT 0;
ALTER TABLE statements ADD COLUMN settlement    TEXT NOT NULL DEFAULT '';

DROP TRIGGER statements_unchanged;
UPDATE statements SET payable_minor = (SELECT coalesce(sum(amount), 0) FROM statement_lines WHERE statement = statements.id);
UPDATE statements SET pay_minor = payable_minor;
-- +goose StatementBegin
CREATE TRIGGER statements_unchanged BEFORE UPDATE ON statements
BEGIN SELECT RAISE(ABORT, 'statements are append-only'); END;
-- +goose StatementEnd
