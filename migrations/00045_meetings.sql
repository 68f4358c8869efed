-- +goose Up
-- What a model or a municipality wants of a kind of meeting: what it is called there, what
-- one goes through, and how often it is to be held. Where nothing says how often, no day
-- is due. The kinds of a team have no youth.
CREATE TABLE programme_meeting_types (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    programme_id bigint NOT NULL REFERENCES programmes,
    kind         text NOT NULL CHECK (kind IN ('talk', 'visit', 'kickoff', 'intro', 'team_meeting', 'company', 'network', 'followup', 'other',
                                               'accompaniment', 'milestone', 'statutory', 'handover', 'closing',
                                               'weekly', 'leader_group', 'supervision')),
    name_da      text NOT NULL CHECK (name_da <> ''),
    name_en      text NOT NULL CHECK (name_en <> ''),
    agenda_da    text NOT NULL DEFAULT '',      -- one point on each line
    agenda_en    text NOT NULL DEFAULT '',
    every_days   int CHECK (every_days BETWEEN 1 AND 1000),
    valid_from   date NOT NULL,
    valid_to     date,
    source       text NOT NULL DEFAULT '',
    CONSTRAINT meeting_type_in_order CHECK (valid_to >= valid_from),
    CONSTRAINT one_meeting_type_at_a_time EXCLUDE USING gist (programme_id WITH =, kind WITH =, daterange(valid_from, valid_to, '[]') WITH &&)
);

-- The types of domain 7.1. A is Rute 42, B Borgerkonsulenter, D Mod til Uddannelse, E
-- Samarbejdsmodellen. Only B's week and E's half year are numbers a seed says; how often a
-- statutory conversation is due, the municipality has to say.
INSERT INTO programme_meeting_types (programme_id, kind, name_da, name_en, agenda_da, agenda_en, every_days, valid_from, source)
SELECT p.id, t.kind, t.da, t.en, t.agenda_da, t.agenda_en, t.every::int, '2000-01-01', t.source
FROM (VALUES
    ('rute42', 'intro', 'Intromøde', 'Intro meeting', E'Hvem er vi, og hvad kan vi hjælpe med\nHvad er vigtigt for dig\nHvornår ses vi igen', E'Who we are, and what we can help with\nWhat matters to you\nWhen we meet again', NULL, 'Rute 42, Aalborg: mødes med den unges rådgiver; intet mål kræves'),
    ('rute42', 'accompaniment', 'Ledsagelse', 'Accompaniment', E'Hvad du gerne vil have sagt\nHvem siger hvad\nHvad blev aftalt', E'What you want said\nWho says what\nWhat was agreed', NULL, 'Rute 42, notat 2016: ledsagelse til læge, psykiatri og misbrugsafsnit'),
    ('rute42', 'company', 'Møde i virksomheden', 'Meeting at the company', E'Hvordan går det\nHvad skal være anderledes\nHvad er det næste', E'How it is going\nWhat should be different\nWhat comes next', NULL, 'Rute 42, Aalborg: én kontaktperson at få fat i'),
    ('rute42', 'supervision', 'Supervision', 'Supervision', E'Et tema fra arbejdet', E'A theme from the work', NULL, 'Rute 42, Aalborg: supervisor'),
    ('borgerkonsulent', 'kickoff', 'Kick-off-møde', 'Kick-off meeting', E'Første del: hver afdeling fortæller, hvad den ved\nAnden del: den unge, borgerkonsulenten og makkeren\nHvem ringer du til, og hvornår ses vi igen', E'First part: each department tells what it knows\nSecond part: the youth, the citizen consultant and the buddy\nWho to call, and when we meet again', NULL, 'Borgerkonsulenter, Halsnæs'),
    ('borgerkonsulent', 'weekly', 'Teammøde', 'Team meeting', E'Nyt fra fagområderne\nSagssparring\nHvem dækker for hvem', E'News from the fields\nSparring\nWho covers for whom', 7, 'Borgerkonsulenter, Halsnæs: ugentlige teammøder'),
    ('mod-til-uddannelse', 'accompaniment', 'Ledsagelse', 'Accompaniment', E'Hvad du gerne vil have sagt\nHvem siger hvad\nHvad blev aftalt', E'What you want said\nWho says what\nWhat was agreed', NULL, 'Mod til Uddannelse, Horsens'),
    ('mod-til-uddannelse', 'network', 'Netværksmøde', 'Network meeting', E'Hvem er omkring dig\nHvem gør hvad\nHvad aftaler vi', E'Who is around you\nWho does what\nWhat we agree on', NULL, 'Mod til Uddannelse, Horsens'),
    ('samarbejdsmodellen', 'team_meeting', 'Tværfagligt teammøde', 'Team meeting around the youth', E'Siden sidst\nHvad du gerne vil have til at ske\nHvem gør hvad', E'Since last time\nWhat you want to happen\nWho does what', NULL, 'Samarbejdsmodellen, Slagelse'),
    ('samarbejdsmodellen', 'milestone', 'Tværfagligt teammøde ved en bestemt alder', 'Team meeting at a certain age', E'Hvordan går det, og hvad virker\nUddannelse, job og fritid\nBolig, økonomi og helbred\nMål og aftaler\nHvordan var mødet', E'How it is going, and what works\nEducation, work and leisure\nHousing, money and health\nGoals and agreements\nHow was the meeting', NULL, 'Samarbejdsmodellen, Slagelse: fast mødetjekliste'),
    ('samarbejdsmodellen', 'network', 'Netværksmøde', 'Network meeting', E'Netværkskortet\nDen unges voksen\nHvem gør hvad', E'The network map\nThe youth''s chosen adult\nWho does what', NULL, 'Samarbejdsmodellen, Slagelse'),
    ('samarbejdsmodellen', 'leader_group', 'Ledergruppemøde', 'Leader group meeting', E'Aktivitet og resultater\nPrioriteringer\nAfrapportering', E'Activity and results\nPriorities\nReporting', 183, 'Samarbejdsmodellen, Slagelse: halvårlige møder i ledergruppen')
) AS t (key, kind, da, en, agenda_da, agenda_en, every, source)
JOIN programmes p USING (key);

