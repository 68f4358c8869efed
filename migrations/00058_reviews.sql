-- +goose Up
-- A leader goes through a colleague's caseload, youth by youth, for a reason they say.
CREATE TABLE reviews (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    team_id    bigint NOT NULL REFERENCES teams,
    staff_id   bigint NOT NULL REFERENCES staff,   -- whose caseload
    by_id      bigint NOT NULL REFERENCES staff,
    reason     text NOT NULL CHECK (reason <> ''),
    started_at timestamptz NOT NULL,
    ended_at   timestamptz,
    CONSTRAINT review_of_another CHECK (staff_id <> by_id),
    CONSTRAINT review_in_order CHECK (ended_at >= started_at)
);
CREATE UNIQUE INDEX one_review_at_a_time ON reviews (team_id, staff_id, by_id) WHERE ended_at IS NULL;
CREATE INDEX reviews_by_team ON reviews (team_id, id DESC);
CREATE INDEX reviews_by_staff ON reviews (staff_id);

-- What the leader wrote down of a youth: seen, or a question. It is done with when both
-- have closed it.
CREATE TABLE review_notes (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    review_id        bigint NOT NULL REFERENCES reviews,
    youth_id         bigint NOT NULL REFERENCES youths,
    enrolment_id     bigint NOT NULL REFERENCES enrolments,
    contact_id       bigint REFERENCES contacts,   -- the entry it is about; null: the youth
    kind             text NOT NULL CHECK (kind IN ('seen', 'question')),
    text             text NOT NULL DEFAULT '' CHECK (length(text) <= 2000),
    by_id            bigint NOT NULL REFERENCES staff,
    at               timestamptz NOT NULL,
    answer           text NOT NULL DEFAULT '' CHECK (length(answer) <= 2000),
    answered_at      timestamptz,
    answered_by      bigint REFERENCES staff,
    leader_closed_at timestamptz,
    owner_closed_at  timestamptz,
    CONSTRAINT question_has_text CHECK (kind = 'seen' OR text <> ''),
    CONSTRAINT answer_has_words CHECK ((answered_at IS NULL) = (answer = '') AND (answered_at IS NULL) = (answered_by IS NULL)),
    CONSTRAINT seen_has_no_answer CHECK (kind = 'question' OR answered_at IS NULL AND leader_closed_at IS NOT NULL),
    CONSTRAINT closed_when_answered CHECK (kind = 'seen' OR answered_at IS NOT NULL OR leader_closed_at IS NULL AND owner_closed_at IS NULL)
);
CREATE INDEX review_notes_of ON review_notes (review_id, youth_id, id);
CREATE INDEX review_notes_by_youth ON review_notes (youth_id);
CREATE INDEX review_notes_open ON review_notes (review_id) WHERE leader_closed_at IS NULL OR owner_closed_at IS NULL;

-- +goose Down
DROP TABLE review_notes;
DROP TABLE reviews;
