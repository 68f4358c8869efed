-- +goose Up
-- A stay that lasts longer than anybody may grant alone (LAB § 61, domain 3.2): the day it
-- is asked for stands beside the last day it has, until a leader has answered. Where the
-- weeks are used up from the first day, the two are the same, and it may not begin before.
ALTER TABLE placements DROP COLUMN cleared;
ALTER TABLE placements
    ADD COLUMN long_to date,                          -- until when it is asked for; it stays after a no to one that may not begin
    ADD COLUMN long_no text NOT NULL DEFAULT '',      -- why the leader who answered (long_by) said no
    ADD COLUMN cleared boolean GENERATED ALWAYS AS ((agreement = 'none' OR agreement_state = 'approved' OR begun_why <> '')
        AND (long_to IS NULL OR long_to > to_on)) STORED, -- may run
    ADD CONSTRAINT long_is_longer CHECK (long_to IS NULL OR to_on IS NOT NULL AND long_to >= to_on AND long_why <> ''),
    ADD CONSTRAINT long_no_by_somebody CHECK (long_no = '' OR long_by IS NOT NULL);
CREATE INDEX placements_long ON placements (enrolment_id) WHERE long_to IS NOT NULL AND long_by IS NULL;

-- How much longer a municipality can make FGU is not confirmed, so a reason helps there.
UPDATE catalogue SET confirmed = false, source = source || '; hvor meget længere er ikke bekræftet' WHERE kind = 'placement_length' AND code = 'fgu';

-- +goose Down
UPDATE catalogue SET confirmed = true, source = replace(source, '; hvor meget længere er ikke bekræftet', '') WHERE kind = 'placement_length' AND code = 'fgu';
DROP INDEX placements_long;
ALTER TABLE placements DROP COLUMN cleared;
ALTER TABLE placements DROP COLUMN long_to, DROP COLUMN long_no,
    ADD COLUMN cleared boolean GENERATED ALWAYS AS (agreement = 'none' OR agreement_state = 'approved' OR begun_why <> '') STORED;