INSERT INTO programme_meeting_types (programme_id, kind, name_da, name_en, agenda_da, agenda_en, valid_from, source)
SELECT p.id, t.kind, t.da, t.en, t.agenda_da, t.agenda_en, '2000-01-01', t.source
FROM (VALUES
    ('statutory', 'Lovpligtig samtale', 'Statutory conversation', E'Din plan\nRettigheder og pligter', E'Your plan\nRights and duties', 'Loven om en aktiv beskæftigelsesindsats; hvor tit, skal kommunen selv sige'),
    ('handover', 'Overdragelsesmøde', 'Handover meeting', E'Kort om, hvor vi er\nDet, der er i gang\nEt godt farvel', E'Where we are, in short\nWhat is under way\nA good goodbye', 'Eget forslag, efter Rute 42 og Borgerkonsulenter'),
    ('closing', 'Afslutningsmøde', 'Closing meeting', E'Hvad virkede\nHvem kan du ringe til\nHvornår taler vi sammen igen', E'What worked\nWho you can call\nWhen we talk again', 'Eget forslag')
) AS t (kind, da, en, agenda_da, agenda_en, source), programmes p
WHERE p.key IN ('rute42', 'borgerkonsulent', 'mod-til-uddannelse', 'samarbejdsmodellen');

-- How long ahead a meeting at an age is told of, and how far from its day it still counts
-- as on time. Neither is said by a seed: these are proposals until an administrator says
-- otherwise.
ALTER TABLE programme_milestones
    ADD COLUMN announce_days int CHECK (announce_days BETWEEN 0 AND 366),
    ADD COLUMN window_days int CHECK (window_days BETWEEN 0 AND 366),
    ADD COLUMN confirmed boolean NOT NULL DEFAULT false,
    ADD COLUMN source text NOT NULL DEFAULT '';
UPDATE programme_milestones SET announce_days = 60, window_days = 30,
    source = 'Samarbejdsmodellen, Slagelse: alderen; varsel og vindue er eget forslag';

