-- +goose Up
-- How it went: the exit with the youth's own words, how it went again afterwards, and
-- what their life looked like before, on the way and now.
ALTER TABLE catalogue DROP CONSTRAINT catalogue_kind_check;
ALTER TABLE catalogue ADD CONSTRAINT catalogue_kind_check
    CHECK (kind IN ('benefit', 'category', 'exit', 'placement', 'holiday', 'delivery', 'needs_group', 'document_type', 'relation', 'party_age', 'exemption',
                    'placement_length', 'placement_ratio', 'full_week', 'young_hours', 'placement_purpose', 'placement_visit', 'interruption', 'disclosure', 'consent_length',
                    'life_area', 'network_sector', 'sharing', 'legal_gateway', 'activity', 'competence',
                    'status', 'education_level', 'followup'));

-- A status is one thing at a time, so that shares of it add up to the whole (domain 8.3).
INSERT INTO catalogue (kind, code, name_da, name_en, grouping, valid_from, position, confirmed, source) VALUES
    ('status', 'education', 'I uddannelse', 'In education', 'education', '2000-01-01', 1, true, 'Vejen til uddannelse og beskæftigelse, Slagelse'),
    ('status', 'apprentice', 'I lære', 'Apprentice', 'education', '2000-01-01', 2, true, 'Mod til Uddannelse, Horsens'),
    ('status', 'job', 'I job', 'In a job', 'job', '2000-01-01', 3, true, 'Vejen til uddannelse og beskæftigelse, Slagelse'),
    ('status', 'supported_job', 'Job med støtte', 'In a supported job', 'supported', '2000-01-01', 4, true, 'Eget forslag: fleksjob og løntilskud tælles for sig'),
    ('status', 'prep', 'Uddannelsesrettet aktivitet', 'Activity towards education', 'activity', '2000-01-01', 5, true, 'Rute 42, Aalborg'),
    ('status', 'placement', 'I praktik', 'In an internship', 'activity', '2000-01-01', 6, true, 'Rute 42, NFSK 2017'),
    ('status', 'other_offer', 'I et andet tilbud', 'In another service', 'onward', '2000-01-01', 7, true, 'Rute 42, Aalborg'),
    ('status', 'none', 'Hverken uddannelse eller job', 'Neither education nor work', 'none', '2000-01-01', 8, true, 'Mod til Uddannelse, Horsens'),
    ('status', 'pension', 'Førtidspension', 'Disability pension', 'neutral', '2000-01-01', 9, true, ''),
    ('status', 'prison', 'Afsoning eller varetægt', 'Imprisonment or custody', 'none', '2000-01-01', 10, true, ''),
    ('status', 'unknown', 'Det ved vi ikke', 'Not known', 'unknown', '2000-01-01', 11, true, 'Eget forslag: ukendt vises altid'),

    ('education_level', 'primary', 'Grundskole og 10. klasse', 'Lower secondary', '', '2000-01-01', 1, true, ''),
    ('education_level', 'fgu', 'FGU', 'Preparatory basic education (FGU)', '', '2019-08-01', 2, true, 'borger.dk: FGU; fra 1.8.2019'),
    ('education_level', 'stu', 'STU', 'Specially planned youth education (STU)', '', '2000-01-01', 3, true, ''),
    ('education_level', 'vocational', 'Erhvervsuddannelse', 'Vocational', '', '2000-01-01', 4, true, ''),
    ('education_level', 'upper', 'Gymnasial uddannelse', 'Upper secondary', '', '2000-01-01', 5, true, ''),
    ('education_level', 'higher', 'Videregående uddannelse', 'Higher education', '', '2000-01-01', 6, true, '');

-- How many months after the exit we ask: position is the number.
INSERT INTO catalogue (kind, code, name_da, name_en, valid_from, position, confirmed, source) VALUES
    ('followup', 'm1', '1 måned efter', '1 month after', '2000-01-01', 1, true, 'jobindsats.dk: status 1, 3, 6 og 12 måneder efter afsluttet forløb'),
    ('followup', 'm3', '3 måneder efter', '3 months after', '2000-01-01', 3, true, 'jobindsats.dk: status 1, 3, 6 og 12 måneder efter afsluttet forløb'),
    ('followup', 'm6', '6 måneder efter', '6 months after', '2000-01-01', 6, true, 'jobindsats.dk: status 1, 3, 6 og 12 måneder efter afsluttet forløb'),
    ('followup', 'm12', '12 måneder efter', '12 months after', '2000-01-01', 12, true, 'jobindsats.dk: status 1, 3, 6 og 12 måneder efter afsluttet forløb');

-- What they are ready for; ready_on says since when.
ALTER TABLE enrolments
    ADD COLUMN ready_for text NOT NULL DEFAULT '' CHECK (ready_for IN ('', 'education', 'job')),
    ADD CONSTRAINT ready_has_a_day CHECK (ready_for = '' OR ready_on IS NOT NULL),
    ADD CONSTRAINT enrolment_of_youth UNIQUE (id, youth_id);

ALTER TABLE youths ADD COLUMN died_on date;

