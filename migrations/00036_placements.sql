-- +goose Up
-- What a stay is, how long it may last, how many a workplace may have, when the young may
-- work, what may be told: all of it is rows (domain 3). A type's traits, a length, a ratio
-- and the hours of the young are the rule of their row, in words that programme reads.
ALTER TABLE catalogue DROP CONSTRAINT catalogue_kind_check;
ALTER TABLE catalogue ADD CONSTRAINT catalogue_kind_check
    CHECK (kind IN ('benefit', 'category', 'exit', 'placement', 'holiday', 'delivery', 'needs_group', 'document_type', 'relation', 'party_age', 'exemption',
                    'placement_length', 'placement_ratio', 'full_week', 'young_hours', 'placement_purpose', 'placement_visit', 'interruption', 'disclosure', 'consent_length'));
ALTER TABLE catalogue DROP CONSTRAINT rule_of_kind;
ALTER TABLE catalogue ADD CONSTRAINT rule_of_kind CHECK (CASE kind
    WHEN 'holiday' THEN rule ~ '^(\d\d-\d\d|easter([+-][1-9]\d{0,2})?)$'
    WHEN 'delivery' THEN rule ~ '^(weekdays|days)\+\d{1,2}$'
    WHEN 'document_type' THEN rule ~ '^(receipt\+[1-9]\d?)?$'
    WHEN 'party_age' THEN rule ~ '^[1-9]\d?$'
    WHEN 'placement' THEN rule ~ '^((vitas|agreement|wage|ratio|net_job|purpose|visits|beside|decision=[A-Z0-9ÆØÅ-]+)( |$))*$'
    WHEN 'placement_length' THEN rule ~ '^types=[a-z_,]+ (categories=[a-z_,]+ )?weeks=[1-9]\d{0,2}( max=[1-9]\d{0,2})?( step=[1-9]\d?)?$'
    WHEN 'placement_ratio' THEN rule ~ '^[1-9]\d? per [1-9]\d? to [1-9]\d{0,3} then [1-9]\d? per [1-9]\d?( least [1-9]\d?)?$'
    WHEN 'full_week' THEN rule ~ '^[1-9]\d?$'
    WHEN 'young_hours' THEN rule ~ '^ages=\d\d-\d\d (school=(yes|no) )?day=\d\d? free=\d\d? week=\d\d? off=\d\d? from=\d\d? to=\d\d? rest=\d\d?$'
    WHEN 'placement_visit' THEN rule ~ '^(start\+\d{1,2}|middle|end-\d{1,2})$'
    WHEN 'disclosure' THEN rule ~ '^(name|first_name|phone|age|words)$'
    WHEN 'consent_length' THEN rule ~ '^[1-9]\d?$'
    ELSE rule = '' END);

UPDATE catalogue SET rule = r.rule FROM (VALUES
    ('vp', 'vitas ratio purpose visits decision=TIL-VP'), ('snuse', 'vitas ratio purpose visits decision=TIL-VP'),
    ('lt', 'vitas wage ratio net_job visits decision=TIL-LT'), ('nytte', 'agreement ratio visits decision=TIL-NYT'),
    ('ordinaere_timer', 'wage visits'), ('smaajob', 'wage visits'), ('fritidsjob', 'wage visits'), ('ordinaer', 'wage visits'),
    ('fleksjob', 'agreement wage visits decision=FLEX'), ('egu', 'agreement wage visits'), ('fgu_agu', 'beside'), ('fgu_pgu', 'beside'),
    ('laerling', 'agreement wage visits'), ('voksenlaerling', 'vitas wage visits'), ('mentor_virk', 'agreement beside'),
    ('besoeg', 'beside'), ('gruppe', 'beside'), ('frivillig', 'beside')) AS r (code, rule)
WHERE catalogue.kind = 'placement' AND catalogue.code = r.code;

