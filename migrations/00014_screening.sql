-- +goose Up
-- What the referring unit tells, beside why now and the youth's wish. Only what one
-- has to know to choose; nothing here asks for a goal.
ALTER TABLE referrals
    ADD COLUMN referred_person text NOT NULL DEFAULT '',
    ADD COLUMN referred_phone  text NOT NULL DEFAULT '',
    ADD COLUMN referred_email  text NOT NULL DEFAULT '',
    ADD COLUMN tried           text NOT NULL DEFAULT '',   -- what others have tried
    ADD COLUMN network         text NOT NULL DEFAULT '',   -- whom the youth has around them
    ADD COLUMN custody         text NOT NULL DEFAULT '',   -- who has custody, and what to heed
    ADD COLUMN safety          text NOT NULL DEFAULT '',   -- what to heed when one meets
    ADD COLUMN urgency         text NOT NULL DEFAULT 'normal' CHECK (urgency IN ('normal', 'soon', 'acute')),
    ADD COLUMN urgency_why     text NOT NULL DEFAULT '',
    ADD COLUMN version         int NOT NULL DEFAULT 1,
    ADD CONSTRAINT acute_has_reason CHECK (urgency <> 'acute' OR urgency_why <> '');

-- Two parties decide: the unit that refers, and the team. The state is what their
-- last words add up to (intake.Words.State), kept on the row for lists.
DROP INDEX one_waiting_referral;
DROP INDEX referrals_waiting;
DROP INDEX referrals_decided;
ALTER TABLE referrals DROP CONSTRAINT referrals_state_check;
ALTER TABLE referrals ALTER COLUMN state SET DEFAULT 'received';
ALTER TABLE referrals ADD CONSTRAINT referral_state_known CHECK (state IN ('received', 'more_info', 'waiting', 'assigned', 'declined'));
ALTER TABLE referrals ADD COLUMN open boolean GENERATED ALWAYS AS (state IN ('received', 'more_info', 'waiting')) STORED;
CREATE UNIQUE INDEX one_open_referral ON referrals (youth_id) WHERE open;
CREATE INDEX referrals_open ON referrals (team_id, referred_on) WHERE open;
CREATE INDEX referrals_decided ON referrals (team_id, decided_at DESC) WHERE NOT open;

-- +goose StatementBegin
CREATE FUNCTION assigned_from_waiting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'assigned' AND OLD.state NOT IN ('waiting', 'assigned') THEN
        RAISE EXCEPTION 'referral % is assigned before both parties found it relevant', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'assigned_from_waiting';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER assigned_from_waiting BEFORE UPDATE OF state ON referrals FOR EACH ROW EXECUTE FUNCTION assigned_from_waiting();

CREATE TABLE screening_views (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    referral_id bigint NOT NULL REFERENCES referrals,
    party       text NOT NULL CHECK (party IN ('unit', 'team')),
    verdict     text NOT NULL CHECK (verdict IN ('relevant', 'more_info', 'not_relevant')),
    reason      text NOT NULL,                 -- written so that the youth can read it
    said_by     text NOT NULL DEFAULT '',      -- who of the unit said it
    by_id       bigint NOT NULL REFERENCES staff,
    at          timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT view_has_reason CHECK (reason <> '' OR verdict = 'relevant'),
    CONSTRAINT unit_view_has_name CHECK (party = 'team' OR said_by <> '')
);
CREATE INDEX screening_views_by_referral ON screening_views (referral_id, party, id DESC);
CREATE TRIGGER screening_views_append_only BEFORE UPDATE OR DELETE ON screening_views FOR EACH STATEMENT EXECUTE FUNCTION refuse();
CREATE TRIGGER screening_views_no_truncate BEFORE TRUNCATE ON screening_views FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- A referral as it was before somebody corrected it.
CREATE TABLE referral_versions (
    referral_id bigint NOT NULL REFERENCES referrals,
    version     int NOT NULL,
    fields      jsonb NOT NULL,
    by_id       bigint NOT NULL REFERENCES staff,  -- who replaced it
    at          timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (referral_id, version)
);
CREATE TRIGGER referral_versions_append_only BEFORE UPDATE OR DELETE ON referral_versions FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- By what a model screens: a question to answer, or the age, which is computed from
-- the birth date and the ages of programme_rules.
CREATE TABLE programme_criteria (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    programme_id bigint NOT NULL REFERENCES programmes,
    code         text NOT NULL CHECK (code ~ '^[a-z0-9_]{1,40}$'),
    kind         text NOT NULL CHECK (kind IN ('age', 'question')),
    name_da      text NOT NULL CHECK (name_da <> ''),
    name_en      text NOT NULL CHECK (name_en <> ''),
    position     int NOT NULL DEFAULT 0,
    valid_from   date NOT NULL,
    valid_to     date,
    source       text NOT NULL DEFAULT '',
    CONSTRAINT criterion_in_order CHECK (valid_to >= valid_from),
    CONSTRAINT one_criterion_at_a_time EXCLUDE USING gist (programme_id WITH =, code WITH =, daterange(valid_from, valid_to, '[]') WITH &&)
);

