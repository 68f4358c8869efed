-- +goose Up
-- A cover lasts as long as the absence it is for, and nobody knows the end of every
-- illness: without a last day it goes on until there is one.
ALTER TABLE covers ALTER COLUMN to_on DROP NOT NULL;
-- The absence a cover is for. One that never began takes its covers with it: they
-- never began either.
ALTER TABLE covers ADD COLUMN absence_id bigint REFERENCES absences ON DELETE CASCADE;
-- Made by the rule (the buddy steps in), not arranged by hand.
ALTER TABLE covers ADD COLUMN by_rule boolean NOT NULL DEFAULT false;
ALTER TABLE covers ADD CONSTRAINT rule_needs_absence CHECK (NOT by_rule OR absence_id IS NOT NULL);
ALTER TABLE covers ADD CONSTRAINT endless_needs_absence CHECK (to_on IS NOT NULL OR absence_id IS NOT NULL);
CREATE INDEX covers_by_absence ON covers (absence_id) WHERE absence_id IS NOT NULL;

-- What a programme keeps for the owner: a cover may not. No row: it keeps nothing.
CREATE TABLE programme_reserved (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    programme_id bigint NOT NULL REFERENCES programmes,
    action       text NOT NULL CONSTRAINT reserved_known CHECK (action IN ('hand over', 'choose buddy', 'edit enrolment', 'close enrolment')),
    valid_from   date NOT NULL,
    valid_to     date,                         -- last day; open when null
    source       text NOT NULL DEFAULT '',
    CONSTRAINT reserved_in_order CHECK (valid_to >= valid_from),
    CONSTRAINT reserved_once_at_a_time EXCLUDE USING gist (programme_id WITH =, action WITH =, daterange(valid_from, valid_to, '[]') WITH &&)
);

-- What somebody has read of what happened while they were away, course by course.
CREATE TABLE brief_ticks (
    absence_id   bigint NOT NULL REFERENCES absences,
    enrolment_id bigint NOT NULL REFERENCES enrolments,
    at           timestamptz NOT NULL,
    PRIMARY KEY (absence_id, enrolment_id)
);
CREATE TRIGGER brief_ticks_append_only BEFORE UPDATE OR DELETE ON brief_ticks FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- +goose Down
DROP TABLE brief_ticks;
DROP TABLE programme_reserved;
DELETE FROM covers WHERE to_on IS NULL;
DROP INDEX covers_by_absence;
ALTER TABLE covers DROP COLUMN by_rule, DROP COLUMN absence_id, ALTER COLUMN to_on SET NOT NULL;