INSERT INTO catalogue (kind, code, name_da, name_en, rule, valid_from, valid_to, position, confirmed, source) VALUES
    ('placement_length', 'vp_short', 'Praktik: 4 uger for dem, der er tæt på job eller uddannelse', 'Internship: 4 weeks for those close to work or education',
        'types=vp,snuse categories=aabenlyst_uddannelsesparat,uddannelsesparat,jobparat weeks=4', '2000-01-01', NULL, 1, true,
        'LAB § 61, stk. 1, nr. 1; kan ikke forlænges, et nyt tilbud kan gives efter en konkret vurdering (star.dk, cabiweb.dk)'),
    ('placement_length', 'vp_long', 'Praktik: 13 uger, kan forlænges til 26', 'Internship: 13 weeks, may be extended to 26',
        'types=vp,snuse categories=aktivitetsparat,none weeks=13 max=26 step=13', '2000-01-01', NULL, 2, true,
        'LAB § 61, stk. 1, nr. 2; over 26 uger kun ved et helt særligt behov, 13 uger ad gangen (elov.dk)'),
    ('placement_length', 'lt', 'Løntilskud: 6 måneder', 'Wage subsidy: 6 months', 'types=lt weeks=26', '2000-01-01', NULL, 3, false,
        'Privat 6 måneder, offentlig 4 måneder (star.dk); afhænger af gruppe og arbejdsgiver, ikke bekræftet'),
    ('placement_length', 'fgu', 'FGU: 2 år', 'FGU: 2 years', 'types=egu,fgu_agu,fgu_pgu weeks=104', '2019-08-01', NULL, 4, true, 'FGU normalt højst 2 år; kommunen kan forlænge (borger.dk, stukuvm.dk)'),
    ('placement_ratio', 'ratio', 'Rimelighedskravet', 'The ratio rule', '1 per 5 to 50 then 1 per 10 least 1', '2020-01-01', NULL, 1, false,
        'Én for hver 5 ordinært ansatte op til 50, derefter én for hver 10, altid mindst én; fuldtidsansatte, pr. P-nummer (STAR, indberet.virk.dk). Afrundingen er ikke bekræftet'),
    ('full_week', 'full_week', 'Fuld tid om ugen', 'Full time a week', '37', '2000-01-01', NULL, 1, true, 'akademikerguiden.kk.dk: højst 37 timer om ugen'),
    ('young_hours', 'young_13_14', '13-14 år', '13-14 years', 'ages=13-14 day=2 free=7 week=12 off=35 from=6 to=20 rest=14', '2000-01-01', NULL, 1, true, 'at.dk: unges arbejdstid, hviletid og fridøgn'),
    ('young_hours', 'young_in_school', '15-17 år, går stadig i skole', '15-17 years, still at school', 'ages=15-17 school=yes day=2 free=8 week=12 off=40 from=6 to=20 rest=14', '2000-01-01', NULL, 2, true, 'at.dk: unges arbejdstid, hviletid og fridøgn'),
    ('young_hours', 'young_out_of_school', '15-17 år, har afsluttet 9. klasse', '15-17 years, has finished 9th grade', 'ages=15-17 school=no day=8 free=8 week=40 off=40 from=6 to=20 rest=12', '2000-01-01', NULL, 3, true,
        'at.dk: unges arbejdstid, hviletid og fridøgn; butikker til kl. 22, hoteller og restauranter til kl. 24'),
    ('placement_purpose', 'skills', 'Udvikle faglige, sociale eller sproglige kompetencer', 'Develop professional, social or language skills', '', '2000-01-01', NULL, 1, true, 'LAB kap. 11; vejl. 9641 af 17.6.2022'),
    ('placement_purpose', 'clarify', 'Afklare job- eller uddannelsesmål', 'Clarify what job or education to go for', '', '2000-01-01', NULL, 2, true, 'LAB kap. 11; vejl. 9641 af 17.6.2022'),
    ('placement_purpose', 'job', 'Ordinært job bagefter', 'An ordinary job afterwards', '', '2000-01-01', NULL, 3, true, 'foa.dk: virksomhedspraktik'),
    ('placement_visit', 'first', 'Første besøg', 'First visit', 'start+7', '2000-01-01', NULL, 1, false, 'Egen regel: senest efter en uge'),
    ('placement_visit', 'midway', 'Midtvejs', 'Midway', 'middle', '2000-01-01', NULL, 2, false, 'Egen regel'),
    ('placement_visit', 'final', 'Afslutning', 'The end', 'end-7', '2000-01-01', NULL, 3, false, 'Egen regel: en uge før det slutter'),
    ('interruption', 'other_way', 'En anden vej passede bedre', 'Another way suited better', '', '2000-01-01', NULL, 1, true, 'Egen liste'),
    ('interruption', 'job_or_education', 'Begyndt på job eller uddannelse', 'Started a job or an education', '', '2000-01-01', NULL, 2, true, 'Egen liste'),
    ('interruption', 'health', 'Helbred', 'Health', '', '2000-01-01', NULL, 3, true, 'Egen liste'),
    ('interruption', 'attendance', 'Fremmødet lykkedes ikke', 'Coming did not work out', '', '2000-01-01', NULL, 4, true, 'Egen liste'),
    ('interruption', 'tasks', 'Opgaverne passede ikke', 'The tasks did not suit', '', '2000-01-01', NULL, 5, true, 'Egen liste'),
    ('interruption', 'company', 'Forhold i virksomheden', 'Matters of the company', '', '2000-01-01', NULL, 6, true, 'Egen liste'),
    ('interruption', 'other', 'Andet', 'Something else', '', '2000-01-01', NULL, 99, true, 'Egen liste'),
    ('disclosure', 'first_name', 'Fornavn', 'First name', 'first_name', '2000-01-01', NULL, 1, true, 'Aftales med den unge (domæne 5.6)'),
    ('disclosure', 'name', 'Fulde navn', 'Full name', 'name', '2000-01-01', NULL, 2, true, 'Aftales med den unge (domæne 5.6)'),
    ('disclosure', 'age', 'Alder', 'Age', 'age', '2000-01-01', NULL, 3, true, 'Aftales med den unge (domæne 5.6)'),
    ('disclosure', 'phone', 'Telefonnummer', 'Phone number', 'phone', '2000-01-01', NULL, 4, true, 'Aftales med den unge (domæne 5.6)'),
    ('disclosure', 'strengths', 'Det er jeg god til', 'What I am good at', 'words', '2000-01-01', NULL, 5, true, 'Aftales med den unge (domæne 5.6)'),
    ('disclosure', 'considerations', 'Det skal I tage hensyn til', 'What to take into account', 'words', '2000-01-01', NULL, 6, true, 'Aftales med den unge (domæne 5.6)'),
    ('disclosure', 'helps', 'Det hjælper mig på en svær dag', 'What helps me on a hard day', 'words', '2000-01-01', NULL, 7, true, 'Aftales med den unge (domæne 5.6)'),
    ('disclosure', 'relative', 'Hvem I må ringe til, hvis der sker mig noget', 'Whom you may call if something happens to me', 'words', '2000-01-01', NULL, 8, true, 'Aftales med den unge (domæne 5.6)'),
    ('disclosure', 'story', 'Om min situation', 'About my situation', 'words', '2000-01-01', NULL, 9, true, 'Aftales med den unge (domæne 5.6)'),
    ('consent_length', 'months', 'Så mange måneder gælder et samtykke højst uden videre', 'So many months a consent holds at most without further ado', '12', '2000-01-01', NULL, 1, false,
        'Egen regel: en ældre lov lod et samtykke bortfalde efter et år (domæne 5.6)');

