-- +goose Up
-- How many days a youth may be with one pair of eyes. No row is no rule: no seed
-- names a number.
CREATE TABLE programme_second_eyes (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    programme_id bigint NOT NULL REFERENCES programmes,
    every_days   int NOT NULL CHECK (every_days BETWEEN 1 AND 366),
    valid_from   date NOT NULL,
    valid_to     date,                         -- last day; open when null
    source       text NOT NULL DEFAULT '',
    CONSTRAINT second_eyes_in_order CHECK (valid_to >= valid_from),
    CONSTRAINT one_second_eyes_at_a_time EXCLUDE USING gist (programme_id WITH =, daterange(valid_from, valid_to, '[]') WITH &&)
);

-- How a choice of owner was made: where the chosen one stood in the ranking, the parts
-- as they were, and why it was left. What is said of the choice later is read from here.
CREATE TABLE assignment_choices (
    enrolment_id bigint PRIMARY KEY REFERENCES enrolments,
    place        int NOT NULL CHECK (place >= 1),
    candidates   int NOT NULL CHECK (candidates >= place),
    first_id     bigint REFERENCES staff,       -- the ranking's first at that moment
    shown_id     bigint REFERENCES staff,       -- the first as the page showed it
    followed     boolean NOT NULL,              -- no reason was asked for
    over_norm    boolean NOT NULL,
    reason       text NOT NULL DEFAULT '',      -- as typed
    parts        jsonb NOT NULL,
    buddy_parts  jsonb,
    CONSTRAINT leaving_has_reason CHECK ((followed AND NOT over_norm) OR reason <> '')
);
CREATE TRIGGER assignment_choices_append_only BEFORE UPDATE OR DELETE ON assignment_choices FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- Whom somebody has been the second pair of eyes of.
CREATE INDEX buddy_changes_lately ON buddy_changes (to_id, at DESC) WHERE to_id IS NOT NULL;

-- +goose Down
DROP INDEX buddy_changes_lately;
DROP TABLE assignment_choices;
DROP TABLE programme_second_eyes;