CREATE TABLE screening_answers (
    referral_id  bigint NOT NULL REFERENCES referrals,
    criterion_id bigint NOT NULL REFERENCES programme_criteria,
    answer       text NOT NULL CHECK (answer IN ('yes', 'no', 'unknown')),
    note         text NOT NULL DEFAULT '',
    by_id        bigint NOT NULL REFERENCES staff,
    at           timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (referral_id, criterion_id)
);

INSERT INTO programme_criteria (programme_id, code, kind, name_da, name_en, position, valid_from, source)
SELECT p.id, c.code, c.kind, c.da, c.en, c.position, c.valid_from::date, c.source
FROM (VALUES
    ('rute42', 'age', 'age', 'Alder', 'Age', 1, '2013-01-01', 'Rute 42, Aalborg: under 30 år'),
    ('rute42', 'furthest', 'question', 'Længst væk fra arbejdsmarkedet og uden et forløb i gang', 'Furthest from work and in no course', 2, '2013-01-01', 'Rute 42, Aalborg: målgruppe'),
    ('rute42', 'vulnerable', 'question', 'Psykisk sårbar', 'Psychologically vulnerable', 3, '2013-01-01', 'Rute 42, Aalborg: målgruppe'),
    ('rute42', 'network', 'question', 'Spinkelt eller manglende netværk', 'Weak or missing network', 4, '2016-10-24', 'Rute 42, NFSK 2017: ny målgruppe'),
    ('rute42', 'anxiety', 'question', 'Angst', 'Anxiety', 5, '2016-10-24', 'Rute 42, NFSK 2017: nye kriterier'),
    ('rute42', 'depression', 'question', 'Depression', 'Depression', 6, '2016-10-24', 'Rute 42, NFSK 2017: nye kriterier'),
    ('rute42', 'loneliness', 'question', 'Ensomhed', 'Loneliness', 7, '2016-10-24', 'Rute 42, NFSK 2017: nye kriterier'),
    ('rute42', 'capacity', 'question', 'Mangler handlekompetencer', 'Lacks the capacity to act', 8, '2016-10-24', 'Rute 42, NFSK 2017: nye kriterier'),
    ('rute42', 'motivated', 'question', 'Motiveret for en særlig indsats med en tæt relation', 'Motivated for a special effort with a close relation', 9, '2016-10-24', 'Rute 42, NFSK 2017: nye kriterier'),
    ('mod-til-uddannelse', 'age', 'age', 'Alder', 'Age', 1, '2017-01-01', 'Mod til Uddannelse, Horsens: hovedmålgruppe'),
    ('mod-til-uddannelse', 'activity_ready', 'question', 'Aktivitetsparat', 'Ready for activity', 2, '2017-01-01', 'Mod til Uddannelse, Horsens: hovedmålgruppe'),
    ('mod-til-uddannelse', 'unemployed', 'question', 'Ledig i mere end et år', 'Unemployed for more than a year', 3, '2017-01-01', 'Mod til Uddannelse, Horsens: hovedmålgruppe'),
    ('mod-til-uddannelse', 'progress', 'question', 'Har mulighed for progression', 'Able to make progress', 4, '2017-01-01', 'Mod til Uddannelse, Horsens: hovedmålgruppe'),
    ('samarbejdsmodellen', 'age', 'age', 'Alder', 'Age', 1, '2000-01-01', 'Samarbejdsmodellen, Slagelse: 15-23 år'),
    ('samarbejdsmodellen', 'in_care', 'question', 'Anbragt nu', 'In care now', 2, '2000-01-01', 'Samarbejdsmodellen, Slagelse: målgruppe'),
    ('samarbejdsmodellen', 'was_in_care', 'question', 'Tidligere anbragt', 'Was in care before', 3, '2000-01-01', 'Samarbejdsmodellen, Slagelse: målgruppe'),
    ('samarbejdsmodellen', 'exposed', 'question', 'Udsat på anden måde', 'Vulnerable in another way', 4, '2000-01-01', 'Samarbejdsmodellen, Slagelse: målgruppe')
) AS c (key, code, kind, da, en, position, valid_from, source)
JOIN programmes p USING (key);