-- Why a company was thought of for a youth, in one sentence, and what it answered.
CREATE TABLE company_matches (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    youth_id     bigint NOT NULL REFERENCES youths,
    enrolment_id bigint NOT NULL REFERENCES enrolments,
    company_id   bigint NOT NULL REFERENCES companies,
    sentence     text NOT NULL CHECK (sentence <> ''),
    by_id        bigint NOT NULL REFERENCES staff,
    at           timestamptz NOT NULL,
    answer       text NOT NULL DEFAULT '' CHECK (answer IN ('', 'asked', 'yes', 'no')),
    answered_at  timestamptz,
    answer_note  text NOT NULL DEFAULT '',
    CONSTRAINT match_of_youth UNIQUE (id, youth_id)
);
CREATE INDEX company_matches_by_youth ON company_matches (youth_id, id DESC);
CREATE INDEX company_matches_by_company ON company_matches (company_id, id DESC);

ALTER TABLE decisions ADD CONSTRAINT decision_of_youth UNIQUE (id, youth_id);

ALTER TABLE placements
    ADD COLUMN workplace_id     bigint,
    ADD COLUMN row              jsonb,                       -- copy of the catalogue's row it was made by
    ADD COLUMN decision_id      bigint,
    ADD COLUMN match_id         bigint,
    ADD COLUMN purpose          text NOT NULL DEFAULT '',    -- code of the catalogue
    ADD COLUMN job_goal         text NOT NULL DEFAULT '',
    ADD COLUMN tasks            text NOT NULL DEFAULT '',
    ADD COLUMN timetable        jsonb NOT NULL DEFAULT '[]', -- [{"day":1,"from":"08:00","to":"14:00"}], Monday is 1
    ADD COLUMN absence_how      text NOT NULL DEFAULT '',    -- what one does when one cannot come
    ADD COLUMN transport        text NOT NULL DEFAULT '',
    ADD COLUMN safety           text NOT NULL DEFAULT '',    -- protective equipment, machines, what the young may not do
    ADD COLUMN follow_plan      text NOT NULL DEFAULT '',
    ADD COLUMN contact_id       bigint,                      -- whom one calls in the company
    ADD COLUMN mentor_id        bigint,                      -- who walks along there
    ADD COLUMN agreement        text NOT NULL DEFAULT 'none' CHECK (agreement IN ('none', 'own', 'vitas')),
    ADD COLUMN agreement_state  text NOT NULL DEFAULT '' CHECK (agreement_state IN ('', 'sent', 'approved', 'refused')),
    ADD COLUMN agreement_on     date,
    ADD COLUMN vitas_ref        text NOT NULL DEFAULT '',
    ADD COLUMN begun_why        text NOT NULL DEFAULT '',    -- why it runs without an approved agreement
    ADD COLUMN begun_by         bigint REFERENCES staff,
    ADD COLUMN long_why         text NOT NULL DEFAULT '',    -- why it lasts longer than anybody may grant alone
    ADD COLUMN long_by          bigint REFERENCES staff,     -- the leader who said yes
    ADD COLUMN long_at          timestamptz,
    ADD COLUMN ended_on         date,                        -- the last day there was, where it ended early
    ADD COLUMN ended_by         text NOT NULL DEFAULT '' CHECK (ended_by IN ('', 'youth', 'company', 'municipality')),
    ADD COLUMN ended_reason     text NOT NULL DEFAULT '',    -- code of the catalogue, neutral
    ADD COLUMN hours_won        numeric(4,1) CHECK (hours_won >= 0 AND hours_won <= 60),
    ADD COLUMN learned          text NOT NULL DEFAULT '',
    ADD COLUMN company_words    text NOT NULL DEFAULT '',
    ADD COLUMN youth_words      text NOT NULL DEFAULT '',
    ADD COLUMN next_step        text NOT NULL DEFAULT '',
    ADD COLUMN closed_by        bigint REFERENCES staff,
    ADD COLUMN closed_at        timestamptz,
    ADD COLUMN version          int NOT NULL DEFAULT 1,
    ADD COLUMN cleared          boolean GENERATED ALWAYS AS (agreement = 'none' OR agreement_state = 'approved' OR begun_why <> '') STORED, -- may run
    ADD CONSTRAINT placement_at_workplace FOREIGN KEY (workplace_id, company_id) REFERENCES company_workplaces (id, company_id) DEFERRABLE INITIALLY IMMEDIATE,
    ADD CONSTRAINT placement_contact FOREIGN KEY (contact_id, company_id) REFERENCES company_people (id, company_id) DEFERRABLE INITIALLY IMMEDIATE,
    ADD CONSTRAINT placement_mentor FOREIGN KEY (mentor_id, company_id) REFERENCES company_people (id, company_id) DEFERRABLE INITIALLY IMMEDIATE,
    ADD CONSTRAINT granted_by_their_own FOREIGN KEY (decision_id, youth_id) REFERENCES decisions (id, youth_id),
    ADD CONSTRAINT matched_for_them FOREIGN KEY (match_id, youth_id) REFERENCES company_matches (id, youth_id),
    ADD CONSTRAINT begun_by_somebody CHECK ((begun_why = '') = (begun_by IS NULL)),
    ADD CONSTRAINT long_by_somebody CHECK ((long_by IS NULL) = (long_at IS NULL)),
    ADD CONSTRAINT agreement_is_dated CHECK (agreement_state = '' OR agreement_on IS NOT NULL),
    ADD CONSTRAINT interrupted_says_by_whom CHECK (row IS NULL OR (result = 'interrupted') = (ended_by <> '')),
    ADD CONSTRAINT ended_has_a_result CHECK (ended_on IS NULL OR result <> ''),
    ADD CONSTRAINT ended_after_begun CHECK (ended_on >= from_on),
    ADD CONSTRAINT placement_of_youth UNIQUE (id, youth_id);