-- A meeting grows what happens in it: what one goes through, what the youth wants said.
-- What was said there is an entry of the log, and stands nowhere else.
ALTER TABLE meetings DROP CONSTRAINT meetings_kind_check;
ALTER TABLE meetings
    ADD CONSTRAINT meetings_kind_check CHECK (kind IN ('talk', 'visit', 'kickoff', 'intro', 'team_meeting', 'company', 'network', 'followup', 'other',
                                                       'accompaniment', 'milestone', 'statutory', 'handover', 'closing')),
    ADD COLUMN milestone text NOT NULL DEFAULT '',      -- its code, of a meeting at an age
    ADD COLUMN agenda text NOT NULL DEFAULT '',
    ADD COLUMN wants text NOT NULL DEFAULT '',          -- what the youth wants said
    ADD COLUMN reason text NOT NULL DEFAULT '',         -- why it was cancelled, or held late
    ADD CONSTRAINT meeting_of_youth UNIQUE (id, youth_id),
    ADD CONSTRAINT milestone_of_its_kind CHECK (milestone = '' OR kind = 'milestone');
CREATE UNIQUE INDEX one_meeting_a_milestone ON meetings (enrolment_id, milestone) WHERE milestone <> '' AND state IN ('planned', 'held');
CREATE INDEX meetings_statutory ON meetings (enrolment_id, starts_at DESC) WHERE kind = 'statutory';

-- Who is asked and who came: somebody of the network, of us, somebody by name, or the
-- youth. Who is of the network is of this youth's.
CREATE TABLE meeting_people (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    meeting_id bigint NOT NULL,
    youth_id   bigint NOT NULL,
    the_youth  boolean NOT NULL DEFAULT false,
    person_id  bigint,
    staff_id   bigint REFERENCES staff,
    name       text NOT NULL DEFAULT '',                -- with what they do, of somebody who is neither
    came       text NOT NULL DEFAULT '' CHECK (came IN ('', 'came', 'away')),
    by_id      bigint NOT NULL REFERENCES staff,
    CONSTRAINT person_of_meeting FOREIGN KEY (meeting_id, youth_id) REFERENCES meetings (id, youth_id),
    CONSTRAINT who_meets_is_of_youth FOREIGN KEY (person_id, youth_id) REFERENCES network_people (id, youth_id),
    CONSTRAINT one_who_meets CHECK (the_youth::int + (person_id IS NOT NULL)::int + (staff_id IS NOT NULL)::int + (name <> '')::int = 1)
);
CREATE INDEX meeting_people_of ON meeting_people (meeting_id, id);
CREATE INDEX meeting_people_of_person ON meeting_people (person_id) WHERE person_id IS NOT NULL;
CREATE UNIQUE INDEX meeting_youth_once ON meeting_people (meeting_id) WHERE the_youth;
CREATE UNIQUE INDEX meeting_person_once ON meeting_people (meeting_id, person_id) WHERE person_id IS NOT NULL;
CREATE UNIQUE INDEX meeting_staff_once ON meeting_people (meeting_id, staff_id) WHERE staff_id IS NOT NULL;

-- A meeting that gets another time is the same meeting: everything stays with it.
CREATE TABLE meeting_moves (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    meeting_id  bigint NOT NULL,
    youth_id    bigint NOT NULL,
    was_at      timestamptz NOT NULL,
    was_all_day boolean NOT NULL,
    to_at       timestamptz NOT NULL,
    to_all_day  boolean NOT NULL,
    reason      text NOT NULL DEFAULT '',
    by_id       bigint NOT NULL REFERENCES staff,
    at          timestamptz NOT NULL,
    CONSTRAINT move_of_meeting FOREIGN KEY (meeting_id, youth_id) REFERENCES meetings (id, youth_id)
);
CREATE INDEX meeting_moves_of ON meeting_moves (meeting_id, id);
CREATE TRIGGER meeting_moves_append_only BEFORE UPDATE OR DELETE ON meeting_moves FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- An agreement may have been made in a meeting of the same youth.
ALTER TABLE agreements
    ADD COLUMN meeting_id bigint,
    ADD CONSTRAINT agreed_in_meeting FOREIGN KEY (meeting_id, youth_id) REFERENCES meetings (id, youth_id);
