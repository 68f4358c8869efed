-- +goose Up
-- The start that a programme prescribes for a new course: a row with its period.
-- What the model does not say is no row, and no number of days is no deadline.
CREATE TABLE programme_starts (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    programme_id bigint NOT NULL REFERENCES programmes,
    kind         text NOT NULL CHECK (kind IN ('kickoff', 'intro', 'team_meeting')),
    buddy        text NOT NULL DEFAULT 'none' CHECK (buddy IN ('required', 'asked', 'none')),
    within_days  int CHECK (within_days BETWEEN 1 AND 366),  -- of the first day of the course; no deadline when null
    text_da      text NOT NULL,
    text_en      text NOT NULL,
    valid_from   date NOT NULL,
    valid_to     date,
    source       text NOT NULL DEFAULT '',
    CONSTRAINT start_in_order CHECK (valid_to >= valid_from),
    CONSTRAINT one_start_at_a_time EXCLUDE USING gist (programme_id WITH =, daterange(valid_from, valid_to, '[]') WITH &&)
);

INSERT INTO programme_starts (programme_id, kind, buddy, text_da, text_en, valid_from, source)
SELECT p.id, s.kind, s.buddy, s.da, s.en, s.valid_from::date, s.source
FROM (VALUES
    ('rute42', 'intro', 'none',
        'Medarbejderen, den unges rådgiver og den unge mødes. Målet er at lære hinanden at kende; et mål for forløbet må gerne vente.',
        'The worker, the youth''s adviser and the youth meet. The aim is to get to know each other; a goal for the course can wait.',
        '2013-01-01', 'Rute 42, Aalborg: møde med den unges rådgiver og den unge'),
    ('borgerkonsulent', 'kickoff', 'required',
        'Fagpersoner fra alle de afdelinger, der kender den unge, fortæller, hvad de ved. Så går de, og den unge, borgerkonsulenten og makkeren bliver tilbage.',
        'Professionals from every department that knows the youth tell what they know. Then they leave, and the youth, the citizen consultant and the buddy stay.',
        '2000-01-01', 'Borgerkonsulenter, Halsnæs: kick-off i to dele, makkeren har deltaget'),
    ('samarbejdsmodellen', 'team_meeting', 'none',
        'Det tværfaglige team om den unge mødes med den unge og aftaler, hvem der gør hvad.',
        'The team around the youth meets with the youth and agrees who does what.',
        '2000-01-01', 'Samarbejdsmodellen, Slagelse: tværfagligt team om den enkelte unge')
) AS s (key, kind, buddy, da, en, valid_from, source)
JOIN programmes p USING (key);

-- Who may be asked to a first meeting. Any other word can be typed as well.
CREATE TABLE departments (
    code     text PRIMARY KEY CHECK (code ~ '^[a-z_]{2,40}$'),
    name_da  text NOT NULL,
    name_en  text NOT NULL,
    position int NOT NULL
);
INSERT INTO departments (code, name_da, name_en, position) VALUES
    ('children_families', 'Center for børn og familier', 'Children and families', 1),
    ('jobcentre', 'Jobcenter', 'Job centre', 2),
    ('substance', 'Rusmiddelcenter', 'Substance abuse centre', 3),
    ('education_guide', 'Uddannelsesvejledning (UU)', 'Education guidance', 4),
    ('job_consultant', 'Jobkonsulent', 'Job consultant', 5),
    ('ssp', 'SSP', 'School, social services and police (SSP)', 6),
    ('probation', 'Kriminalforsorg', 'Probation service', 7),
    ('placement_home', 'Anbringelsessted', 'Place of care', 8),
    ('contact_person', 'Kontaktperson', 'Contact person', 9),
    ('school', 'Uddannelsesinstitution', 'School or college', 10),
    ('adult', 'Voksenforvaltning', 'Adult services', 11),
    ('youth_house', 'Ungehus', 'Youth house', 12),
    ('psychiatry', 'Psykiatri', 'Psychiatry', 13);

ALTER TABLE meetings DROP CONSTRAINT meetings_kind_check;
ALTER TABLE meetings ADD CONSTRAINT meetings_kind_check
    CHECK (kind IN ('talk', 'visit', 'kickoff', 'intro', 'team_meeting', 'company', 'network', 'followup', 'other'));

