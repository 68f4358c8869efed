-- +goose Up
-- The youth's own plan (domain 7.2: LØFT-ark, mål- og aftaleskema, indsatsoverblik).
-- More of what a youth says: what works already, the best hope, the next small step, what
-- others will notice, and a short summary that is agreed on, "kort om".
ALTER TABLE own_words DROP CONSTRAINT own_words_kind_check;
ALTER TABLE own_words ADD CONSTRAINT own_words_kind_check
    CHECK (kind IN ('dream', 'wish', 'resource', 'consideration', 'works', 'hope', 'step', 'noticed', 'about'));

-- A goal stands in the youth's own words; below it stand smaller ones, in one level.
CREATE TABLE goals (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    youth_id     bigint NOT NULL REFERENCES youths,
    enrolment_id bigint NOT NULL REFERENCES enrolments,
    parent_id    bigint,
    text         text NOT NULL CHECK (text <> ''),
    area         text NOT NULL DEFAULT '',                     -- code of the catalogue (life_area)
    seen         text NOT NULL DEFAULT '',                     -- how we will see that it works
    wanted       int CHECK (wanted BETWEEN 0 AND 10),          -- where on the scale the youth wants to be
    follow_on    date,                                         -- when we look at it again
    outcome      text NOT NULL DEFAULT '' CHECK (outcome IN ('', 'reached', 'changed', 'dropped')),
    reason       text NOT NULL DEFAULT '',
    made_at      timestamptz NOT NULL,
    closed_at    timestamptz,
    by_id        bigint NOT NULL REFERENCES staff,             -- who wrote last
    at           timestamptz NOT NULL,
    version      int NOT NULL DEFAULT 1,
    CONSTRAINT goal_of_youth UNIQUE (id, youth_id),
    CONSTRAINT parent_of_youth FOREIGN KEY (parent_id, youth_id) REFERENCES goals (id, youth_id),
    CONSTRAINT goal_is_closed CHECK ((outcome = '') = (closed_at IS NULL)),
    CONSTRAINT goal_has_reason CHECK (outcome NOT IN ('changed', 'dropped') OR reason <> '')
);
CREATE INDEX goals_by_youth ON goals (youth_id, id);
CREATE INDEX goals_of_course ON goals (enrolment_id);

-- +goose StatementBegin
CREATE FUNCTION goal_one_level() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM goals WHERE id = NEW.parent_id AND parent_id IS NOT NULL) THEN
        RAISE EXCEPTION 'a smaller goal has none below it' USING ERRCODE = 'check_violation', CONSTRAINT = 'goal_one_level';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER goal_one_level BEFORE INSERT OR UPDATE OF parent_id ON goals FOR EACH ROW WHEN (NEW.parent_id IS NOT NULL) EXECUTE FUNCTION goal_one_level();

-- What a goal said, each time somebody wrote it.
CREATE TABLE goal_versions (
    goal_id   bigint NOT NULL REFERENCES goals,
    version   int NOT NULL,
    text      text NOT NULL,
    area      text NOT NULL,
    seen      text NOT NULL,
    wanted    int,
    follow_on date,
    outcome   text NOT NULL,
    reason    text NOT NULL,
    by_id     bigint NOT NULL REFERENCES staff,
    at        timestamptz NOT NULL,
    PRIMARY KEY (goal_id, version)
);
CREATE TRIGGER goal_versions_append_only BEFORE UPDATE OR DELETE ON goal_versions FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- Where on a scale from 0 to 10 somebody says that the youth stands.
CREATE TABLE goal_scales (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    youth_id bigint NOT NULL REFERENCES youths,
    goal_id  bigint NOT NULL,
    on_day   date NOT NULL,
    value    int NOT NULL CONSTRAINT scale_from_0_to_10 CHECK (value BETWEEN 0 AND 10),
    said_by  text NOT NULL CHECK (said_by IN ('youth', 'worker')),
    by_id    bigint NOT NULL REFERENCES staff,
    at       timestamptz NOT NULL,
    CONSTRAINT scale_of_youths_goal FOREIGN KEY (goal_id, youth_id) REFERENCES goals (id, youth_id)
);
CREATE INDEX goal_scales_by_goal ON goal_scales (goal_id, on_day, id);
CREATE TRIGGER goal_scales_append_only BEFORE UPDATE OR DELETE ON goal_scales FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- An agreement may lead to a goal, and says who of us or of the network keeps it. One that
-- is changed or dropped says why, and what stands in its place.
ALTER TABLE agreements
    ADD COLUMN goal_id     bigint,
    ADD COLUMN staff_id    bigint REFERENCES staff,            -- which of us
    ADD COLUMN person_id   bigint,                             -- somebody of the network
    ADD COLUMN keeper      text NOT NULL DEFAULT '',           -- somebody else by name
    ADD COLUMN reason      text NOT NULL DEFAULT '',
    ADD COLUMN replaced_by bigint,
    ADD CONSTRAINT agreement_of_youth UNIQUE (id, youth_id),
    ADD CONSTRAINT agreement_of_youths_goal FOREIGN KEY (goal_id, youth_id) REFERENCES goals (id, youth_id),
    ADD CONSTRAINT keeper_of_network FOREIGN KEY (person_id, youth_id) REFERENCES network_people (id, youth_id),
    ADD CONSTRAINT replaced_by_their_own FOREIGN KEY (replaced_by, youth_id) REFERENCES agreements (id, youth_id),
    ADD CONSTRAINT keeper_of_us CHECK (staff_id IS NULL OR who = 'us'),
    ADD CONSTRAINT keeper_of_others CHECK ((person_id IS NULL AND keeper = '') OR (who = 'other' AND (person_id IS NULL OR keeper = ''))),
    ADD CONSTRAINT replaced_when_changed CHECK (replaced_by IS NULL OR outcome = 'changed'),
    ADD CONSTRAINT ended_has_reason CHECK (outcome NOT IN ('changed', 'dropped') OR reason <> '') NOT VALID; -- those before had none
