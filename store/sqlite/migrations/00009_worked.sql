-- How many payees a run worked out; the others' pay was taken over from the run before. Of runs stored before: everybody's.

-- +goose Up
ALTER TABLE runs ADD COLUMN worked INTEGER;
