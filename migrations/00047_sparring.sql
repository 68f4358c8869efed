-- +goose Up
-- What the asker does now, in a line, when they have taken note of the answer.
ALTER TABLE questions
    ADD COLUMN decided text NOT NULL DEFAULT '',
    ADD CONSTRAINT decided_when_closed CHECK (decided = '' OR closed_at IS NOT NULL);

-- Another way to look at it, beside the answer: of anybody who may read the question.
CREATE TABLE question_angles (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    question_id bigint NOT NULL REFERENCES questions,
    by_id       bigint NOT NULL REFERENCES staff,
    text        text NOT NULL CHECK (text <> ''),
    at          timestamptz NOT NULL
);
CREATE INDEX question_angles_of ON question_angles (question_id, id);
CREATE TRIGGER question_angles_append_only BEFORE UPDATE OR DELETE ON question_angles FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- What a colleague knows most about, and who keeps the others up to date in a field
-- (Borgerkonsulenter, Halsnæs: særlig fagkompetence, ansvar for at være opdateret).
CREATE TABLE staff_competences (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    staff_id    bigint NOT NULL REFERENCES staff,
    area        text NOT NULL CHECK (area <> ''),     -- code of the catalogue
    responsible boolean NOT NULL DEFAULT false,
    from_on     date NOT NULL,
    to_on       date,                                 -- last day
    at          timestamptz NOT NULL,
    CONSTRAINT competence_in_order CHECK (to_on >= from_on - 1),
    CONSTRAINT one_competence_at_a_time EXCLUDE USING gist (staff_id WITH =, area WITH =, daterange(from_on, to_on + 1) WITH &&)
);
CREATE INDEX staff_competences_by_area ON staff_competences (area, staff_id);

-- What is new in a field, told to all by whoever keeps it.
CREATE TABLE competence_news (
    id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    area  text NOT NULL CHECK (area <> ''),
    text  text NOT NULL CHECK (text <> ''),
    by_id bigint NOT NULL REFERENCES staff,
    at    timestamptz NOT NULL
);
CREATE INDEX competence_news_by_area ON competence_news (area, id DESC);
CREATE TRIGGER competence_news_append_only BEFORE UPDATE OR DELETE ON competence_news FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- +goose Down
DROP TABLE competence_news;
DROP TABLE staff_competences;
DROP TABLE question_angles;
ALTER TABLE questions DROP COLUMN decided;
