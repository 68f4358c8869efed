-- +goose Up
-- A question about a youth to somebody by name. While it is open and its period
-- lasts, an adviser who is asked may read the record and answer.
CREATE TABLE questions (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    youth_id     bigint NOT NULL REFERENCES youths,
    enrolment_id bigint NOT NULL REFERENCES enrolments,
    contact_id   bigint REFERENCES contacts,   -- the entry it is about, when it is one
    asked_by     bigint NOT NULL REFERENCES staff,
    to_id        bigint NOT NULL REFERENCES staff,
    text         text NOT NULL CHECK (text <> ''),
    asked_at     timestamptz NOT NULL,
    until_on     date NOT NULL,                -- last day of the invitation
    answer       text NOT NULL DEFAULT '',
    answered_at  timestamptz,
    closed_at    timestamptz,                  -- the asker has taken note
    CONSTRAINT asked_of_another CHECK (asked_by <> to_id),
    CONSTRAINT answer_has_time CHECK ((answered_at IS NULL) = (answer = '')),
    CONSTRAINT invitation_in_order CHECK (until_on >= (asked_at AT TIME ZONE 'Europe/Copenhagen')::date)
);
CREATE INDEX questions_to ON questions (to_id) WHERE closed_at IS NULL;
CREATE INDEX questions_from ON questions (asked_by) WHERE closed_at IS NULL;
CREATE INDEX questions_of_enrolment ON questions (enrolment_id) WHERE closed_at IS NULL;
CREATE INDEX questions_by_youth ON questions (youth_id, asked_at DESC);

-- Standing access that a programme grants to a person: an education guide, a project lead.
CREATE TABLE specialists (
    staff_id     bigint NOT NULL REFERENCES staff,
    programme_id bigint NOT NULL REFERENCES programmes,
    title        text NOT NULL DEFAULT '',
    from_on      date NOT NULL,
    to_on        date,
    granted_by   bigint REFERENCES staff,
    PRIMARY KEY (staff_id, programme_id, from_on),
    CONSTRAINT specialist_in_order CHECK (to_on >= from_on)
);

-- +goose Down
DROP TABLE specialists;
DROP TABLE questions;