CREATE INDEX agreements_of_meeting ON agreements (meeting_id) WHERE meeting_id IS NOT NULL;

-- What is asked at every meeting at an age, and what only at some: the model's checklist.
-- Who came, whether a consent holds and how many agreements stand is known without asking.
CREATE TABLE milestone_items (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code       text NOT NULL CHECK (code ~ '^[a-z0-9_]{2,40}$'),
    milestones text[] NOT NULL DEFAULT '{}',             -- codes; none is all
    section    text NOT NULL CHECK (section IN ('work', 'living', 'around', 'transition', 'meeting')),
    kind       text NOT NULL CHECK (kind IN ('yes_no', 'choice', 'number', 'date', 'text')),
    choices    jsonb NOT NULL DEFAULT '[]',              -- of a choice: code, da, en
    unit_da    text NOT NULL DEFAULT '',
    unit_en    text NOT NULL DEFAULT '',
    name_da    text NOT NULL CHECK (name_da <> ''),
    name_en    text NOT NULL CHECK (name_en <> ''),
    position   int NOT NULL,
    valid_from date NOT NULL,
    valid_to   date,
    source     text NOT NULL DEFAULT '',
    CONSTRAINT milestone_item_in_order CHECK (valid_to >= valid_from),
    CONSTRAINT milestone_choices CHECK ((kind = 'choice') = (jsonb_array_length(choices) > 0)),
    CONSTRAINT one_milestone_item_at_a_time EXCLUDE USING gist (code WITH =, daterange(valid_from, valid_to, '[]') WITH &&)
);