-- The four needs groups of Halsnæs, and which contact person each calls for. Group 1
-- names none.
ALTER TABLE catalogue DROP CONSTRAINT catalogue_kind_check;
ALTER TABLE catalogue ADD CONSTRAINT catalogue_kind_check CHECK (kind IN ('benefit', 'category', 'exit', 'placement', 'holiday', 'delivery', 'needs_group'));
INSERT INTO catalogue (kind, code, name_da, name_en, grouping, valid_from, position, confirmed, source) VALUES
    ('needs_group', '1', 'Kort støtte, eventuelt over FGU, og hurtigt videre', 'Short support, perhaps by way of FGU, and soon onward', '', '2000-01-01', 1, true, 'Borgerkonsulenter, Halsnæs: behovsanalyse'),
    ('needs_group', '2', 'Vejledning og koordinering', 'Guidance and coordination', 'authority', '2000-01-01', 2, true, 'Borgerkonsulenter, Halsnæs: behovsanalyse'),
    ('needs_group', '3', 'Hverdagen skal fungere, fx derhjemme', 'Everyday life has to work, at home for instance', 'provider', '2000-01-01', 3, true, 'Borgerkonsulenter, Halsnæs: behovsanalyse'),
    ('needs_group', '4', 'Tæt på, og mange slags opgaver', 'Close by, with tasks of many kinds', 'broad', '2000-01-01', 4, true, 'Borgerkonsulenter, Halsnæs: behovsanalyse');

-- Within how many days the team itself wants a youth to have a contact person.
ALTER TABLE teams ADD COLUMN waiting_target_days int CHECK (waiting_target_days BETWEEN 1 AND 365);

-- The duplicate check reads everybody born on one day, and compares names itself.
CREATE INDEX youths_by_birth ON youths (birth_date);

-- +goose Down
DROP INDEX youths_by_birth;
ALTER TABLE teams DROP COLUMN waiting_target_days;
DELETE FROM catalogue WHERE kind = 'needs_group';
ALTER TABLE catalogue DROP CONSTRAINT catalogue_kind_check;
ALTER TABLE catalogue ADD CONSTRAINT catalogue_kind_check CHECK (kind IN ('benefit', 'category', 'exit', 'placement', 'holiday'));
DROP TABLE screening_answers;
DROP TABLE programme_criteria;
DROP TABLE referral_versions;
DROP TABLE screening_views;
DROP TRIGGER assigned_from_waiting ON referrals;
DROP FUNCTION assigned_from_waiting();
DROP INDEX one_open_referral;
DROP INDEX referrals_open;
DROP INDEX referrals_decided;
ALTER TABLE referrals DROP COLUMN open;
UPDATE referrals SET state = 'waiting' WHERE state IN ('received', 'more_info');
ALTER TABLE referrals DROP CONSTRAINT referral_state_known;
ALTER TABLE referrals ALTER COLUMN state SET DEFAULT 'waiting';
ALTER TABLE referrals ADD CONSTRAINT referrals_state_check CHECK (state IN ('waiting', 'assigned', 'declined'));
ALTER TABLE referrals DROP CONSTRAINT acute_has_reason, DROP COLUMN version, DROP COLUMN urgency_why, DROP COLUMN urgency, DROP COLUMN safety,
    DROP COLUMN custody, DROP COLUMN network, DROP COLUMN tried, DROP COLUMN referred_email, DROP COLUMN referred_phone, DROP COLUMN referred_person;
CREATE UNIQUE INDEX one_waiting_referral ON referrals (youth_id) WHERE state = 'waiting';
CREATE INDEX referrals_waiting ON referrals (team_id, referred_on) WHERE state = 'waiting';
CREATE INDEX referrals_decided ON referrals (team_id, decided_at DESC) WHERE state <> 'waiting';