CREATE INDEX agreements_of_goal ON agreements (goal_id) WHERE goal_id IS NOT NULL;

-- From how many days after the first a programme asks for a goal. No seed says a number,
-- so there is no row until a municipality makes one: until then no goal is asked for.
CREATE TABLE programme_goals (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    programme_id bigint NOT NULL REFERENCES programmes,
    after_days   int NOT NULL CHECK (after_days BETWEEN 1 AND 730),
    valid_from   date NOT NULL,
    valid_to     date,
    source       text NOT NULL DEFAULT '',
    CONSTRAINT goal_rule_in_order CHECK (valid_to >= valid_from),
    CONSTRAINT one_goal_rule_at_a_time EXCLUDE USING gist (programme_id WITH =, daterange(valid_from, valid_to, '[]') WITH &&)
);

-- Who does what, across departments (indsatsoverblik).
CREATE TABLE interventions (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    youth_id     bigint NOT NULL REFERENCES youths,
    enrolment_id bigint NOT NULL REFERENCES enrolments,
    what         text NOT NULL CHECK (what <> ''),
    area         text NOT NULL DEFAULT '',                     -- code of the catalogue (life_area)
    law          text NOT NULL DEFAULT '',
    unit         text NOT NULL DEFAULT '',                     -- the department that answers for it
    person       text NOT NULL DEFAULT '',                     -- whom one asks
    phone        text NOT NULL DEFAULT '',
    provider     text NOT NULL DEFAULT '',                     -- who carries it out
    from_on      date,
    to_on        date,
    purpose      text NOT NULL DEFAULT '',
    status       text NOT NULL CHECK (status IN ('planned', 'running', 'paused', 'ended')),
    by_id        bigint NOT NULL REFERENCES staff,
    at           timestamptz NOT NULL,
    version      int NOT NULL DEFAULT 1,
    CONSTRAINT intervention_in_order CHECK (to_on >= from_on),
    CONSTRAINT somebody_answers CHECK (unit <> '' OR person <> '')
);
CREATE INDEX interventions_by_youth ON interventions (youth_id, id);
CREATE TABLE intervention_versions (
    intervention_id bigint NOT NULL REFERENCES interventions,
    version         int NOT NULL,
    said            jsonb NOT NULL,
    by_id           bigint NOT NULL REFERENCES staff,
    at              timestamptz NOT NULL,
    PRIMARY KEY (intervention_id, version)
);
CREATE TRIGGER intervention_versions_append_only BEFORE UPDATE OR DELETE ON intervention_versions FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- +goose Down
DROP TABLE intervention_versions;
DROP TABLE interventions;
DROP TABLE programme_goals;
ALTER TABLE agreements DROP CONSTRAINT replaced_by_their_own, DROP COLUMN goal_id, DROP COLUMN staff_id, DROP COLUMN person_id, DROP COLUMN keeper,
    DROP COLUMN reason, DROP COLUMN replaced_by, DROP CONSTRAINT agreement_of_youth;
DROP TABLE goal_scales;
DROP TABLE goal_versions;
DROP TABLE goals;
DROP FUNCTION goal_one_level();
ALTER TABLE own_words DISABLE TRIGGER own_words_append_only;
DELETE FROM own_words WHERE kind IN ('works', 'hope', 'step', 'noticed', 'about');
ALTER TABLE own_words ENABLE TRIGGER own_words_append_only;
ALTER TABLE own_words DROP CONSTRAINT own_words_kind_check;
ALTER TABLE own_words ADD CONSTRAINT own_words_kind_check CHECK (kind IN ('dream', 'wish', 'resource', 'consideration'));