INSERT INTO milestone_items (code, milestones, section, kind, choices, unit_da, unit_en, name_da, name_en, position, valid_from, source) VALUES
    ('education', '{}', 'work', 'choice', '[{"code":"school","da":"Folkeskole","en":"Primary school"},{"code":"tenth","da":"10. klasse","en":"10th grade"},{"code":"fgu","da":"FGU","en":"FGU"},{"code":"vocational","da":"Erhvervsuddannelse","en":"Vocational education"},{"code":"upper","da":"Gymnasial uddannelse","en":"Upper secondary school"},{"code":"higher","da":"Videregående uddannelse","en":"Higher education"},{"code":"other","da":"Andet","en":"Something else"},{"code":"none","da":"Ingen lige nu","en":"None right now"}]', '', '', 'Uddannelse lige nu', 'Education right now', 10, '2000-01-01', 'Samarbejdsmodellen: mødetjekliste (typisk indhold)'),
    ('institution', '{}', 'work', 'text', '[]', '', '', 'Hvor', 'Where', 20, '2000-01-01', 'Samarbejdsmodellen: mødetjekliste (typisk indhold)'),
    ('attendance', '{}', 'work', 'choice', '[{"code":"stable","da":"Stabilt","en":"Steady"},{"code":"partly","da":"Svinger","en":"Varies"},{"code":"rarely","da":"Sjældent","en":"Rarely"}]', '', '', 'Fremmøde', 'Attendance', 30, '2000-01-01', 'Samarbejdsmodellen: mødetjekliste (typisk indhold)'),
    ('job', '{}', 'work', 'choice', '[{"code":"leisure_job","da":"Fritidsjob","en":"After-school job"},{"code":"part","da":"Job på deltid","en":"Part-time job"},{"code":"full","da":"Job på fuld tid","en":"Full-time job"},{"code":"apprentice","da":"Lærling","en":"Apprentice"},{"code":"none","da":"Intet lige nu","en":"None right now"}]', '', '', 'Job eller fritidsjob', 'Job or after-school job', 40, '2000-01-01', 'Samarbejdsmodellen: mødetjekliste (typisk indhold)'),
    ('job_hours', '{}', 'work', 'number', '[]', 'timer om ugen', 'hours a week', 'Timer i job', 'Hours of work', 50, '2000-01-01', 'Samarbejdsmodellen: mødetjekliste (typisk indhold)'),
    ('education_goal', '{}', 'work', 'yes_no', '[]', '', '', 'Der er et mål for uddannelse', 'There is a goal for education', 60, '2000-01-01', 'Samarbejdsmodellen: mødetjekliste (typisk indhold)'),
    ('job_goal', '{}', 'work', 'yes_no', '[]', '', '', 'Der er et mål for job', 'There is a goal for work', 70, '2000-01-01', 'Samarbejdsmodellen: mødetjekliste (typisk indhold)'),
    ('benefit', '{}', 'living', 'yes_no', '[]', '', '', 'Har en indtægt at leve af', 'Has an income to live on', 110, '2000-01-01', 'Samarbejdsmodellen: mødetjekliste (typisk indhold)'),
    ('housing', '{}', 'living', 'choice', '[{"code":"parents","da":"Hos forældre","en":"With parents"},{"code":"care","da":"Anbragt","en":"In care"},{"code":"own","da":"Egen bolig","en":"Own home"},{"code":"shared","da":"Værelse eller kollegium","en":"Room or hall of residence"},{"code":"temporary","da":"Midlertidigt","en":"Temporary"},{"code":"none","da":"Ingen bolig","en":"No home"}]', '', '', 'Bolig', 'Housing', 120, '2000-01-01', 'Samarbejdsmodellen: mødetjekliste (typisk indhold)'),
    ('economy', '{}', 'living', 'yes_no', '[]', '', '', 'NemKonto og MitID er på plads', 'Bank account and MitID are in place', 130, '2000-01-01', 'Samarbejdsmodellen: mødetjekliste (typisk indhold)'),
    ('doctor', '{}', 'living', 'yes_no', '[]', '', '', 'Ved, hvem lægen er', 'Knows who the doctor is', 140, '2000-01-01', 'Samarbejdsmodellen: mødetjekliste (typisk indhold)'),
    ('treatment', '{}', 'living', 'choice', '[{"code":"none","da":"Ikke brug for det","en":"Not needed"},{"code":"runs","da":"I gang","en":"Under way"},{"code":"waits","da":"Venter","en":"Waiting"},{"code":"wanted","da":"Ønsker det","en":"Wanted"}]', '', '', 'Behandling', 'Treatment', 150, '2000-01-01', 'Samarbejdsmodellen: mødetjekliste (typisk indhold)'),
    ('substance', '{}', 'living', 'choice', '[{"code":"none","da":"Fylder ikke","en":"Not an issue"},{"code":"some","da":"Fylder noget","en":"Something of an issue"},{"code":"much","da":"Fylder meget","en":"Much of an issue"}]', '', '', 'Rusmidler', 'Substance use', 160, '2000-01-01', 'Samarbejdsmodellen: mødetjekliste (typisk indhold)'),
    ('crime', '{}', 'living', 'choice', '[{"code":"none","da":"Fylder ikke","en":"Not an issue"},{"code":"some","da":"Fylder noget","en":"Something of an issue"},{"code":"much","da":"Fylder meget","en":"Much of an issue"}]', '', '', 'Kriminalitet', 'Crime', 170, '2000-01-01', 'Samarbejdsmodellen: mødetjekliste (typisk indhold)'),
    ('leisure', '{}', 'around', 'text', '[]', '', '', 'Fritid og fællesskaber', 'Leisure and communities', 210, '2000-01-01', 'Samarbejdsmodellen: mødetjekliste (typisk indhold)'),
    ('network_map', '{}', 'around', 'yes_no', '[]', '', '', 'Netværkskortet er set igennem', 'The network map was gone through', 220, '2000-01-01', 'Samarbejdsmodellen: mødetjekliste (typisk indhold)'),
    ('overview', '{}', 'around', 'yes_no', '[]', '', '', 'Indsatsoverblikket er set igennem', 'The overview of who does what was gone through', 230, '2000-01-01', 'Samarbejdsmodellen: mødetjekliste (typisk indhold)'),
    ('chosen_adult', '{}', 'around', 'yes_no', '[]', '', '', 'Den unge har valgt sin voksen', 'The youth has chosen their adult', 240, '2000-01-01', 'Samarbejdsmodellen, Slagelse: den unges voksen'),
    ('readiness', '{age_16}', 'transition', 'yes_no', '[]', '', '', 'Vurderet uddannelsesparat', 'Assessed as ready for education', 310, '2000-01-01', 'Samarbejdsmodellen: mødetjekliste (typisk indhold)'),
    ('tenth_class', '{age_16}', 'transition', 'yes_no', '[]', '', '', 'Talt om 10. klasse', 'Talked about 10th grade', 320, '2000-01-01', 'Samarbejdsmodellen: mødetjekliste (typisk indhold)'),
    ('leisure_job', '{age_16}', 'transition', 'yes_no', '[]', '', '', 'Talt om fritidsjob', 'Talked about an after-school job', 330, '2000-01-01', 'Samarbejdsmodellen: mødetjekliste (typisk indhold)'),
    ('at_eighteen', '{age_17_half}', 'transition', 'yes_no', '[]', '', '', 'Talt om, hvad der sker ved 18 år: rettigheder, ydelse og MitID', 'Talked about what happens at 18: rights, benefit and MitID', 340, '2000-01-01', 'Samarbejdsmodellen: mødetjekliste (typisk indhold)'),
    ('aftercare', '{age_17_half}', 'transition', 'choice', '[{"code":"applied","da":"Der er søgt","en":"Applied for"},{"code":"granted","da":"Bevilget","en":"Granted"},{"code":"not_wanted","da":"Ønskes ikke","en":"Not wanted"},{"code":"open","da":"Ikke afklaret","en":"Not settled"}]', '', '', 'Ungestøtte (efterværn)', 'Youth support (aftercare)', 350, '2000-01-01', 'Samarbejdsmodellen: mødetjekliste (typisk indhold)'),
    ('housing_applied', '{age_17_half}', 'transition', 'yes_no', '[]', '', '', 'Der er søgt bolig, hvis der er brug for det', 'Housing was applied for where needed', 360, '2000-01-01', 'Samarbejdsmodellen: mødetjekliste (typisk indhold)'),
    ('adult_told', '{age_17_half}', 'transition', 'yes_no', '[]', '', '', 'Voksenafdelingen ved besked', 'Adult services have been told', 370, '2000-01-01', 'Samarbejdsmodellen: mødetjekliste (typisk indhold)'),
    ('contact_after', '{age_17_half}', 'transition', 'text', '[]', '', '', 'Hvem er kontakt efter 18 år', 'Who is the contact after 18', 380, '2000-01-01', 'Samarbejdsmodellen: mødetjekliste (typisk indhold)'),
    ('support_works', '{age_18_half}', 'transition', 'choice', '[{"code":"yes","da":"Ja","en":"Yes"},{"code":"partly","da":"Delvist","en":"Partly"},{"code":"no","da":"Nej","en":"No"}]', '', '', 'Virker støtten', 'Does the support work', 390, '2000-01-01', 'Samarbejdsmodellen: mødetjekliste (typisk indhold)'),
    ('holds', '{age_18_half}', 'transition', 'yes_no', '[]', '', '', 'Uddannelse eller job holder', 'Education or work lasts', 400, '2000-01-01', 'Samarbejdsmodellen: mødetjekliste (typisk indhold)'),
    ('regret', '{age_18_half}', 'transition', 'yes_no', '[]', '', '', 'Den unge kender sin ret til at fortryde', 'The youth knows the right to change their mind', 410, '2000-01-01', 'Samarbejdsmodellen: mødetjekliste (typisk indhold)'),
    ('next_meeting', '{}', 'meeting', 'date', '[]', '', '', 'Næste møde', 'Next meeting', 510, '2000-01-01', 'Samarbejdsmodellen: mødetjekliste (typisk indhold)'),
    ('own_view', '{}', 'meeting', 'choice', '[{"code":"good","da":"Godt","en":"Good"},{"code":"ok","da":"Nogenlunde","en":"All right"},{"code":"bad","da":"Ikke godt","en":"Not good"}]', '', '', 'Hvordan var mødet for den unge', 'How the meeting was for the youth', 520, '2000-01-01', 'Samarbejdsmodellen: mødetjekliste (typisk indhold)');