UPDATE placements p SET workplace_id = (SELECT min(w.id) FROM company_workplaces w WHERE w.company_id = p.company_id);
ALTER TABLE placements ALTER COLUMN workplace_id SET NOT NULL;
CREATE INDEX placements_by_match ON placements (match_id) WHERE match_id IS NOT NULL;
CREATE INDEX placements_running ON placements (workplace_id) WHERE result = '';

CREATE TABLE placement_versions (
    placement_id bigint NOT NULL REFERENCES placements,
    version      int NOT NULL,
    fields       jsonb NOT NULL,
    by_id        bigint NOT NULL REFERENCES staff,
    at           timestamptz NOT NULL,
    PRIMARY KEY (placement_id, version)
);
CREATE TRIGGER placement_versions_append_only BEFORE UPDATE OR DELETE ON placement_versions FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- A rule warned, and somebody went on with a reason: what the rule said then, with its
-- numbers and its source.
CREATE TABLE placement_overrides (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    placement_id bigint NOT NULL REFERENCES placements,
    rule         text NOT NULL,                              -- code of the warning
    numbers      jsonb NOT NULL DEFAULT '[]',                -- what it was told with
    source       text NOT NULL DEFAULT '',
    reason       text NOT NULL CHECK (reason <> ''),
    by_id        bigint NOT NULL REFERENCES staff,
    at           timestamptz NOT NULL
);
CREATE INDEX placement_overrides_by_placement ON placement_overrides (placement_id, id);
CREATE TRIGGER placement_overrides_append_only BEFORE UPDATE OR DELETE ON placement_overrides FOR EACH STATEMENT EXECUTE FUNCTION refuse();

