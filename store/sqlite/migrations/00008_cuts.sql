-- Which component's line a line of a cap over several components cuts, and in which of the cap's windows; empty for every
-- other line, and for those stored before.

-- +goose Up
ALTER TABLE statement_lines ADD COLUMN cut_component TEXT NOT NULL DEFAULT '';
ALTER TABLE statement_lines ADD COLUMN cut_window    TEXT NOT NULL DEFAULT '';