-- What was answered, by whom and when; the newest answer holds, and the older ones stay.
-- A row of the list that is written otherwise later does not change what was answered.
CREATE TABLE meeting_answers (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    meeting_id bigint NOT NULL,
    youth_id   bigint NOT NULL,
    item_id    bigint NOT NULL REFERENCES milestone_items,
    answer     text NOT NULL,                            -- yes, no, a code, a number, a day; '' takes it back
    by_id      bigint NOT NULL REFERENCES staff,
    at         timestamptz NOT NULL,
    CONSTRAINT answered_in_meeting FOREIGN KEY (meeting_id, youth_id) REFERENCES meetings (id, youth_id)
);
CREATE INDEX meeting_answers_newest ON meeting_answers (meeting_id, item_id, id DESC);
CREATE TRIGGER meeting_answers_append_only BEFORE UPDATE OR DELETE ON meeting_answers FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- A link to one's own calendar, known by its hash alone. One at a time works.
CREATE TABLE calendar_feeds (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    staff_id   bigint NOT NULL REFERENCES staff,
    hash       bytea NOT NULL CONSTRAINT feed_known_by_hash UNIQUE CHECK (octet_length(hash) = 32),
    made_at    timestamptz NOT NULL,
    read_at    timestamptz,
    revoked_at timestamptz
);
CREATE UNIQUE INDEX one_feed_at_a_time ON calendar_feeds (staff_id) WHERE revoked_at IS NULL;