CREATE TABLE placement_extensions (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    placement_id bigint NOT NULL REFERENCES placements,
    was_to       date,
    to_on        date NOT NULL,
    reason       text NOT NULL CHECK (reason <> ''),
    by_id        bigint NOT NULL REFERENCES staff,
    at           timestamptz NOT NULL,
    CONSTRAINT extension_is_longer CHECK (was_to IS NULL OR to_on > was_to)
);
CREATE INDEX placement_extensions_by_placement ON placement_extensions (placement_id, id);
CREATE TRIGGER placement_extensions_append_only BEFORE UPDATE OR DELETE ON placement_extensions FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- What happens while it runs: somebody did not come, something happened, somebody came by.
CREATE TABLE placement_events (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    placement_id bigint NOT NULL REFERENCES placements,
    kind         text NOT NULL CHECK (kind IN ('absence', 'acute', 'visit')),
    from_on      date NOT NULL,
    to_on        date NOT NULL,
    told_by      text NOT NULL DEFAULT '' CHECK (told_by IN ('', 'youth', 'company', 'other')),
    first_act    text NOT NULL DEFAULT '' CHECK (first_act IN ('', 'call_youth', 'call_company', 'go_there', 'ask_colleague')), -- of something acute
    text         text NOT NULL DEFAULT '',
    contact_id   bigint REFERENCES contacts,                 -- the entry that tells of it
    by_id        bigint NOT NULL REFERENCES staff,
    at           timestamptz NOT NULL,
    CONSTRAINT event_in_order CHECK (to_on >= from_on)
);
CREATE INDEX placement_events_by_placement ON placement_events (placement_id, from_on DESC, id DESC);
CREATE TRIGGER placement_events_append_only BEFORE UPDATE OR DELETE ON placement_events FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- Visits are meetings: they follow the owner, are moved, held and asked after like any other.
ALTER TABLE meetings
    ADD COLUMN placement_id bigint,
    ADD COLUMN visit        text NOT NULL DEFAULT '',        -- code of the catalogue (placement_visit)
    ADD CONSTRAINT meeting_of_placement FOREIGN KEY (placement_id, youth_id) REFERENCES placements (id, youth_id),
    ADD CONSTRAINT visit_of_placement CHECK (visit = '' OR placement_id IS NOT NULL);
CREATE INDEX meetings_by_placement ON meetings (placement_id, starts_at) WHERE placement_id IS NOT NULL;