ALTER TABLE exits
    ADD COLUMN words    text NOT NULL DEFAULT '',   -- the youth's own, about how it went
    ADD COLUMN worked   text NOT NULL DEFAULT '',   -- what worked
    ADD COLUMN receiver text NOT NULL DEFAULT '';   -- who receives the youth: a school, a workplace, a unit

-- Life beside education and work, as it stood at the exit (seed D). What nobody said
-- has no row: that is missing, not "the same".
CREATE TABLE exit_lives (
    enrolment_id bigint NOT NULL REFERENCES exits ON DELETE CASCADE,
    area         text NOT NULL,                      -- code of the catalogue (life_area)
    result       text NOT NULL CHECK (result IN ('better', 'same', 'worse', 'not_relevant', 'unknown')),
    PRIMARY KEY (enrolment_id, area)
);

-- An exit that was taken back stands here whole; the course goes on.
CREATE TABLE exits_reopened (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    enrolment_id bigint NOT NULL REFERENCES enrolments,
    exit         jsonb NOT NULL,                     -- the row of exits, with its lives
    exit_on      date NOT NULL,
    reason       text NOT NULL CHECK (reason <> ''),
    by_id        bigint NOT NULL REFERENCES staff,
    at           timestamptz NOT NULL
);
CREATE INDEX exits_reopened_by_enrolment ON exits_reopened (enrolment_id, id DESC);
CREATE TRIGGER exits_reopened_append_only BEFORE UPDATE OR DELETE ON exits_reopened FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- A dated status: before the course, at its start, at a change, at the exit, and at a
-- follow-up. The newest of a day that was not taken back holds.
CREATE TABLE statuses (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    youth_id     bigint NOT NULL REFERENCES youths,
    enrolment_id bigint NOT NULL REFERENCES enrolments,
    moment       text NOT NULL CHECK (moment IN ('before', 'start', 'change', 'exit', 'followup')),
    on_day       date NOT NULL,
    code         text NOT NULL,                      -- of the catalogue (status)
    level        text NOT NULL DEFAULT '',           -- of education (education_level)
    place        text NOT NULL DEFAULT '',           -- school or workplace
    hours        numeric(4,1) CHECK (hours BETWEEN 0 AND 80), -- a week
    benefit      text NOT NULL DEFAULT '',           -- of the catalogue (benefit)
    by_id        bigint NOT NULL REFERENCES staff,
    at           timestamptz NOT NULL,
    withdrawn_at timestamptz,
    withdrawn_by bigint REFERENCES staff,
    CONSTRAINT status_of_youths_course FOREIGN KEY (enrolment_id, youth_id) REFERENCES enrolments (id, youth_id)
);
CREATE INDEX statuses_by_enrolment ON statuses (enrolment_id, on_day DESC, id DESC);

-- One look back after the exit. Append-only: the newest of a month holds, so that what
-- was not known can become known.
CREATE TABLE followups (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    enrolment_id bigint NOT NULL REFERENCES enrolments,
    youth_id     bigint NOT NULL REFERENCES youths,
    exit_on      date NOT NULL,                      -- of the exit it looks back at: a course may end twice
    months       int NOT NULL CHECK (months > 0),
    on_day       date NOT NULL,                      -- the day it tells of
    code         text NOT NULL,                      -- of the catalogue (status); unknown is an answer
    verified_by  text NOT NULL CHECK (verified_by IN ('youth', 'register', 'employer', 'unknown')),
    note         text NOT NULL DEFAULT '',
    by_id        bigint NOT NULL REFERENCES staff,
    at           timestamptz NOT NULL,
    CONSTRAINT followup_after_exit CHECK (on_day >= exit_on),
    CONSTRAINT unknown_is_unverified CHECK ((code = 'unknown') = (verified_by = 'unknown')),
    CONSTRAINT followup_of_youths_course FOREIGN KEY (enrolment_id, youth_id) REFERENCES enrolments (id, youth_id)
);
CREATE INDEX followups_by_enrolment ON followups (enrolment_id, months, id DESC);
CREATE TRIGGER followups_append_only BEFORE UPDATE OR DELETE ON followups FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- +goose Down
DROP TABLE followups;
DROP TABLE statuses;
DROP TABLE exits_reopened;
DROP TABLE exit_lives;
ALTER TABLE exits DROP COLUMN words, DROP COLUMN worked, DROP COLUMN receiver;
ALTER TABLE youths DROP COLUMN died_on;
ALTER TABLE enrolments DROP CONSTRAINT enrolment_of_youth, DROP CONSTRAINT ready_has_a_day, DROP COLUMN ready_for;
DELETE FROM catalogue WHERE kind IN ('status', 'education_level', 'followup');
ALTER TABLE catalogue DROP CONSTRAINT catalogue_kind_check;
ALTER TABLE catalogue ADD CONSTRAINT catalogue_kind_check
    CHECK (kind IN ('benefit', 'category', 'exit', 'placement', 'holiday', 'delivery', 'needs_group', 'document_type', 'relation', 'party_age', 'exemption',
                    'placement_length', 'placement_ratio', 'full_week', 'young_hours', 'placement_purpose', 'placement_visit', 'interruption', 'disclosure', 'consent_length',
                    'life_area', 'network_sector', 'sharing', 'legal_gateway', 'activity', 'competence'));
