-- +goose Up
-- Columns that nothing ever wrote.
ALTER TABLE calendar_feeds DROP COLUMN read_at;
ALTER TABLE placement_events DROP COLUMN contact_id;

-- +goose Down
ALTER TABLE placement_events ADD COLUMN contact_id bigint REFERENCES contacts;
ALTER TABLE calendar_feeds ADD COLUMN read_at timestamptz;