-- When two companies turn out to be one, everything that was said of it goes along.
-- +goose StatementBegin
CREATE FUNCTION company_goes_along() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SET CONSTRAINTS person_at_workplace, placement_at_workplace, placement_contact, placement_mentor DEFERRED;
    UPDATE company_workplaces SET company_id = NEW.merged_into WHERE company_id = NEW.id;
    UPDATE company_people SET company_id = NEW.merged_into WHERE company_id = NEW.id;
    UPDATE placements SET company_id = NEW.merged_into WHERE company_id = NEW.id;
    SET CONSTRAINTS person_at_workplace, placement_at_workplace, placement_contact, placement_mentor IMMEDIATE;
    UPDATE contacts SET company_id = NEW.merged_into WHERE company_id = NEW.id;
    UPDATE consents SET company_id = NEW.merged_into WHERE company_id = NEW.id;
    UPDATE company_matches SET company_id = NEW.merged_into WHERE company_id = NEW.id;
    INSERT INTO company_friends (company_id, staff_id, note, at)
        SELECT NEW.merged_into, staff_id, note, at FROM company_friends WHERE company_id = NEW.id ON CONFLICT DO NOTHING;
    UPDATE companies SET merged_into = NEW.merged_into WHERE merged_into = NEW.id;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER company_goes_along AFTER UPDATE OF merged_into ON companies
    FOR EACH ROW WHEN (OLD.merged_into IS NULL AND NEW.merged_into IS NOT NULL) EXECUTE FUNCTION company_goes_along();

-- +goose Down
DROP TRIGGER company_goes_along ON companies;
DROP FUNCTION company_goes_along();
ALTER TABLE meetings DROP COLUMN placement_id, DROP COLUMN visit;
DROP TABLE placement_events;
DROP TABLE placement_extensions;
DROP TABLE placement_overrides;
DROP TABLE placement_versions;
ALTER TABLE placements DROP COLUMN cleared;
ALTER TABLE placements
    DROP COLUMN workplace_id, DROP COLUMN row, DROP COLUMN decision_id, DROP COLUMN match_id, DROP COLUMN purpose, DROP COLUMN job_goal, DROP COLUMN tasks,
    DROP COLUMN timetable, DROP COLUMN absence_how, DROP COLUMN transport, DROP COLUMN safety, DROP COLUMN follow_plan, DROP COLUMN contact_id, DROP COLUMN mentor_id,
    DROP COLUMN agreement, DROP COLUMN agreement_state, DROP COLUMN agreement_on, DROP COLUMN vitas_ref, DROP COLUMN begun_why, DROP COLUMN begun_by,
    DROP COLUMN long_why, DROP COLUMN long_by, DROP COLUMN long_at, DROP COLUMN ended_on, DROP COLUMN ended_by, DROP COLUMN ended_reason, DROP COLUMN hours_won,
    DROP COLUMN learned, DROP COLUMN company_words, DROP COLUMN youth_words, DROP COLUMN next_step, DROP COLUMN closed_by, DROP COLUMN closed_at, DROP COLUMN version,
    DROP CONSTRAINT placement_of_youth;
ALTER TABLE decisions DROP CONSTRAINT decision_of_youth;
DROP TABLE company_matches;
DELETE FROM catalogue WHERE kind IN ('placement_length', 'placement_ratio', 'full_week', 'young_hours', 'placement_purpose', 'placement_visit', 'interruption', 'disclosure', 'consent_length');
ALTER TABLE catalogue DROP CONSTRAINT rule_of_kind;
UPDATE catalogue SET rule = '' WHERE kind = 'placement';
ALTER TABLE catalogue ADD CONSTRAINT rule_of_kind CHECK (CASE kind
    WHEN 'holiday' THEN rule ~ '^(\d\d-\d\d|easter([+-][1-9]\d{0,2})?)$'
    WHEN 'delivery' THEN rule ~ '^(weekdays|days)\+\d{1,2}$'
    WHEN 'document_type' THEN rule ~ '^(receipt\+[1-9]\d?)?$'
    WHEN 'party_age' THEN rule ~ '^[1-9]\d?$'
    ELSE rule = '' END);
ALTER TABLE catalogue DROP CONSTRAINT catalogue_kind_check;
ALTER TABLE catalogue ADD CONSTRAINT catalogue_kind_check
    CHECK (kind IN ('benefit', 'category', 'exit', 'placement', 'holiday', 'delivery', 'needs_group', 'document_type', 'relation', 'party_age', 'exemption'));