-- Meetings without a youth: a team's week, supervision, and the leaders' group, which
-- goes across the teams.
CREATE TABLE team_meetings (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    team_id    bigint REFERENCES teams,
    kind       text NOT NULL CHECK (kind IN ('weekly', 'supervision', 'leader_group')),
    starts_at  timestamptz NOT NULL,
    place      text NOT NULL DEFAULT '',
    agenda     text NOT NULL DEFAULT '',
    notes      text NOT NULL DEFAULT '',
    state      text NOT NULL DEFAULT 'planned' CHECK (state IN ('planned', 'held', 'cancelled')),
    version    int NOT NULL DEFAULT 1,
    by_id      bigint NOT NULL REFERENCES staff,
    created_at timestamptz NOT NULL,
    CONSTRAINT team_or_leaders CHECK ((team_id IS NULL) = (kind = 'leader_group'))
);
CREATE INDEX team_meetings_of ON team_meetings (team_id, starts_at DESC);
CREATE INDEX team_meetings_of_leaders ON team_meetings (starts_at DESC) WHERE team_id IS NULL;

-- +goose Down
DROP TABLE team_meetings;
DROP TABLE calendar_feeds;
DROP TABLE meeting_answers;
DROP TABLE milestone_items;
ALTER TABLE agreements DROP COLUMN meeting_id;
DROP TABLE meeting_moves;
DROP TABLE meeting_people;
DROP INDEX meetings_statutory;
DROP INDEX one_meeting_a_milestone;
ALTER TABLE meetings DROP CONSTRAINT milestone_of_its_kind;
ALTER TABLE meetings DROP CONSTRAINT meeting_of_youth;
ALTER TABLE meetings DROP COLUMN milestone, DROP COLUMN agenda, DROP COLUMN wants, DROP COLUMN reason;
ALTER TABLE meetings DROP CONSTRAINT meetings_kind_check;
UPDATE meetings SET kind = 'other' WHERE kind IN ('accompaniment', 'milestone', 'statutory', 'handover', 'closing');
ALTER TABLE meetings ADD CONSTRAINT meetings_kind_check
    CHECK (kind IN ('talk', 'visit', 'kickoff', 'intro', 'team_meeting', 'company', 'network', 'followup', 'other'));
ALTER TABLE programme_milestones DROP COLUMN announce_days, DROP COLUMN window_days, DROP COLUMN confirmed, DROP COLUMN source;
DROP TABLE programme_meeting_types;
