-- +goose Up
-- What was added to an entry is found like the entry itself. A search begins with the
-- youths one may read, of whom each has some dozens of entries; the column spares it
-- to take their words apart again, and the index of the text serves where the words
-- are rarer than the youths.
ALTER TABLE contact_additions ADD COLUMN search tsvector GENERATED ALWAYS AS (to_tsvector('danish'::regconfig, text)) STORED;
CREATE INDEX contact_additions_by_text ON contact_additions USING gin (search);
-- Who owned a course may read it until the follow-ups end: their search begins there.
CREATE INDEX enrolments_in_follow_up ON enrolments (owner_id, followup_ends_on) WHERE closed_on IS NOT NULL;

-- +goose Down
DROP INDEX enrolments_in_follow_up;
DROP INDEX contact_additions_by_text;
ALTER TABLE contact_additions DROP COLUMN search;