-- The beginning of a course: the meeting in which the knowledge of the others is
-- handed over, and the relation begins. It is held when an entry of the log says so.
CREATE TABLE kickoffs (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    youth_id     bigint NOT NULL REFERENCES youths,
    enrolment_id bigint NOT NULL CONSTRAINT one_kickoff_a_course UNIQUE REFERENCES enrolments,
    meeting_id   bigint NOT NULL REFERENCES meetings,
    kind         text NOT NULL CHECK (kind IN ('kickoff', 'intro', 'team_meeting')),
    buddy_rule   text NOT NULL CHECK (buddy_rule IN ('required', 'asked', 'none')),  -- the programme's word when it was planned
    part         int NOT NULL DEFAULT 0 CHECK (part BETWEEN 0 AND 2),  -- 0 is planned; 2 begins when the others leave
    buddy_id     bigint REFERENCES staff,      -- the buddy who was there
    no_buddy     text NOT NULL DEFAULT '',     -- why none was
    adviser_came boolean,                      -- of an intro: whether the former adviser was there
    matters      text NOT NULL DEFAULT '',     -- what matters to the youth in the contact, in the youth's words
    reach        text NOT NULL DEFAULT '' CHECK (reach IN ('', 'text', 'call', 'either')),
    reach_note   text NOT NULL DEFAULT '',     -- when, and when not
    contact_id   bigint REFERENCES contacts,   -- the entry that tells of it
    held_by      bigint REFERENCES staff,
    held_at      timestamptz,
    version      int NOT NULL DEFAULT 1,
    by_id        bigint NOT NULL REFERENCES staff,
    created_at   timestamptz NOT NULL,
    CONSTRAINT held_with_entry CHECK ((held_at IS NULL) = (contact_id IS NULL) AND (held_at IS NULL) = (held_by IS NULL)),
    CONSTRAINT buddy_came_or_reason CHECK (held_at IS NULL OR buddy_rule <> 'required' OR buddy_id IS NOT NULL OR no_buddy <> ''),
    CONSTRAINT break_is_of_kickoff CHECK (part < 2 OR kind = 'kickoff')
);
CREATE INDEX kickoffs_by_youth ON kickoffs (youth_id);

-- Whom one asks to come. They are not staff: their names are data of the record.
CREATE TABLE kickoff_invitees (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kickoff_id bigint NOT NULL REFERENCES kickoffs,
    department text NOT NULL CHECK (department <> ''),
    name       text NOT NULL DEFAULT '',
    phone      text NOT NULL DEFAULT '',
    email      text NOT NULL DEFAULT '',
    came       text NOT NULL DEFAULT '' CHECK (came IN ('', 'came', 'away', 'not_asked')),
    version    int NOT NULL DEFAULT 1,
    by_id      bigint NOT NULL REFERENCES staff
);
CREATE INDEX kickoff_invitees_of ON kickoff_invitees (kickoff_id, id);
CREATE INDEX kickoff_departments ON kickoff_invitees (department);

-- What a department hands over, and what is to be done with it: a task becomes an
-- agreement when the meeting is held.
CREATE TABLE kickoff_items (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kickoff_id   bigint NOT NULL REFERENCES kickoffs,
    department   text NOT NULL CHECK (department <> ''),
    told_by      text NOT NULL DEFAULT '',
    text         text NOT NULL CHECK (text <> ''),
    task         text NOT NULL DEFAULT '',
    who          text NOT NULL DEFAULT '' CHECK (who IN ('', 'us', 'youth', 'other')),
    due_on       date,
    agreement_id bigint REFERENCES agreements,
    version      int NOT NULL DEFAULT 1,
    by_id        bigint NOT NULL REFERENCES staff,
    at           timestamptz NOT NULL,
    CONSTRAINT task_is_somebodys CHECK ((task = '') = (who = '') AND (task <> '' OR due_on IS NULL))
);
CREATE INDEX kickoff_items_of ON kickoff_items (kickoff_id, id);

-- When somebody answers the team's telephone, in words: it stands on the contact card.
ALTER TABLE teams ADD COLUMN phone_hours text NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE teams DROP COLUMN phone_hours;
DROP TABLE kickoff_items;
DROP TABLE kickoff_invitees;
DROP TABLE kickoffs;
ALTER TABLE meetings DROP CONSTRAINT meetings_kind_check;
UPDATE meetings SET kind = 'other' WHERE kind IN ('intro', 'team_meeting');
ALTER TABLE meetings ADD CONSTRAINT meetings_kind_check
    CHECK (kind IN ('talk', 'visit', 'kickoff', 'company', 'network', 'followup', 'other'));
DROP TABLE departments;
DROP TABLE programme_starts;
